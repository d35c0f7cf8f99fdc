"""The lines of the chosen section -> the article's own lines, and what stood before, between and after them."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.extract import furniture
from pipelines.extract.body import LETTER, PUNCTUATION, SENTENCE_END, is_linked, weigh
from pipelines.extract.headline import letters
from pipelines.extract.lines import Line, Section
from pipelines.extract.when import DATE

HEAD_LINES = 60
HEAD_SHARE = 0.15
"""Of the section's text: so much may stand before a date line and still be a kicker or a summary above it."""
CUT_SHARE = 0.35
"""A tail mark ends the article when what follows weighs at most this share of what came before."""


@dataclass(kw_only=True, slots=True)
class Trimmed:
    """Line numbers by what they are."""

    body: list[int] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    tail: list[int] = field(default_factory=list)
    captions: list[int] = field(default_factory=list)


def trim(lines: list[Line], section: Section, title: str | None, title_at: int | None) -> Trimmed:
    """Part the lines of the section; `title_at` is where the headline stands, within the section or not."""
    kept = [at for at in range(section.start, section.end) if not _foreign(lines[at], section)]
    start = _head(lines, kept, title, title_at)
    parts = Trimmed(head=kept[:start])
    kept = kept[start:]
    end = _tail(lines, kept)
    parts.tail = kept[end:]
    seen: set[str] = set()
    within = 0
    skipping = False
    for at in kept[:end]:
        line = lines[at]
        if at < within:
            continue
        if furniture.RELATED.match(line.text) and line.size < 40:
            within = _box_end(at, line.section, section)
            skipping = True
            continue
        if skipping and (is_linked(line) or not SENTENCE_END.search(line.text)) and line.size < 100:
            continue
        skipping = False
        if not LETTER.search(line.text) or _is_control(line) or _is_repeated(line, seen):
            continue
        if furniture.CAPTION.search(line.text) and line.size < 60 and not line.text.endswith("。"):
            parts.captions.append(at)
        elif _is_label_line(line) or furniture.BYLINE.search(line.text) or furniture.ORIGINAL_TITLE.match(line.text):
            parts.tail.append(at)
        elif not _is_linked(line):
            parts.body.append(at)
    return parts


def _box_end(at: int, inner: Section, section: Section) -> int:
    """Where the box ends that a heading of related reading opens; the heading's own line when it stands in none."""
    box = at + 1
    while inner is not section and inner.parent is not None and at - inner.start <= 2:
        box = max(box, inner.end)
        inner = inner.parent
    return box


def _foreign(line: Line, section: Section) -> bool:
    """Within the section, but in a part of it that is hidden or whose name speaks against it."""
    inner = line.section
    return (inner.hidden and not section.hidden) or (inner.against and not section.against)


def _is_linked(line: Line) -> bool:
    return is_linked(line) and (line.size < 40 or not SENTENCE_END.search(line.text))


def _is_control(line: Line) -> bool:
    """A line that is nearly all made of buttons."""
    text = line.text
    if line.size > 60:
        return False
    if furniture.BUTTONS.match(text):
        return True
    rest = furniture.CONTROL.sub("", text)
    return len(rest) < len(text) and len(letters(rest)) <= max(2, len(text) // 3)


def _is_label_line(line: Line) -> bool:
    return line.size < 80 and bool(furniture.EDITOR_LINE.search(line.text) or furniture.SOURCE_LINE.search(line.text))


def _is_repeated(line: Line, seen: set[str]) -> bool:
    if line.size < 40:
        return False
    if line.text in seen:
        return True
    seen.add(line.text)
    return False


def _head(lines: list[Line], kept: list[int], title: str | None, title_at: int | None) -> int:
    """How many of the kept lines stand before the article begins.

    A date or source line takes all before it along, unless that is text; a button only what adjoins it.
    """
    own = letters(title or "")
    limit = min(150.0, HEAD_SHARE * sum(max(0.0, weigh(lines[at])) for at in kept))
    start, text, gap = 0, 0.0, False
    for position, at in enumerate(kept[:HEAD_LINES]):
        line = lines[at]
        is_title = title_at is not None and at <= title_at
        if is_title or _is_date_line(line) or (not gap and _is_head(line, own)):
            start, text, gap = position + 1, 0.0, False
            continue
        gap = True
        if line.size >= 40 or SENTENCE_END.search(line.text):
            text += line.size
            if text > limit:
                break
    return start


def _is_date_line(line: Line) -> bool:
    """A breadcrumb, a date line, a source line."""
    text = line.text
    if line.size >= 120 or SENTENCE_END.search(text):
        return False
    if furniture.BREADCRUMB.search(text) and line.size < 80:
        return True
    if DATE.search(text) or furniture.DATE_LABEL.search(text):
        return len(PUNCTUATION.findall(text)) < 3
    return line.size < 60 and bool(furniture.SOURCE_LINE.search(text) or furniture.EDITOR_LINE.search(text))


def _is_head(line: Line, title: str) -> bool:
    """The title again or a part of it, a byline, a button, a counter."""
    text = line.text
    own = letters(text)
    if len(own) >= 4 and (own == title or (len(own) > 6 and own in title)):
        return True
    if _is_control(line) or furniture.BYLINE.search(text):
        return True
    return line.size < 30 and not SENTENCE_END.search(text) and bool(furniture.COUNTER.search(text))


def _tail(lines: list[Line], kept: list[int]) -> int:
    """How many of the kept lines come before the article's end."""
    worth = [max(0.0, weigh(lines[at])) for at in kept]
    total = sum(worth)
    before = 0.0
    for position, at in enumerate(kept):
        if before > 0 and _is_tail(lines[at]) and total - before - worth[position] <= CUT_SHARE * before:
            return _back(lines, kept, position)
        before += worth[position]
    return _back(lines, kept, len(kept))


def _back(lines: list[Line], kept: list[int], end: int) -> int:
    """Step back over what only leads to the end: buttons, keywords, links."""
    while end > 0 and (_is_linked(lines[kept[end - 1]]) or _is_control(lines[kept[end - 1]])):
        end -= 1
    return end


def _is_tail(line: Line) -> bool:
    text, size = line.text, line.size
    if size < 100 and furniture.EDITOR_LINE.search(text):
        return True
    if size < 40 and furniture.RELATED.search(text):
        return True
    if size < 300 and furniture.LEGAL.search(text):
        return True
    if size < 120 and (furniture.KEYWORDS.search(text) or furniture.ENDING.search(text)):
        return True
    if size < 60 and furniture.SOURCE_LINE.search(text):
        return True
    return _is_control(line)
