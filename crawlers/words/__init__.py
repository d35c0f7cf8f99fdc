"""The words of `python scheduler.py`, one a file: `add` says its options, `work` does it and returns the status."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

Words = Any
"""What argparse calls a subparsers action; it has no public name."""


def word(words: Words, name: str, what: str, *, about: str | None = None) -> argparse.ArgumentParser:
    """Add a word with the option that all have."""
    parser: argparse.ArgumentParser = words.add_parser(
        name, help=what, description=about, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--database", type=Path, default=Path("data/news.db"), help="the SQLite file (data/news.db)")
    return parser
