"""How the sites are, for whoever runs the service: the rows of crawlers/health/told.py in, a sheet out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crawlers.health.told import PERIOD
from crawlers.show.sheet import Sheet

SHORT = {"title": "ti", "published_at": "da", "source": "so", "author": "au", "editor": "ed", "text": "te"}


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
