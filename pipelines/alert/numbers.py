"""The numbers by which official documents are known: 藏政发〔2021〕12号 comes out of a text, in one spelling."""

from __future__ import annotations

import re
from typing import Final

_BRACKETS: Final = ("〔〕", "[]", "【】", "()", "（）", "﹝﹞", "［］")
_OPEN, _CLOSE = ("".join(re.escape(pair[side]) for pair in _BRACKETS) for side in (0, 1))
_BEFORE: Final = re.compile("根据|依据|按照|依照|遵照|印发|关于|文件|通知|和|与|及|的|以|见|即|为|是|在|按")
"""Words that stand before an issuer's short name, and in none."""
_NUMBER: Final = re.compile(
    rf"([一-龥]{{1,12}}[发函办字规电令])\s?[{_OPEN}]((?:19|20)\d\d)[{_CLOSE}]\s?第?(\d{{1,4}})\s?号"
)
MOST: Final = 20
"""So many of one page: a list of all documents in force is no news."""


def document_numbers(text: str) -> tuple[str, ...]:
    """Return the numbers that a text names, each once, in order.

    根据《关于…的通知》(藏政办发[2021]7号) -> 藏政办发〔2021〕7号
    """
    found = (f"{_BEFORE.split(match[1])[-1]}〔{match[2]}〕{int(match[3])}号" for match in _NUMBER.finditer(text))
    return tuple(dict.fromkeys(found))[:MOST]


def spellings(number: str) -> tuple[str, ...]:
    """Return how else a number is printed: each kind of bracket."""
    return tuple(number.replace("〔", pair[0]).replace("〕", pair[1]) for pair in _BRACKETS)
