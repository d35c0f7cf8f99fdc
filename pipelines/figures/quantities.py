"""A plain sentence comes in; the numbers with a unit go out: value in the base unit, range, qualifier, place.

近300家 -> 300 家, 近        171.3亿元 -> 17,130,000,000 元        3至5个百分点 -> 3..5 个百分点
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipelines.figures.english_quantities import english_quantities
from pipelines.figures.numerals import (
    COUNTED,
    FIGURES,
    MULTIPLIER,
    NUMBER,
    ONES,
    POWERS,
    SAME,
    SCALED,
    UNIT,
    Quantity,
    number,
    qualifier,
)

_BEFORE = (
    "不少于|大约有?|不低于|不超过|超过|突破|接近|将近|大约|约为|约|近|超出|超|逾|至少|达近|(?<![通经不])过|跨过|跨越|站上|冲破|破|高于"
    "|逼近"
)
_EACH = (
    "(?:%|个百分点|PFLOPS|P|美?元|皮长公里|芯公里|公里|千米|人次|场次|标准机架|机架"
    "|[个户家件人座场台条名套架项处站所辆笔单位])"
)
"""A unit that a range prints twice: 500P至800P."""
_QUANTITY = re.compile(
    rf"(?=[\d{ONES}十不大超突接将约近逾至达过跨站冲破高逼])(?P<before>{_BEFORE})?(?<![第每\d.A-Za-z零{ONES}十百千万亿])(?P<low>{NUMBER})\s?(?P<low_more>[多余来])?"
    rf"(?P<low_times>{MULTIPLIER})?(?:(?:(?P<inner>{_EACH})?\s?[-~至]{{1,2}}|到|(?P<both>{_EACH}[到和]))\s?(?P<high>{NUMBER}))?"
    rf"(?P<more>[多余来])?\s?(?P<times>{MULTIPLIER})?(?P<more_behind>[多余来])?\s?(?P<unit>{UNIT})"
    rf"(?P<more_tenth>[{ONES}半](?![{ONES}十百千万季月年期批步是来方个家户人件种直定样位座场]))?(?P<after>[及或]?以上|左右|以内|上下|之多|有余|出头|开外|挂零)?"
)
_SHARED = re.compile(r"(?<![\d.,])(?:\d[\d.]*+(?:,\d{3}(?!\d))*+(?:、|和|及)){1,8}+$")
"""What stands before a quantity and has its unit from it: 1320、860、420个."""
_SHARED_LENGTH = 60
_ROUND = re.compile(
    rf"(?=[近超逾上过约突首破跨迈达万千百十亿])(?<![\d.零{ONES}十百千万亿数几])(?P<before>近|超过?|逾|上|(?<![通经不])过|约|突破|首?破|跨过|迈过|迈入|达到?)?(?P<times>{MULTIPLIER})"
    r"(?P<more>[多余来])?(?P<unit>元|人次|[户家个人座件场架名])(?P<after>以上)?(?![均次])"
)
"""近百万户, 上千家, 千余家: a multiplier alone."""
_TABLE = re.compile(rf"\((?:单位:)?(?P<times>{MULTIPLIER})?(?P<unit>{UNIT})\)\s?:?\s?(?P<low>{FIGURES})(?![\d年月%])")
"""A cell of a table that was run into a line: 电信业务收入(亿元):65.7."""
_DOUBLED = re.compile(r"翻了?(?:近|约|超过?)?(?:(?P<times>[一两二三])?番|[一1]?倍)")
_PARTS = re.compile(
    r"(?P<before>约|近|超过?)?(?P<of>百|千|[二三四五六七八九十])分之(?!百[的地])"
    r"(?P<low>[零一二两三四五六七八九十百]{1,6}(?:点[零一二三四五六七八九]{1,6})?)(?P<after>以上|左右)?"
)
_BARE = re.compile(
    rf"(?=[\d{ONES}十])(?<![第\d.A-Za-z零{ONES}十百千万亿])(?P<low>{NUMBER})(?P<more>[多余])?(?P<times>万亿|亿|万)(?=有余|大关|关口|门槛|以上|[,。;、)]|$)"
)
"""突破三十亿大关, 用户突破300万: what is counted says the unit."""
_BARE_ROUND = re.compile(
    rf"(?<=[近超逾过破达入])(?<![通经不]过)(?P<times>{MULTIPLIER})(?P<more>[多余来])?(?=大关|关口|门槛|[,。;、)]|$)"
)
"""用户已逾百万."""
_ONE_IN = re.compile(
    f"每(?P<whole>[{ONES}十百]{{1,2}}|\\d{{1,3}})[个名户位]?(?:人|[一-龥]{{2,6}})?[中里]?,?就?(?:约|近)?有(?P<part>[{ONES}]|\\d{{1,2}})[个名户位人]"
)
_FROM = re.compile("[由从自]")
LOOK_BACK = 16
_HALF = re.compile("(?P<before>约|近|超过?|过)?(?:一半(?!是)|半数|(?<=过)半(?=的|数|$|[,。;]))(?P<after>以上|左右)?")
_WORDS = re.compile("[a-z]{3}.*[a-z]{3}", re.S)


def quantities(plain: str) -> Iterator[Quantity]:
    """Find the quantities of a plain sentence, in order."""
    taken = 0
    found = english_quantities(plain) if is_english(plain) else _chinese_quantities(plain)
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= taken:
            taken = one.end
            yield one


def is_english(plain: str) -> bool:
    """Tell an English sentence from a Chinese one that quotes a few English words."""
    return bool(_WORDS.search(plain)) and sum(map(str.isascii, plain)) > len(plain) * 0.8


def _chinese_quantities(plain: str) -> Iterator[Quantity]:
    for match in _QUANTITY.finditer(plain):
        last = _quantity(match)
        yield from _shared(match, last)
        inner = match["inner"] or (match["both"] or "")[:-1]
        if inner and not _is_range(match, inner):
            yield from _apart(match, inner)
        else:
            yield last
    yield from (_round(match) for match in _ROUND.finditer(plain) if match["before"] or match["more"] or match["after"])
    for sign, pattern, made in _RARE:
        if sign in plain:
            yield from map(made, pattern.finditer(plain))
    yield from map(_bare, _BARE.finditer(plain))
    yield from map(_bare_round, _BARE_ROUND.finditer(plain))


def _quantity(match: re.Match[str]) -> Quantity:
    power = POWERS[match["times"] or ""]
    low_power = POWERS[match["low_times"] or ""]
    high = number(match["high"]).scaleb(power) if match["high"] else None
    low = number(match["low"]).scaleb((low_power or power) if match["high"] else low_power + power)
    unit, end = match["unit"], match.end()
    if unit == "成":
        unit, low, high = "%", low * 10, high * 10 if high else None
        if tenth := match["more_tenth"]:  # 九成五
            low += 5 if tenth == "半" else number(tenth)
    elif match["more_tenth"]:
        end = match.end("unit")
    unit, more = SCALED.get(SAME.get(unit, unit), (SAME.get(unit, unit), 0))
    low, high = low.scaleb(more), high.scaleb(more) if high is not None else None
    if high is not None and high <= low:  # 2020-10个 is no range
        low, high = high, None
    worded = qualifier(match["before"], match["after"], match["low_more"], match["more"], match["more_behind"])
    start = match.start("low") if match["before"] else match.start()
    return Quantity(start, end, float(low), None if high is None else float(high), unit, worded)


def _is_range(match: re.Match[str], inner: str) -> bool:
    """Say whether two numbers with a unit each are the ends of a range: 500P至800P, 320亿元和350亿元之间."""
    is_between = match.string.startswith(("之间", "区间", "不等"), match.end())
    if inner != match["unit"] or (match["both"] or "").endswith("和"):
        return is_between and inner == match["unit"]
    return is_between or not _FROM.search(match.string, max(0, match.start() - LOOK_BACK), match.start())


def _apart(match: re.Match[str], inner: str) -> Iterator[Quantity]:
    """升26.8%至212亿元 is no range."""
    for name, times, unit, end in (
        ("low", match["low_times"], inner, match.end("inner") if match["inner"] else match.end("both") - 1),
        ("high", match["times"], match["unit"], match.end("unit")),
    ):
        value = float(number(match[name]).scaleb(POWERS[times or ""]))
        yield Quantity(match.start(name), end, value, None, SAME.get(unit, unit), None)


def _round(match: re.Match[str]) -> Quantity:
    value = float(Decimal(1).scaleb(POWERS[match["times"]]))
    worded = qualifier(None if (match["before"] or "").startswith("达") else match["before"], match["more"])
    return Quantity(match.start("times"), match.end(), value, None, match["unit"], worded)


def _cell(match: re.Match[str]) -> Quantity:
    value = float(number(match["low"]).scaleb(POWERS[match["times"] or ""]))
    return Quantity(match.start("low"), match.end(), value, None, SAME.get(match["unit"], match["unit"]), None)


def _shared(match: re.Match[str], last: Quantity) -> Iterator[Quantity]:
    """Yield the numbers just before a quantity that have their unit from it."""
    first = max(0, match.start() - _SHARED_LENGTH)
    run = _SHARED.search(match.string[first : match.start()])
    if not run or last.value_max is not None:
        return
    power = POWERS[match["low_times"] or ""] + POWERS[match["times"] or ""]
    for one in re.finditer(FIGURES, run[0]):
        start, end = (first + run.start() + place for place in one.span())
        yield Quantity(start, end, float(number(one[0]).scaleb(power)), None, last.unit, None)


def _part(match: re.Match[str]) -> Quantity:
    """百分之九十七, 四分之三."""
    of = number("一百" if match["of"] == "百" else "一千" if match["of"] == "千" else match["of"])
    value = round(float(number(match["low"]) * 100 / of), 2)
    return Quantity(match.start("of"), match.end(), value, None, "%", qualifier(match["before"], match["after"]))


def _bare(match: re.Match[str]) -> Quantity:
    value = float(number(match["low"]).scaleb(POWERS[match["times"]]))
    return Quantity(match.start(), match.end(), value, None, COUNTED, qualifier(match["more"]))


def _bare_round(match: re.Match[str]) -> Quantity:
    value = float(Decimal(1).scaleb(POWERS[match["times"]]))
    worded = qualifier(match.string[match.start() - 1], match["more"])
    return Quantity(match.start(), match.end(), value, None, COUNTED, worded)


def _one_in(match: re.Match[str]) -> Quantity:
    """每三名用户中有一名: a share."""
    value = round(float(number(match["part"]) * 100 / number(match["whole"])), 2)
    return Quantity(match.start(), match.end(), value, None, "%", None)


def _half(match: re.Match[str]) -> Quantity:
    start = match.end("before") if match["before"] else match.start()
    return Quantity(start, match.end(), 50.0, None, "%", qualifier(match["before"], match["after"]))


def _doubled(match: re.Match[str]) -> Quantity:
    percent = (2 ** int(number(match["times"] or "一")) - 1) * 100.0
    return Quantity(match.start(), match.end(), percent, None, "番", None)


_RARE = (
    ("(", _TABLE, _cell),
    ("翻", _DOUBLED, _doubled),
    ("分之", _PARTS, _part),
    ("半", _HALF, _half),
    ("每", _ONE_IN, _one_in),
)
"""What is only looked for where its sign stands: it would cost each sentence a look."""
