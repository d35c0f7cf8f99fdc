"""The lines around an article and what the page says of itself -> the fields, by a written rule of precedence.

    title           site selector; the headline as printed (see headline.py)
    published_at    selector; the date line between headline and body, a time before a day; metas and JSON-LD; a short
                    line before the headline or after the body; the address. A meta adds the minute to a printed day
                    when the two agree.
    source          selector; 来源 in the date line; 来源 after the body; an element named source; the metas
    reprinted_from  转自, after the body before elsewhere
    author          selector; 作者 beside the headline, then after the body; 记者 beside the headline; the bracket of
                    the dateline （记者 …）; the metas, unless they name the outlet or the editor
    editor          selector; 责任编辑, the last one on the page; 编辑, the last one
    original_title  the line 原标题
    copyright_holder  版权所有 in the footer

Labels are cut off, the rest is as printed. What no rule finds is None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.extract import furniture, labels, when
from pipelines.extract.embedded import Embedded

TIME_METAS = (
    "article:published_time",
    "publishdate",
    "pubdate",
    "publish-date",
    "publish_date",
    "publishtime",
    "og:release_date",
    "weibo: article:create_at",
    "weibo:article:create_at",
    "datepublished",
    "dc.date",
    "date",
    "bytedance:published_time",
    "_pubtime",
    "ptime",
)
SOURCE_METAS = ("source", "mediaid", "contentsource", "article:source", "og:article:source")
AUTHOR_METAS = ("author", "article:author", "dc.creator", "og:article:author")
EDITOR_METAS = ("editor", "contenteditor", "responsibleeditor")
HOLDER = re.compile(
    r"(?:版权所有|版權所有)\s?[:：©]?\s?(?:copyright)?\s?(?:©|\d{4}|[-—–\s])*\s?([\u4e00-\u9fff（）()]{2,24})"
    r"|([\u4e00-\u9fff]{2,20})\s?(?:版权所有|版權所有)",
    re.IGNORECASE,
)
CODE = re.compile(r"^[a-z0-9_.@-]+$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """The short lines around the body, nearest first where it matters."""

    before: Sequence[str]
    """From the headline to the body."""
    above: Sequence[str]
    """Before the headline."""
    after: Sequence[str]
    """After the body."""
    opening: Sequence[str]
    """The body's first paragraphs."""
    ending: Sequence[str]
    """The body's last paragraphs."""
    footer: Sequence[str]
    """The page's last lines."""
    named_source: str | None = None
    """Text of an element near the headline that is named source."""


def published(around: Around, embedded: Embedded, url: str) -> when.Moment | None:
    """Return when the page says it was published."""
    printed = _first_moment(around.before)
    told = _first_moment([value for name in TIME_METAS if (value := embedded.metas.get(name))])
    told = told or when.find(embedded.text("datePublished") or "")
    elsewhere = None if printed or told else _first_moment([*around.above, *around.after])
    found = printed or told or elsewhere
    if found and not found.minute and told and told.minute and told.day == found.day and "T00:00" not in told.minute:
        return told
    return found or when.in_url(url)


def _first_moment(texts: Sequence[str]) -> when.Moment | None:
    moments = [moment for text in texts if len(text) < 200 and (moment := when.find(text))]
    return next((moment for moment in moments if moment.minute), moments[0] if moments else None)


def source(around: Around, embedded: Embedded) -> str | None:
    """Return 来源 as printed."""
    for zone in (around.before, around.after, around.above, around.ending[-2:]):
        for kind, value in labels.values(zone):
            if kind == "source" and (name := labels.outlet(value)):
                return name
    if around.named_source and (name := labels.outlet(around.named_source)):
        return name
    told = embedded.first(*SOURCE_METAS)
    return labels.outlet(told) if told else None


def reprinted_from(around: Around) -> str | None:
    """Return 转自 as printed."""
    for zone in (around.after, around.ending[-2:], around.before):
        for kind, value in labels.values(text for text in zone if len(text) < 60):
            if kind == "reprint" and (name := labels.outlet(value)):
                return name
    return None


def author(around: Around, embedded: Embedded, source_name: str | None, editor_name: str | None) -> str | None:
    """Return the authors as printed."""
    for zone in (around.before, around.after, around.ending[-2:]):
        for kind, value in labels.values(zone):
            if kind == "author" and (names := labels.people(value)) and names != source_name:
                return names
    for text in (*around.before, *around.opening[:2], *around.after, *around.ending[-1:]):
        if names := labels.reporters(text):
            return names
    for told in (embedded.first(*AUTHOR_METAS), embedded.person()):
        names = labels.people(told) if told else None
        if names and names not in (source_name, editor_name) and not CODE.match(names):
            return names
    return None


def editor(around: Around, embedded: Embedded) -> str | None:
    """Return the editors as printed, without their staff numbers."""
    found: dict[str, str] = {}
    for zone in (around.before, around.ending[-2:], around.after):
        for kind, value in labels.values(zone):
            if kind in ("chief", "editor") and (names := labels.people(value)):
                found[kind] = names
    told = embedded.first(*EDITOR_METAS)
    return found.get("chief") or found.get("editor") or (labels.people(told) if told else None)


def original_title(around: Around) -> str | None:
    """Return 原标题 without its label and brackets."""
    for text in (*around.before, *around.after, *around.above):
        if found := furniture.ORIGINAL_TITLE.match(text):
            return found[1].strip("《》 ") or None
    return None


def copyright_holder(around: Around) -> str | None:
    """Return whom the footer names as the owner of the page's rights."""
    for text in around.footer:
        if found := HOLDER.search(text):
            return (found[1] or found[2]).strip("（）() ") or None
    return None
