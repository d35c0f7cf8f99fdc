"""One line -> what it is by its words and its size: a button, a caption, a date line, a byline, an end mark."""

from __future__ import annotations

import re

from pipelines.extract import phrases
from pipelines.extract.headline import letters
from pipelines.extract.lines import Line
from pipelines.extract.weigh import LETTER, PUNCTUATION, ends_sentence, is_linked
from pipelines.extract.when import DATE, ENGLISH

CELLS = ("td", "th")
NUMBERS = re.compile(r"\W{0,6}\d{1,2}(?:[\s\[\]【】|<>»]{1,6}\d{1,2})+\W{0,6}")
HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))


def is_sentence(line: Line) -> bool:
    """Say whether a line ends as a sentence does."""
    return ends_sentence(line.text)


def is_text(line: Line) -> bool:
    """Say whether a line is surely running text: long, or a sentence."""
    return line.size >= 40 or is_sentence(line)


def is_link(line: Line) -> bool:
    """Say whether a line only leads elsewhere; a sentence within a link is text."""
    return line.links > 0 and is_linked(line) and (line.size < 40 or not is_sentence(line))


def is_blank(line: Line) -> bool:
    """Say whether a line says nothing: a rule of stars, the numbers of a page's parts; not a number in a cell."""
    if not LETTER.search(line.text):
        return True
    return line.section.tag not in CELLS and line.size <= 24 and NUMBERS.fullmatch(line.text) is not None


def is_control(line: Line) -> bool:
    """Say whether a line is nearly all made of buttons."""
    text = line.text
    if line.size > 60:
        return False
    if phrases.BUTTONS.match(text) or phrases.CONTROL_EN.match(text):
        return True
    rest = phrases.CONTROL.sub("", text)
    return len(rest) < len(text) and len(letters(rest)) <= max(2, len(text) // 3)


def is_caption(line: Line) -> bool:
    """Say whether a line stands under a picture."""
    text = line.text
    if line.tag == "figcaption":
        return True
    if line.size < 60 and phrases.CAPTION.search(text) and not text.endswith("。"):
        return True
    return (
        line.size < 200
        and phrases.CAPTION_WORD.search(text.lower()) is not None
        and phrases.CAPTION_EN.search(text) is not None
    )


def is_credit(line: Line) -> bool:
    """Say whether a line names editors, reporters, the source or the title that a copy had before."""
    text, size = line.text, line.size
    if size < 80 and (phrases.EDITOR_LINE.search(text) or phrases.SOURCE_LINE.match(text)):
        return True
    return (size < 60 and phrases.BYLINE.match(text) is not None) or (
        size < 200 and phrases.ORIGINAL_TITLE.match(text) is not None
    )


def is_date_line(line: Line) -> bool:
    """Say whether a line is a breadcrumb, a date line or a source line, as they stand above an article."""
    text = line.text
    if line.size >= 120 or is_sentence(line):
        return False
    if line.size < 80 and phrases.BREADCRUMB.search(text):
        return True
    if DATE.search(text) or phrases.DATE_LABEL.search(text) or (text.isascii() and ENGLISH.search(text)):
        return len(PUNCTUATION.findall(text)) < 5
    return line.size < 60 and bool(phrases.SOURCE_LINE.match(text) or phrases.EDITOR_LINE.search(text))


def is_heading_matter(line: Line, title: str) -> bool:
    """Say whether a line is the title again or a part of it, a byline, a button, a counter; `title` in letters."""
    own = letters(line.text)
    if len(own) >= 4 and (own == title or (len(own) > 6 and own in title)):
        return True
    if line.size < 120 and (is_control(line) or phrases.BYLINE.match(line.text) or phrases.BYLINE_EN.match(line.text)):
        return True
    return line.size < 30 and not is_sentence(line) and bool(phrases.COUNTER.search(line.text))


def is_related_heading(line: Line) -> bool:
    """Say whether a line opens a box of further reading."""
    text = line.text
    if line.tag in HEADINGS and phrases.RELATED_EN.match(text):
        return True
    return (line.size < 50 and phrases.RELATED.match(text) is not None) or (
        line.size < 100 and phrases.RELATED_LINE.match(text) is not None
    )


def is_notice(line: Line) -> bool:
    """Say whether a line opens as a notice of rights or a disclaimer does."""
    return line.size < 400 and phrases.NOTICE.match(line.text) is not None


def is_end_mark(line: Line) -> bool:
    """Say whether nothing of the article follows a line: the editors, the rights, the keywords."""
    text, size = line.text, line.size
    if size < 100 and phrases.EDITOR_LINE.search(text):
        return True
    if size < 300 and phrases.LEGAL.search(text):
        return True
    return size < 120 and bool(phrases.KEYWORDS.match(text) or phrases.ENDING.search(text))
