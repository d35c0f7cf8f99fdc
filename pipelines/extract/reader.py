"""One HTML document as fetched -> `Reading`: its lines, the headline, the body's lines and what stands around them."""

from __future__ import annotations

from dataclasses import dataclass

from crawlers.items import Part, SiteHints
from pipelines.chinese import drop_readings
from pipelines.extract import body, embedded, readings, selectors, shifts, walk
from pipelines.extract.embedded import Embedded
from pipelines.extract.headline import SITE, above_body, candidates, letters, without_site_name
from pipelines.extract.kinds import Kind, kind_of
from pipelines.extract.lines import Document, Section
from pipelines.extract.plain import lines_under
from pipelines.extract.revive import revive
from pipelines.extract.selectors import Selected
from pipelines.extract.trim import Trimmed, trim
from pipelines.html import markup
from pipelines.html.decode import decode
from pipelines.html.limits import HostilePageError
from pipelines.html.markup import Tag

SURELY_TEXT = 40.0
"""Weight of a line that is surely text: a headline stands before the first of these."""
OUTWEIGHS = 4.0
"""How often what a textarea holds must be longer than what a page shows, for the page to be its notices alone."""
MAX_LINES = 30_000
MAX_TEXT = 500_000
"""Characters: five times the longest plan or statute; every line costs some dozens of looks."""
DEEP = 256
"""Levels of sections beyond which a page is told to be deep: people's pages have thirty, parsers stop at hundreds."""
DEPTH = "page:depth:"
TITLE_METAS = ("og:title", "title", "articletitle", "twitter:title")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One HTML document read, its lines in place."""

    selected: Selected
    document: Document
    embedded: Embedded
    title: str | None
    title_at: int | None
    """The headline's line, where it stands before the body."""
    parts: Trimmed
    kind: Kind | None
    language: str | None
    """What the page says of it."""
    flags: frozenset[str]

    def texts(self, numbers: list[int]) -> list[str]:
        """Return the texts of these lines."""
        return [self.document.lines[at].text for at in numbers]


def read(part: Part, site: SiteHints) -> Reading | None:
    """Read one document; None for one without any element, HostilePageError for one that would hold the parser."""
    html, damage = decode(part.body, part.content_type, site.encoding)
    selected = Selected(html, site)
    tags = selected.marked(markup.read(html, has_zeros=False))
    if not any(name or text.strip() for _, name, _, text in tags):
        return None
    document, flags = _document(tags)
    told = embedded.read(document.noted)
    if "injected_readings" in flags:
        told = told.without_readings()
    headlines = _headlines(selected, document, told)
    section = _section(document, site, headlines, flags)
    if _may_be_hidden(document, section) and (revived := revive(document.noted, told)):
        document, _ = _document(tags, markup.read(revived))
        section = _section(document, site, headlines, flags)
    title_at = _nearest(headlines, section, document) if section else None
    named = without_site_name(told.first(*TITLE_METAS) or told.title)
    title = document.lines[headlines[0]].text if headlines else named
    parts = trim(document, section, title, title_at) if section else Trimmed()
    if not parts.body and headlines and (under := lines_under(document.lines, headlines[-1])):
        parts.body, title_at = under, headlines[-1]
    if not headlines and parts.body and (title is None or SITE.search(title)):
        title_at = above_body(document.lines, parts.body[0])
        title = document.lines[title_at].text if title_at is not None else None
    return Reading(
        selected=selected,
        document=document,
        embedded=told,
        title=title,
        title_at=title_at,
        parts=parts,
        language=told.language,
        kind=kind_of(tags, document, told.title, parts, title_at),
        flags=frozenset({*damage, *flags, *_shifts(document, parts), *_depth(document)}),
    )


def _document(*pages: list[Tag]) -> tuple[Document, set[str]]:
    """Read the lines; injected pronunciations go at once, for no rule knows 轉(zhuǎn)自."""
    document = walk.read(*pages)
    if len(document.lines) > MAX_LINES or sum(line.size for line in document.lines) > MAX_TEXT:
        raise HostilePageError(f"{len(document.lines)} lines of more text than any article has")
    if not readings.are_injected([line.text for line in document.lines]):
        return document, set()
    for line in document.lines:
        line.text = drop_readings(line.text)
        line.size = len(line.text)
    return document, {"injected_readings"}


def _may_be_hidden(document: Document, section: Section | None) -> bool:
    """Tell whether the article may be there for scripts alone: next to nothing is shown, or a textarea outweighs it.

    环球网 shows no text but its notice of rights; the article is escaped in a textarea.
    """
    if section is None or section.gain < SURELY_TEXT:
        return True
    return any(name == "textarea" and len(held) > OUTWEIGHS * section.gain for name, _, held in document.noted)


def _headlines(selected: Selected, document: Document, told: Embedded) -> list[int]:
    """The lines that are the headline: those that say what the site's selector gives, or the surest ones."""
    if named := selected.text_of("title"):
        own = letters(drop_readings(named))
        found = [at for at, line in enumerate(document.lines) if letters(line.text) == own]
        if found:
            return found
    return candidates(document.lines, told.title, told.first(*TITLE_METAS) or told.text("headline"))


def _section(document: Document, site: SiteHints, headlines: list[int], flags: set[str]) -> Section | None:
    """The section that the site's selector names, or else the one with the most to gain."""
    chosen = body.choose(document, headlines[0] if headlines else None)
    if not site.selectors.get("body"):
        return chosen
    named = selectors.body_of(document)
    if named is None:
        flags.add("page:selector_missed:body")
    return named or chosen


def _nearest(headlines: list[int], section: Section, document: Document) -> int | None:
    """Of lines that all say the headline, return the last before the section's text, None if they follow it."""
    texts = (at for at in range(section.start, section.end) if document.lines[at].worth >= SURELY_TEXT)
    first = next(texts, section.end)
    return max((at for at in headlines if at < first), default=None)


def _shifts(document: Document, parts: Trimmed) -> set[str]:
    """Flags for passages read one byte off: in the body or only elsewhere on the page."""
    if not shifts.has_shift("\n".join(line.text for line in document.lines)):
        return set()
    own = "\n".join(document.lines[at].text for at in parts.body)
    return {"page:byte_shift", "body:byte_shift"} if shifts.has_shift(own) else {"page:byte_shift"}


def _depth(document: Document) -> set[str]:
    """Flag a page of too many levels, with their number: `page:depth:100001`."""
    is_deep = len(document.sections) > DEEP and document.levels > DEEP
    return {f"{DEPTH}{document.levels}"} if is_deep else set()
