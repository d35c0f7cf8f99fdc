"""The way of one page through extraction, and the joining of its parts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crawlers.items import Page, Part, SiteHints
from pipelines.chinese import drop_readings
from pipelines.extract import body, embedded, fields, lines, parse, readings, shifts
from pipelines.extract.datelines import dateline
from pipelines.extract.decode import decode
from pipelines.extract.embedded import Embedded
from pipelines.extract.headline import candidates, without_site_name
from pipelines.extract.lines import Document, Section
from pipelines.extract.trim import Trimmed, trim
from pipelines.extract.value import Block, Extracted
from pipelines.extract.version import VERSION

ENOUGH = 40
"""Characters of a line that is surely text."""
NEAR = 12
"""Lines before the headline and after the body that may hold a date, a source, an editor."""


@dataclass(kw_only=True, slots=True)
class Read:
    """One HTML document read, its lines in place."""

    document: Document
    embedded: Embedded
    title: str | None
    title_at: int | None
    parts: Trimmed
    language: str | None
    flags: set[str]

    def texts(self, numbers: list[int]) -> list[str]:
        return [self.document.lines[at].text for at in numbers]


def extract(page: Page) -> Extracted:
    """Read a page and its later parts; hostile and empty pages come back with their kind."""
    try:
        first = _read(page, page.site)
        others = [read for part in page.parts if (read := _read(part, page.site)) is not None]
    except parse.HostilePageError as hostile:
        return Extracted(url=page.url, kind="hostile", reason=str(hostile), version=VERSION)
    if first is None:
        return Extracted(url=page.url, kind="empty", reason="no text", version=VERSION)
    extracted = _fields(page, first)
    for read in others:
        extracted = _join(extracted, read)
    flags = {*extracted.flags, *(("page:missing_part",) if page.missing_parts else ())}
    return replace(extracted, flags=tuple(sorted(flags)))


def _read(part: Part, site: SiteHints) -> Read | None:
    html, damage = decode(part.body, part.content_type, site.encoding)
    root = parse.parse(html)
    if root is None:
        return None
    document = lines.read(root)
    told = embedded.read(root)
    flags = set(damage)
    if readings.are_injected([line.text for line in document.lines]):
        flags.add("injected_readings")
        for line in document.lines:
            line.text = drop_readings(line.text)
            line.size = len(line.text)
        told = told.without_readings()
    meta_title = told.first("og:title", "title", "articletitle", "twitter:title") or told.text("headline")
    headlines = candidates(document.lines, told.title, meta_title)
    section = body.choose(document, headlines[0] if headlines else None)
    if section is None:
        return None
    title_at = _nearest(headlines, section, document)
    title = document.lines[headlines[0]].text if headlines else without_site_name(meta_title or told.title)
    parts = trim(document, section, title, title_at)
    if shifts.has_shift("\n".join(line.text for line in document.lines)):
        flags.add("page:byte_shift")
        if shifts.has_shift("\n".join(document.lines[at].text for at in parts.body)):
            flags.add("body:byte_shift")
    return Read(
        document=document,
        embedded=told,
        title=title,
        title_at=title_at,
        parts=parts,
        language=root.get("lang") or root.get("xml:lang"),
        flags=flags,
    )


def _nearest(headlines: list[int], section: Section, document: Document) -> int | None:
    """Of lines that all say the headline, return the last before the section's text, None if they follow it."""
    texts = (at for at in range(section.start, section.end) if document.lines[at].worth >= ENOUGH)
    first = next(texts, section.end)
    return max((at for at in headlines if at < first), default=None)


def _around(read: Read) -> fields.Around:
    every = read.document.lines
    first = read.parts.body[0] if read.parts.body else len(every)
    last = read.parts.body[-1] if read.parts.body else len(every)
    headline_at = read.title_at if read.title_at is not None and read.title_at < first else None
    opens = headline_at + 1 if headline_at is not None else max(0, first - NEAR)
    texts = [line.text for line in every]
    own = set(read.parts.body)
    within = [texts[at] for at in read.parts.tail if first < at < last]
    return fields.Around(
        before=[texts[at] for at in range(opens, first) if not every[at].section.hidden],
        hidden=[texts[at] for at in range(opens, first) if every[at].section.hidden],
        above=texts[max(0, opens - NEAR) : opens][::-1],
        after=[*within, *(texts[at] for at in range(last + 1, min(len(texts), last + 1 + 2 * NEAR)) if at not in own)],
        opening=read.texts(read.parts.body[:3]),
        ending=read.texts(read.parts.body[-3:]),
        footer=texts[-40:],
    )


def _fields(page: Page, read: Read) -> Extracted:
    around = _around(read)
    moment = fields.published(around, read.embedded, page.url)
    editor = fields.editor(around, read.embedded)
    return Extracted(
        url=page.url,
        blocks=_blocks(read),
        title=read.title,
        published_at=moment.iso if moment else None,
        published_precision=moment.precision if moment else None,
        source=fields.source(around, read.embedded),
        reprinted_from=fields.reprinted_from(around),
        author=fields.author(around, read.embedded, editor),
        editor=editor,
        original_title=fields.original_title(around),
        dateline=dateline(list(around.opening)),
        copyright_holder=fields.copyright_holder(around),
        declared_language=read.language,
        flags=tuple(read.flags),
        version=VERSION,
    )


def _blocks(read: Read) -> tuple[Block, ...]:
    parts = read.parts
    every = [
        *((at, "head") for at in parts.head),
        *((at, "body") for at in parts.body),
        *((at, "caption") for at in parts.captions),
        *((at, "tail") for at in parts.tail),
    ]
    return tuple(Block(text=read.document.lines[at].text, role=role) for at, role in sorted(every))  # type: ignore[arg-type]


def _join(extracted: Extracted, read: Read) -> Extracted:
    """Append a later part: its body's lines that are not there yet, and the editor where the first part has none."""
    known = {block.text for block in extracted.blocks if block.role == "body" and len(block.text) >= 20}
    new = tuple(block for block in _blocks(read) if not (block.role == "body" and block.text in known))
    around = _around(read)
    return replace(
        extracted,
        blocks=extracted.blocks + new,
        editor=extracted.editor or fields.editor(around, read.embedded),
        flags=tuple({*extracted.flags, *read.flags}),
    )
