"""Lines and sections -> the section that holds the article.

Each line weighs for or against: running text counts by its characters, a line of links against. The gain of a section
is the sum over its lines, so the best section is the one that takes in all of the body and little else: a wrapper wins
over its parts when the body stands in several of them, and loses when it adds mostly links. An 80-character brief
beats a list of fifty links, because the links weigh against every section that holds them.
"""

from __future__ import annotations

import re

from pipelines.extract.furniture import EDITOR_LINE
from pipelines.extract.lines import Document, Line, Section

SENTENCE_END = re.compile(r"[。！？；…!?.;]['\"”’」』）)\]]*$")
PUNCTUATION = re.compile(r"[，。！？；、,;!?]|\. ")
LETTER = re.compile(r"[^\W_]")
CODE = re.compile(r"</?[a-z]+[ >]|[;{}]\s|\bvar |\bfunction\b")
LEGAL = re.compile(
    r"版权所有|版權所有|copyright|©|icp[备備证證]|公网安备|许可证|all rights reserved|不良信息|举报电话|举报邮箱|未经.{0,6}授权|"
    r"免责声明|仅代表作者|主办单位|承办单位|cookies?\b|privacy policy|terms of (?:use|service)",
    re.IGNORECASE,
)
LINKED = 0.55
"""Share of a line's characters within links from which it counts as a list of links, not as text."""
LISTED = 0.35
"""The same for a line that does not end like a sentence: keywords parted by 、."""
AGAINST = 0.12
"""What text is worth within a section whose name speaks against it (comments, related reading)."""
FAVOUR = 1.15
BEFORE = 0.4
"""What text before the headline is worth: teasers, a menu's welcome."""
AFTER = 0.25
"""What text after the editor's line is worth: other articles' leads."""
ENOUGH = 60.0
"""Characters of text after which an editor's line is the article's end; before, it stands in the date line."""
TOLL = 30.0
"""What an outer section must gain over the best one within it, in characters: a date line is not worth a wrapper."""


def weigh(line: Line) -> float:
    """Return what a line adds to the gain of the sections that hold it, in characters."""
    size, text = line.size, line.text
    if is_linked(line):
        return -min(size, 30) if size < 80 or not PUNCTUATION.search(text) else -10.0
    plain = size - line.links
    if not LETTER.search(text) or (size > 200 and len(CODE.findall(text)) > 3):
        return 0.0
    if size < 200 and LEGAL.search(text):
        return -min(size, 60)
    if line.tag == "li" and size < 40:
        return 0.0
    marks = len(PUNCTUATION.findall(text))
    if not marks:
        return 0.5 * plain if size >= 40 else (-1.0 if size < 8 else 2.0)
    worth = plain if marks > 1 or SENTENCE_END.search(text) else 0.6 * plain
    return worth if size >= 14 else 0.5 * worth


def is_linked(line: Line) -> bool:
    """Say whether a line is a link, or a list of links, rather than text with links in it."""
    return line.links > LINKED * line.size or (line.links > LISTED * line.size and not SENTENCE_END.search(line.text))


def choose(document: Document, headline_at: int | None) -> Section | None:
    """Return the section with the most to gain, None when no section gains anything."""
    total = _running_total(document.lines, headline_at)
    best: Section | None = None
    # Reversed: inner sections come before the outer ones that hold them.
    for section in reversed(document.sections):
        section.gain = total[section.end] - total[section.start]
        if section.favour > 0:
            section.gain *= FAVOUR if section.gain > 0 else 1.0
        if section.gain > 0 and (best is None or section.gain > best.gain + (TOLL if holds(section, best) else 0.0)):
            best = section
    return best


def _running_total(lines: list[Line], headline_at: int | None) -> list[float]:
    """Sum the lines' weights; text before the headline and after the editor's line counts less."""
    total, sum_, since_headline, place = [0.0], 0.0, 0.0, 1.0
    for at, line in enumerate(lines):
        worth = weigh(line)
        if headline_at is not None and at <= headline_at:
            place = BEFORE if at < headline_at else 1.0
        elif place == 1.0 and since_headline > ENOUGH and line.size < 60 and EDITOR_LINE.search(line.text):
            place = AFTER
        if worth > 0:
            if line.section.against or line.section.hidden:
                worth *= AGAINST
            worth *= place
            since_headline += worth
        sum_ += worth
        total.append(sum_)
    return total


def holds(outer: Section, inner: Section) -> bool:
    """Say whether `inner` lies within `outer`."""
    return outer.start <= inner.start and inner.end <= outer.end and outer.depth < inner.depth
