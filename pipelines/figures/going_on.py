"""A quantity without a subject comes in; whether it is of what the sentence before spoke of goes out.

其中,拉萨达32亿元        今年的目标是突破110亿元        收入上半年已有27.6亿元, of 软件业务收入
"""

from __future__ import annotations

import re

from pipelines.figures.indicators import Indicator
from pipelines.figures.numerals import COUNTED, Quantity, is_level
from pipelines.figures.reading import Reading
from pipelines.figures.subjects import rival, unknown

_SAME_FIGURE = re.compile(r"\b(?:the|this|that) (?:figure|number|total|amount|volume|tally)\b")
_SAME_TOLD = re.compile("(?:该|这一?|此)(?:项|个)?(?:指标|数字|数据|数值|数|规模|总量)")
"""The region aims to lift the figure to 65 billion; 上半年该指标为33.9亿元."""
_THE_NUMBER = re.compile("(?:实绩|目标)(?:[是为]|突破|达到?|约|近|超过?){0,3}$")
"""Nouns for the number itself, of a sentence whose subject is that of the one before: 今年前11个月实绩为16.8亿元."""
_LEVELS_APART = re.compile(r"[、和及与]|(?:and|,)")


LONGEST_UNKNOWN_ENGLISH = 10
"""Characters that no rule knows, in an English clause whose subject is that of the one before."""


def goes_on(seen: Reading, one: Quantity, before: Indicator) -> bool:
    """Say whether a sentence without a subject goes on with that of the one before: 其中,拉萨达32亿元."""
    is_count = one.unit == COUNTED and before.unit not in ("元", "%", "公里")
    if (one.unit not in before.units and not is_count) or not (is_level(one) or one.unit == before.unit == "%"):
        return False
    clause = seen.sentence.clause_start(one.start)
    joined = [other for other in seen.quantities if clause <= other.start < one.start]
    listed = bool(joined) and bool(_LEVELS_APART.fullmatch(seen.plain, joined[-1].end, one.start))
    text = seen.without(clause, joined[0].start if listed else one.start)
    if seen.is_english and _SAME_FIGURE.search(text):
        return True
    if _SAME_TOLD.search(text) or (_THE_NUMBER.search(text) and not rival(text, one.unit)):
        return True
    if seen.is_english:
        return len(unknown(text, is_english=seen.is_english)) <= LONGEST_UNKNOWN_ENGLISH and not rival(text, one.unit)
    return not unknown(_without_tail(text, before), is_english=seen.is_english)


def _without_tail(text: str, before: Indicator) -> str:
    """Leave out a noun that is the end of what was spoken of before: 收入上半年已有27.6亿元, of 软件业务收入."""
    tails = (before.definition[-length:] for length in (4, 3, 2))
    return next((text[len(tail) :] for tail in tails if text.startswith(tail)), text)
