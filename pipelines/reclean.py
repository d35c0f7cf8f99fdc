"""A page that was seen comes in; what its host repeats is learnt of it, and older articles are cleaned of that again.

What is furniture is decided by `furniture`'s pure functions of all the pages seen, whenever one of them says something
new. Articles that a decision concerns follow one by one, each in a transaction of its own that also says how far the
rule has come: killed in between, the next process goes on from there.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from crawlers.errors import StorageError
from crawlers.items import Article, Figure, Rules, Sight
from pipelines import furniture
from pipelines.database import Database, Due, Line, Printed
from pipelines.furniture import LARGE, Cut
from pipelines.publishers import Publishers
from pipelines.settle import Matched, rematch, settle

log = logging.getLogger(__name__)

Compared = tuple[tuple[str, tuple[str, ...]], Matched]
"""What an article compares as with a text and flags that it may get."""

_NONE: Rules = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleaned:
    """An article without its host's furniture, its figures with it, and what was taken."""

    text: str
    flags: tuple[str, ...]
    figures: tuple[Figure, ...]
    cut: Cut
    without: tuple[Figure, ...]
    """The figures that only the furniture states."""


def learn(db: Database, sight: Sight, text: str, *, fetched_at: datetime, at: datetime) -> None:
    """Take a page into account: lines that it shows to be furniture, or not to be, are decided anew."""
    with db.transaction():
        lines = db.save_sight(sight, fetched_at, sample=furniture.SAMPLE)
        if not lines:
            return
        printed = {block.hash: line for _, line in furniture.lines_of(text) if (block := furniture.block_of(line))}
        for line in sorted(lines):
            _decide(db, line, printed.get(line.hash), at)


def _decide(db: Database, line: Line, printed: str | None, at: datetime) -> None:
    sights = db.sights_with(line, furniture.SAMPLE)
    text = db.text_of_rule(line) or (printed if len(sights) >= furniture.PAGES else None)
    if text is None:
        return
    refusal = furniture.refusal(text, sights, is_elsewhere=db.is_elsewhere(line))
    db.save_rule(line, text, refusal, version=furniture.VERSION, at=at)


def rules_for(db: Database, sight: Sight | None) -> Rules:
    return db.furniture_of(sight.host) if sight else _NONE


def clean_of(rules: Rules, article: Article | Printed, text: str, figures: Iterable[Figure]) -> Cleaned:
    """Take furniture off an article's whole text; figures keep to the sentences that they stand in."""
    cut = furniture.take(text, rules)
    start, end = len(cut.before), len(cut.before) + len(cut.text)
    kept = [figure for figure in figures if start <= figure.sentence_at < end]
    flags = {*article.flags} - {LARGE} | ({LARGE} if cut.is_large else set())
    return Cleaned(
        text=cut.text,
        flags=tuple(sorted(flags)),
        figures=tuple(replace(figure, sentence_at=figure.sentence_at - start) for figure in kept),
        cut=cut,
        without=tuple(figure for figure in figures if figure not in kept),
    )


def keep(db: Database, id_: int, cleaned: Cleaned, sight: Sight) -> None:
    """Write down what was taken from a stored article, so that it can be given back and explained."""
    lines = [(Line(sight.host, each.side, each.hash), each.place, each.text) for each in cleaned.cut.taken]
    db.save_taken(id_, before=cleaned.cut.before, after=cleaned.cut.after, figures=cleaned.without, lines=lines)


def catch_up(db: Database, publishers: Publishers, *, at: datetime) -> int:
    """Clean again what changed rules concern, until nothing is due; return how many articles that broke.

    One that breaks stays as it is, with its trace in the log: it must not hold up the rest, nor the page that led here.
    """
    broken = 0
    while (due := db.next_due()) is not None:
        try:
            _catch_up_one(db, due, publishers, at)
        except StorageError:
            raise
        except Exception:
            log.exception("broken article=%s", due.article_id)
            broken += db.mark_done(due)
    return broken


def _catch_up_one(db: Database, due: Due, publishers: Publishers, at: datetime) -> None:
    matched = _match(db, due)
    with db.transaction():
        if db.next_due() != due:
            return  # another process did it, or a rule changed
        db.mark_done(due)
        if due.article_id is not None:
            reclean(db, due.article_id, publishers, at=at, matched=matched)


def reclean(db: Database, id_: int, publishers: Publishers, *, at: datetime, matched: Compared | None = None) -> None:
    """Clean a stored article by the rules of now, and settle its story anew where that makes a difference."""
    with db.transaction():
        printed, cleaned, sight = _cleaned(db, id_)
        if sight is None or (cleaned.text, cleaned.flags) == (printed.text, printed.flags):
            return
        db.reclean_article(id_, cleaned.text, cleaned.flags, at=at)
        if matched is None or matched[0] != (cleaned.text, cleaned.flags):
            matched = (cleaned.text, cleaned.flags), rematch(db, id_, cleaned.text, cleaned.flags)
        settle(db, id_, matched[1], publishers, at=at)
        db.save_figures(id_, cleaned.figures, "recleaned", at=at)
        keep(db, id_, cleaned, sight)


def _match(db: Database, due: Due) -> Compared | None:
    """Compare before the lock is taken, as for a new article."""
    if due.article_id is None:
        return None
    printed, cleaned, _ = _cleaned(db, due.article_id)
    if (cleaned.text, cleaned.flags) == (printed.text, printed.flags):
        return None
    return (cleaned.text, cleaned.flags), rematch(db, due.article_id, cleaned.text, cleaned.flags)


def _cleaned(db: Database, id_: int) -> tuple[Printed, Cleaned, Sight | None]:
    printed = db.printed(id_)
    sight = furniture.look(printed.url, None, "")
    return printed, clean_of(rules_for(db, sight), printed, printed.whole, printed.figures), sight
