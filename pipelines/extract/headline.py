"""The page's title element, its metas and its lines -> the headline as printed, and where it stands.

Precedence: a line of the page that the title element repeats (headings first, then the longest); a main heading that
a meta repeats; og:title; the title element without the site's name. A line on the page wins over the title element,
because that one is cut short on many sites and carries the channel's and the site's names on nearly all.
"""

from __future__ import annotations

import re

from pipelines.extract.lines import Line
from pipelines.extract.phrases import LEGAL
from pipelines.extract.weigh import LETTER, ends_sentence
from pipelines.extract.when import DATE

LETTERS = re.compile(r"[\W_]+")
SEPARATOR = re.compile(r"[|｜_»]|[-–—]{1,2}(?=\s)|(?<=\s)[-–—]{1,2}|--|(?<=[\u4e00-\u9fff])-(?=[\u4e00-\u9fff])")
SITE = re.compile(r"(?:网|網|网站|门户|频道|新闻网|日报|客户端|Daily|News|Times)$")
HEADINGS = {"h1": 3, "h2": 2, "h3": 1}
LONGEST = 150
LEAST = 8
"""Letters of a title element that a longer heading must hold whole: 【快讯】 before it, a subtitle after."""
NEAR = 12


def letters(text: str) -> str:
    """Reduce text to letters and digits in lower case, for comparison."""
    return (text if text.isalnum() else LETTERS.sub("", text)).lower()


def candidates(lines: list[Line], page_title: str, meta_title: str | None) -> list[int]:
    """Return the numbers of the lines that are most surely the headline, in reading order; they say the same."""
    told = list(dict.fromkeys(letters(text) for text in (page_title, meta_title) if text))
    begins = {text[0] for text in told if text}
    best = 0.0
    found: list[int] = []
    for at, line in enumerate(lines):
        if not 4 <= line.size <= LONGEST:
            continue
        if line.tag not in HEADINGS:
            first = line.text[:1]
            if not first.isalnum():  # as few lines begin
                letter = LETTER.search(line.text)
                first = letter[0] if letter else ""
            if first.lower() not in begins:
                continue  # cannot begin as the title element does; spares most lines the comparison
        rank = _rank(line, told)
        if rank < best or rank <= 0 or LEGAL.search(line.text):
            continue
        if rank > best:
            best, found = rank, []
        found.append(at)
    return found


def _rank(line: Line, told: list[str]) -> float:
    """How surely a line is the headline: by the share of the title element that it repeats, and by its tag."""
    own = letters(line.text)
    heading = HEADINGS.get(line.tag, 0)
    if len(own) < 4:
        return 0.0
    for text in told:
        repeats = text.startswith(own) and (heading or 3 * len(own) >= len(text))
        extends = own.startswith(text) and 2 * len(text) >= len(own)
        holds = heading and (own in text or (len(text) >= LEAST and text in own))
        if repeats or extends or holds:
            return min(len(own), len(text)) + 40 * (heading > 0) + heading - 30 * (line.links > line.size / 2)
    return 0.5 if line.tag == "h1" and not line.links else 0.0


def above_body(lines: list[Line], first: int) -> int | None:
    """Return the headline of a page whose title element only names the site.

    That is the nearest heading above the body's first line, or else the short line right above the date line.
    """
    near = range(first - 1, max(-1, first - 1 - NEAR), -1)
    for at in near:
        if lines[at].tag in HEADINGS and lines[at].links < lines[at].size / 2 and 4 <= lines[at].size <= LONGEST:
            return at
    for at in near:
        if at and DATE.search(lines[at].text):
            above = lines[at - 1]
            is_short = 6 <= above.size <= 60 and not above.links and not ends_sentence(above.text)
            return at - 1 if is_short else None
    return None


def without_site_name(title: str) -> str | None:
    """Cut the channel's and the site's names off a title element: `规模超170亿元_区域_某某网` -> `规模超170亿元`."""
    parts = [part.strip() for part in SEPARATOR.split(" ".join(title.split())) if part.strip()]
    if not parts:
        return None
    parts = [part for part in parts if not SITE.search(part)] or parts
    first = parts[0]
    longest = max(parts, key=len)
    if len(longest) > LONGEST:
        return None  # a description, not a title
    return first if len(first) * 2 >= len(longest) else longest
