"""Canonical text comes in, its words go out: each ideograph is one, what is written in words stays whole.

    拉萨的5g基站。digital economy  ->  拉 萨 的 5g 基 站 。 digital economy

Single characters, because two make most Chinese words and nobody can say where one ends. The end of a sentence is a
word too: no phrase reaches beyond it.
"""

from __future__ import annotations

import re
from typing import Final

from pipelines.dedupe.canonical import RUN

_WRITTEN: Final = re.compile(f"([{RUN}%.]+(?: [{RUN}%.]+)*)")


def spaced(canonical: str) -> str:
    """Part words by spaces."""
    parts = _WRITTEN.split(canonical)  # what is between written words, and these, by turns
    parts[::2] = [" ".join(characters) for characters in parts[::2]]
    return " ".join(filter(None, parts))
