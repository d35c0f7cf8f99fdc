"""Lines without a label -> reporters, the writer in a closing bracket, the words beside the date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extract import names
from pipelines.extract.guarded import Guarded
from pipelines.extract.phrases import CONTROL, COUNTER, DATE_LABEL
from pipelines.extract.when import DATE

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
    """Return the words that stand unlabelled in the date line or between it and the headline, in reading order."""
    dated = next((at for at, line in enumerate(lines) if len(line) < 80 and DATE.search(line)), None)
    if dated is None:
        return []
    words: list[str] = []
    for line in (*(line for line in lines[:dated] if len(line) <= 20), lines[dated]):
        line = COUNTER.sub(" ", CONTROL.sub(" ", DATE_LABEL.sub(" ", DATE.sub(" ", line))))
        words += re.split(r"[\s/|｜·,，、]+", re.sub(r"原创|\[[^\[\]]{0,40}\]", " ", line))
    return [word for word in words if 1 < len(word) <= 16 and re.search(r"[^\W\d_]", word) and "." not in word]


def _plausible(value: str) -> str | None:
    got = names.people(value)
    if not got or not all(2 <= len(name) <= 5 or "·" in name for name in got.split("、")):
        return None
    return got
