"""How the sites are, for whoever runs the service: the site files and the database's views in, rows and a sheet out."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from crawlers.health.recall import Recall, Sighting, of_site
from crawlers.health.signs import FIELDS
from crawlers.show.sheet import Sheet
from pipelines.database import Database

PERIOD = timedelta(days=30)
"""What counts, shares and lengths are of."""
RECALL_PERIOD = timedelta(days=90)
ACCEPTED = (
    "SELECT id, field, accepted_by, accepted_at, note FROM accepted_fields_v1"
    " WHERE site = ? AND undone_at IS NULL ORDER BY id"
)
SHORT = {"title": "ti", "published_at": "da", "source": "so", "author": "au", "editor": "ed", "text": "te"}


def rows(database: Database | None, keys: Iterable[str], *, now: datetime) -> list[dict[str, Any]]:
    """Return a row for every site that has a file or was ever crawled, and within it one for each of its channels."""
    known = {row["key"]: row for row in database.rows("SELECT * FROM sites_v1")} if database else {}
    return [_site(database, key, known.get(key), now) for key in sorted({*keys, *known})]


def sheet(found: Sequence[Mapping[str, Any]]) -> Sheet:
    """Show them: a line for each site; under it what a person accepted, and channels in trouble or more than one."""
    return Sheet(
        title=f"Sites: the last {PERIOD.days} days, times in UTC; shares of articles with {_legend()}",
        columns=("site", "state", "last run", "links", "new", "articles", "fields", "length", "failed", "blocked",
                 "last new", "next due", "recall", "why"),
        rows=[line for row in found for line in _lines(row)],
        right=frozenset({"links", "new", "articles", "length", "failed", "blocked"}),
        empty="none",
    )  # fmt: skip


def _site(database: Database | None, key: str, known: Mapping[str, Any] | None, now: datetime) -> dict[str, Any]:
    row: dict[str, Any] = {
        "site": key,
        "state": known["state"] if known else None,
        "next_due_at": known["next_due_at"] if known else None,
        "last_run_at": None,
        "outcome": None,
        "last_new_at": None,
        "recall": None,
        "accepted": [],
        "channels": [],
    }
    if database is None or known is None:
        return row | _counts([])
    last = "SELECT started_at, outcome FROM runs_v1 WHERE site = ? ORDER BY id DESC LIMIT 1"
    for run in database.rows(last, (key,)):
        row |= {"last_run_at": run["started_at"], "outcome": run["outcome"]}
    for new in database.rows("SELECT max(first_seen_at) AS at FROM articles_v1 WHERE site = ?", (key,)):
        row["last_new_at"] = new["at"]
    row["accepted"] = list(database.rows(ACCEPTED, (key,)))
    recall = _recall(database, key, now)
    row["recall"] = asdict(recall) if recall else None
    seen = _seen(database, key, now)
    standing = _standing(database, key)
    channels = [
        {"channel": name, "state": standing.get(name, ("ok", ""))[0], "why": standing.get(name, ("ok", ""))[1]}
        | _counts(looks)
        for name, looks in seen.items()
        if name
    ]
    return row | _counts(seen.get("", [])) | {"why": standing.get("", ("ok", ""))[1], "channels": channels}


def _seen(database: Database, key: str, now: datetime) -> dict[str, list[dict[str, Any]]]:
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    sql = "SELECT * FROM health_v1 WHERE site = ? AND at >= ? ORDER BY id"
    for row in database.rows(sql, (key, (now - PERIOD).isoformat(timespec="milliseconds"))):
        found[row["channel"]].append(row)
    return dict(found)


def _standing(database: Database, key: str) -> dict[str, tuple[str, str]]:
    sql = "SELECT channel, now, why FROM site_states_v1 WHERE site = ? ORDER BY id"
    return {
        row["channel"]: (row["now"], "" if row["now"] == "ok" else row["why"]) for row in database.rows(sql, (key,))
    }


def _counts(looks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Sum a period up; links are those of the last run that read a list."""
    articles = sum(look["articles"] for look in looks)
    filled = [json.loads(look["filled"]) for look in looks]
    lengths = [look["median_length"] for look in looks if look["median_length"] is not None]
    return {
        "runs": len(looks),
        "links": next((look["links"] for look in reversed(looks) if look["lists"]), None),
        "new": sum(look["new"] for look in looks),
        "articles": articles,
        "filled": {name: sum(each.get(name, 0) for each in filled) / articles for name in FIELDS} if articles else {},
        "median_length": round(median(lengths)) if lengths else None,
        "failures": sum(look["failures"] for look in looks),
        "blocked": sum(look["blocked"] for look in looks),
        "why": "",
    }


def _recall(database: Database, key: str, now: datetime) -> Recall | None:
    sql = "SELECT url, channel, first_seen_at FROM sightings_v1 WHERE site = ? AND first_seen_at >= ?"
    found = database.rows(sql, (key, (now - RECALL_PERIOD).isoformat(timespec="milliseconds")))
    return of_site(
        Sighting(url=row["url"], channel=row["channel"], at=datetime.fromisoformat(row["first_seen_at"]))
        for row in found
    )


def _lines(row: Mapping[str, Any]) -> Iterator[list[str]]:
    recall = row["recall"]
    share = f"{recall['share']:.0%} ({recall['low']:.0%} to {recall['high']:.0%})" if recall else "unknown"
    yield [
        row["site"],
        row["state"] or "never crawled",
        _minute(row["last_run_at"]) + ("" if row["outcome"] in (None, "ok") else f" {row['outcome']}"),
        *_numbers(row),
        _minute(row["last_new_at"]),
        _minute(row["next_due_at"]),
        share,
        row["why"],
    ]
    for each in row["accepted"]:
        said = (
            f"accepted ({each['id']}): no {each['field']} since {each['accepted_at'][:10]}, says {each['accepted_by']}"
        )
        yield ["", *[""] * 12, f"{said}: {each['note']}" if each["note"] else said]
    if len(row["channels"]) > 1 or any(channel["state"] != "ok" for channel in row["channels"]):
        for channel in row["channels"]:
            yield [f"  {channel['channel']}", channel["state"], "", *_numbers(channel), "", "", "", channel["why"]]


def _numbers(row: Mapping[str, Any]) -> list[str]:
    shares = " ".join(f"{SHORT[name]}{share:.0%}" for name, share in row["filled"].items())
    cells = (row["links"], row["new"], row["articles"], shares, row["median_length"], row["failures"], row["blocked"])
    return ["" if cell is None else str(cell) for cell in cells]


def _legend() -> str:
    return ", ".join(f"{short} {name}" for name, short in SHORT.items())


def _minute(stamp: str | None) -> str:
    return (stamp or "")[:16].replace("T", " ")
