"""`scheduler.py run`: crawl what is due, until SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import logging
import sys
from typing import TextIO

from crawlers.child import Limits
from crawlers.command import jobs
from crawlers.daemon.serve import Wanted, serve
from crawlers.words import Words, word
from crawlers.words.definitions import project_settings
from web.binding import HOST, PORT, bind

TICK_S = 30.0


def add(words: Words) -> None:
    """Add the word and its options."""
    daemon = word(words, "run", "crawl what is due, until it is stopped; SIGHUP reads site and rule files again")
    own = Limits()
    daemon.add_argument("--jobs", type=jobs, help="crawls at a time, 1 to 16 (the setting NEWS_JOBS: 4)")
    daemon.add_argument("--tick", type=seconds, default=TICK_S, metavar="S", help=f"seconds between looks ({TICK_S})")
    daemon.add_argument(
        "--page-limit",
        type=seconds,
        default=own.page_s,
        metavar="S",
        help=f"seconds one page may hold a crawl up before both are killed ({own.page_s:.0f})",
    )
    daemon.add_argument(
        "--crawl-limit",
        type=seconds,
        default=own.crawl_s,
        metavar="S",
        help=f"seconds a crawl may last before it makes room, and goes on later ({own.crawl_s:.0f})",
    )
    daemon.add_argument(
        "--memory-limit",
        type=megabytes,
        default=own.memory_mb,
        metavar="MB",
        help=f"address space a crawl may take ({own.memory_mb})",
    )
    daemon.add_argument(
        "--web",
        nargs="?",
        const=f"{HOST}:{PORT}",
        metavar="ADDRESS",
        help=f"serve the pages too ({HOST}:{PORT}); any other address needs a password, see docs/operate.md",
    )
    daemon.add_argument(
        "--web-name", action="append", default=[], metavar="HOST", help="a name by which the pages are asked for"
    )
    daemon.add_argument("--no-backups", action="store_true", help="make no daily backup")
    daemon.add_argument("--metrics", type=port, metavar="PORT", help="serve /metrics and /healthz on 127.0.0.1:PORT")
    daemon.set_defaults(do=work)


def work(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    settings = project_settings()
    _tell_on(sys.stdout)
    wanted = Wanted(
        database=arguments.database.absolute(),
        jobs=arguments.jobs or settings.getint("NEWS_JOBS"),
        tick_s=arguments.tick,
        limits=Limits(page_s=arguments.page_limit, crawl_s=arguments.crawl_limit, memory_mb=arguments.memory_limit),
        is_backing_up=not arguments.no_backups,
        web=_pages(arguments.web, arguments.web_name) if arguments.web is not None else None,
        metrics=arguments.metrics,
    )
    return serve(wanted, settings)


def _pages(address: str, names: list[str]) -> tuple[str, ...]:
    """Return the words that serve the pages; UsageError now, not in a child's log, where they are wrong."""
    bind(address, tuple(names))
    return ("--listen", address, *(word for name in names for word in ("--name", name)))


def _tell_on(out: TextIO) -> None:
    """Say on `out` what the log says, without the times that whoever keeps it adds anyway."""
    logging.raiseExceptions = False  # a log that cannot be written, on a full disk, is no reason for a trace a line
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter("%(message)s"))
    ours = logging.getLogger("crawlers")
    ours.setLevel(logging.INFO)
    ours.addHandler(handler)


def seconds(text: str) -> float:
    """Read a number of seconds, as argparse wants it."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.1 <= value <= 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds from 0.1 to 1,000,000")
    return value


def port(text: str) -> int:
    """Read the number of a port, as argparse wants it; 0 is a free one, which the log names."""
    if not text.isdecimal() or not int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port from 0 to 65535")
    return int(text)


def megabytes(text: str) -> int:
    """Read how much memory, as argparse wants it; a crawl that does nothing takes 260 MB of address space."""
    if not text.isdecimal() or not 300 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of megabytes from 300 to 1,000,000")
    return int(text)
