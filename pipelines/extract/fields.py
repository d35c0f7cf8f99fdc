"""The lines around an article and what the page says of itself -> the fields, by a written rule of precedence.

    title           site selector; the headline as printed (see headline.py)
    published_at    selector; the date line between headline and body, a time before a day; metas and JSON-LD; a short
                    line before the headline or after the body; the address. A meta adds the minute to a printed day
                    when the two agree.
    source          selector; 来源 beside the headline; a publisher's name in the date line; 来源 after the body; the
                    metas; the one word that stands beside the date
    reprinted_from  转自, after the body before elsewhere
    author          selector; 作者 beside the headline, then after the body; 记者 there or in the dateline's bracket;
                    persons named beside the date; the closing bracket （张三）; the metas, unless they name the
                    outlet or the editor
    editor          selector; 责任编辑, the last one on the page; 编辑, the last one
    original_title  the line 原标题
    copyright_holder  版权所有 in the footer

Labels are cut off, the rest is as printed. What no rule finds is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.extract import bylines, names, phrases, when
from pipelines.extract.around import Around
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
RIGHTS = ("版权所有", "版權所有")
HOLDER = re.compile(
    r"(?:版权所有|版權所有)\s?[:：©]?\s?(?:copyright)?\s?(?:©|\d{4}|[-—–\s])*\s?([\u4e00-\u9fff（）()]{2,24}?)"
    r"(?=[京津沪滬渝冀晋晉辽遼吉黑苏蘇浙皖闽閩赣贛鲁魯豫鄂湘粤粵琼瓊川蜀贵貴黔云雲滇陕陝甘青蒙桂宁寧新藏]?(?:icp|公网|"
    r"公網)|[^\u4e00-\u9fff（）()]|$)"
    r"|([\u4e00-\u9fff]{2,20})\s?(?:版权所有|版權所有)",
    re.IGNORECASE,
)
MIDNIGHT = re.compile(r"[T ]00:00(?::00)?(?:\.0+)?(?:Z|[+-]\d\d:?\d\d)?$")
"""What a meta says for a machine that knew only the day."""
DIGITS = re.compile(r"[\d/:.年月日 -]{2,30}")
LABELLED = re.compile(r"[:：]|^(?:来源|作者|编辑|责任编辑|记者|时间|字号|评论|阅读)")
FILLER = re.compile(r"@|https?:|www\.|\.(?:com|cn|net|org)\b|网|频道|^admin|^name\b|[_|]", re.IGNORECASE)


def published(around: Around, embedded: Embedded, url: str) -> when.Moment | None:
    """Return when the page says it was published."""
    first: when.Moment | None = None
    for moment in _moments(around, embedded, url):
        if moment is None or (first and moment.day != first.day):
            continue
        if moment.minute:
            return moment
        first = first or moment
    return first


def _moments(around: Around, embedded: Embedded, url: str) -> Iterator[when.Moment | None]:
    """Yield what each place says, in the order of precedence, each looked at only when it is needed."""
    yield _first_moment(_joined(around.before))
    yield _first_moment(around.hidden)
    yield _first_moment([MIDNIGHT.sub("", value) for name in TIME_METAS if (value := embedded.metas.get(name))])
    yield when.find(MIDNIGHT.sub("", embedded.text("datePublished") or ""))
    yield _first_moment(_joined(around.above[::-1])[::-1])
    yield _first_moment(around.after)
    yield when.in_url(url)


def _joined(texts: Sequence[str]) -> list[str]:
    """Join neighbours that hold nothing but digits: some systems print year, day and hour in boxes of their own."""
    joined: list[str] = []
    for text in texts:
        if joined and DIGITS.fullmatch(text) and DIGITS.fullmatch(joined[-1]):
            joined[-1] += " " + text
        else:
            joined.append(text)
    return joined


def _first_moment(texts: Sequence[str]) -> when.Moment | None:
    moments = [moment for text in texts if len(text) < 200 and (moment := when.find(text))]
    return next((moment for moment in moments if moment.minute), moments[0] if moments else None)


def source(around: Around, embedded: Embedded) -> str | None:
    """Return 来源 as printed."""
    if found := _labelled(around, around.before, "source"):
        return found
    beside = [word for word in bylines.beside_date(around.before) if not LABELLED.search(word)]
    for word in beside:
        if names.is_outlet(word) and (name := names.outlet(word)):
            return name
    for zone in (around.after, around.ending[-2:], around.hidden, around.above):
        if found := _labelled(around, zone, "source"):
            return found
    if told := embedded.first(*SOURCE_METAS):
        return names.outlet(told)
    alone = beside[0] if len(beside) == 1 else ""
    return names.outlet(alone) if alone and not names.is_person(alone) and " " not in alone else None


def _labelled(around: Around, zone: Sequence[str], kind: str, shorter_than: int = 120) -> str | None:
    found = (names.outlet(value) for own, value in around.labels(zone, shorter_than) if own == kind)
    return next((name for name in found if name), None)


def reprinted_from(around: Around) -> str | None:
    """Return 转自 as printed."""
    for zone in (around.after, around.ending[-2:], around.before):
        if found := _labelled(around, zone, "reprint", 60):
            return found
    return None


def author(around: Around, embedded: Embedded, editor_name: str | None) -> str | None:
    """Return the authors as printed."""
    for zone in (around.before, around.after, around.ending[-2:]):
        for kind, value in around.labels(zone):
            if kind == "author" and (found := names.people(value)):
                return found
    in_text = (*around.opening[:2], *around.ending[-2:])
    for found in (*map(bylines.line, around.before), *map(bylines.bracket, in_text), *map(bylines.line, around.after)):
        if found:
            return found
    beside = [word for word in bylines.beside_date(around.before) if not LABELLED.search(word)]
    if any(map(names.is_person, beside)):
        return "、".join(word for word in beside if not names.is_outlet(word))
    if around.ending and (found := bylines.closing(around.ending[-1])):
        return found
    return _told_author(embedded, editor_name)


def _told_author(embedded: Embedded, editor_name: str | None) -> str | None:
    """Return the author that metas or JSON-LD name, unless it is the outlet, the editor, an address or a filler."""
    for told in (embedded.first(*AUTHOR_METAS), embedded.person()):
        found = names.people(told) if told and not FILLER.search(told) else None
        if not found or found == editor_name or found in embedded.title or names.is_outlet(found):
            continue
        is_latin = not names.HAN.search(found)
        if " " in found if is_latin else all(2 <= len(name) <= 4 for name in found.split("、")):
            return found
    return None


def editor(around: Around, embedded: Embedded) -> str | None:
    """Return the editors as printed, without their staff numbers."""
    found: dict[str, str] = {}
    for zone in (around.hidden, around.before, around.ending[-2:], around.after):
        for kind, value in around.labels(zone):
            if kind in ("chief", "editor") and (who := names.editors(value)):
                found[kind] = who
    told = embedded.first(*EDITOR_METAS)
    return found.get("chief") or found.get("editor") or (names.people(told) if told else None)


def original_title(around: Around) -> str | None:
    """Return 原标题 without its label and brackets."""
    for text in (*around.before, *around.after, *around.above):
        if found := phrases.ORIGINAL_TITLE.match(text):
            return found[1].strip("《》 ") or None
    return None


def copyright_holder(around: Around) -> str | None:
    """Return whom the footer names as the owner of the page's rights."""
    for text in around.footer:
        if (RIGHTS[0] in text or RIGHTS[1] in text) and (found := HOLDER.search(text)):
            return (found[1] or found[2]).strip("（）() ") or None
    return None
