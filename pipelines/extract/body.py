"""Lines and sections -> the section that holds the article.

The gain of a section is the sum over the weights of its lines, so the best section is the one that takes in all of the
body and little else: a wrapper wins over its parts when the body stands in several of them, and loses when it adds
mostly links. An 80-character brief beats a list of fifty links, because the links weigh against whatever holds them.
"""

from __future__ import annotations

from itertools import accumulate

from pipelines.extract.lines import Document, Line, Section
from pipelines.extract.phrases import EDITOR_LINE
from pipelines.extract.weigh import weigh

AGAINST = 0.12
"""What text is worth within a section whose name speaks against it (comments, related reading)."""
MOSTLY = 0.5
"""Share of a page's text from which a section's name is not believed: `post tag-politics none-xs` is the article."""
LEAST_NAMED = 40.0
"""Characters of text below which the name is believed: the notice above a comment form, under an empty template."""
LEAD = 200.0
"""Characters of text that may stand between the headline and such a section."""
FAVOUR = 1.15
BEFORE = 0.4
"""What text before the headline is worth: teasers, a menu's welcome."""
AFTER = 0.25
"""What text after the editor's line is worth: other articles' leads."""
ENOUGH = 60.0
"""Characters of text after which an editor's line is the article's end; before, it stands in the date line."""
TEASER = 0.25
"""What a text under a link is worth, in a section of so few lines."""
TEASER_LINES = 4
LEAST = 12.0
"""What a section must gain to be believed at once."""
TOLL = 30.0
"""What an outer section must gain over the best one within it, in characters: a date line is not worth a wrapper."""


def choose(document: Document, headline_at: int | None) -> Section | None:
    """Weigh every line, believe or overrule the sections' names, and return the section with the most to gain.

    None when no section gains anything.
    """
    for line in document.lines:
        line.worth = weigh(line)
    _overrule_names(document, headline_at)
    total = _running_total(document, headline_at)
    best: Section | None = None
    # Reversed: inner sections come before the outer ones that hold them.
    for section in reversed(document.sections):
        section.gain = total[section.end] - total[section.start]
        if section.favour > 0 and section.gain > 0:
            section.gain *= FAVOUR
        if section.gain > 0 and (best is None or section.gain > best.gain + (TOLL if holds(section, best) else 0.0)):
            best = section
    return best if best and best.gain >= LEAST else _around_segment(document, total) or best


def _around_segment(document: Document, total: list[float]) -> Section | None:
    """Return the innermost section around the run of lines with the most to gain.

    For a page whose tags are not closed, or whose one table cell holds all: there each section that has the text has
    the links as well, and loses by them.
    """
    lowest, gain, run = 0, 0.0, (0, 0)
    for at in range(1, len(total)):
        if total[at] - total[lowest] > gain:
            gain, run = total[at] - total[lowest], (lowest, at)
        if total[at] < total[lowest]:
            lowest = at
    begin, end = run
    holders = [section for section in document.sections if section.start <= begin and end <= section.end]
    if gain < LEAST or not holders:
        return None
    innermost = max(holders, key=lambda section: section.depth)
    innermost.gain = gain
    return innermost


def holds(outer: Section, inner: Section) -> bool:
    """Say whether `inner` lies within `outer`."""
    return outer.start <= inner.start and inner.end <= outer.end and outer.depth < inner.depth


def _overrule_names(document: Document, headline_at: int | None) -> None:
    """Pass `against` and `hidden` on from outer to inner sections.

    A section that holds most of the page's text, with hardly any between the headline and it, is the article whatever
    its name; one that stands behind the article (comments longer than the news) is not.
    """
    total = list(accumulate([line.worth if line.worth > 0 else 0.0 for line in document.lines], initial=0.0))
    read_first = total[headline_at] if headline_at is not None else 0.0
    for section in document.sections:
        if section.parent is None:
            continue
        if section.against or section.hidden:
            before, own = total[section.start] - read_first, total[section.end] - total[section.start]
            if own > max(MOSTLY * total[-1], LEAST_NAMED * section.against) and before <= LEAD:
                section.against = section.hidden = False
        section.against = section.against or section.parent.against
        section.hidden = section.hidden or section.parent.hidden


def _is_teaser(line: Line, before: Line) -> bool:
    """Say whether a text, alone in a small section, is another article's lead, under the link that leads there."""
    if before.links < 0.8 * before.size:
        return False
    section = line.section
    return before.section is section or before.section.parent in (section, section.parent)


def _running_total(document: Document, headline_at: int | None) -> list[float]:
    """Sum the lines' weights; text before the headline and after the editor's line counts less."""
    total, sum_, since_headline, place = [0.0], 0.0, 0.0, 1.0
    lines = document.lines
    for at, line in enumerate(lines):
        worth = line.worth
        if headline_at is not None and at <= headline_at:
            place = BEFORE if at < headline_at else 1.0
        elif since_headline > ENOUGH and place == 1.0 and line.size < 60 and EDITOR_LINE.search(line.text):
            place = AFTER
        if worth > 0:
            section = line.section
            if at and section.end - section.start <= TEASER_LINES and _is_teaser(line, lines[at - 1]):
                worth *= TEASER
            if section.against or section.hidden:
                worth *= AGAINST
            worth *= place
            since_headline += worth
        sum_ += worth
        total.append(sum_)
    return total
