"""Many words looked up in one pass: text comes in, the words found come out with their class and place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipelines.chinese import HAN, drop_readings, to_simplified

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
        self._other = re.compile(_trie([word for word in self._kinds if not word[0].isascii()]))
        self._patterns = tuple((kind, one) for kind, listed in patterns.items() for one in listed)

    def find(self, text: str, lower: str) -> Iterator[Found]:
        """Find every word in `text`, which is plain; `lower` is the same text in lower case, of the same length."""
        covered: set[int] = set()
        for kind, pattern in self._patterns:
            for match in pattern.finditer(lower):
                covered.update(range(match.start(), match.end()))  # 智慧 in 智慧水利 is no word of its own
                yield Found(match[0], kind, match.start(), match.end())
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
        if text.isascii():
            return
        kinds = self._kinds
        for match in self._other.finditer(lower):
            start, end = match.span()
            if start not in covered:
                word, kind, _ = kinds[match[0]]
                yield Found(word, kind, start, end)


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
