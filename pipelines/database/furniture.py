"""What hosts repeat: the pages seen, the rules that were learnt of them, and what those took from which article."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from crawlers.items import Figure, FoldedLine, Rules, Side, Sight
from pipelines.database.articles import FIGURE_FIELDS, Articles
from pipelines.database.connection import stamp

_NOT_BEGUN = -(2**63)
"""Below every rank."""


class Line(NamedTuple):
    """A line at one end of a host's pages."""

    host: str
    side: Side
    hash: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Printed:
    """A stored article as it was before its furniture went: `before + text + after`, and the figures of all of it."""

    url: str
    text: str = field(repr=False)
    before: str = field(repr=False)
    after: str = field(repr=False)
    flags: tuple[str, ...]
    figures: tuple[Figure, ...]

    @property
    def whole(self) -> str:
        return self.before + self.text + self.after


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """The next article that a changed rule wants cleaned again; without one, the rule is through."""

    rule_id: int
    begun_to: int
    rank: int | None
    article_id: int | None


class Furniture(Articles):
    """Queries on the tables `sights`, `blocks`, `furniture_rules`, `furniture` and `bodies`."""

    def save_sight(self, sight: Sight, fetched_at: datetime, *, sample: int) -> set[Line]:
        """Keep what a page looks like; return the lines that may now be furniture, or no longer.

        A line is judged by the first `sample` pages that carry it: one that a page further down carries stays what it
        is, and so does all when the page looks as before or was fetched before the one that is known.
        """
        with self.transaction():
            old = self._sight("url = ?", sight.url)
            if old and not self._is_news(sight, old, fetched_at):
                return set()
            if old:
                self._forget(old)
            self._add(sight, fetched_at)
            edges = {line for page in (old, sight) if page for line in _edges(page)}
            changed = {line for line in edges if self._is_looked_at(line, sight.rank, sample)}
            hashes = {block.hash for page in (old, sight) if page for block in page.blocks}
            sql = "SELECT host, side, hash FROM furniture_rules WHERE hash IN (SELECT value FROM json_each(?))"
            known = {Line(*row) for row in self._tuples(sql, (json.dumps(sorted(hashes)),))}
            return changed | {line for line in known if line.host != sight.host}

    def sights_with(self, line: Line, limit: int) -> list[Sight]:
        """Return the first pages, by rank, that carry a line at this end."""
        sql = """
            SELECT sights.* FROM blocks JOIN sights ON sights.id = sight_id
            WHERE hash = ? AND blocks.host = ? AND side = ? ORDER BY blocks.rank LIMIT ?
        """
        return [_sight_of(row) for row in self.rows(sql, (line.hash, line.host, line.side, limit))]

    def is_elsewhere(self, line: Line) -> bool:
        """Say whether a page of another host carries the line, at an end or within."""
        sql = """
            SELECT EXISTS (SELECT 1 FROM blocks WHERE hash = ?1 AND host < ?2)
                OR EXISTS (SELECT 1 FROM blocks WHERE hash = ?1 AND host > ?2) AS found
        """
        return bool(self._tuples(sql, (line.hash, line.host))[0][0])

    def text_of_rule(self, line: Line) -> str | None:
        """Return how the line is printed, None for one that was never judged."""
        row = self._row("SELECT text FROM furniture_rules WHERE host = ? AND side = ? AND hash = ?", line[:])
        return str(row["text"]) if row else None

    def save_rule(self, line: Line, text: str, refusal: str | None, *, version: int, at: datetime) -> None:
        """Keep what a line was judged to be; when that is something else than before, its articles are due."""
        with self.transaction():
            sql = "SELECT id, state, reason FROM furniture_rules WHERE host = ? AND side = ? AND hash = ?"
            old = self._row(sql, line[:])
            was_accepted = old is not None and old["state"] == "accepted"
            state = "accepted" if refusal is None else "withdrawn" if old and old["state"] != "refused" else "refused"
            if old and (old["state"], old["reason"]) == (state, refusal):
                return
            columns = {"state": state, "reason": refusal, "version": version}
            if was_accepted != (state == "accepted"):
                columns |= {"since": stamp(at), "recleaned_to": _NOT_BEGUN}
            table = self._tables.table("furniture_rules")
            if old:
                table.update(old["id"], columns)
            else:
                table.insert({**line._asdict(), "text": text, "since": stamp(at), **columns})

    def furniture_of(self, host: str) -> Rules:
        """Return the lines that are furniture of a host."""
        sql = "SELECT side, hash FROM furniture_rules WHERE host = ? AND state = 'accepted'"
        return frozenset(self._tuples(sql, (host,)))

    def next_due(self) -> Due | None:
        """Return the next article that has to be cleaned again, None when all are."""
        sql = "SELECT * FROM furniture_rules WHERE recleaned_to IS NOT NULL ORDER BY id LIMIT 1"
        rule = self._row(sql)
        if rule is None:
            return None
        sql = """
            SELECT blocks.rank, articles.id FROM blocks JOIN sights ON sights.id = sight_id
            JOIN articles ON articles.url = sights.url
            WHERE hash = ? AND blocks.host = ? AND side = ? AND blocks.rank > ? ORDER BY blocks.rank LIMIT 1
        """
        found = self._tuples(sql, (rule["hash"], rule["host"], rule["side"], rule["recleaned_to"]))
        rank, article_id = found[0] if found else (None, None)
        return Due(rule_id=rule["id"], begun_to=rule["recleaned_to"], rank=rank, article_id=article_id)

    def mark_done(self, due: Due) -> bool:
        """Move a rule on beyond the article; return False when another process did, or began anew."""
        sql = "UPDATE furniture_rules SET recleaned_to = ? WHERE id = ? AND recleaned_to = ?"
        return self._write(sql, (due.rank, due.rule_id, due.begun_to)).rowcount == 1

    def printed(self, article_id: int) -> Printed:
        """Return a stored article as its page was read."""
        sql = """
            SELECT url, text, flags, coalesce(before, '') AS before, coalesce(after, '') AS after,
                   coalesce(bodies.figures, '[]') AS figures
            FROM articles LEFT JOIN bodies ON article_id = articles.id WHERE articles.id = ?
        """
        row = self._row(sql, (article_id,))
        assert row is not None
        taken = [Figure(**{**each, "flags": tuple(each["flags"])}) for each in json.loads(row["figures"])]
        figures = [*taken, *self._figures_of(article_id, shift=len(row["before"]))]
        figures.sort(key=lambda figure: figure.sentence_at)
        flags = tuple(json.loads(row["flags"]))
        return Printed(**{**row, "flags": flags, "figures": tuple(figures)})

    def save_taken(
        self,
        article_id: int,
        *,
        before: str,
        after: str,
        figures: Iterable[Figure],
        lines: Iterable[tuple[Line, int, str]],
    ) -> None:
        """Keep what was taken from an article: the text on either side, its figures, and each line with its place."""
        with self.transaction():
            self._write("DELETE FROM bodies WHERE article_id = ?", (article_id,))
            self._write("DELETE FROM furniture WHERE article_id = ?", (article_id,))
            if before or after:
                dumped = json.dumps([asdict(figure) for figure in figures], ensure_ascii=False)
                self._write("INSERT INTO bodies VALUES (?, ?, ?, ?)", (article_id, before, after, dumped))
            sql = """
                INSERT INTO furniture (article_id, side, place, text, rule_id)
                SELECT ?1, ?2, ?3, ?4, id FROM furniture_rules WHERE host = ?5 AND side = ?2 AND hash = ?6
            """
            for line, place, text in lines:
                self._write(sql, (article_id, line.side, place, text, line.host, line.hash))

    def reclean_article(self, article_id: int, text: str, flags: tuple[str, ...], *, at: datetime) -> None:
        """Give an article another text, cleaned of the same page; the earlier one is kept as a revision."""
        with self.transaction():
            old = self._row("SELECT * FROM articles WHERE id = ?", (article_id,))
            assert old is not None
            new = {**old, "text": text, "flags": json.dumps(list(flags))}
            self._update(old, new, "recleaned" if text != old["text"] else "changed", at)

    def _figures_of(self, article_id: int, *, shift: int) -> list[Figure]:
        found = []
        for row in self.rows("SELECT * FROM figures WHERE article_id = ? ORDER BY id", (article_id,)):
            columns: dict[str, Any] = {name: row[name] for name in FIGURE_FIELDS}
            flags = tuple(json.loads(columns["flags"]))
            found.append(Figure(**{**columns, "flags": flags, "sentence_at": columns["sentence_at"] + shift}))
        return found

    def _sight(self, where: str, value: str) -> Sight | None:
        row = self._row(f"SELECT * FROM sights WHERE {where}", (value,))
        return _sight_of(row) if row else None

    def _is_news(self, sight: Sight, old: Sight, fetched_at: datetime) -> bool:
        (known_at,) = self._tuples("SELECT fetched_at FROM sights WHERE url = ?", (sight.url,))[0]
        if stamp(fetched_at) < known_at:
            return False
        if sight != old:
            return True
        if stamp(fetched_at) > known_at:
            self._write("UPDATE sights SET fetched_at = ? WHERE url = ?", (stamp(fetched_at), sight.url))
        return False

    def _add(self, sight: Sight, fetched_at: datetime) -> None:
        blocks = json.dumps([[block.hash, block.length] for block in sight.blocks])
        columns = (sight.url, sight.host, sight.rank, sight.title, blocks, sight.zone, stamp(fetched_at))
        sql = "INSERT INTO sights (url, host, rank, title, blocks, zone, fetched_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
        id_ = self._write(sql, columns).lastrowid
        edges = _edges(sight)
        inner = {block.hash for block in sight.blocks} - {line.hash for line in edges}
        rows: list[tuple[Any, ...]] = [(*line, sight.rank, id_) for line in edges]
        rows += [(sight.host, "inner", hash_, sight.rank, id_) for hash_ in inner]
        self._connection.executemany(
            "INSERT INTO blocks (host, side, hash, rank, sight_id) VALUES (?, ?, ?, ?, ?)", rows
        )

    def _forget(self, sight: Sight) -> None:
        sql = """
            DELETE FROM blocks WHERE host = ?1 AND rank = ?2 AND hash IN (SELECT value FROM json_each(?3))
                AND sight_id = (SELECT id FROM sights WHERE url = ?4)
        """
        hashes = json.dumps([block.hash for block in sight.blocks])
        self._write(sql, (sight.host, sight.rank, hashes, sight.url))
        self._write("DELETE FROM sights WHERE url = ?", (sight.url,))

    def _is_looked_at(self, line: Line, rank: int, sample: int) -> bool:
        """Say whether a page of this rank is, or was, among the first that carry the line."""
        sql = "SELECT rank FROM blocks WHERE hash = ? AND host = ? AND side = ? ORDER BY rank LIMIT ?"
        ranks = [found for (found,) in self._tuples(sql, (line.hash, line.host, line.side, sample))]
        return len(ranks) < sample or rank <= ranks[-1]


def _edges(sight: Sight) -> set[Line]:
    head, tail = sight.blocks[: sight.zone], sight.blocks[len(sight.blocks) - sight.zone :]
    return {Line(sight.host, "head", block.hash) for block in head} | {
        Line(sight.host, "tail", block.hash) for block in tail
    }


def _sight_of(row: dict[str, Any]) -> Sight:
    blocks = tuple(FoldedLine(hash=hash_, length=length) for hash_, length in json.loads(row["blocks"]))
    names = ("url", "host", "rank", "title", "zone")
    return Sight(**{name: row[name] for name in names}, blocks=blocks)
