"""What matching looks up: canonical text goes in, hashes that an index can hold come out.

Grams are sampled by their own hash, so that two texts that share a passage sample the same grams of it.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final
from zlib import crc32

from crawlers.items import Fingerprint
from pipelines.dedupe.canonical import SENTENCE_END
from pipelines.dedupe.units import LONG_SENTENCE, grams, sentences, units

VERSION: Final = 1
"""Raised when canonical form, units, grams or hashes change: hashes of two versions must not be compared."""
SAMPLE: Final = 16
"""One gram in so many is kept."""


def fingerprint(canonical: str) -> Fingerprint:
    """Hash the whole text, a sample of its grams and its long sentences; all are signed 64-bit integers."""
    return Fingerprint(
        version=VERSION,
        exact=_hash(units(canonical).replace(SENTENCE_END, "")),
        # a cheap hash chooses, a wide one is stored
        grams=tuple(sorted({_hash(gram) for gram in grams(canonical) if crc32(gram.encode()) % SAMPLE == 0})),
        sentences=tuple(sorted({_hash(one) for one in sentences(canonical) if len(one) >= LONG_SENTENCE})),
    )


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
