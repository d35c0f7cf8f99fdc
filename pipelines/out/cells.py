"""Rows come in, CSV goes out of which no spreadsheet runs a cell.

A text that begins with what a spreadsheet takes for a formula (= + - @, full-width ones, tab, line break), after spaces
or not, gets an apostrophe in front, which spreadsheets show as nothing. The one exception is a plain number, whether it
is stored as one or as text: -3.2 keeps its minus, and is no formula; -3.2%, +3.2, -1-1 and －3.2 are texts. Control
characters go. The file begins with a byte order mark, without which Excel does not know that it is UTF-8.

The same rule serves the files of `scrapy export`, the pages' tables and Datasette's own CSV (web/sheets.py).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

_RUNS: Final = re.compile(r"[\s\u200b\u2060\ufeff]*[=+\-@＝＋－＠−﹢﹣﹦﹫]|[\t\r\n]")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", re.ASCII)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MARK: Final = "\ufeff"


def cell(value: Any) -> Any:
    """Make one value harmless."""
    if not isinstance(value, str) or _NUMBER.fullmatch(value):
        return value
    text = _CONTROL.sub("", value).replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if _RUNS.match(text) else text


def head(columns: Sequence[str]) -> str:
    """Return the mark and the first line."""
    return MARK + _line(columns)


def line(row: Mapping[str, Any], columns: Sequence[str]) -> str:
    """Return one row as a line."""
    return _line([cell(row[name]) for name in columns])


def sheet(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Return all of a file."""
    return head(columns) + "".join(line(row, columns) for row in rows)


def _line(cells: Sequence[Any]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()
