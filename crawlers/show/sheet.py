"""Rows for people: a table on a terminal, aligned plain lines in a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A heading, column names, and rows of ready text; columns named in `right` hold numbers."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    right: frozenset[str] = frozenset()
    empty: str = "nothing"
    """What to say where there is no row."""


def show(sheet: Sheet, console: Console) -> None:
    """Print a sheet. What a page said goes through Text, so that no bracket in a title is taken for markup."""
    if not sheet.rows:
        console.print(Text(f"{sheet.title}: {sheet.empty}"))
        return
    if not console.is_terminal:
        for line in lines(sheet):
            console.print(Text(line), soft_wrap=True)
        return
    table = Table(title=Text(sheet.title, style="bold"), title_justify="left", box=box.SIMPLE_HEAD)
    for name in sheet.columns:
        table.add_column(name, justify="right" if name in sheet.right else "left", overflow="fold")
    for row in sheet.rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def lines(sheet: Sheet) -> list[str]:
    """Return the sheet as aligned lines; a Chinese character is two columns wide."""
    rows = [sheet.columns, *sheet.rows]
    widths = [max(cell_len(row[i]) for row in rows) for i in range(len(sheet.columns))]

    def pad(text: str, i: int) -> str:
        space = " " * (widths[i] - cell_len(text))
        return space + text if sheet.columns[i] in sheet.right else text + space

    return ["", sheet.title, *("  " + "  ".join(pad(c, i) for i, c in enumerate(row)).rstrip() for row in rows)]
