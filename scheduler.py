"""The service's command line: `run` crawls what is due until it is stopped, `once` crawls now, `status` tells.

    python scheduler.py once                          every site now, one child process each
    python scheduler.py once --site cinic --site ce   these two
    python scheduler.py run                           what is due, until it is stopped
    python scheduler.py status                        the daemon and the sites
    python scheduler.py notices                       what waits to be told; --test, --dry-run, --digest
    python scheduler.py backup FILE                   one whole file, beside running crawls; `restore FILE` puts it back
    python scheduler.py prune --keep-days 365         old archive files and rows of requests go
    python scheduler.py release URL                   a page that is quarantined is fetched again
    python scheduler.py reprocess                     what the archive holds, by today's extractor and rules
    python scheduler.py rematch                       what is stored, by today's publishers and fingerprints
    python scheduler.py reindex                       what was stored before there was a search is made findable

Each word is a file of crawlers/words; the daemon is crawlers/daemon. Crawls run in child processes.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from crawlers.errors import NewsError
from crawlers.words import CommandLine, backup, notices, once, prune, reindex, release, rematch, reprocess, run, status

WORDS = (once, run, status, notices, backup, prune, release, reprocess, rematch, reindex)


def main(words: Sequence[str] | None = None) -> int:
    """Read the command line and do it; return the exit status (0 done, 1 something failed, 2 wrong use)."""
    arguments = parser().parse_args(words)
    os.umask(0o077)  # logs, backups and copies are the owner's alone, as the database is
    try:
        return int(arguments.do(arguments))
    except NewsError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code


def parser() -> argparse.ArgumentParser:
    """Build the command line."""
    top = CommandLine(prog="scheduler.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    words = top.add_subparsers(
        required=True,
        metavar="run | once | status | notices | backup | restore | prune | release | reprocess | rematch | reindex",
    )
    for each in WORDS:
        each.add(words)
    return top


if __name__ == "__main__":
    sys.exit(main())
