"""Thirty days of news, told as a person gets them: the sample's pages, three a day, and sources that fail.

`python -m tests.telling_days` writes tests/expected/notices.txt anew; read it before you keep it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from crawlers.health.examine import examine
from crawlers.notices.words import say
from crawlers.ways import SHANGHAI
from pipelines import flow, store
from pipelines.database import Database, FoundLink, Look, Told
from tests.program import ROOT
from tests.sample import SamplePage, pages

EXPECTED = ROOT / "tests" / "expected" / "notices.txt"
BEGIN = datetime(2026, 3, 1, 0, 0, tzinfo=UTC)
DAYS = 30
RULES = """
version = "1"
age_days = 36500    # the sample's pages are of many years, and are told as if each were of its day

[[rule]]
name = "all"
tell = ["story", "figure", "conflict", "target", "stale_reprint", "source"]

[[rule]]
name = "followed"
tell = ["document_number", "independent_origin"]
stories = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
"""
TROUBLES = {"ce": range(8, 11), "xzxw": range(15, 22)}
"""Site to the days on which it is blocked, or its lists do not answer."""


def live_through(folder: Path) -> Database:
    """Store the pages in the order of their days, and look at the sites once a day."""
    file = folder / "notices.toml"
    file.write_text(RULES, "utf-8")
    data = ROOT / "data"
    rules = flow.load_rules(data / "topics.toml", data / "publishers.toml", data / "indicators.toml", file)
    db = Database.open(folder / "news.db")
    news = sorted(pages(), key=_day)
    for site in sorted({each.page.site.key for each in news}):
        run = db.start_run(site, "crawl", at=BEGIN - timedelta(days=1))
        db.end_run(run, "ok", None, {}, at=BEGIN - timedelta(days=1))
    a_day = -(-len(news) // DAYS)
    for day in range(DAYS):
        for number, each in enumerate(news[day * a_day : (day + 1) * a_day]):
            at = BEGIN + timedelta(days=day, hours=1 + 2 * number)
            page = replace(each.page, fetched_at=at)
            db.take_in(page.site.key, "list", [FoundLink(url=page.link)], at=at)
            store.save(db, flow.process(page, rules), rules.publishers, at=at, notices=rules.notices)
        for site, days in TROUBLES.items():
            _look(db, site, BEGIN + timedelta(days=day, hours=14), is_in_trouble=day in days, rules=rules)
    return db


def _day(each: SamplePage) -> tuple[str, str]:
    return (each.published_at or "9", each.page.url)


def _look(db: Database, site: str, at: datetime, *, is_in_trouble: bool, rules: flow.Rules) -> None:
    run = db.start_run(site, "crawl", at=at)
    db.end_run(run, "ok", None, {}, at=at)
    look = Look(at=at, lists=1, links=20, new=2, pages=2, articles=2, filled={"title": 2, "text": 2})
    if is_in_trouble:
        look = Look(at=at, failures=1, blocked=int(site == "ce"))
    examine(db, site, run, {"": look, "list": look}, at=at, judges=True, notices=rules.notices)


def told(db: Database) -> Iterator[Told]:
    """Yield the notices, in order."""
    sql = "SELECT id, at, cause, cause_key, rule, payload, site, story_id FROM notices_v1 ORDER BY id"
    for row in db.rows(sql):
        yield Told(**{**row, "at": datetime.fromisoformat(row["at"]), "payload": json.loads(row["payload"])})


def as_read(db: Database) -> str:
    """Write them as a person reads them."""
    lines = []
    for each in told(db):
        message = say(each, "zh")
        lines.append(f"{each.at.astimezone(SHANGHAI):%m-%d %H:%M}  {message.title}")
        lines += [f"    {line.text}" for line in message.lines]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the file anew."""
    with TemporaryDirectory() as folder, closing(live_through(Path(folder))) as db:
        EXPECTED.write_text(as_read(db), "utf-8")


if __name__ == "__main__":
    main()
