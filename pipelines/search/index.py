"""Articles that were stored or changed come in, a few at a time; the index of searching has them when it is done.

Not with each article, but when 32 wait, and at the end of a crawl: 32 at once cost the index a third of what they cost
one by one. Killed in between, nothing is lost: what was not entered waits still.
"""

from __future__ import annotations

from typing import Final

from pipelines import dedupe
from pipelines.database import Database, SearchEntry
from pipelines.search.words import spaced

VERSION: Final = 1
"""Of what is entered; another number has everything entered anew."""
BATCH: Final = 32
STEP: Final = 32
"""Articles that are entered in one transaction, about three milliseconds long."""


def catch_up(db: Database, *, at_least: int = 1, at_most: int = STEP, step: int = STEP) -> int:
    """Enter articles that wait, when there are enough of them; return how many were entered."""
    if db.waiting_for_search() < at_least:
        return 0
    entered = 0
    while entered < at_most:
        new = db.enter_for_search(_entry, version=VERSION, limit=min(step, at_most - entered))
        entered += new
        if not new:
            break
    return entered


def _entry(title: str, text: str) -> SearchEntry:
    """Put the title before the text, in one: whoever asks for words means either."""
    title = dedupe.canonical(title)
    return SearchEntry(title=title, words=f"{spaced(title)} 。 {spaced(text)}")
