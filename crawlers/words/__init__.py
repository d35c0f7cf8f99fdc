"""The words of `python scheduler.py`, one a file: `add` says its options, `work` does it and returns the status."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NoReturn

Words = Any
"""What argparse calls a subparsers action; it has no public name."""


class CommandLine(argparse.ArgumentParser):
    """Wrong words end with one sentence instead of the whole usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {message}; {self.prog} --help says what it takes.\n")


def word(words: Words, name: str, what: str, *, about: str | None = None) -> argparse.ArgumentParser:
    """Add a word with the option that all have."""
    parser: argparse.ArgumentParser = words.add_parser(
        name, help=what, description=about, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--database", type=Path, default=Path("data/news.db"), help="the SQLite file (data/news.db)")
    return parser
