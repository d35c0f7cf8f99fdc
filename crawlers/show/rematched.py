"""What came of naming and matching again, for the person who asked for it: a tally in, a sheet and sentences out."""

from __future__ import annotations

from collections.abc import Iterator

from crawlers.rematch import Tally
from crawlers.show.sheet import Sheet

WORDS = {
    "unchanged": "named and matched as before",
    "renamed": "named otherwise: publishers.toml or a site's file has changed",
    "rematched": "matched again: canonical form or fingerprint has changed",
    "broken": "broken: left as they were",
}


def sheet(tally: Tally) -> Sheet:
    """What became of the articles."""
    rows = [[words, str(tally.became[word])] for word, words in WORDS.items() if tally.became[word]]
    return Sheet(
        title="Articles", columns=("what became of them", "articles"), rows=rows, right=frozenset({"articles"})
    )


def headline(tally: Tally) -> str:
    """Say how many were looked at, and how fast."""
    total = tally.became.total()
    if total == tally.became["unchanged"] and not tally.is_stopped:
        return f"{total} articles stand as today's rules have them, and their stories are settled by these."
    rate = total / max(tally.seconds, 0.01)
    return f"{total} articles in {tally.seconds:.1f} s: {rate:.0f} a second."


def failures(tally: Tally) -> Iterator[str]:
    """One sentence for everything that a person should look at."""
    if tally.became["broken"]:
        yield f"{tally.became['broken']} articles broke; logs/rematch.log beside the database has the traces."
    if tally.is_stopped:
        yield "stopped before its end; what was done is kept, and the same command goes on from there."
