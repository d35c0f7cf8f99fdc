"""A number as printed, in figures, numerals or words, comes in; its value goes out; and the units that are read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_STEPS = {"十": 10, "百": 100, "千": 1000}
POWERS = {"万亿": 12, "千亿": 11, "百亿": 10, "亿": 8, "千万": 7, "百万": 6, "十万": 5, "万": 4, "千": 3}
POWERS |= {"百": 2, "": 0, "trillion": 12, "billion": 9, "bln": 9, "bn": 9, "million": 6, "mln": 6, "thousand": 3}
POWERS |= {"hundred": 2}
_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {word: value for value, word in enumerate(_WORDS)} | {word: 20 + 10 * at for at, word in enumerate(_TENS)}
"""English numerals."""

FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
FRACTIONS |= {"ninth": 9, "tenth": 10}
"""English parts of a whole, as in two-thirds."""

ONES = "一二两三四五六七八九"
FIGURES = r"(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\.\d{1,9})?(?![\d.]\d|\d)"
_POINT = r"(?:点[零一二三四五六七八九]{1,4})?"
_MIXED = r"\d{1,4}亿零?\d{1,4}[千百]?万|\d{1,4}万\d[千百]"
NUMBER = (
    rf"{_MIXED}|{FIGURES}|(?:[{ONES}](?=[十百千万亿])|十)[零{ONES}十百千万亿]{{0,14}}{_POINT}"
    rf"|[{ONES}]点[零一二三四五六七八九]{{1,4}}|[{ONES}](?=[成倍])"
)
MULTIPLIER = "万亿|千亿|百亿|亿|千万|百万|十万|万|千|百"
UNIT = (
    r"个百分点|%|倍|成(?![为立了果功员本品交分都就长效千百绩员套渝型规])|美元|元(?!宇宙|器件|月|旦)|人次|人(?![民工均力类大])|名(?!列|单|为|称)"
    r"|位(?![于列居置])|户(?!均|外)|家(?!庭|电(?![商子信]))|座|所(?![有以在需])|间(?![接隔])"
    r"|项|个(?!月|小时|工作日|世纪|年头|多月|人(?!工智能)|性|别|体|百分)|处(?![理于置])|条|台次|架次|台|套|部(?![门委分署队])|件次|件|笔|票"
    r"|单(?!位)|标准机架|机架|架|皮长公里|芯公里|公里|千米|PFLOPS|Pflops|PFlops|P(?![a-zA-Z])|EFLOPS|EFlops|Eflops|E(?![a-zA-Z])"
    r"|站(?!点)|次(?![数日级元要序性会年于品])|场次|场(?![景所馆地])|种|类(?!型)|辆|组(?![织成建长合委团])|节(?![日点目能约假气庆省水课])|份(?!额|子|量)|册|叶|幅(?!度)|张|例(?![如外行])|款(?![项待])|门(?![店户槛类票诊])|[TGP]B(?![a-zA-Z+版内存])|(?<=[万亿])分钟|头(?![条版部痛像脑绪目尾])|吨(?!位)|盒|公斤|Tbps"
)
UNITS = frozenset("个家座所间项户人名位处条台套部件笔单架站场种类辆组节份册叶幅张例款门次元倍%")
UNITS |= {
    "头",
    "吨",
    "盒",
    "公斤",
    "Tbps",
    "分钟",
    "个百分点",
    "美元",
    "人次",
    "台次",
    "架次",
    "芯公里",
    "公里",
    "场次",
    "GB",
    "TB",
    "PB",
    "PFLOPS",
}
"""Every unit that is read, as it is written in a figure."""
SAME = {
    "标准机架": "架", "机架": "架", "P": "PFLOPS", "Pflops": "PFLOPS", "PFlops": "PFLOPS", "E": "EFLOPS",
    "EFlops": "EFLOPS", "Eflops": "EFLOPS", "千米": "公里", "皮长公里": "公里", "场次": "场", "件次": "件", "票": "件",
}  # fmt: skip
"""A unit as it is printed -> as it is kept."""
SCALED = {"EFLOPS": ("PFLOPS", 3)}
"""A unit that is another one times a power of ten: one indicator has one unit."""
COUNTED = ""
"""The unit of an English count, whose noun says it: 7,140 5G base stations."""
_WORDINGS = {
    "超": "超过|逾|过|超出|高于|more than|over|exceeding|exceeded",
    "以上": "上|至少|不少于|不低于|及以上|或以上|at least|no fewer than|no less than",
    "突破": "突破|首破|破|跨过|跨越|站上|冲破|topped|topping|surpassed|surpassing",
    "近": "接近|将近|达近|逼近|nearly|almost|close to",
    "约": "大约|约为|大约有|左右|上下|来|approximately|roughly|about|around|some",
    "余": "余|有余|多|出头|开外|挂零",
    "": "之多",
    "以内": "不超过",
}
"""What qualifies a number, in the one form that is kept: and how it is printed. '' says nothing."""
_QUALIFIERS = {word: kept for kept, words in _WORDINGS.items() for word in words.split("|")}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, at its place in the plain sentence."""

    start: int
    end: int
    value: float
    value_max: float | None
    unit: str
    qualifier: str | None


_PART = re.compile("([0-9.]{1,20})(千万|百万|亿|万|千|百)")


def number(written: str) -> Decimal:
    """Read a number in figures or in Chinese numerals: 1,234.5, 三百二十, 两千万, 三亿六千万."""
    if written[0].isdigit():
        parts = _PART.findall(written) if written[-1] in "万千百" else ()
        return sum((Decimal(part).scaleb(POWERS[times]) for part, times in parts), Decimal(0)) or Decimal(
            written.replace(",", "")
        )
    whole, _, part = written.partition("点")
    total = section = digit = 0
    for character in whole:
        if character in _STEPS:
            section += (digit or 1) * _STEPS[character]
            digit = 0
        elif character == "亿":
            total = (total + section + digit or 1) * 10**8
            section = digit = 0
        elif character == "万":
            total += (section + digit or 1) * 10**4
            section = digit = 0
        else:
            digit = _DIGITS[character]
    decimals = "".join(str(_DIGITS[character]) for character in part)
    return Decimal(f"{total + section + digit}.{decimals or 0}")


def in_words(written: str) -> Decimal:
    """Read an English number in figures or words: 1,234.5, twelve, thirty-five, a (million), two dozen."""
    if written[0].isdigit():
        return Decimal(written.replace(",", ""))
    words = written.lower().replace("-", " ").split()
    if words[-1] == "dozen":
        return 12 * (in_words(" ".join(words[:-1])) if words[:-1] else Decimal(1))
    part = {"half": Decimal("0.5"), "quarter": Decimal("0.25")}.get(words[0])
    return part if part is not None else Decimal(sum(WORDS.get(word, 1) for word in words))


def qualifier(*words: str | None) -> str | None:
    """Return the word that qualifies a number, each kind in one form: 超过 and 逾 are 超."""
    word = next((each for each in words if each), None)
    return _QUALIFIERS.get(word.lower(), word) or None if word else None


def is_level(one: Quantity) -> bool:
    """Say whether a quantity can be a level: a percentage between a name and its amount is only its growth."""
    return one.unit not in ("%", "个百分点", "倍", "番")
