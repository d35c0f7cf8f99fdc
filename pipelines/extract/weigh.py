"""One line -> how much it speaks for an article, in characters: text for, links and legal lines against."""

from __future__ import annotations

import re

from pipelines.extract.guarded import Guarded
from pipelines.extract.lines import Line

ENDERS = frozenset("。！？；…!?.;")
CLOSERS = "'\"”’」』）)]"
PUNCTUATION = re.compile(r"[，。！？；、,;!?.](?:(?<!\.)|(?= ))")
"""A full stop only before a space."""
LETTER = re.compile(r"[^\W_]")
ADDRESS = re.compile(r"https?://\S+")
CODE = re.compile(r"</?[a-z]+[ >]|[;{}]\s|\bvar |\bfunction\b")
LEGAL = Guarded(
    "版©备備证證良举授责仅办rR",
    re.compile(
        r"版权所有|版權所有|©|icp[备備证證]|公网安备|许可证|all rights reserved|不良信息|举报电话|举报邮箱|"
        r"未经.{0,6}授权|免责声明|仅代表作者|主办单位|承办单位|^\W*copyright|privacy policy|terms of (?:use|service)",
        re.IGNORECASE,
    ),
)
CONSENT = Guarded(
    "kK",
    re.compile(
        r"\bcookies?\b.*\bcookies?\b|\bcookies?\b.{0,80}\b(?:consent|browser|experience|preferences)\b", re.IGNORECASE
    ),
)
LINKED = 0.55
"""Share of a line's characters within links from which it counts as a list of links, not as text."""
LISTED = 0.35
"""The same for a line that does not end like a sentence: keywords parted by 、."""


def weigh(line: Line) -> float:
    """Return what a line adds to the sections that hold it, in characters."""
    size, text, links = line.size, line.text, line.links
    if links and (links > LINKED * size or is_linked(line)):
        return -(size if size < 30 else 30) if size < 80 or not PUNCTUATION.search(text) else -10.0
    if size < 200 and LEGAL.search(text):
        return -min(size, 60)
    if line.tag == "figcaption" or (line.tag == "li" and size < 40) or not _is_readable(text):
        return 0.0
    plain = size - links
    marks = len(PUNCTUATION.findall(text))
    if not marks:
        return 0.5 * plain if size >= 40 else (-1.0 if size < 8 else 2.0)
    worth = plain if marks > 1 or ends_sentence(text) else 0.6 * plain
    return worth if size >= 14 else 0.5 * worth


def ends_sentence(text: str) -> bool:
    """Say whether a text ends as a sentence does, quotes and brackets after it left out."""
    return text.rstrip(CLOSERS)[-1:] in ENDERS


def is_linked(line: Line) -> bool:
    """Say whether a line is a link, or a list of links, rather than text with links in it."""
    return line.links > LINKED * line.size or (line.links > LISTED * line.size and not ends_sentence(line.text))


def _is_readable(text: str) -> bool:
    """Say whether a line is for readers: not a rule of stars, not markup that was meant for a script, not a consent."""
    if not (text[:1].isalnum() or LETTER.search(text)) or (text.startswith("http") and ADDRESS.fullmatch(text)):
        return False
    if text.isascii() and CONSENT.search(text):
        return False
    return not ("<" in text or "{" in text) or len(CODE.findall(text)) <= 3
