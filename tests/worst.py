"""A regular expression -> the texts that are worst for it: long runs of what its own parts accept, and near misses."""

from __future__ import annotations

import re
import re._constants as op  # type: ignore[import-not-found]  # how the standard library names a parsed expression's parts
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

ALWAYS = ("。", " ", "7", "（", "(", "<", "：", "a", "西", '"', "\n", "、", "张三 ", "a<", "西a")
SAMPLES = " 7a西。：、(（<\"'-_/|\t\n\u3000āǎéZ>=;%\x80"
CATEGORIES = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
RUN = 12
"""How often an open repetition is repeated in an example."""
MOST_LETTERS = 12
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


@dataclass(frozen=True, kw_only=True)
class Worst:
    """A text of any size: `piece` again and again, or once, then `tail` again and again, and an end that fits none."""

    name: str
    piece: str
    tail: str = ""

    def text(self, size: int, *, as_bytes: bool) -> Any:
        """Write it, in `size` characters (bytes)."""
        if self.tail:
            text = (self.piece + self.tail * size)[: size - 1] + "\x01"
        else:
            text = (self.piece * (size // len(self.piece) + 1))[:size]
        return text.encode("utf-8")[:size] if as_bytes else text


def texts(pattern: re.Pattern[Any]) -> Iterator[Worst]:
    """Yield the texts to try on an expression."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    letters = list(dict.fromkeys(_letters(tree)))[:MOST_LETTERS]
    examples = list(dict.fromkeys(_example(tree, branch) for branch in range(4)))
    repeated = [*ALWAYS, *letters, *map("".join, pairwise(letters))]
    for example in examples:
        repeated += [example, example[:-1], example[: len(example) // 2], example[:-1] + "\x01"]
    for piece in dict.fromkeys(filter(None, repeated)):
        yield Worst(name=f"{piece[:20]!r} again and again", piece=piece)
    for example in examples:
        for piece in filter(None, {example[: len(example) // 2], example[:-1]}):
            for tail in dict.fromkeys((*letters[:4], " ")):
                yield Worst(name=f"{piece[-20:]!r} and then {tail!r}", piece=piece, tail=tail)


def _letters(tree: Iterable[Any]) -> Iterator[str]:
    """Yield one character that each literal and each class of the expression accepts."""
    for kind, value in tree:
        if kind in (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY):
            yield _accepted(kind, value)
        for inner in _branches(kind, value):
            yield from _letters(inner)


def _branches(kind: Any, value: Any) -> list[Any]:
    """The expressions within a part."""
    if kind in REPEATS:
        return [value[2]]
    if kind is op.SUBPATTERN:
        return [value[3]]
    if kind is op.ATOMIC_GROUP:
        return [value]
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [value[1]]
    if kind is op.GROUPREF_EXISTS:
        return [each for each in value[1:] if each is not None]
    return list(value[1]) if kind is op.BRANCH else []


def _example(tree: Iterable[Any], branch: int) -> str:
    """Write a text that the expression roughly accepts: every option taken, branch number `branch` of each choice."""
    written = ""
    for kind, value in tree:
        if kind in (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY):
            written += _accepted(kind, value)
        elif kind in REPEATS:
            least, most, inner = value
            written += _example(inner, branch) * max(least, min(int(most), RUN))
        elif kind is op.BRANCH:
            written += _example(value[1][branch % len(value[1])], branch)
        elif kind in (op.SUBPATTERN, op.ATOMIC_GROUP):
            written += _example(_branches(kind, value)[0], branch)
    return written


def _accepted(kind: Any, value: Any) -> str:
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.ANY:
        return "文"
    items = [(op.NEGATE, None), (op.LITERAL, value)] if kind is op.NOT_LITERAL else list(value)
    negated = items[0][0] is op.NEGATE
    first = next(
        (chr(each[1] if each[0] is op.LITERAL else each[1][0]) for each in items if each[0] in (op.LITERAL, op.RANGE)),
        "",
    )
    candidates = SAMPLES if negated else first + SAMPLES
    return next((letter for letter in candidates if _is_in(letter, items) != negated), "x")


def _is_in(letter: str, items: list[tuple[Any, Any]]) -> bool:
    code = ord(letter)
    for kind, value in items:
        if (kind is op.LITERAL and value == code) or (kind is op.RANGE and value[0] <= code <= value[1]):
            return True
        if kind is op.CATEGORY:
            name = str(value).removeprefix("CATEGORY_")
            matches = re.match(CATEGORIES[name.removeprefix("NOT_")], letter) is not None
            if matches != name.startswith("NOT_"):
                return True
    return False
