"""Lines and sections -> the section that holds the article.

Each line weighs for or against: running text counts by its characters, a line of links against. The gain of a section
is the sum over its lines, so the best section is the one that takes in all of the body and little else: a wrapper wins
over its parts when the body stands in several of them, and loses when it adds mostly links. An 80-character brief
beats a list of fifty links, because the links weigh against every section that holds them.
"""

from __future__ import annotations

import re

from pipelines.extract.lines import Document, Line, Section

SENTENCE_END = re.compile(r"[。！？；…!?.;]['\"”’」』）)\]]*$")
PUNCTUATION = re.compile(r"[，。！？；、,;!?]|\. ")
LEGAL = re.compile(
    r"版权所有|版權所有|copyright|©|icp[备備证證]|公网安备|许可证|all rights reserved|不良信息|举报电话|举报邮箱|未经.{0,6}授权|"
    r"免责声明|仅代表作者|主办单位|承办单位|cookies?\b|privacy policy|terms of (?:use|service)",
    re.IGNORECASE,
)
LINKED = 0.55
"""Share of a line's characters within links from which it counts as a list of links, not as text."""
AGAINST = 0.12
"""What text is worth within a section whose name speaks against it (comments, related reading)."""
FAVOUR = 1.15
TOLL = 30.0
"""What an outer section must gain over the best one within it, in characters: a date line is not worth a wrapper."""


def weigh(line: Line) -> float:
    """Return what a line adds to the gain of the sections that hold it, in characters."""
    size, text = line.size, line.text
    if line.links > LINKED * size:
        return -min(size, 30) if size < 80 or not PUNCTUATION.search(text) else -10.0
    plain = size - line.links
    if size < 200 and LEGAL.search(text):
        return -min(size, 60)
    if line.tag == "li" and size < 40:
        return 0.0
    marks = len(PUNCTUATION.findall(text))
    if not marks:
        return 0.5 * plain if size >= 40 else (-1.0 if size < 8 else 2.0)
    worth = plain if marks > 1 or SENTENCE_END.search(text) else 0.6 * plain
    return worth if size >= 14 else 0.5 * worth


def choose(document: Document) -> Section | None:
    """Return the section with the most to gain, None when no section gains anything."""
    total = [0.0]
    for line in document.lines:
        worth = weigh(line)
        if worth > 0 and (line.section.against or line.section.hidden):
            worth *= AGAINST
        total.append(total[-1] + worth)
    best: Section | None = None
    # Reversed: inner sections come before the outer ones that hold them.
    for section in reversed(document.sections):
        section.gain = total[section.end] - total[section.start]
        if section.favour > 0:
            section.gain *= FAVOUR if section.gain > 0 else 1.0
        if section.gain > 0 and (best is None or section.gain > best.gain + (TOLL if holds(section, best) else 0.0)):
            best = section
    return best


def holds(outer: Section, inner: Section) -> bool:
    """Say whether `inner` lies within `outer`."""
    return outer.start <= inner.start and inner.end <= outer.end and outer.depth < inner.depth
