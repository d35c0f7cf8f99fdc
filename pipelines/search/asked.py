"""What a person typed comes in, what is looked for goes out; nothing that can be typed is an error.

    西藏 "数字经济" -拉萨    articles with 西藏 and 数字经济 and without 拉萨

Words parted by a space or a comma must all be there; quotes hold a phrase with its commas together; a minus in front
keeps out. A quote that is not closed goes to the end, a minus before nothing is nothing, and whatever else may mean
something to FTS5 is a letter here, or nothing: what goes there is made of canonical words alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pipelines.dedupe.canonical import SENTENCE_END, canonical
from pipelines.search.words import spaced

LONGEST: Final = 200
"""Characters that are read; a person's question is shorter."""
MOST: Final = 12
"""Words and phrases that are looked for."""

_PART: Final = re.compile(
    r"""(?P<minus>[-－−])?(?:["“”＂「『](?P<phrase>[^"“”＂」』]*)(?:["“”＂」』]|$)|(?P<word>[^\s,，、;；。!！?？"“”＂「『」』]+))"""
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is looked for, in canonical form."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]

    @property
    def expression(self) -> str | None:
        """The expression of FTS5; None where nothing is wanted, for what all others lack is no question."""
        if not self.wanted:
            return None
        wanted = " AND ".join(map(_phrase, self.wanted))
        unwanted = " OR ".join(map(_phrase, self.unwanted))
        return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def read(typed: str) -> Asked:
    """Read what a person typed."""
    wanted: dict[str, None] = {}
    unwanted: dict[str, None] = {}
    for part in _PART.finditer(typed[:LONGEST]):
        words = canonical(part["phrase"] or part["word"] or "").strip(f"{SENTENCE_END} ")
        if re.search(r"[^\s%.。]", words):
            (unwanted if part["minus"] else wanted)[words] = None
    return Asked(wanted=tuple(wanted)[:MOST], unwanted=tuple(unwanted)[:MOST])


def _phrase(words: str) -> str:
    return f'"{spaced(words)}"'
