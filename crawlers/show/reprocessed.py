"""What came of reading the archive again, for the person who asked for it: a tally in, sheets and sentences out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from crawlers.reprocess.run import Tally
from crawlers.show.sheet import Sheet

PLACES_SHOWN = 20
WORDS = {
    "unchanged": "unchanged",
    "changed": "changed: the same text, judged or named otherwise",
    "recleaned": "recleaned: read otherwise than before",
    "revised": "revised: a newer text of the site",
    "older": "passed by: a newer text is stored",
    "added": "added",
    "off_topic": "now off topic: kept, band off",
    "not_article": "now no article: kept as it was, and flagged",
    "dropped": "not kept",
    "not_html": "no page",
    "site_broken": "left alone: the site's file is wrong",
}


def sheets(tally: Tally) -> Iterator[Sheet]:
    """What became of the articles, and what could not be read."""
    rows = [[words, str(tally.became[word])] for word, words in WORDS.items() if tally.became[word]]
    rows += [["broke a stage: tried again next time", str(len(tally.broken))]] if tally.broken else []
    yield Sheet(title="Articles", columns=("what became of them", "pages"), rows=rows, right=frozenset({"pages"}))
    yield places("Damaged records", tally.damaged)
    if tally.broken:
        yield places("Pages that broke a stage", tally.broken)


def headline(tally: Tally) -> str:
    """Say how much was read, and how fast."""
    held = f"{tally.responses} responses in {tally.files} file{'s' if tally.files != 1 else ''}"
    if not tally.read and not tally.broken:
        return f"Nothing to do: {held}, and these versions have read every article in them."
    rate = tally.read / max(tally.seconds, 0.01)
    return f"{held}; {tally.read} articles read in {tally.seconds:.1f} s: {rate:.1f} records a second."


def failures(tally: Tally) -> Iterator[str]:
    """One sentence for everything that a person should look at."""
    yield from tally.refused
    if tally.broken:
        yield f"{len(tally.broken)} pages broke a stage; logs/reprocess.log beside the database has the traces."
    if tally.is_stopped:
        yield "stopped before its end; what was read is kept, and the same command goes on from there."


def places(title: str, found: Sequence[tuple[str, int, str]]) -> Sheet:
    """Name places in archives, the first of many."""
    rows = [[path, str(offset), why] for path, offset, why in islice(found, PLACES_SHOWN)]
    more = f": {len(found)}" if len(found) <= PLACES_SHOWN else f": {len(found)}, of which {PLACES_SHOWN}"
    return Sheet(
        title=title + (more if found else ""),
        columns=("file", "offset", "why"),
        rows=rows,
        right=frozenset({"offset"}),
        empty="none",
    )
