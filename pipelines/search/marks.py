"""A clean text and what is looked for come in; pieces of the text go out, each marked or not, and no markup in them.

What is looked for is canonical, the text is as printed: each of its characters is folded alone, which keeps its place,
and what the canonical form leaves out is passed over. So 西藏 is marked in 西 藏 and in 「西」藏.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.dedupe.canonical import SENTENCE_END, canonical

SHOWN: Final = 150
"""Characters of a snippet."""
LEAD: Final = 40
"""How many of them may stand before the first mark."""
READ: Final = 60_000
"""Characters of a text that are looked through."""
_ENDS: Final = "。！？!?；;\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, in order."""

    text: str
    is_marked: bool = False


Span = tuple[int, int, int]
"""Where a place begins and ends, and of which word it is."""


class _Folded(dict[str, str]):
    """A character -> the letters that it is compared as."""

    def __missing__(self, character: str) -> str:
        folded = canonical(character).strip() or ("" if unicodedata.combining(character) else _others(character))
        self[character] = folded
        return folded


def _others(character: str) -> str:
    return SENTENCE_END if character in _ENDS else ""


_FOLDED = _Folded()


def spans(text: str, wanted: Sequence[str]) -> list[Span]:
    """Return where what is wanted stands in a text, without overlaps, in order."""
    folded, places = [], []
    for place, character in enumerate(text[:READ]):
        for letter in _FOLDED[character]:
            folded.append(letter)
            places.append(place)
    joined = "".join(folded)
    found = [span for number, word in enumerate(wanted) for span in _of(word, number, joined, places, text)]
    return list(_parted(sorted(found, key=lambda span: (span[0], -span[1]))))


def _of(word: str, number: int, joined: str, places: Sequence[int], text: str) -> Iterator[Span]:
    letters = "".join(_FOLDED[character] for character in word)
    at = joined.find(letters) if letters else -1
    while at >= 0:
        begin, end = places[at], places[at + len(letters) - 1] + 1
        if _is_whole(text, begin, end):
            yield begin, end, number
        at = joined.find(letters, at + len(letters))


def _is_whole(text: str, begin: int, end: int) -> bool:
    """Say whether no word in Latin letters or digits is cut: 5G is not in 15G."""
    return not (
        (begin > 0 and _is_written(text[begin - 1]) and _is_written(text[begin]))
        or (end < len(text) and _is_written(text[end - 1]) and _is_written(text[end]))
    )


def _is_written(character: str) -> bool:
    return character.isalnum() and not "\u2e80" <= character <= "\u9fff"


def _parted(found: Sequence[Span]) -> Iterator[Span]:
    last = 0
    for span in found:
        if span[0] >= last:
            yield span
            last = span[1]


def marked(text: str, wanted: Sequence[str]) -> tuple[Piece, ...]:
    """Return all of a text, a title for instance."""
    return _pieces(text, 0, len(text), spans(text, wanted))


def snippet(text: str, wanted: Sequence[str], *, shown: int = SHOWN) -> tuple[Piece, ...]:
    """Return the part of a text that has most of what is wanted; its beginning, where nothing is found."""
    found = spans(text, wanted)
    begin = _begin(text, found, shown)
    end = min(len(text), begin + shown)
    inside = [span for span in found if span[0] >= begin and span[1] <= end]
    pieces = _pieces(text, begin, end, inside)
    before = (Piece("…"),) if begin > 0 else ()
    return (*before, *pieces, *((Piece("…"),) if end < len(text) else ()))


def _begin(text: str, found: Sequence[Span], shown: int) -> int:
    """Begin with the sentence of the best place, unless that begins long before it."""
    if not found:
        return 0
    reach = shown - LEAD

    def worth(span: Span) -> tuple[int, int, int]:
        near = [each for each in found if span[0] <= each[0] and each[1] <= span[0] + reach]
        return len({number for _, _, number in near}), len(near), -span[0]

    first = max(found[:200], key=worth)[0]
    sentence = max((text.rfind(end, max(0, first - LEAD), first) for end in _ENDS), default=-1)
    if sentence >= 0:
        return sentence + 1
    return 0 if first <= LEAD else first - LEAD // 2


def _pieces(text: str, begin: int, end: int, found: Sequence[Span]) -> tuple[Piece, ...]:
    pieces, at = [], begin
    for first, last, _ in found:
        pieces += [Piece(text[at:first]), Piece(text[first:last], is_marked=True)]
        at = last
    pieces.append(Piece(text[at:end]))
    return tuple(piece for piece in pieces if piece.text)
