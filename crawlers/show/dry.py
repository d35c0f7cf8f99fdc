"""What changed rules would do, for the person who tries them: rows and a tally in, lines, sheets and JSON out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crawlers.items import Judgement
from crawlers.reprocess.dry import Row
from crawlers.reprocess.run import Tally
from crawlers.show.reprocessed import places
from crawlers.show.sheet import Sheet

CHANGES = ("lost", "gained", "changed")
WORDS = {
    "same": "as it stands",
    "off": "off topic, as before",
    "older": "passed by: a newer text is stored",
    "no_article": "no article",
    "not_html": "no page",
    "site_broken": "left alone: the site's file is wrong",
}


def lines(rows: Sequence[Row]) -> Iterator[str]:
    """Each page under what would become of it: bands and scores, URL, title, reasons gone (-) and new (+)."""
    for change in CHANGES:
        ones = [row for row in rows if row.change == change]
        yield f"{change}: {len(ones)}"
        for row in ones:
            yield f"  {_old(row)} -> {_new(row)}  {row.url}"
            yield f"      {row.title or '(no title)'}"
            yield from (f"    - {reason}" for reason in row.gone)
            yield from (f"    + {reason}" for reason in row.added)


def sheets(tally: Tally) -> Iterator[Sheet]:
    """What stays as it is, and what could not be read."""
    rows = [[words, str(tally.became[word])] for word, words in WORDS.items() if tally.became[word]]
    yield Sheet(title="Other pages", columns=("what they are", "pages"), rows=rows, right=frozenset({"pages"}))
    if tally.damaged:
        yield places("Damaged records", tally.damaged)
    if tally.broken:
        yield places("Pages that broke a stage", tally.broken)


def headline(tally: Tally) -> str:
    """Say what would change, of how much, and how fast that was."""
    changes = ", ".join(f"{tally.became[change]} {change}" for change in CHANGES)
    files = f"{tally.files} file{'s' if tally.files != 1 else ''}"
    rate = tally.read / max(tally.seconds, 0.01)
    return (
        f"{changes}, of {tally.read} pages in {files} ({tally.seconds:.1f} s: {rate:.1f} a second).\n"
        "Nothing was written; `python scheduler.py reprocess` brings the database up to the rules in force."
    )


def failures(tally: Tally) -> Iterator[str]:
    """One sentence for everything that a person should look at."""
    yield from tally.refused
    if tally.broken:
        yield f"{len(tally.broken)} pages broke a stage; `python scheduler.py reprocess` keeps their traces."
    if tally.is_stopped:
        yield "stopped before its end: the rows are those of the pages read so far."


def as_json(tally: Tally, rows: Sequence[Row]) -> dict[str, Any]:
    """The same for programs: how many pages became what, and a row for each that would change."""
    return {
        "pages": tally.read,
        "became": dict(sorted(tally.became.items())),
        "broken": [{"file": path, "offset": offset, "why": why} for path, offset, why in tally.broken],
        "rows": [
            {
                "change": row.change,
                "url": row.url,
                "title": row.title,
                "old": row.old and {**_said(row.old), "score": row.old_score},
                "new": _said(row.new),
                "reasons_gone": row.gone,
                "reasons_new": row.added,
            }
            for row in rows
        ],
    }


def _said(judgement: Judgement) -> dict[str, Any]:
    return {"topic": judgement.topic, "band": judgement.band, "score": judgement.score}


def _old(row: Row) -> str:
    if row.old is None:
        return "not stored"
    topic = f" {row.old.topic}" if _moves(row) else ""
    return f"{row.old.band}{topic}" + ("" if row.old_score is None else f" {row.old_score:.2f}")


def _new(row: Row) -> str:
    topic = f" {row.new.topic}" if _moves(row) else ""
    return f"{row.new.band}{topic} {row.new.score:.2f}"


def _moves(row: Row) -> bool:
    """Say whether a page goes from one topic to another."""
    return row.change == "changed" and row.old is not None and row.old.topic != row.new.topic
