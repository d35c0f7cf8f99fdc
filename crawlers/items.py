"""The values that pass between stages: frozen, keyword-only, and free of behaviour.

    Page -> Article -> Judgement, Fingerprint, Figures -> Outcome -> Decision

A stage takes some of these and returns another; none changes one it was given. A page that ends early carries
a `Verdict`, which says which stage ended it, why, and by which version of which rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Band = Literal["on", "unsure", "off"]
Role = Literal["origin", "reprint", "mirror", "excerpt", "digest", "rewrite", "template", "unique"]
EdgeKind = Literal["reprint", "mirror", "excerpt", "digest", "rewrite", "template", "partial", "named"]
Confidence = Literal["high", "medium", "low", "unknown"]


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteHints:
    """What a site file says of its site. Stages know no spider: this travels with the page instead."""

    key: str = ""
    """Site key; "" for a page that was handed in from elsewhere (a filter, `scrapy add`)."""
    publisher: str | None = None
    hosts: tuple[str, ...] = ()
    local: bool = False
    """A Tibetan outlet: 我区 on its pages means Tibet."""
    encoding: str | None = None
    """What the site sends, where its headers and metas are known to be wrong."""
    selectors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field name (title, body, published_at, source, author, editor) to CSS selectors, tried in order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One fetched HTML document. `body` holds the bytes as sent, content-encoding undone."""

    url: str
    body: bytes = field(repr=False)
    content_type: str = ""
    """The Content-Type header, charset included; "" when none was sent."""
    archive: str | None = None
    """Where the response is kept: `file.warc.gz#offset`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Part):
    """A fetched page that may be an article; its later parts (下一页) in order."""

    fetched_at: datetime
    """Aware UTC."""
    link: str = ""
    """The canonical URL of the row in `links` that led here: `url` before redirects."""
    status: int = 200
    site: SiteHints = field(default_factory=SiteHints)
    parts: tuple[Part, ...] = ()
    missing_parts: int = 0
    """How many later parts were named by the page and could not be fetched."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """Why a page ends here. `stage` is the word of the stage, `reason` a snake_case word."""

    stage: str
    reason: str
    rule: str = ""
    """What exactly decided, for people: a matched phrase, an exception's message, a score."""
    version: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """What the page prints, boilerplate gone. Script and punctuation stay as printed; a missing field is None, never ""."""

    url: str
    title: str | None
    text: str = field(repr=False)
    """Clean body, paragraphs parted by a line feed."""
    published_at: str | None = None
    """ISO 8601: `2020-07-29`, or `2020-07-29T10:05+08:00` where the minute is printed."""
    published_precision: Literal["minute", "day"] | None = None
    source: str | None = None
    """来源 as printed, without the label; several names joined by 、."""
    reprinted_from: str | None = None
    """转自 as printed."""
    author: str | None = None
    editor: str | None = None
    original_title: str | None = None
    """原标题."""
    dateline: str | None = None
    """电头: 新华社拉萨7月5日电."""
    language: str | None = None
    """zh, en, bo …"""
    script: str | None = None
    """Hans, Hant, Latn, Tibt."""
    copyright_holder: str | None = None
    """The publisher that the page's own footer names (版权所有:X): evidence for a mirror."""
    flags: tuple[str, ...] = ()
    """Sorted; each names its layer: `page:byte_shift` is not `body:byte_shift`."""
    extractor_version: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """Whether an article is on a topic, with the words that decided."""

    topic: str | None
    band: Band
    score: float
    reasons: tuple[str, ...] = ()
    version: str = ""

    @property
    def is_relevant(self) -> bool:
        """Unsure is kept, and marked."""
        return self.band != "off"


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One number that an article states; the columns of `figures_v1` that the text itself gives."""

    indicator: str | None
    """Key of data/indicators.toml, or None: a figure whose indicator no rule names is kept, unnamed."""
    definition: str | None
    region: str | None
    period: str | None
    value: float | None
    """In the base unit: 元, 个, 人, % …"""
    value_max: float | None
    unit: str | None
    printed: str
    growth_percent: float | None = None
    growth_points: float | None = None
    growth_base: Literal["yoy", "mom"] | None = None
    qualifier: str | None = None
    status: Literal["actual", "target", "plan"] = "actual"
    measure: Literal["level", "increment", "cumulative"] = "level"
    sentence: str = ""
    sentence_at: int = 0
    """Offset of the sentence in the article's text, in characters."""
    flags: tuple[str, ...] = ()
    confidence: Confidence = "medium"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """All that the pure stages found of one page; `store` writes it."""

    page: Page
    article: Article | None = None
    judgement: Judgement | None = None
    figures: tuple[Figure, ...] = ()
    verdict: Verdict | None = None
    """Set when the page ends early; None means: keep it."""


JSON = dict[str, Any]
"""One decoded JSON line of a filter."""
