"""Units of comparison: canonical text goes in, one character per unit comes out, and its grams and sentences.

A unit is an ideograph, a word, a number or a Tibetan syllable, so that 171.3 or `digital` weighs as much as 亿.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipelines.dedupe.canonical import RUN, SENTENCE_END

GRAM: Final = 5
"""Units in a gram."""
LONG_SENTENCE: Final = 12
"""Units from which a sentence is unlikely to be said twice by chance."""

_RUN: Final = re.compile(rf"[{RUN}]+(?:\.[0-9]+)*")
_PRIVATE: Final = 0xF0000  # planes 15 and 16: 131,072 characters that no text uses
_PRIVATE_SIZE: Final = 0x20000 - 2


def units(canonical: str) -> str:
    """Write every word, number and syllable as one private character; sentence ends stay."""
    return _RUN.sub(_unit, canonical).replace(" ", "")


def _unit(run: re.Match[str]) -> str:
    return chr(_PRIVATE + zlib.crc32(run[0].encode()) % _PRIVATE_SIZE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Units:
    """A canonical text taken apart."""

    sentences: tuple[str, ...]
    """In units, without their ends."""
    ordered: tuple[str, ...]
    """Its grams in order, across sentence ends: punctuation that was redone does not count."""
    grams: frozenset[str]


@lru_cache(maxsize=128)  # one new article is compared with several others
def taken_apart(canonical: str) -> Units:
    """Return the sentences and grams of a canonical text; one shorter than a gram is a gram."""
    parts = tuple(sentence for sentence in units(canonical).split(SENTENCE_END) if sentence)
    body = "".join(parts)
    ordered = tuple([body[at : at + GRAM] for at in range(len(body) - GRAM + 1)] or ([body] if body else []))
    return Units(sentences=parts, ordered=ordered, grams=frozenset(ordered))


def grams(canonical: str) -> frozenset[str]:
    return taken_apart(canonical).grams


def sentences(canonical: str) -> tuple[str, ...]:
    return taken_apart(canonical).sentences
