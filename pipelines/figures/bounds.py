"""A figure as printed comes in; the least and the most that its print allows go out.

171.3亿元 is 171.25 to 171.35; 约31亿元 and 近300家 are 2 % around; 超170亿元 is 170 and up to one more of its last
digit, at least a tenth more, so that 171.3 fits into it and 195 does not.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from crawlers.items import Figure

Bounds = tuple[float, float]

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_AROUND = Decimal("0.02")
_BEYOND = Decimal("0.1")
_ABOUT, _MORE, _LESS = frozenset(("约", "近")), frozenset(("超", "突破", "以上", "余")), frozenset(("以内",))
_SAID_OF_GROWTH = (
    (re.compile("(?:约|近|大约|接近|about|nearly|around|almost) ?$"), "约"),
    (re.compile("(?:超过?|逾|突破|over|more than) ?$"), "超"),
)


def bounds(figure: Figure) -> Bounds | None:
    """Return what the value may be; None where none is stated."""
    if figure.value is None:
        return None
    printed = unicodedata.normalize("NFKC", figure.printed)
    numbers = _NUMBER.findall(printed)
    low, high = _allowed(figure.value, numbers[:1], printed, figure.qualifier)
    if figure.value_max is not None:
        _, high = _allowed(figure.value_max, numbers[1:2], printed, figure.qualifier)
    return float(low), float(high)


def growth_bounds(figure: Figure) -> Bounds | None:
    """Return what the growth may be, in percent or in points; None where none is stated."""
    growth = figure.growth_percent if figure.growth_percent is not None else figure.growth_points
    if growth is None:
        return None
    written = f"{abs(growth):g}"
    qualifier = figure.qualifier if figure.value is None else _said_of(written, figure.sentence)
    low, high = _allowed(abs(growth), [written], "", qualifier)
    return (float(low), float(high)) if growth >= 0 else (float(-high), float(-low))


def _allowed(value: float, number: list[str], printed: str, qualifier: str | None) -> tuple[Decimal, Decimal]:
    exact = Decimal(str(value))
    half = _step(exact, number, printed) / 2
    further = max(_last_place(exact), abs(exact) * _BEYOND)
    if qualifier in _ABOUT:
        half = max(half, abs(exact) * _AROUND)
    elif qualifier in _MORE:
        return exact, exact + further
    elif qualifier in _LESS:
        return exact - further, exact
    return exact - half, exact + half


def _step(value: Decimal, number: list[str], printed: str) -> Decimal:
    """Return what the last printed digit stands for: 0.1亿 of 171.3亿元, 千 of 两万三千, one of 百分之九十七."""
    if number and (written := Decimal(number[0].replace(",", ""))):
        return value / written * Decimal(1).scaleb(-len(number[0].partition(".")[2]))
    return Decimal(1) if printed.startswith("百分之") else _last_place(value)


def _last_place(value: Decimal) -> Decimal:
    """Return the place of the last digit that is not 0: 10 亿 of 170 亿."""
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(1).scaleb(exponent)


def _said_of(written: str, sentence: str) -> str | None:
    """Return how sure a sentence is of a growth: 约 of 同比增长约22.3%."""
    text = unicodedata.normalize("NFKC", sentence)
    for match in re.finditer(rf"(?<![\d.]){re.escape(written)}(?![\d.]*\d)", text):
        for before, qualifier in _SAID_OF_GROWTH:
            if before.search(text, max(0, match.start() - 10), match.start()):
                return qualifier
    return None
