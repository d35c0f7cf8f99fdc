"""A text and its host's furniture come in; the text without it goes out, with what was taken from either end.

Lines are taken from the ends inwards, up to the first that is none. What takes more than a fifth of a text is flagged;
what would take more than half leaves it whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from crawlers.items import Rules, Side
from pipelines.clean import SHORTEST, without_end_mark
from pipelines.furniture.sight import block_of, lines_of

LARGE = "body:furniture_large"
FLAGGED = 0.2
KEPT_WHOLE = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """One line that was taken."""

    side: Side
    place: int
    """Counted from 1 in the text as extracted."""
    hash: int
    text: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """A text in three: the whole of it was `before + text + after`."""

    text: str = field(repr=False)
    before: str = field(default="", repr=False)
    after: str = field(default="", repr=False)
    taken: tuple[Taken, ...] = ()
    is_large: bool = False
    """More than a fifth of the text is furniture."""


def take(text: str, rules: Rules) -> Cut:
    """Take the furniture off a text."""
    if not rules:
        return Cut(text=text)
    lines = list(lines_of(text))
    first, last = 0, len(lines)
    while last > first and (not lines[last - 1][1].strip() or _is_in(rules, "tail", lines[last - 1][1])):
        last -= 1
    while first < last and (not lines[first][1].strip() or _is_in(rules, "head", lines[first][1])):
        first += 1
    if (first, last) == (0, len(lines)):
        return Cut(text=text)
    if first == last:
        return Cut(text=text, is_large=True)
    start, end = lines[first][0], lines[last - 1][0] + len(lines[last - 1][1])
    if end - start < max(SHORTEST, (1 - KEPT_WHOLE) * len(text)):
        return Cut(text=text, is_large=True)
    is_large = end - start < (1 - FLAGGED) * len(text)
    kept = text[start:end] if last == len(lines) else without_end_mark(text[start:end])
    sides = {"head": range(first), "tail": range(last, len(lines))}
    return Cut(
        text=kept,
        before=text[:start],
        after=text[start + len(kept) :],
        taken=tuple(
            Taken(side=side, place=number + 1, hash=block.hash, text=lines[number][1])  # type: ignore[arg-type]
            for side, numbers in sides.items()
            for number in numbers
            if (block := block_of(lines[number][1]))
        ),
        is_large=is_large,
    )


def _is_in(rules: Rules, side: Side, line: str) -> bool:
    block = block_of(line)
    return block is not None and (side, block.hash) in rules
