"""A headline, its date line, and short lines -> those lines: a table of prices, a poem, an agenda have no sentences.

Only where nothing weighed enough to be a body. The lines run from the date line to the first that is a link, a button,
a heading, an editor's line or a footer.
"""

from __future__ import annotations

from pipelines.extract.lines import Line
from pipelines.extract.marks import is_caption, is_control, is_date_line, is_end_mark, is_link, is_related_heading

WITHIN = 3
"""Lines after the headline in which the date line stands."""
FEWEST_LINES = 4
FEWEST_CHARACTERS = 20
LEGAL = -20.0
"""Worth below which a line is a footer's."""
HEADINGS = ("h1", "h2", "h3", "h4")


def lines_under(lines: list[Line], headline_at: int) -> list[int]:
    """Return the numbers of the short lines under a dated headline, none where there are too few to be an article."""
    after = range(headline_at + 1, min(len(lines), headline_at + 1 + WITHIN))
    dated = next((at for at in after if is_date_line(lines[at])), None)
    if dated is None:
        return []
    found: list[int] = []
    for at in range(dated + 1, len(lines)):
        line = lines[at]
        if is_date_line(line) and not found:
            continue
        if line.tag in HEADINGS or line.worth < LEGAL or line.section.against or line.section.hidden:
            break
        if is_link(line) or is_control(line) or is_end_mark(line) or is_related_heading(line):
            break
        if not is_caption(line):
            found.append(at)
    is_enough = len(found) >= FEWEST_LINES and sum(lines[at].size for at in found) >= FEWEST_CHARACTERS
    return found if is_enough else []
