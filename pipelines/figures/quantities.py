"""A plain sentence comes in; the numbers with a unit go out: value in the base unit, range, qualifier, place.

近300家 -> 300 家, 近        171.3亿元 -> 17,130,000,000 元        3至5个百分点 -> 3..5 个百分点
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_POWERS = {"万亿": 12, "千亿": 11, "百亿": 10, "亿": 8, "千万": 7, "百万": 6, "十万": 5, "万": 4, "千": 3}
_POWERS |= {"百": 2, "": 0, "trillion": 12, "billion": 9, "million": 6, "thousand": 3}

_ONES = "一二两三四五六七八九"
_FIGURES = r"(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\.\d{1,9})?(?![\d.]\d|\d)"
_POINT = r"(?:点[零一二三四五六七八九]{1,4})?"
_NUMBER = (
    rf"{_FIGURES}|(?:[{_ONES}](?=[十百千万])|十)[零{_ONES}十百千万]{{0,12}}{_POINT}"
    rf"|[{_ONES}]点[零一二三四五六七八九]{{1,4}}|[{_ONES}](?=[成亿倍])"
)
_MULTIPLIER = "万亿|千亿|百亿|亿|千万|百万|十万|万|千|百"
_UNIT = (
    r"个百分点|%|倍|成(?![为立了果功员本品交分都就长效千百绩员套渝型规])|亿?美元|元|人次|人(?![民工均力类大])|名(?!列|单|为|称)|位(?![于列居置])|户(?!均|外)|家|座|所(?![有以在需])"
    r"|项|个(?!月|小时|工作日|世纪|年头|多月|人|性|别|体|百分)|处(?![理于置])|条|台次|架次|台|套|部(?![门委分署队])|件|笔|单(?!位)"
    r"|标准机架|机架|架|皮长公里|芯公里|公里|千米|PFLOPS|Pflops|EFLOPS|EFlops|P(?![a-zA-Z])|E(?![a-zA-Z])|站(?!点)|场次|场(?![景所馆地])|种"
    r"|类(?!型)|辆|张|[TGP]B(?![a-zA-Z])"
)
UNITS = frozenset("个家座所项户人名位处条台套部件笔单架站场种类辆张次元倍%")
UNITS |= {
    "个百分点",
    "美元",
    "人次",
    "台次",
    "架次",
    "皮长公里",
    "芯公里",
    "公里",
    "千米",
    "场次",
    "GB",
    "TB",
    "PB",
    "PFLOPS",
    "EFLOPS",
}
"""Every unit that is read, as it is written in a figure."""
_SAME = {
    "标准机架": "架",
    "机架": "架",
    "P": "PFLOPS",
    "Pflops": "PFLOPS",
    "E": "EFLOPS",
    "EFlops": "EFLOPS",
    "千米": "公里",
}
"""A unit as it is printed -> as it is kept."""
_ENGLISH_UNIT = r"percentage points?|per ?cent|yuan|people|households|kilomet(?:er|re)s|km|[Pp]etaflops|PFLOPS"
_BEFORE = "不少于|大约有?|不低于|不超过|超过|突破|接近|将近|大约|约为|约|近|超|逾|至少|达近|过"
_QUANTITY = re.compile(
    rf"(?P<before>{_BEFORE})?(?<![第\d.A-Za-z零{_ONES}十百千万])(?P<low>{_NUMBER})(?P<low_more>[多余])?(?P<low_times>{_MULTIPLIER})?"
    rf"(?:(?:(?:%|个百分点|P|[个家户元架人件])?\s?[-~至]|到)\s?(?P<high>{_NUMBER}))?(?P<more>[多余])?\s?(?P<times>{_MULTIPLIER})?[多余]?\s?"
    rf"(?P<unit>{_UNIT})(?P<after>以上|左右|以内|上下)?"
)
_MONTHS = "".join(
    f"(?<!{month} )(?<!{month}\\. )"
    for month in (
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Sept",
        "Oct",
        "Nov",
        "Dec",
        "January",
        "February",
        "March",
        "April",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )
)
_TIMES = "trillion|billion|million|thousand"
_ENGLISH = re.compile(
    rf"(?:(?P<before>more than|over|exceeding|nearly|about|around|some|approximately|at least|almost)\s)?"
    rf"(?<![\d.,A-Za-z-]){_MONTHS}"
    rf"(?P<low>{_FIGURES})(?:(?:\s?-\s?| to )(?P<high>{_FIGURES}))?\s?(?P<times>{_TIMES})?\s?"
    rf"(?:(?P<unit>{_ENGLISH_UNIT})\b|(?=(?!{_TIMES}|percent|per cent|to |by |in |and )[a-z45][A-Za-z0-9-]+)"
    r"|(?<!\b19\d\d)(?<!\b20\d\d)(?<!\b19\d\d )(?<!\b20\d\d )(?=,? ?(?:by|in|this|last|and|at)\b|[.,](?:\s|$)))"
)
_SHARED = re.compile(r"(?<![\d.,])(?:\d[\d.]*+(?:,\d{3}(?!\d))*+(?:、|和|及|,? and |, )){1,8}+$")
"""What stands before a quantity and has its unit from it: 1320、860、420个."""
_SHARED_LENGTH = 60
_ROUND = re.compile(
    rf"(?P<before>近|超过?|逾|上|过|约|突破|达)(?P<times>{_MULTIPLIER})(?P<unit>元|[户家个人座件场架])(?![均次])"
)
"""近百万户, 上千家: a multiplier alone."""
_TABLE = re.compile(
    rf"\((?:单位:)?(?P<times>{_MULTIPLIER})?(?P<unit>{_UNIT})\)\s?:?\s?(?P<low>{_FIGURES})(?![\d年月%])"
)
"""A cell of a table that was run into a line: 电信业务收入(亿元):65.7."""
_DOUBLED = re.compile(r"翻(?P<times>[一两二三])?番|\b(?P<word>doubled|quadrupled|tripled)\b")
_MULTIPLE = {"doubled": 100.0, "tripled": 200.0, "quadrupled": 300.0}
_WORDS = re.compile("[a-z]{3}.*[a-z]{3}", re.S)
_HUNDREDTHS = re.compile(
    r"(?P<before>约|近|超过?)?百分之(?!百[的地])(?P<low>[零一二两三四五六七八九十百]{1,6}(?:点[零一二三四五六七八九]{1,6})?)"
)
_QUALIFIERS = {
    "超过": "超", "逾": "超", "过": "超", "上": "以上", "突破": "突破", "接近": "近", "将近": "近", "达近": "近",
    "大约": "约", "约为": "约", "左右": "约", "上下": "约", "余": "余", "多": "余", "至少": "以上",
    "不少于": "以上", "不低于": "以上", "不超过": "以内", "大约有": "约", "more than": "超", "over": "超",
    "exceeding": "超", "approximately": "约", "nearly": "近", "almost": "近", "about": "约", "around": "约",
    "some": "约", "at least": "以上",
}  # fmt: skip
_ENGLISH_UNITS = {
    "yuan": "元", "people": "人", "households": "户", "percent": "%", "per cent": "%", "kilometers": "公里",
    "kilometres": "公里", "km": "公里", "petaflops": "PFLOPS", "Petaflops": "PFLOPS", "PFLOPS": "PFLOPS",
}  # fmt: skip
COUNTED = ""
"""The unit of an English count, whose noun says it: 7,140 5G base stations."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, at its place in the plain sentence."""

    start: int
    end: int
    value: float
    value_max: float | None
    unit: str
    qualifier: str | None


def quantities(plain: str) -> Iterator[Quantity]:
    """Find the quantities of a plain sentence, in order."""
    found = [one for match in _QUANTITY.finditer(plain) for one in (*_shared(match, _chinese(match)), _chinese(match))]
    found += [_round(match) for match in _ROUND.finditer(plain)]
    found += [_cell(match) for match in _TABLE.finditer(plain)]
    found += [_doubled(match) for match in _DOUBLED.finditer(plain)]
    found += [_hundredths(match) for match in _HUNDREDTHS.finditer(plain)]
    if is_english(plain):
        found = [_doubled(match) for match in _DOUBLED.finditer(plain)]
        found += [
            one for match in _ENGLISH.finditer(plain) for one in (*_shared(match, _english(match)), _english(match))
        ]
    taken = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= taken:
            taken = one.end
            yield one


def is_english(plain: str) -> bool:
    """Tell an English sentence from a Chinese one that quotes a few English words."""
    return bool(_WORDS.search(plain)) and sum(map(str.isascii, plain)) > len(plain) * 0.8


def number(written: str) -> Decimal:
    """Read a number in figures or in Chinese numerals: 1,234.5, 三百二十, 两千万."""
    if written[0].isdigit():
        return Decimal(written.replace(",", ""))
    whole, _, part = written.partition("点")
    total = section = digit = 0
    for character in whole:
        if character in _STEPS:
            section += (digit or 1) * _STEPS[character]
            digit = 0
        elif character in "万亿":
            total = (total + section + digit or 1) * 10 ** _POWERS[character]
            section = digit = 0
        else:
            digit = _DIGITS[character]
    decimals = "".join(str(_DIGITS[character]) for character in part)
    return Decimal(f"{total + section + digit}.{decimals or 0}")


def _chinese(match: re.Match[str]) -> Quantity:
    power = _POWERS[match["times"] or ""]
    low_power = _POWERS[match["low_times"] or ""]
    high = number(match["high"]).scaleb(power) if match["high"] else None
    low = number(match["low"]).scaleb((low_power or power) if match["high"] else low_power + power)
    unit = match["unit"]
    if unit == "亿美元":
        unit, low, high = "美元", low.scaleb(8), high.scaleb(8) if high else None
    if unit == "成":
        unit, low, high = "%", low * 10, high * 10 if high else None
    unit = _SAME.get(unit, unit)
    if high is not None and high <= low:  # 2020-10个 is no range
        low, high = high, None
    worded = match["before"] or match["after"] or match["low_more"] or match["more"]
    start = match.start("low") if match["before"] else match.start()
    return Quantity(start, match.end(), float(low), None if high is None else float(high), unit, _qualifier(worded))


def _round(match: re.Match[str]) -> Quantity:
    value = float(Decimal(1).scaleb(_POWERS[match["times"]] if match["times"] != "十" else 1))
    return Quantity(match.start("times"), match.end(), value, None, match["unit"], _qualifier(match["before"]))


def _cell(match: re.Match[str]) -> Quantity:
    value = float(number(match["low"]).scaleb(_POWERS[match["times"] or ""]))
    return Quantity(match.start("low"), match.end(), value, None, _SAME.get(match["unit"], match["unit"]), None)


def _shared(match: re.Match[str], last: Quantity) -> Iterator[Quantity]:
    """Yield the numbers just before a quantity that have their unit from it."""
    first = max(0, match.start() - _SHARED_LENGTH)
    run = _SHARED.search(match.string[first : match.start()])
    if not run or last.value_max is not None:
        return
    power = _POWERS[match["times"] or ""]
    for one in re.finditer(_FIGURES, run[0]):
        start, end = (first + run.start() + place for place in one.span())
        yield Quantity(start, end, float(number(one[0]).scaleb(power)), None, last.unit, None)


def _hundredths(match: re.Match[str]) -> Quantity:
    value = float(number(match["low"]))
    return Quantity(match.start("low") - 3, match.end(), value, None, "%", _qualifier(match["before"]))


def _doubled(match: re.Match[str]) -> Quantity:
    percent = _MULTIPLE[match["word"]] if match["word"] else (2 ** int(number(match["times"] or "一")) - 1) * 100.0
    return Quantity(match.start(), match.end(), percent, None, "番", None)


def _english(match: re.Match[str]) -> Quantity:
    unit = match["unit"] or COUNTED
    unit = "个百分点" if unit.startswith("percentage") else _ENGLISH_UNITS.get(unit, unit)
    power = _POWERS[match["times"] or ""]
    low, high = (float(number(each).scaleb(power)) if each else None for each in (match["low"], match["high"]))
    if low is None or (high is not None and high <= low):
        low, high = high or low or 0.0, None
    return Quantity(match.start("low"), match.end(), low, high, unit, _qualifier(match["before"]))


def _qualifier(word: str | None) -> str | None:
    return _QUALIFIERS.get(word, word) if word else None
