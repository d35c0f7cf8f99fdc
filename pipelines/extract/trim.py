"""The lines of the chosen section -> the article's own lines, and what stood before, between and after them.

boxes    parts of the section that are hidden, named against, or made of links
head     all up to the headline and the date line
tail     all from the end mark on, unless too much text follows it for an end
between  buttons, captions, credits, boxes of further reading, repetitions: line by line
strays   short lines after the last of the text, in sections that hold none of it
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate

from pipelines.extract.headline import letters
from pipelines.extract.lines import Document, Line, Section
from pipelines.extract.marks import (
    is_blank,
    is_caption,
    is_control,
    is_credit,
    is_date_line,
    is_end_mark,
    is_heading_matter,
    is_link,
    is_notice,
    is_related_heading,
    is_text,
)

HEAD_LINES = 60
HEAD_SHARE = 0.15
"""Of the section's text: so much may stand before a date line and still be a kicker or a summary above it."""
CUT_SHARE = 0.35
"""An end mark ends the article when what follows weighs at most this share of what came before."""
ENOUGH = 100.0
"""Characters of text after which a notice of rights ends the article, whatever follows."""
LIST_SHARE = 0.15
"""The same for a heading of further reading, which stands between paragraphs too."""
BOX_LINKS = 0.5
"""Share of a box's characters within links from which it is a list of links, its headings and teasers included."""
BOX_SHARE = 0.2
"""Of the section's text: a part that holds more of it is no box."""
REPEATED = 40
"""Characters from which a line that stood before is a repetition (查看余下全文), not a refrain."""


@dataclass(kw_only=True, slots=True)
class Trimmed:
    """Line numbers by what they are."""

    body: list[int] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    tail: list[int] = field(default_factory=list)
    captions: list[int] = field(default_factory=list)


def trim(document: Document, section: Section, title: str | None, title_at: int | None) -> Trimmed:
    """Part the lines of the section; `title_at` is where the headline stands, within the section or not."""
    lines = document.lines
    boxes = _boxes(document, section)
    kept = [at for at in range(section.start, section.end) if not boxes[at - section.start]]
    start = _head(lines, kept, title, title_at)
    end = _tail(lines, kept, start)
    parts = Trimmed(head=kept[:start], tail=kept[end:])
    _between(lines, kept[start:end], section, parts)
    _strays(lines, parts)
    return parts


def _boxes(document: Document, section: Section) -> bytearray:
    """Mark the section's lines that stand in parts that are not the article's."""
    lines = document.lines[section.start : section.end]
    size = list(accumulate([line.size for line in lines], initial=0))
    links = list(accumulate([line.links for line in lines], initial=0))
    worth = list(accumulate([line.worth if line.worth > 0 else 0.0 for line in lines], initial=0.0))
    boxed = bytearray(len(lines))
    for inner in document.sections:
        if inner.start < section.start or inner.end > section.end or inner.depth <= section.depth:
            continue
        start, end = inner.start - section.start, inner.end - section.start
        foreign = (inner.hidden and not section.hidden) or (inner.against and not section.against)
        listed = (
            links[end] - links[start] > BOX_LINKS * (size[end] - size[start])
            and worth[end] - worth[start] <= BOX_SHARE * worth[-1]
            and end - start > 1
        )
        if foreign or listed:
            boxed[start:end] = b"\x01" * (end - start)
    return boxed


def _head(lines: list[Line], kept: list[int], title: str | None, title_at: int | None) -> int:
    """How many of the kept lines stand before the article begins.

    A date or source line takes all before it along, unless that is text; a button only what adjoins it.
    """
    own = letters(title or "")
    limit = min(150.0, HEAD_SHARE * sum(max(0.0, lines[at].worth) for at in kept))
    start, text, adjoins = 0, 0.0, True
    for position, at in enumerate(kept[:HEAD_LINES]):
        line = lines[at]
        is_title = title_at is not None and at <= title_at
        if is_title or is_date_line(line) or (adjoins and is_heading_matter(line, own)):
            start, text, adjoins = position + 1, 0.0, True
            continue
        adjoins = False
        if is_text(line):
            text += line.size
            if text > limit:
                break
    return start


def _tail(lines: list[Line], kept: list[int], start: int) -> int:
    """How many of the kept lines come before the article's end."""
    seen: set[str] = set()
    own = [lines[at] for at in kept[start:]]
    worth = [0.0 if _is_repeated(line, seen) or line.worth < 0 else line.worth for line in own]
    before, after = 0.0, sum(worth)
    for position, (line, weight) in enumerate(zip(own, worth, strict=True), start):
        after -= weight
        if before >= ENOUGH and is_notice(line):
            return position
        if before > 0 and after <= CUT_SHARE * before and is_end_mark(line):
            return position
        if before > 0 and after <= LIST_SHARE * before and is_related_heading(line):
            return position
        before += weight
    return len(kept)


def _between(lines: list[Line], kept: list[int], section: Section, parts: Trimmed) -> None:
    """Sort the lines between head and tail."""
    seen: set[str] = set()
    within = 0
    listing: int | None = None  # the depth of a heading of further reading, while its list goes on
    for at in kept:
        line = lines[at]
        if at < within:
            _is_repeated(line, seen)
            continue
        if is_related_heading(line):
            within, listing = _box_end(lines, at, section), line.section.depth
            continue
        if listing is not None and (line.section.depth > listing or is_link(line) or not is_text(line)):
            continue
        listing = None
        if is_blank(line) or is_control(line) or is_link(line) or _is_repeated(line, seen):
            continue
        if is_caption(line):
            parts.captions.append(at)
        elif is_credit(line) or is_notice(line):
            parts.tail.append(at)
        else:
            parts.body.append(at)


def _is_repeated(line: Line, seen: set[str]) -> bool:
    if line.size < REPEATED:
        return False
    if line.text in seen:
        return True
    seen.add(line.text)
    return False


def _box_end(lines: list[Line], at: int, section: Section) -> int:
    """Where the box ends that a heading of further reading opens; the heading's own line when it stands in none."""
    end, inner = at + 1, lines[at].section
    limit = BOX_SHARE * sum(max(0.0, line.worth) for line in lines[section.start : section.end])
    while inner is not section and inner.parent is not None and at - inner.start <= 2:
        if sum(max(0.0, line.worth) for line in lines[at : inner.end]) > limit:
            break
        end = max(end, inner.end)
        inner = inner.parent
    return end


def _strays(lines: list[Line], parts: Trimmed) -> None:
    """Move what follows the last text to the tail: short lines in sections where no text stands."""
    homes = {id(lines[at].section) for at in parts.body if is_text(lines[at])}
    last = max((position for position, at in enumerate(parts.body) if is_text(lines[at])), default=None)
    if last is None:
        return
    strays = [at for at in parts.body[last + 1 :] if id(lines[at].section) not in homes]
    if len(strays) > 1 and not any(lines[at].section.tag in ("td", "th") for at in strays):
        parts.body[last + 1 :] = [at for at in parts.body[last + 1 :] if at not in set(strays)]
        parts.tail += strays
