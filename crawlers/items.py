"""The values that pass between stages: frozen, keyword-only, and free of behaviour.

    Page -> Extracted -> Article -> Judgement, Fingerprint, Figures -> Outcome -> Decision

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
BlockRole = Literal["body", "head", "tail", "caption"]
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
class Validators:
    """What a page says of its version; sent back, it lets a server say that nothing has changed."""

    etag: str | None = None
    last_modified: str | None = None
    leads_to: tuple[str, ...] = ()
    """The sitemaps that a sitemap index named."""


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
    validators: Validators = field(default_factory=Validators)
    """Of the page; none of an article in parts, for a later part may change alone."""
    answered: str | None = None
    """The address that answered, where the page itself names `url` as its own."""
    is_visit: bool = False
    """Its article is stored already, and stays whatever this page comes to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """Why a page ends here. `stage` is the word of the stage, `reason` a snake_case word."""

    stage: str
    reason: str
    rule: str = ""
    """What exactly decided, for people: a matched phrase, an exception's message, a score."""
    version: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """One line of the page, near or in the article."""

    text: str = field(repr=False)
    role: BlockRole


@dataclass(frozen=True, kw_only=True, slots=True)
class Extracted:
    """A page read: fields as printed, None where the page prints none; `kind` names a page that is no article."""

    url: str
    blocks: tuple[Block, ...] = ()
    kind: str | None = None
    reason: str = ""
    """Why it is no article, for people."""
    title: str | None = None
    published_at: str | None = None
    published_precision: Literal["minute", "day"] | None = None
    source: str | None = None
    reprinted_from: str | None = None
    author: str | None = None
    editor: str | None = None
    original_title: str | None = None
    dateline: str | None = None
    copyright_holder: str | None = None
    declared_language: str | None = None
    flags: tuple[str, ...] = ()
    version: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """What the page prints, boilerplate gone; script and punctuation as printed, a missing field None, never ""."""

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
    low: float | None = None
    """What the print allows: 171.3亿元 is anything from 171.25 to 171.35, 近300家 from 294 to 306."""
    high: float | None = None
    growth_low: float | None = None
    """The same of the growth, in percent or in points."""
    growth_high: float | None = None
    slot: str | None = None
    """The period as its series keeps it, `2020-Q1` for 2020-01..03; None: the figure enters no series."""
    base_slot: str | None = None
    """The slot that `growth_base` speaks of."""
    ends_on: str | None = None
    """The last day of the slot."""
    part: str | None = None
    """Of a share: the indicators whose values it relates."""
    whole: str | None = None


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


# --- copies -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Fingerprint:
    """What matching looks up: hashes of the canonical form, as signed 64-bit integers that SQLite can hold."""

    version: int
    exact: int
    """Hash of the whole canonical text."""
    grams: tuple[int, ...]
    """5-gram hashes sampled at 1 in 16, distinct, sorted."""
    sentences: tuple[int, ...]
    """Hashes of sentences of 12 characters and more, distinct, sorted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """What matching knows of one stored article. Nothing in it depends on when we fetched it."""

    id: int
    url: str
    site: str
    publisher: str | None
    """Whom the host belongs to; None on a host that no publisher owns."""
    publisher_class: str | None
    """official, agency, industry, portal, mirror; None when unknown."""
    title: str | None
    canonical: str = field(repr=False)
    published_at: str | None = None
    source: str | None = None
    source_name: str | None = None
    """`source` resolved to a publisher, in simplified script; as printed where none is known."""
    reprinted_from: str | None = None
    reprinted_from_name: str | None = None
    dateline: str | None = None
    copyright_holder: str | None = None
    script: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """How two documents overlap; symmetric, so that the order of arrival cannot matter. `a` < `b`."""

    a: int
    b: int
    relation: Literal["same", "a_in_b", "b_in_a", "partial", "template", "rewrite"]
    """same and the two containments may join a story; the others only link."""
    contained_a: float
    """Share of `a`'s canonical 5-grams that stand in `b`, 0..1."""
    contained_b: float
    shared_sentences: int
    evidence: str
    """For people: which share, which figures, which days apart."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruling:
    """What a person said of two documents; it goes before what their texts say."""

    a: int
    b: int
    is_one_story: bool
    """Else they are of two stories."""
    evidence: str
    """For people: who said so, when, and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Edge:
    """Who copied whom. A parent may be named and never seen: then `parent` is None."""

    child: int
    parent: int | None
    parent_name: str | None
    kind: EdgeKind
    confidence: Confidence
    evidence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """One story: its members with their roles, and where it came from."""

    roles: Mapping[int, Role]
    """Document id to role; the keys are the members."""
    origin: int | None
    """The member that is the origin, or None when the origin is only named."""
    origin_name: str | None
    origin_confidence: Literal["high", "medium", "unknown"]
    mirrors: int
    independent_origins: int
    flags: tuple[str, ...] = ()
    signs: Mapping[int, str] = field(default_factory=dict)
    """Document id to how it gives itself away, for each mirror."""
    stale: Mapping[int, str] = field(default_factory=dict)
    """Document id to when its text was told before, for each that is dated long after: as printed there."""
    origin_house: str | None = None
    """The house of the origin: 新华社 of 新华网."""
    retold: int | None = None
    """A document of an earlier story that tells what this one does, where no independent origin is left here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Grouping:
    """The stories and edges of one connected cluster of documents."""

    stories: tuple[Story, ...]
    edges: tuple[Edge, ...]


# --- what a site repeats ----------------------------------------------------------------------------------------

Side = Literal["head", "tail"]
Rules = frozenset[tuple[Side, int]]
"""The lines that are furniture of one host: at which end they stand, and the hash of what they say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FoldedLine:
    """A line as matching sees it."""

    hash: int
    """Of the folded text, as a signed 64-bit integer that SQLite can hold."""
    length: int
    """In characters, folded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """One page of a host, as far as it can tell what the host repeats. Off-topic pages are seen as well."""

    url: str
    host: str
    """Without `www.`, which is no other site."""
    rank: int
    """Where the page comes when only some can be looked at: a hash of its URL, nothing of when it came."""
    title: str | None
    blocks: tuple[FoldedLine, ...]
    zone: int
    """So many lines at either end may be furniture."""
