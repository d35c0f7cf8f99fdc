"""Many patterns looked for in one pass: text comes in, each pattern's matches come out, from left to right.

Nearly every pattern begins with plain words, 手机 or 自动. Those are looked up, and only where one stands is its
pattern tried: a hundred patterns that are each searched for alone take several times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

_SPECIAL = frozenset("\\.^$*+?{}[]()|")
_MAY_BE_ABSENT = ("?", "*", "{")


class Scan:
    """Patterns, known by their place in the list. One that begins with a Latin letter begins a word."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self._patterns = tuple(patterns)
        self._slow: list[int] = []
        by_start: dict[str, list[int]] = {}
        for index, one in enumerate(self._patterns):
            starts = starts_of(one.pattern)
            for start in starts or ():
                by_start.setdefault(start, []).append(index)
            if starts is None:
                self._slow.append(index)
        self._by_start = {
            start: tuple(index for key in dict.fromkeys((start, start[0])) for index in by_start.get(key, ()))
            for start in by_start
        }
        self._first = re.compile(beginnings(by_start))

    def find(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Yield what `finditer` of each pattern would find, with the pattern's place in the list."""
        patterns, by_start, ends = self._patterns, self._by_start, [0] * len(self._patterns)
        for first in self._first.finditer(text):
            at = first.start()
            for index in by_start.get(text[at : at + 2]) or by_start.get(text[at], ()):
                if at >= ends[index] and (match := patterns[index].match(text, at)):
                    ends[index] = match.end()
                    yield index, match
        for index in self._slow:
            for match in patterns[index].finditer(text):
                yield index, match


def beginnings(starts: Iterable[str]) -> str:
    """Write a pattern for the first character of any of these, nearly always with one of the second ones after it.

    It begins with one class of characters: the search then skips all others at once.
    """
    known = sorted(starts)
    alone = [start for start in known if len(start) == 1]
    pairs = [start for start in known if len(start) == 2 and start[0] not in alone]
    letters = [start for start in pairs if start[0].isascii() and start[0].isalpha()]
    others = [start for start in pairs if start not in letters]
    checks = [f"(?<={_class(alone)})"] if alone else []
    checks += [f"(?<={_class(others, 0)})(?={_class(others, 1)})"] if others else []
    checks += [f"(?<![a-z0-9].)(?<={_class(letters, 0)})(?={_class(letters, 1)})"] if letters else []
    return f"{_class(known, 0)}(?:{'|'.join(checks)})" if known else "(?!)"


def _class(starts: Sequence[str], at: int = 0) -> str:
    return f"[{re.escape(''.join(sorted({start[at] for start in starts})))}]"


def starts_of(pattern: str) -> frozenset[str] | None:
    """Return what a match must begin with: one of these; None where that cannot be told."""
    found: set[str] = set()
    for branch in _branches(pattern):
        starts = _starts_of_branch(branch)
        if starts is None:
            return None
        found |= starts
    return frozenset(start[:2] for start in found)


def _starts_of_branch(branch: str) -> frozenset[str] | None:
    if branch.startswith("(?:"):
        end = _closing(branch)
        return None if branch[end + 1 : end + 2] in _MAY_BE_ABSENT else starts_of(branch[3:end])
    if branch.startswith("["):
        end = branch.index("]")
        characters = branch[1:end]
        if set(characters) & set("^\\-") or branch[end + 1 : end + 2] in _MAY_BE_ABSENT:
            return None
        return frozenset(characters)
    if branch.startswith("\\n"):
        return frozenset("\n") if branch[2:3] not in _MAY_BE_ABSENT else None
    word = ""
    for character in branch:
        if character in _SPECIAL:
            if character in _MAY_BE_ABSENT:
                word = word[:-1]
            break
        word += character
    return frozenset({word}) if word else None


def _branches(pattern: str) -> Iterator[str]:
    """Part a pattern at those | that stand in no bracket."""
    depth, start = 0, 0
    for at, character in _bare(pattern):
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif character == "|" and not depth:
            yield pattern[start:at]
            start = at + 1
    yield pattern[start:]


def _closing(branch: str) -> int:
    """Return where the bracket closes that a branch begins with."""
    depth = 0
    for at, character in _bare(branch):
        depth += (character == "(") - (character == ")")
        if not depth:
            return at
    raise ValueError(f"{branch} has a bracket that does not close")


def _bare(pattern: str) -> Iterator[tuple[int, str]]:
    """Yield the characters that are neither escaped nor in a class, with their places."""
    at, in_class = 0, False
    while at < len(pattern):
        character = pattern[at]
        if character == "\\":
            at += 2
            continue
        if in_class:
            in_class = character != "]"
        elif character == "[":
            in_class = True
        else:
            yield at, character
        at += 1
