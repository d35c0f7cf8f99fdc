"""The body's lines -> paragraphs: one for each line, but the cells of a row of data are one paragraph, parted by tabs.

A table that only lays out the page has cells of many lines or of running text; its lines stay paragraphs.
"""

from __future__ import annotations

from itertools import groupby

from pipelines.extract.lines import Document, Line, Section

LONGEST_CELL = 80
CELLS = ("td", "th")


def paragraphs(document: Document, numbers: list[int]) -> list[str]:
    """Return the texts of these lines with rows of data joined."""
    lines = [document.lines[at] for at in numbers]
    if not any(line.section.tag in CELLS or _cell(line) is not None for line in lines):
        return [line.text for line in lines]
    joined: list[str] = []
    for row, members in groupby(lines, key=_row):
        cells = list(members)
        texts = [line.text for line in cells]
        joined += ["\t".join(texts)] if row is not None and _is_data(cells) else texts
    return joined


def _row(line: Line) -> Section | None:
    cell = _cell(line)
    return cell.parent if cell else None


def _cell(line: Line) -> Section | None:
    """The cell that a line stands in, itself or within a box of it."""
    section: Section | None = line.section
    for _ in range(3):
        if section is None or section.tag in CELLS:
            return section
        section = section.parent
    return None


def _is_data(cells: list[Line]) -> bool:
    places = [_cell(line) for line in cells]
    return (
        len(cells) > 1
        and len(set(map(id, places))) == len(cells)
        and all(len(line.text) <= LONGEST_CELL for line in cells)
    )
