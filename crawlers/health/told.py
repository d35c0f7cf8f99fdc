"""How the sites are, told from what runs saw: the database's views come in, a row for each site and channel goes out.

`scrapy sites` prints these rows; the pages of the sources show them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from crawlers.health.recall import Recall, Sighting, of_site
from crawlers.health.signs import FIELDS
from pipelines.database import Database

PERIOD = timedelta(days=30)
"""What counts, shares and lengths are of."""
RECALL_PERIOD = timedelta(days=90)
RECALL_MOST = 250
"""… and of so many links at most, the last ones: an estimate of more is not much narrower."""
ACCEPTED = (
    "SELECT id, field, accepted_by, accepted_at, note FROM accepted_fields_v1"
    " WHERE site = ? AND undone_at IS NULL ORDER BY id"
)


def rows(database: Database | None, keys: Iterable[str], *, now: datetime) -> list[dict[str, Any]]:
    """Return a row for every site that has a file or was ever crawled, and within it one for each of its channels."""
    known = {row["key"]: row for row in database.rows("SELECT * FROM sites_v1")} if database else {}
    return [site(database, key, known.get(key), now) for key in sorted({*keys, *known})]


def site(database: Database | None, key: str, known: Mapping[str, Any] | None, now: datetime) -> dict[str, Any]:
    """Return the row of one site; `known` is its row in sites_v1, None of one never crawled."""
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
    found = recall(database, key, now)
    row["recall"] = asdict(found) if found else None
    seen = _seen(database, key, now)
    stood = standing(database, key)
    channels = [
        {"channel": name, "state": stood.get(name, ("ok", ""))[0], "why": stood.get(name, ("ok", ""))[1]}
        | _counts(looks)
        for name, looks in seen.items()
        if name
    ]
    return row | _counts(seen.get("", [])) | {"why": stood.get("", ("ok", ""))[1], "channels": channels}


def _seen(database: Database, key: str, now: datetime) -> dict[str, list[dict[str, Any]]]:
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    sql = "SELECT * FROM health_v1 WHERE site = ? AND at >= ? ORDER BY id"
    for row in database.rows(sql, (key, since(now, PERIOD))):
        found[row["channel"]].append(row)
    return dict(found)


def since(now: datetime, period: timedelta) -> str:
    """Write the time a period ago, as times are stored."""
    return (now - period).isoformat(timespec="milliseconds")


def standing(database: Database, key: str) -> dict[str, tuple[str, str]]:
    """Return how each channel that ever was in trouble stands, and why; "" is the site."""
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


def recall(database: Database, key: str, now: datetime) -> Recall | None:
    """Estimate how much of a site is held, from the links of the last days that were seen."""
    sql = """
        SELECT sightings_v1.url, sightings_v1.channel, sightings_v1.first_seen_at
        FROM (SELECT url FROM links_v1 WHERE site = ? AND first_seen_at >= ?
              ORDER BY first_seen_at DESC LIMIT ?) AS last
        JOIN sightings_v1 ON sightings_v1.url = last.url
    """
    found = database.rows(sql, (key, since(now, RECALL_PERIOD), RECALL_MOST))
    return of_site(
        Sighting(url=row["url"], channel=row["channel"], at=datetime.fromisoformat(row["first_seen_at"]))
        for row in found
    )
