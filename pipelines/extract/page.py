"""The way of one page through extraction: its documents are read, its fields found, its parts joined."""

from __future__ import annotations

from dataclasses import replace

from crawlers.items import Block, BlockRole, Extracted, Page, SiteHints
from pipelines.extract import fields, labels, names, when
from pipelines.extract.around import Around, around
from pipelines.extract.datelines import dateline
from pipelines.extract.reader import Reading, read
from pipelines.extract.rows import paragraphs
from pipelines.extract.version import VERSION
from pipelines.html.limits import HostilePageError

LONG = 20
"""Characters from which a line of a later part that stands in an earlier one is a repetition."""


def extract(page: Page) -> Extracted:
    """Read a page and its later parts; a page that is no article comes back with its kind and all that was found."""
    try:
        readings = [reading for part in (page, *page.parts) if (reading := read(part, page.site)) is not None]
    except HostilePageError as hostile:
        return Extracted(url=page.url, kind="hostile", reason=str(hostile), version=VERSION)
    if not readings:
        return Extracted(url=page.url, kind="empty", reason="no element", version=VERSION)
    first, *others = readings
    extracted = _selected(_fields(page, first), first, page.site)
    for reading in others:
        extracted = _join(extracted, reading)
    flags = {*extracted.flags, *(("page:missing_part",) if page.missing_parts else ())}
    if not flags:  # as nearly always: a copy would differ in nothing
        return extracted
    return replace(extracted, flags=tuple(sorted(flags)))


def _fields(page: Page, reading: Reading) -> Extracted:
    """Fill the fields by the rules that serve every site."""
    near, told = around(reading), reading.embedded
    moment = fields.published(near, told, page.url)
    editor = fields.editor(near, told)
    return Extracted(
        url=page.url,
        blocks=_blocks(reading),
        kind=reading.kind.name if reading.kind else None,
        reason=reading.kind.reason if reading.kind else "",
        title=reading.title,
        published_at=moment.iso if moment else None,
        published_precision=moment.precision if moment else None,
        source=fields.source(near, told),
        reprinted_from=fields.reprinted_from(near),
        author=fields.author(near, told, editor),
        editor=editor,
        original_title=fields.original_title(near),
        dateline=dateline(list(near.opening)),
        copyright_holder=fields.copyright_holder(near),
        declared_language=reading.language,
        flags=tuple(reading.flags),
        version=VERSION,
    )


def _selected(extracted: Extracted, reading: Reading, site: SiteHints) -> Extracted:
    """Let the site's own selectors win; flag those that find nothing."""
    if not site.selectors:
        return extracted
    changes: dict[str, str | None] = {}
    missed: list[str] = []
    for field in site.selectors:
        if field == "body":
            continue  # the reader has asked it
        text = reading.selected.text_of(field)
        if text is None:
            missed.append(f"page:selector_missed:{field}")
        else:
            changes.update(_value(field, text))
    return replace(extracted, **changes, flags=(*extracted.flags, *missed))  # type: ignore[arg-type]


def _value(field: str, text: str) -> dict[str, str | None]:
    """Read a field from its element's text, label or not; nothing when the text does not hold it."""
    if field == "title":
        return {"title": text}
    if field == "published_at":
        moment = when.find(text)
        return {"published_at": moment.iso, "published_precision": moment.precision} if moment else {}
    kinds = {"editor": ("chief", "editor")}.get(field, (field,))
    labelled = [value for kind, value in labels.values([text]) if kind in kinds]
    has_labels = next(labels.values([text]), None) is not None
    value = labelled[0] if labelled else ("" if has_labels else text)
    found = names.outlet(value) if field == "source" else names.people(value)
    return {field: found} if found else {}


def _blocks(reading: Reading) -> tuple[Block, ...]:
    parts = reading.parts
    zones: tuple[tuple[BlockRole, list[str]], ...] = (
        ("head", reading.texts(parts.head)),
        ("body", paragraphs(reading.document, parts.body)),
        ("caption", reading.texts(parts.captions)),
        ("tail", reading.texts(sorted(parts.tail))),
    )
    return tuple(Block(text=text, role=role) for role, texts in zones for text in texts)


def _join(extracted: Extracted, reading: Reading) -> Extracted:
    """Append a later part: its lines that are not there yet, and the editor where earlier parts have none."""
    known = {block.text for block in extracted.blocks if block.role == "body" and len(block.text) >= LONG}
    new = tuple(block for block in _blocks(reading) if not (block.role == "body" and block.text in known))
    near: Around = around(reading)
    return replace(
        extracted,
        blocks=extracted.blocks + new,
        kind=extracted.kind if not any(block.role == "body" for block in new) else None,
        editor=fields.editor(near, reading.embedded) or extracted.editor,
        reprinted_from=extracted.reprinted_from or fields.reprinted_from(near),
        flags=tuple({*extracted.flags, *reading.flags}),
    )
