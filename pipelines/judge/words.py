"""Many words looked up in one pass: text comes in, the words found come out with their class and place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipelines.chinese import HAN, drop_readings, to_simplified
from pipelines.judge.scan import Scan, beginnings, starts_of

_SPACED = re.compile(rf"(?<=[{HAN}])[ \u3000]+(?=[{HAN}])")
_BRACKETED = re.compile("[((][a-zāáǎàēéěèōóǒò]")
_SPACE = re.compile("[ \u3000]")
_IDEOGRAPHS = "".join(map(chr, (*range(0x3400, 0xA000), *range(0xF900, 0xFB00))))
_PLAIN: dict[str, str] = {
    **{old: new for old, new in zip(_IDEOGRAPHS, to_simplified(_IDEOGRAPHS), strict=True) if old != new},
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
}
_NOT_PLAIN = re.compile(f"[{''.join(_PLAIN)}]")
_TABLE = {ord(old): new for old, new in _PLAIN.items()}
_END = "(?:e?s)?(?![0-9a-z])"

FEW = 100
"""Up to so many different characters are replaced one by one, which is then faster than translating the text."""


def plain(text: str) -> str:
    """Bring text into the form that words are looked up in: simplified, full-width forms made plain, 西 藏 joined.

    Lighter than `chinese.fold`: lines stay, and a text that is plain already is only looked through.
    """
    if text.isascii():
        return text
    if _BRACKETED.search(text):
        text = drop_readings(text)  # 数(shu)字经济, as some mirrors print it, holds no word otherwise
    changes = set(_NOT_PLAIN.findall(text))
    if len(changes) > FEW:
        text = text.translate(_TABLE)
    else:
        for character in changes:
            text = text.replace(character, _PLAIN[character])
    return _SPACED.sub("", text) if _SPACE.search(text) else text


class Found(NamedTuple):
    """One word at one place. `kind` is its class; `word` is as the definition writes it."""

    word: str
    kind: str
    start: int
    end: int


class Words:
    """Words of several classes behind one alternation, longest first; patterns go beside it.

    A word in Latin letters matches without regard to case, as a whole word and in its plural; one in capitals
    alone (TAR) only in capitals.
    """

    def __init__(self, words: Mapping[str, Sequence[str]], patterns: Mapping[str, Sequence[re.Pattern[str]]]) -> None:
        self._kinds: dict[str, tuple[str, str, bool]] = {}
        for kind, listed in words.items():
            for word in listed:
                as_looked_up = plain(word)
                self._kinds.setdefault(_lower(as_looked_up), (word, kind, _is_capitals(as_looked_up)))
        latin = [word for word in self._kinds if word[0].isascii()]
        self._latin = re.compile(_trie(latin, end=_END))
        begun: list[tuple[str, re.Pattern[str]]] = []
        apart: list[tuple[str, re.Pattern[str]]] = []
        for kind, listed_patterns in patterns.items():
            for one in listed_patterns:
                starts = starts_of(one.pattern)
                is_apart = starts is None or all(start[0].isascii() for start in starts)
                (apart if is_apart else begun).append((kind, one))
        self._begun = _Begun([word for word in self._kinds if not word[0].isascii()], begun)
        self._apart_kinds = tuple(kind for kind, _ in apart)
        self._apart = Scan([one for _, one in apart])

    def find(self, text: str, lower: str) -> Iterator[Found]:
        """Find every word in `text`, which is plain; `lower` is the same text in lower case, of the same length."""
        covered: set[int] = set()
        for index, match in self._apart.find(lower):
            start, end = match.span()
            if start not in covered and end - 1 not in covered:
                covered.update(range(start, end))  # 智慧 in 智慧水利 is no word of its own
                yield Found(match[0], self._apart_kinds[index], start, end)
        for match in self._latin.finditer(lower):
            start = match.start()
            if start in covered:
                continue
            if start and lower[start - 1].isascii() and lower[start - 1].isalnum():
                continue  # app in happen
            looked_up = match[0] if match[0] in self._kinds else _singular(match[0], self._kinds)
            word, kind, is_capitals = self._kinds[looked_up]
            if is_capitals and not text[start : start + len(word)].isupper():
                continue  # tar is not TAR
            covered.update(range(start, match.end()))  # 基站 in 5G基站 is no word of its own
            yield Found(word, kind, start, match.end())
        if not text.isascii():
            yield from self._begun.find(lower, self._kinds, covered)


_Beginnings = dict[str, tuple[tuple[int, ...], tuple[tuple[str, re.Pattern[str]], ...]]]
"""How long the words are, the longest first, and the patterns, that begin with these one or two characters."""


class _Begun:
    """Chinese words, and the patterns that begin with such: where one begins, the first of them that fits is found.

    That is a neutral name, which hides what else begins in it, then a pattern, then the longest word.
    """

    def __init__(self, words: Sequence[str], patterns: Sequence[tuple[str, re.Pattern[str]]]) -> None:
        lengths_of: dict[str, set[int]] = {}
        for word in words:
            lengths_of.setdefault(word[:2], set()).add(len(word))
        patterns_of: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        for kind, one in patterns:
            for start in starts_of(one.pattern) or ():
                patterns_of.setdefault(start, []).append((kind, one))
        self._by_start: _Beginnings = {}
        for start in {**lengths_of, **patterns_of}:
            keys = dict.fromkeys((start, start[0]))
            lengths = {length for key in keys for length in lengths_of.get(key, ())}
            begun = tuple(one for key in keys for one in patterns_of.get(key, ()))
            self._by_start[start] = (tuple(sorted(lengths, reverse=True)), begun)
        self._first = re.compile(beginnings(self._by_start))

    def find(self, lower: str, kinds: Mapping[str, tuple[str, str, bool]], covered: set[int]) -> Iterator[Found]:
        """Find them from left to right; what begins in one, or in `covered`, is passed by."""
        by_start, until = self._by_start, 0
        for first in self._first.finditer(lower):
            at = first.start()
            if at < until:
                continue
            begun = by_start.get(lower[at : at + 2]) or by_start.get(lower[at])
            if begun is None or at in covered:
                continue
            found = word_kind = ""
            for length in begun[0]:
                if (word := lower[at : at + length]) in kinds:
                    found, word_kind = word, kinds[word][1]
                    break
            if word_kind != "neutral":
                for kind, pattern in begun[1]:
                    if (match := pattern.match(lower, at)) and match.end() - 1 not in covered:
                        found, until = "", match.end()
                        yield Found(match[0], kind, at, until)
                        break
            if found:
                until = at + len(found)
                yield Found(kinds[found][0], word_kind, at, until)


def lower(text: str) -> str:
    """Turn to lower case and keep the length, which the one letter İ does not."""
    return _lower(text)


def _lower(text: str) -> str:
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.replace("İ", "I").lower()


def _is_capitals(word: str) -> bool:
    return word.isascii() and word.isalpha() and word.isupper()


def _trie(words: Sequence[str], end: str = "") -> str:
    """Write a pattern for any of these words, the longest first, that looks at each character once.

    A plain alternation tries every word at every place; English text, where all letters begin some word, took
    nine times as long by it. `end` follows each word that ends in a letter.
    """
    by_first: dict[str, list[str]] = {}
    for word in words:
        by_first.setdefault(word[:1], []).append(word[1:])
    return "|".join(_branch(first, rests, end) for first, rests in by_first.items()) or "(?!)"


def _branch(first: str, rests: Sequence[str], end: str) -> str:
    longer = [rest for rest in rests if rest]
    ends_here = end if first.isascii() and first.isalpha() else ""
    if not longer:
        return re.escape(first) + ends_here
    more = f"(?:{_trie(longer, end)}{'|' + ends_here if '' in rests else ''})"
    return re.escape(first) + more


def _singular(matched: str, known: Mapping[str, object]) -> str:
    return next(matched[:-cut] for cut in (1, 2) if matched[:-cut] in known)
