"""A page -> its article, and for every field the place and the line that it was read from, for people.

No rule is written here a second time: each rule of `fields` is asked again with one place of the page after the other,
in its own order of precedence, and the first that gives the value by itself is where it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from crawlers.items import Extracted, Page
from pipelines.extract import fields
from pipelines.extract.around import Around, around
from pipelines.extract.datelines import dateline
from pipelines.extract.embedded import Embedded
from pipelines.extract.page import extract
from pipelines.extract.reader import TITLE_METAS, Reading, read
from pipelines.html.limits import HostilePageError

NOTHING = Around(before=(), hidden=(), above=(), after=(), opening=(), ending=(), footer=())
PLACES = (
    ("before", "between headline and body"),
    ("hidden", "a hidden line between headline and body"),
    ("opening", "the first paragraphs"),
    ("ending", "the last paragraphs"),
    ("after", "below the body"),
    ("above", "above the headline"),
    ("footer", "the foot of the page"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Behind:
    """Where one field came from."""

    value: str
    place: str
    """In words."""
    line: str = ""
    """What stands there, where it is one line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Explained:
    """An extraction with the places behind its fields; a field that the page does not print is not among them."""

    extracted: Extracted
    behind: Mapping[str, Behind] = field(default_factory=dict)


def explain(page: Page) -> Explained:
    """Read a page and say where each field came from; of a page in parts, its first."""
    extracted = extract(page)
    try:
        reading = read(page, page.site)
    except HostilePageError:
        reading = None
    if reading is None:
        return Explained(extracted=extracted)
    return Explained(extracted=extracted, behind=dict(_behind(page, reading, extracted)))


def _behind(page: Page, reading: Reading, extracted: Extracted) -> Iterator[tuple[str, Behind]]:
    if extracted.title:
        yield "title", _selected(reading, "title", extracted.title) or _title(reading, extracted.title)
    near, told = around(reading), reading.embedded
    for name, rule in _rules(extracted).items():
        if value := getattr(extracted, name):
            yield name, _selected(reading, name, value) or _place(near, told, page.url, value, rule)


def _selected(reading: Reading, name: str, value: str) -> Behind | None:
    text = reading.selected.text_of(name)
    return Behind(value=value, place="the site file's selector", line=text) if text else None


def _title(reading: Reading, title: str) -> Behind:
    if reading.title_at is not None:
        line = reading.document.lines[reading.title_at]
        return Behind(value=title, place=f"a line of the page {f'<{line.tag}>' if line.tag else ''}", line=line.text)
    if any(line.text == title for line in reading.document.lines):
        return Behind(value=title, place="a line of the page, not right above the body", line=title)
    meta = next((name for name in TITLE_METAS if title in reading.embedded.metas.get(name, "")), None)
    if meta:
        return Behind(value=title, place=f"meta {meta}", line=reading.embedded.metas[meta])
    return Behind(value=title, place="the title element", line=reading.embedded.title)


Rule = Callable[[Around, Embedded, str], str | None]


def _rules(extracted: Extracted) -> Mapping[str, Rule]:
    """The rules of `fields`, all with the same arguments."""

    def published(near: Around, told: Embedded, url: str) -> str | None:
        moment = fields.published(near, told, url)
        return moment.iso if moment else None

    return {
        "published_at": published,
        "source": lambda near, told, _: fields.source(near, told),
        "reprinted_from": lambda near, _told, _: fields.reprinted_from(near),
        "author": lambda near, told, _: fields.author(near, told, extracted.editor),
        "editor": lambda near, told, _: fields.editor(near, told),
        "original_title": lambda near, _told, _: fields.original_title(near),
        "dateline": lambda near, _told, _: dateline(list(near.opening)),
        "copyright_holder": lambda near, _told, _: fields.copyright_holder(near),
    }


def _place(near: Around, told: Embedded, url: str, value: str, rule: Rule) -> Behind:
    """Find the first place that gives the value alone, and in it the line that does."""
    silent = Embedded(title=told.title)
    for name, words in PLACES:
        lines = getattr(near, name)
        if lines and rule(replace(NOTHING, **{name: lines}), silent, "") == value:
            alone = (line for line in lines if rule(replace(NOTHING, **{name: (line,)}), silent, "") == value)  # type: ignore[arg-type]
            return Behind(value=value, place=words, line=next(alone, ""))
    for name in told.metas:
        one = Embedded(title=told.title, metas={name: told.metas[name]})
        if rule(NOTHING, one, "") == value:
            return Behind(value=value, place=f"meta {name}", line=told.metas[name])
    if rule(NOTHING, Embedded(title=told.title, article=told.article), "") == value:
        return Behind(value=value, place="JSON-LD")
    if rule(NOTHING, silent, url) == value:
        return Behind(value=value, place="the address", line=url)
    # A day of one place with the minute of another, a name that stands beside a date: more than one place says it.
    return Behind(value=value, place="several places together")
