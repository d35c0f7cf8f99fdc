"""`scheduler.py notices`: what waits to be told; a test message; what a day of the past would have told; its digest."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from rich.console import Console

from crawlers.errors import UsageError, WorkError
from crawlers.notices.digests import payload_of
from crawlers.notices.message import one_line
from crawlers.notices.post import request
from crawlers.notices.sender import Sender
from crawlers.notices.words import say
from crawlers.ways import SHANGHAI
from crawlers.words import Words, word
from crawlers.words.definitions import project_settings
from pipelines.database import Database, Told
from pipelines.digest import draw, gather, write
from pipelines.telling import Happening, NoticeRules, as_told, is_recent, load_notices, of_stored_page, of_stored_turns

ABOUT = """Without an option: the notices that wait, channel by channel, and the last ones.

--test CHANNEL   send one test message now, and say whether it was taken
--dry-run DATE   print what a day would have told by today's rules; nothing is sent or written
--digest DATE    print the digest of a day (--weekly: of the seven days to it) as text, or as HTML with --html FILE"""


def add(words: Words) -> None:
    """Add the word and its options."""
    tell = word(words, "notices", "what waits to be told; --test, --dry-run, --digest", about=ABOUT)
    what = tell.add_mutually_exclusive_group()
    what.add_argument("--test", metavar="CHANNEL", help="send a test message on a channel")
    what.add_argument("--dry-run", type=day, metavar="DATE", help="print what a day would have told")
    what.add_argument("--digest", type=day, metavar="DATE", help="print the digest of a day")
    tell.add_argument("--all", action="store_true", help="with --dry-run: what is held back as old, too")
    tell.add_argument("--weekly", action="store_true", help="with --digest: of the seven days to DATE")
    tell.add_argument("--html", type=Path, metavar="FILE", help="with --digest: write the page to FILE")
    tell.add_argument("--language", choices=("zh", "en"), default="zh", help="of what is printed (zh)")
    tell.set_defaults(do=work)


def work(arguments: argparse.Namespace) -> int:
    """Do what is asked."""
    settings = project_settings()
    rules = load_notices(Path(settings["NEWS_NOTICES"]))
    if arguments.test:
        return _test(rules, arguments.test, settings.getlist("NEWS_ALLOW_PRIVATE"))
    if not arguments.database.exists():
        raise UsageError(f"{arguments.database}: there is no such database.")
    with closing(Database.open(arguments.database, readonly=True)) as db:
        if arguments.dry_run:
            return _dry_run(db, rules, arguments.dry_run, arguments.language, shows_all=arguments.all)
        if arguments.digest:
            return _digest(db, arguments)
        return _waiting(db, rules, arguments.language)


def day(text: str) -> date:
    """Read a day, as argparse wants it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-01-31") from None


def _test(rules: NoticeRules, name: str, allowed: list[str]) -> int:
    channel = rules.channels.get(name)
    if channel is None:
        known = ", ".join(rules.channels) or "none is on; docs/notices.md says how to add one"
        raise UsageError(f"{name}: there is no such channel in the notices file (there: {known}).")
    now = datetime.now(UTC)
    told = Told(id=0, at=now, cause="test", cause_key=now.isoformat(), rule="test", payload={"channel": name})
    sender = Sender()
    try:
        error = sender.send(
            request(channel, told, say(told, channel.language), f"test-{now:%Y%m%d%H%M%S}") | {"allow": allowed}
        )
    finally:
        sender.close()
    if error:
        raise WorkError(f"{name}: not sent: {error}.")
    print(f"{name}: sent.")
    return 0


def _dry_run(db: Database, rules: NoticeRules, of: date, language: str, *, shows_all: bool) -> int:
    """Go through the pages of a day in the order in which they were stored, as if each had just been."""
    console = Console(highlight=False, soft_wrap=True)
    begin = datetime.combine(of, time(), SHANGHAI)
    since, until = begin.astimezone(UTC), (begin + timedelta(days=1)).astimezone(UTC)
    told: dict[tuple[str, str], tuple[Told, tuple[str, ...]]] = {}
    held: Counter[str] = Counter()
    with db.reading():
        pages = db.first_seen(since, until)
        for id_, link in pages:
            carrier = db.carrier(id_)
            if not is_recent(carrier.published_at, until, rules.age_days):
                held[f"dated more than {rules.age_days} days before"] += 1
            elif not db.is_worth_telling(carrier.site or "", link):
                held["of a site's first crawl, a walk back, or handed in"] += 1
            else:
                _keep(told, rules, of_stored_page(db, rules, id_), since)
                continue
            if shows_all:
                _keep(told, rules, of_stored_page(db, rules, id_), since)
        turns = db.runs_that_turned(since, until)
        for site, run in turns:
            _keep(told, rules, of_stored_turns(db, site, run), since)
    for each, channels in told.values():
        _print(console, each, channels, language)
    console.print(
        f"{of}: {len(told)} notices of {len(pages)} pages and {len(turns)} turns of sources. Nothing was sent."
    )
    for why, count in held.items():
        more = "" if shows_all else "; --all shows them"
        console.print(f"  {'with' if shows_all else 'without'} {count} pages {why}{more}", style="dim")
    return 0


def _keep(
    told: dict[tuple[str, str], tuple[Told, tuple[str, ...]]],
    rules: NoticeRules,
    happenings: Sequence[Happening],
    at: datetime,
) -> None:
    """Add what is told of; a cause once."""
    for each, channels in as_told(rules, happenings, at=at):
        told.setdefault((each.cause, each.cause_key), (each, tuple(channels)))


def _digest(db: Database, arguments: argparse.Namespace) -> int:
    what = "weekly" if arguments.weekly else "daily"
    days = payload_of(what, arguments.digest)
    digest = gather(db, date.fromisoformat(days["since"]), arguments.digest, what=what)
    if arguments.html:
        arguments.html.write_text(draw(digest, arguments.language), "utf-8")
        print(f"{arguments.html}: written.")
    else:
        print(write(digest, arguments.language))
    return 0


def _waiting(db: Database, rules: NoticeRules, language: str) -> int:
    console = Console(highlight=False, soft_wrap=True)
    sql = """
        SELECT channel, state, count(*) AS n, min(iif(state = 'waiting', next_try_at, NULL)) AS next,
               max(iif(state = 'waiting', error, NULL)) AS error
        FROM deliveries_v1 GROUP BY channel, state ORDER BY channel, state
    """
    names = set(rules.channels)
    for row in db.rows(sql):
        gone = "" if row["channel"] in names else " (no such channel in the notices file)"
        error = f"; last: {row['error']}" if row["error"] else ""
        when = f", next try {row['next'][:16]} UTC{error}" if row["next"] else ""
        console.print(f"{row['channel']}{gone}: {row['n']} {row['state']}{when}")
    if not names:
        console.print("No channel is on: notices are only written down. docs/notices.md says how to add one.")
    last = "SELECT id, at, cause, cause_key, rule, payload, site, story_id FROM notices_v1 ORDER BY id DESC LIMIT 20"
    rows = list(db.rows(last))
    console.print(f"The last {len(rows)} notices:" if rows else "There is no notice yet.")
    for row in rows:
        each = Told(**{**row, "at": datetime.fromisoformat(row["at"]), "payload": json.loads(row["payload"])})
        parts = db.told(each.payload["notices"]) if each.cause == "folded" else ()
        title = one_line(say(each, language, parts).title)
        console.print(f"  {row['at'][:16].replace('T', ' ')}  {title}", markup=False)
    return 0


def _print(console: Console, told: Told, channels: tuple[str, ...], language: str) -> None:
    message = say(told, language)
    where = ", ".join(channels) or "no channel"
    console.print(f"[{told.rule} -> {where}] {message.title}", markup=False, style="bold")
    for line in message.lines:
        console.print(f"    {line.text}", markup=False)
