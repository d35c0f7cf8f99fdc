"""What runs saw of each channel of their site, and how sites stand: kept, and given back as values."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Literal

from pipelines.database.connection import stamp
from pipelines.database.sites import Sites

SiteState = Literal["ok", "suspect", "down", "blocked"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What one run saw. Pages and articles of a channel are those of links that it brought first."""

    at: datetime
    """When the run ended."""
    lists: int = 0
    """List pages, feeds and sitemaps that were answered and read."""
    unchanged: int = 0
    """Those of which the site said that nothing is new (304)."""
    links: int = 0
    """Links to articles on them, known ones too."""
    new: int = 0
    pages: int = 0
    """Pages that may be articles, read."""
    articles: int = 0
    """Those that are, on topic or not."""
    filled: Mapping[str, int] = field(default_factory=dict)
    """Field to the number of articles that have it."""
    median_length: int | None = None
    """Of the articles' texts, in characters."""
    failures: int = 0
    """List pages that did not come."""
    blocked: int = 0
    """Answers of a shield, or a status that refuses us, in place of a list page or a page."""
    canary: bool | None = None
    """The canary's page was asked for and is still read as an article; None: it was not asked for, or did not come."""

    @property
    def is_answered(self) -> bool:
        """Some list was answered."""
        return self.lists + self.unchanged > 0

    @property
    def is_empty(self) -> bool:
        """Lists were answered, and not one link stood on them."""
        return self.lists > 0 and self.links == 0 and self.unchanged == 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How a channel, or a site, stands, and since when."""

    state: SiteState = "ok"
    since: datetime | None = None
    """When the trouble began; it stays while suspect turns to down. None while all is well."""
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """A channel that stands otherwise than before."""

    channel: str
    was: SiteState
    now: SiteState
    why: str


class Health(Sites):
    """Queries on the tables `health`, `site_states` and `accepted_fields`; channel "" is the whole site."""

    def save_looks(self, site: str, run_id: int, looks: Mapping[str, Look]) -> None:
        """Keep what a run saw of each channel."""
        rows = [
            {
                **asdict(look),
                "at": stamp(look.at),
                "filled": json.dumps(dict(look.filled)),
                "site": site,
                "channel": channel,
                "run_id": run_id,
            }
            for channel, look in looks.items()
        ]
        with self.transaction():
            for row in rows:
                names = ", ".join(row)
                self._write(f"INSERT INTO health ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))

    def looks(self, site: str, since: datetime) -> dict[str, list[Look]]:
        """Return what live runs saw of each channel since then, oldest first; replays say nothing of health."""
        names = ", ".join(each.name for each in fields(Look))
        found: defaultdict[str, list[Look]] = defaultdict(list)
        sql = (
            f"SELECT channel, {names} FROM health WHERE site = ? AND at >= ?"
            " AND run_id IN (SELECT id FROM runs WHERE site = ? AND kind = 'crawl') ORDER BY id"
        )
        for row in self.rows(sql, (site, stamp(since), site)):
            canary = row.pop("canary")
            values = {
                **row,
                "at": datetime.fromisoformat(row["at"]),
                "filled": json.loads(row["filled"]),
                "canary": None if canary is None else bool(canary),
            }
            found[values.pop("channel")].append(Look(**values))
        return dict(found)

    def standings(self, site: str) -> dict[str, Standing]:
        """Return how each channel stands that ever was in trouble."""
        sql = (
            "SELECT channel, now, since, why FROM site_states WHERE id IN"
            " (SELECT max(id) FROM site_states WHERE site = ? GROUP BY channel)"
        )
        return {
            row["channel"]: Standing(
                state=row["now"], since=datetime.fromisoformat(row["since"]) if row["since"] else None, why=row["why"]
            )
            for row in self.rows(sql, (site,))
        }

    def turn(self, site: str, channel: str, was: SiteState, now: Standing, *, run_id: int, at: datetime) -> None:
        """Write that a channel stands otherwise than before: what somebody is to be told, once."""
        with self.transaction():
            self._write(
                "INSERT INTO site_states (site, channel, at, was, now, since, why, run_id)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (site, channel, stamp(at), was, now.state, stamp(now.since) if now.since else None, now.why, run_id),
            )
            self._log_site(site, at)

    def turns_of(self, site: str, run_id: int) -> list[Turn]:
        """Return how the channels of a site turned in a run."""
        sql = "SELECT channel, was, now, why FROM site_states WHERE site = ? AND run_id = ? ORDER BY channel"
        return [Turn(**row) for row in self.rows(sql, (site, run_id))]

    def runs_that_turned(self, since: datetime, until: datetime) -> list[tuple[str, int]]:
        """Return (site, run) of the runs in which a site turned, in order."""
        sql = "SELECT site, run_id FROM site_states WHERE at >= ? AND at < ? GROUP BY site, run_id ORDER BY min(id)"
        return self._tuples(sql, (stamp(since), stamp(until)))

    def set_state(self, site: str, state: SiteState, *, at: datetime) -> None:
        """Write what a site comes to, all its channels together."""
        with self.transaction():
            if self._write("UPDATE sites SET state = ? WHERE key = ? AND state != ?", (state, site, state)).rowcount:
                self._log_site(site, at)

    def accept_field(self, site: str, field: str, *, by: str, note: str, at: datetime) -> int:
        """Keep that a person said of a site that it prints a field no more; return the row's id."""
        with self.transaction():
            self._know_site(site, at)
            sql = "INSERT INTO accepted_fields (site, field, accepted_by, accepted_at, note) VALUES (?, ?, ?, ?, ?)"
            id_ = self._write(sql, (site, field, by, stamp(at), note)).lastrowid
            assert id_ is not None
            self._log_site(site, at)
        return id_

    def undo_acceptance(self, id_: int, *, by: str, at: datetime) -> bool:
        """Let it hold no longer; False when no such row holds."""
        sql = (
            "UPDATE accepted_fields SET undone_by = ?, undone_at = ? WHERE id = ? AND undone_at IS NULL RETURNING site"
        )
        with self.transaction():
            sites = self._write(sql, (by, stamp(at), id_)).fetchall()
            for (site,) in sites:
                self._log_site(site, at)
        return bool(sites)

    def accepted(self, site: str) -> dict[str, datetime]:
        """Return the fields that a site prints no more, and when that was last said."""
        sql = "SELECT field, max(accepted_at) FROM accepted_fields WHERE site = ? AND undone_at IS NULL GROUP BY field"
        return {field: datetime.fromisoformat(at) for field, at in self._tuples(sql, (site,))}

    def _log_site(self, site: str, at: datetime) -> None:
        self.log(
            "site",
            (row["id"] for row in list(self.rows("SELECT id FROM sites WHERE key = ?", (site,)))),
            "changed",
            at=at,
        )
