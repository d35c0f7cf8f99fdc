"""An English sentence comes in; its quantities go out: 4.3 billion yuan, 7,140 5G base stations, doubled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipelines.figures.numerals import COUNTED, FIGURES, FRACTIONS, POWERS, SCALED, WORDS, Quantity, in_words, qualifier

_UNIT = (
    r"percentage points?|per ?cent|pct|times(?= (?:the|that|those|as|its|more|higher|last|what))|yuan|RMB"
    r"|(?:U\.?S\.? )?dollars|people|persons|households|kilomet(?:er|re)s|km"
    r"|P(?![a-zA-Z])|[Pp]etaflops|PFLOPS|[Pp]FLOPS|[Ee]xaflops|EFLOPS"
)
_UNITS = {
    "yuan": "元", "rmb": "元", "people": "人", "persons": "人", "households": "户", "percent": "%",
    "times": "倍", "per cent": "%",
    "pct": "%", "kilometers": "公里", "kilometres": "公里", "km": "公里", "petaflops": "PFLOPS", "pflops": "PFLOPS",
    "p": "PFLOPS",
    "exaflops": "EFLOPS", "eflops": "EFLOPS",
}  # fmt: skip
_MONTH_NAMES = (
    "Jan Feb Mar Apr May Jun Jul Aug Sep Sept Oct Nov Dec January February March April June July August September"
    " October November December"
)
_MONTHS = "".join(f"(?<!{month} )(?<!{month}\\. )" for month in _MONTH_NAMES.split())
_TIMES = "trillion|billion|bln|bn|million|mln|thousand|hundred"
_WORD = rf"(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})"
_NO_YEAR = r"(?!(?:19|20)\d\d(?![\d,]))(?!(?:19|20)\d\d,(?!\d{3}))"
_LOW = (
    rf"{_NO_YEAR}{FIGURES}|(?i:a|{_WORD}(?:[- ]{_WORD})?)(?= (?:{_TIMES})\b)"
    rf"|(?i:half a|a quarter of a)(?= (?:{_TIMES})\b)|(?i:(?:{_WORD} |half a |a )?dozen)(?= [a-z])"
    rf"|(?i:{_WORD}(?:[- ]{_WORD})?)(?= (?:percent|per cent)\b)"
)
_ENGLISH = re.compile(
    r"(?=[A-Za-z\d¥$])(?:(?P<before>(?i:more than|no fewer than|no less than|over|exceed(?:ing|ed)|nearly|about"
    r"|around|some|approximately"
    r"|roughly|at least|almost|close to|topp(?:ed|ing)|surpass(?:ed"
    r"|ing)))\s)?(?P<between>between )?(?P<money>RMB ?|CNY ?|¥|US\$|\$)?"
    rf"(?<![\d.,A-Za-z-]){_MONTHS}(?P<low>{_LOW})(?P<low_times> (?:{_TIMES})(?= (?:yuan )?(?:to"
    rf"|and) \d))?(?P<low_unit> yuan(?= to [\d.]+ (?:{_TIMES}) yuan)| percent(?= to \d[\d.]* percent))?"
    rf"(?:(?:\s?-\s?| to |(?(between) and |(?!)))(?P<high>{_NO_YEAR}{FIGURES}))?[\s-]?(?P<times>(?:{_TIMES})\b)?[\s-]?"
    rf"(?:(?P<unit>(?:{_UNIT})\b|%)|(?P<counted>(?=(?!(?:{_TIMES}|percent|per cent|times|to|by|in|and|a|of"
    rf"|year)\b)[A-Za-z45][A-Za-z0-9-]+))"
    r"|(?P<by>(?<=by \d)(?= to)|(?<=by \d\d)(?= to)|(?<=,\d\d\d)(?= to \d))"
    r"|(?P<bare>(?=,? ?(?:by|in|this|last|and|at|from|while|compared|as|on|of)\b|[.,;](?:\s|$)|$)))"
)
_SHARED = re.compile(r"(?<![\d.,])(?:\d[\d.]*+(?:,\d{3}(?!\d))*+(?:,? and |, )){1,8}+$")
_SHARED_LENGTH = 60
_MONTH_BEFORE = re.compile(rf"\b(?:{'|'.join(_MONTH_NAMES.split())})\.? $")
_GROWN = re.compile(
    r"\b(?P<word>doubl|quadrupl|tripl)(?:ed|ing|e"
    r"(?= (?:that|the (?:number|figure|level|amount|volume|size)|those|its"
    r"|what)))\b|(?P<fold>\d{1,3}(?:\.\d{1,3})?)[- ]?fold\b"
)
_ONE_IN = re.compile(
    rf"\b(?i:(?P<part>{_WORD}|[1-9]))(?: in|-in-| out of)(?: every)? ?(?P<whole>{_WORD}|10|100)(?= [a-z])"
)
_FRACTION = re.compile(
    rf"\b(?:(?i:(?P<before>more than|over|nearly|about|around|almost|some|roughly)) )?"
    rf"(?P<of>(?i:(?P<part>a|{_WORD})[- ])?(?i:(?P<whole>{'|'.join(FRACTIONS)}))s?)(?= of (?!a |an )[a-z\d])"
)
"""One in three users, two-thirds of them: a share."""
_ORDINAL = re.compile(r"\b(?:first|second|third|fourth|last|latter|this|that|next|each|every|per) $")
_OF_YEAR = re.compile(r" of (?:the year|(?:last|this|next) year|(?:19|20)\d\d)")
_TIMES_MORE = {"doubl": 100.0, "tripl": 200.0, "quadrupl": 300.0}
_EACH = re.compile(r"\b(?:per|every|each|aged) $")
_ASIDE = re.compile(r"\([^()]{0,24}$|\bor (?:about |around )?$")
"""(about 11.6 billion U.S. dollars): the same amount once more."""


def english_quantities(plain: str) -> Iterator[Quantity]:
    """Find the quantities of an English sentence, unsorted."""
    for match in _GROWN.finditer(plain):
        yield _grown(match)
    yield from _shares(plain)
    for match in _ENGLISH.finditer(plain):
        if not _is_aside(match) and not _EACH.search(plain, max(0, match.start() - 8), match.start("low")):
            last = _quantity(match)
            yield from _shared(match, last)
            before = plain[max(0, match.start("low") - 5) : match.start("low")]
            if match["high"] and before.endswith(("from ", "by ")):
                yield from _both(match, last, is_rise=before.endswith("by "))
            else:
                yield last


def _shares(plain: str) -> Iterator[Quantity]:
    for match in _ONE_IN.finditer(plain):
        part, whole = (int(in_words(match[name])) for name in ("part", "whole"))
        if 0 < part < whole:
            yield Quantity(match.start(), match.end(), _share(part, whole), None, "%", None)
    for match in _FRACTION.finditer(plain):
        part = WORDS.get((match["part"] or "").lower(), 1)
        whole = FRACTIONS[match["whole"].lower()]
        is_ordinal = match["whole"].lower() not in ("half", "quarter") and not match["part"]
        if 0 < part < whole and not is_ordinal and not _is_span(plain, match):
            yield Quantity(match.start("of"), match.end(), _share(part, whole), None, "%", qualifier(match["before"]))


def _is_span(plain: str, match: re.Match[str]) -> bool:
    """Say whether a half or a quarter is one of a year: the first half of 2024."""
    return bool(_ORDINAL.search(plain, 0, match.start()) or _OF_YEAR.match(plain, match.end()))


def _share(part: int, whole: int) -> float:
    """As percent, in two places: a third is 33.33."""
    return round(part * 100 / whole, 2)


def _is_aside(match: re.Match[str]) -> bool:
    return _unit(match) == "美元" and bool(_ASIDE.search(match.string, max(0, match.start() - 30), match.start("low")))


def _unit(match: re.Match[str]) -> str:
    printed = (match["unit"] or "").lower()
    if "dollar" in printed or "$" in (match["money"] or ""):
        return "美元"
    if match["money"]:
        return "元"
    return "个百分点" if printed.startswith("percentage") else _UNITS.get(printed, printed or COUNTED)


def _quantity(match: re.Match[str]) -> Quantity:
    unit, more = SCALED.get(_unit(match), (_unit(match), 0))
    power = POWERS[match["times"] or ""] + more
    low_power = POWERS[match["low_times"].strip()] if match["low_times"] else power
    low, high = in_words(match["low"]).scaleb(low_power), match["high"]
    upper = in_words(high).scaleb(power) if high else None
    if upper is not None and upper <= low:
        low, upper = upper, None
    return Quantity(
        match.start("low"),
        match.end(),
        float(low),
        None if upper is None else float(upper),
        unit,
        qualifier(match["before"]),
    )


def _both(match: re.Match[str], last: Quantity, *, is_rise: bool) -> Iterator[Quantity]:
    """From 386 to 700, and by 42,000 to 1.63 million, are no ranges: two figures."""
    low_end = max(match.end("low"), match.end("low_times"), match.end("low_unit"))
    for name, end in (("low", low_end), ("high", match.end())):
        power = POWERS["" if is_rise and name == "low" else match["times"] or ""]
        value = float(in_words(match[name]).scaleb(power))
        yield Quantity(match.start(name), end, value, None, last.unit, None)


def _shared(match: re.Match[str], last: Quantity) -> Iterator[Quantity]:
    """Yield the numbers just before a quantity that have their unit from it: 2,910, 1,610 and 1,020 stations."""
    first = max(0, match.start() - _SHARED_LENGTH)
    run = _SHARED.search(match.string[first : match.start()])
    if not run or last.value_max is not None or _MONTH_BEFORE.search(match.string, 0, first + run.start()):
        return  # on Aug 18, 23 projects
    power = POWERS[match["times"] or ""]
    for one in re.finditer(FIGURES, run[0]):
        start, end = (first + run.start() + place for place in one.span())
        if not re.fullmatch(r"(?:19|20)\d\d", one[0]):
            yield Quantity(start, end, float(Decimal(one[0].replace(",", "")).scaleb(power)), None, last.unit, None)


def _grown(match: re.Match[str]) -> Quantity:
    percent = float(match["fold"]) * 100 - 100 if match["fold"] else _TIMES_MORE[match["word"]]
    return Quantity(match.start(), match.end(), percent, None, "番", None)
