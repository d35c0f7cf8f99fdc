"""Lines without a label -> reporters, the writer in a closing bracket, the words beside the date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extract import names
from pipelines.extract.guarded import Guarded
from pipelines.extract.phrases import CONTROL, COUNTER, DATE_LABEL
from pipelines.extract.when import BEFORE, DATE, ENGLISH

BRACKET = re.compile(
    r"[（(【\[]\s?[^（）()【】\[\]]{0,16}?(?:记者|記者|通讯员)\s?[:：/]?\s?([^（）()【】\[\]]{2,60})[）)】\]]"
)
LINE = Guarded(
    "记記",
    re.compile(
        r"^[（(【\[\s]{0,4}[\u4e00-\u9fff·\s]{0,16}?(?:记者|記者)\s?[:：/]?\s?([\u4e00-\u9fff·、，"
        r",\s]{2,40}?)[）)】\]\s]{0,4}(?:[\u4e00-\u9fff]源.*)?$"
    ),
)
CLOSING = re.compile(r"[（(]\s?([\u4e00-\u9fff·、\s]{2,20})\s?[)）]\s?$")
LONGEST_LINE = 45
BETWEEN, BETWEEN_LATIN = re.compile(r"[\s/|｜·,，、]+"), re.compile(r"[/|｜·,()]+")
LONGEST_BY, LONGEST_OUTLET = 60, 32
"""Characters of a line that names the writer in English, and of an outlet in Latin letters."""


def bracket(text: str) -> str | None:
    """Return the reporters that a paragraph names in brackets: `（记者 张三）`, `(通讯员李四 王五)`."""
    return next((got for found in BRACKET.finditer(text) if (got := _plausible(found[1]))), None)


def line(text: str) -> str | None:
    """Return the reporters that a line of its own names: `本报记者 张三 李四`."""
    found = LINE.match(text) if len(text) <= LONGEST_LINE else None
    return _plausible(found[1]) if found else None


def closing(text: str) -> str | None:
    """Return the writer in the bracket that closes an article: `（张三）`, `（张三、李四）`."""
    found = CLOSING.search(text)
    got = names.people(found[1]) if found else None
    return got if got and names.are_persons(got) else None


def beside_date(lines: Sequence[str]) -> list[str]:
    """Return the words that stand unlabelled in the date line or between it and the headline, in reading order.

    In a line of Latin letters a word is what stands between commas, bars and brackets: China Daily.
    """
    dated = next((at for at, line in enumerate(lines) if len(line) < 80 and _is_dated(line)), None)
    if dated is None:
        return []
    words: list[str] = []
    for line in (*(line for line in lines[:dated] if len(line) <= _longest_beside(line)), lines[dated]):
        is_latin = not names.HAN.search(line)
        if is_latin and (day := ENGLISH.search(line)):
            line = f"{BEFORE.sub('', line[: day.start()])} | {line[day.end() :]}"
        line = COUNTER.sub(" ", CONTROL.sub(" ", DATE_LABEL.sub(" ", DATE.sub(" | " if is_latin else " ", line))))
        line = re.sub(r"原创|\[[^\[\]]{0,40}\]", " ", line)
        words += map(str.strip, BETWEEN_LATIN.split(line)) if is_latin else BETWEEN.split(line)
    return [word for word in words if _is_beside(word)]


def _is_dated(line: str) -> bool:
    return bool(DATE.search(line) or (not names.HAN.search(line) and ENGLISH.search(line)))


def _longest_beside(line: str) -> int:
    return LONGEST_BY if line.startswith("By ") else 20


def _is_beside(word: str) -> bool:
    longest = 16 if names.HAN.search(word) else LONGEST_OUTLET
    return 1 < len(word) <= longest and re.search(r"[^\W\d_]", word) is not None and "." not in word


def _plausible(value: str) -> str | None:
    got = names.people(value)
    if not got or not all(2 <= len(name) <= 5 or "·" in name for name in got.split("、")):
        return None
    return got
