"""A plain sentence and one of its percentages come in; whether it is growth, of which sign and against what, goes out.

同比增长约22.3% -> +22.3 %, yoy        环比下降3个百分点 -> -3 points, mom        提高到45% -> no growth: a level
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipelines.figures.numerals import Quantity
from pipelines.figures.sentences import Sentence

Base = Literal["yoy", "mom"]

_FALLS = (
    "下降|减少|下滑|降低|回落|收窄|缩减|负增长|降幅|跌幅|减幅|下跌|减|降|跌|缩水|收缩|萎缩|下挫|走低|走弱|滑坡|锐减|骤减|骤降|缩小|回调|下探|压减|滑落|下浮"
    "|(?<![不至])少了?|掉了?|跌去|缩"
)
_RISES = (
    "增长|增加|增速|增幅|涨幅|升幅|提高|提升|上升|回升|攀升|扩大|增|涨|高出|上涨|升|走高|走强|上扬|上浮|扩容|拉升|跃升|抬[升高]|推高|反弹|添|壮大|扩张|上行|冲高"
    "|(?<![最许])多了?"
)
_VERB = re.compile(
    rf"(?:(?P<falls>{_FALLS})|(?P<rises>{_RISES}))(?:了|幅度|率|的?(?:预期)?目标)?(?:约|近|超过?|达到?|逾|为|是|在|要|却|则|只?有|仅|只|将|应|不低于|不少于|不超过|高于|力争|保持在|稳定在|维持在|[:])*(?P<to>[到至])?$"
)
_RATE_NOW = re.compile(
    "(?:(?P<falls>降幅|跌幅|减幅)|增速|增幅|涨幅|升幅)[^,;]{0,8}(?:收窄|扩大|缩小|回落|提高|提升|加快|放缓|下降|回升|上升|扩|升|降)[到至为](?:约|近)?$"
)
"""A rate that has changed is the growth of today: 降幅收窄至3.2%."""
_COMPARED = re.compile(
    "(?:比|较|与)(?:上年|去年|上一年|前年|上个?月|上季度?|同期|年初|[一-龥\\d]{1,6}月)(?:同期|[底末初])?(?:相比)?,?[^,;到至为达是占]{0,4}?"
    "(?:(?P<falls>[低少掉落退缩滑弱跌减降])|(?P<rises>[高多涨增升强快扩抬攀添长]))[^,;到至为达是占]{0,3}$"
)
"""Held against an earlier time, whatever the verb: 比去年同期掉了4.4%."""
_ENGLISH_RISE = re.compile(
    r"(?P<falls>\bdown|fell|decrease of|drop of|decline of|fall of|decreas(?:ed|ing)|declin(?:ed|ing)|dropp(?:ed|ing)"
    r"|slipp(?:ed|ing)|shrank|shrunk|shrinking|contract(?:ed|ing)|plung(?:ed|ing)|tumbl(?:ed|ing)|slid|sliding|sank"
    r"|dipp(?:ed|ing)|eas(?:ed|ing)|retreated|falling|slump(?:ed|ing)|decline by|cut by)"
    r"|(?P<rises>(?<!made )(?<!make )(?<!makes )(?<!making )\bup|rose|grew|increased|expanded|growth of|rise of"
    r"|increase of|surg(?:ed|ing)|jump(?:ed|ing)|climb(?:ed|ing)|soar(?:ed|ing)|swell(?:ed|ing)|gain(?:ed|ing)"
    r"|advanc(?:ed|ing)|rising|growing"
    r"|increasing|expanding|leap(?:ed|t)|rebound(?:ed|ing)|edged up|\bto (?:grow|rise|increase|expand|climb)"
    r"|jump of|gain of|surge of|expansion of|rocketed)"
)
_ENGLISH_TO = re.compile(r"\bto (?:about |nearly |over |more than |some |almost |around |roughly |above )?$")
NEAR = 20
"""Characters between an English verb and its growth."""
_ENGLISH_BEHIND = re.compile(
    r" ?(?:year[- ]on[- ]year )?(?:(?P<falls>lower|less|fewer|down|decline|drop|decrease|fall)"
    r"|(?P<rises>higher|more|up|growth|increase|rise|expansion))\b(?! (?:5G|4G|stations|users|projects))"
)
"""6.9 percent more than a year earlier, 15 percent growth in online sales."""
_MONTH = re.compile(
    r"环比|按月|(?:比|较|与)(?:上个?月|上一月|前一?个?月)|(?:比|较)(?:上季度?|上一季度?|前一?季度?)|month.(?:on|over).month"
    r"|(?:比|较)(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?"
    r"|from (?:a|the (?:previous|preceding|prior)) (?:month|quarter)|from (?:last month|January|February|March|April"
    r"|May|June|July|August|September|October|November|December)\b(?! \d)|quarter.on.quarter"
)
_YEAR = re.compile(
    r"同比|(?:比|较|与)(?:上年|去年|上一年)|按年|(?:上年|去年)同期|year.on.year"
    r"|from (?:a|the previous) year|一年[里内来间](?=[增提升扩多长])|一年(?=[增提升扩多])"
    r"|same period (?:of )?last year|(?:than|from|over) (?:a year|last year"
    r"|the (?:previous|preceding) year)|year earlier"
)
_TIMES = re.compile(
    r"(?:是|为|达到?|相当于|[增升扩]至|(?:增长|增加|扩大|提高)[到至])(?:(?P<year>(?:上年|去年)(?:同期|[底末])?)|\d{4}年(?:同期|底|末)?|“?十[二三四]五”?末)的(?:约|近|超过?)*$"
    r"|(?:增长|增加|提高|扩大|增)[到至](?:原来的|约|近)*$"
)
_AGAINST = re.compile(r"(?<![同环占])比(?![重例])|较(?![快大高好强])|与|(?:由|从)\d{4}年?")
_AGAINST_YEAR = re.compile(r"(?:比|较|相比)(\d{4})年")
_BOTH = re.compile("同比[、和及与]环比")
_SIGNED = re.compile(r"(?:[(,:]|同比|环比|增长)\s?:?\s?(?P<sign>[+-])$")
"""A sign for the verb: 14.8亿元(+9.6%), (同比:-3.4%,环比:+5.1%)."""
_CELL = re.compile(r"(?:同比|环比|增长|增速|增幅)[^,;]{0,6}\((?:单位:)?%\):?\s?-?$")
"""A cell of a table that was run into a line: 同比(%):24.6."""
_THAN_AVERAGE = re.compile(r" (?:higher|lower|faster|slower|above|below|ahead)[^,.;]{0,24}\b(?:average|nation|country)")
_BEHIND = re.compile("的(?:同比|环比)?(?:增速|增幅|涨幅|升幅|增长(?!点|极|率)|(?P<falls>降幅|跌幅|下降|下滑))")
"""12.9%的同比增速: the verb stands behind."""
_ABOVE_LAST = re.compile("(?:(?P<falls>低于)|高于|高出)(?:上年|去年|上一年)(?:同期|末)?(?:水平)?(?:约|近)?$")
"""高出上年1.3个百分点."""
_RATE_BEFORE = re.compile("(?:增速|增幅|涨幅)[^,;\\d]{0,6},(?:已|也|更)?(?:达到?|为|超过?|突破|近|约){1,2}$")
"""不过增速更高,达到两成以上."""
_AVERAGE = re.compile(r"年均|年平均|复合|平均每年|年化|平均增长|平均增速")
_EARLIER = re.compile(r"(?<![\d.])(?:\d++(?:\.\d++)?+(?:%|个百分点)(?:、|和|及|与|以及)(?:约|近)?+){1,8}+$")
"""The members of a list before this one: 分别增长20%和5%."""
_NARROWED = re.compile(
    r"(?:增速|增幅|降幅|涨幅|差距)[^,]{0,8}(?:收窄|回落|扩大|提高|提升|加快|放缓|下降|(?<!不)高于|(?<!不)低于)"
)


_TURNED_TO = re.compile("转[为负正降升](?:增长|上升|回升|下降|下滑)?$")
"""增速由下降1.2%转为增长2.9%: the growth of today."""
_AHEAD = re.compile("(?:高于|低于|快于|慢于|好于|优于|大于|小于|领先|落后)[^,;]{1,24}$")
"""高于全国平均水平4.2个百分点: a difference, and no growth."""


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth in percent or in points; `is_average`: a yearly average over years, which is no growth of one period."""

    percent: float | None
    points: float | None
    base: Base | None
    is_average: bool
    against: int | None = None
    """The year that it is held against, where only that is said: 较2020年提升."""


def growth(sentence: Sentence, one: Quantity) -> Growth | None:
    """Say what growth a percentage, points or 倍 stands for; None when it is a level, or the growth of a growth."""
    if one.unit == "番":
        before = sentence.plain[sentence.clause_start(one.start) : one.start]
        after = sentence.plain[one.end : sentence.clause_end(one.end)]
        is_against = _AGAINST.search(sentence.plain, 0, one.start)
        base = _base(before, after) or (None if is_against else "yoy")
        return Growth(one.value, None, base, is_average=False)
    clause = sentence.plain[sentence.clause_start(one.start) : one.start]
    if one.unit == "%":
        return _percent_now(sentence, one, clause) or _by_verb(sentence, one, clause)
    if one.unit == "个百分点":
        if _THAN_AVERAGE.match(sentence.plain, one.end):
            return None
        if above := _ABOVE_LAST.search(clause):
            return Growth(None, -one.value if above["falls"] else one.value, "yoy", is_average=False)
        return None if _AHEAD.search(clause) else _by_verb(sentence, one, clause)
    return (_times(sentence, one, clause) or _by_verb(sentence, one, clause)) if one.unit == "倍" else None


def _percent_now(sentence: Sentence, one: Quantity, clause: str) -> Growth | None:
    """A growth without a verb of its own: 降幅收窄至3.2%, (+9.6%), 同比(%):24.6, 增速更高,达到两成."""
    if rate := _RATE_NOW.search(clause):
        return Growth(-one.value if rate["falls"] else one.value, None, _base(clause, "") or "yoy", is_average=False)
    if signed := _SIGNED.search(sentence.plain, max(0, one.start - 6), one.start):
        amount = one.value if signed["sign"] == "+" else -one.value
        return Growth(amount, None, _base(clause[-8:], "") or "yoy", is_average=False)
    if behind := _BEHIND.match(sentence.plain, one.end):
        base = _base(clause, behind[0]) or "yoy"
        return Growth(-one.value if behind["falls"] else one.value, None, base, is_average=False)
    if _CELL.search(clause):
        amount = -one.value if clause.endswith("-") else one.value
        return Growth(amount, None, _base(clause, "") or "yoy", is_average=False)
    if _RATE_BEFORE.search(sentence.plain, max(0, one.start - 24), one.start):
        return Growth(one.value, None, _base(clause, "") or "yoy", is_average=False)
    return None


def _times(sentence: Sentence, one: Quantity, clause: str) -> Growth | None:
    """是上年的1.6倍, and in English 2.5 times the number of the year before."""
    if sentence.plain[one.start : one.end].isascii():
        return Growth(round(one.value * 100 - 100, 6), None, _base(clause, sentence.plain[one.end :]), is_average=False)
    if times := _TIMES.search(clause):
        base = "yoy" if times["year"] else _base(clause, "")
        return Growth(round(one.value * 100 - 100, 6), None, base, is_average=False)
    return None


def _by_verb(sentence: Sentence, one: Quantity, clause: str) -> Growth | None:
    """同比增长22.3%, 比去年同期掉了4.4%, rose 8 percent; None when the verb leads to a level, or is of a rate."""
    verb = (
        _VERB.search(_EARLIER.sub("", clause))
        or _COMPARED.search(clause)
        or _english(clause, sentence.plain[one.end : one.end + 60])
    )
    if not verb or verb.groupdict().get("to"):
        return None
    if _NARROWED.search(clause) and not _TURNED_TO.search(clause):
        return None
    sign = -1 if verb["falls"] else 1
    amount = sign * (round(one.value * 100, 6) if one.unit == "倍" else one.value)
    is_points = one.unit == "个百分点"
    is_against = _AGAINST.search(sentence.plain if one.unit == "倍" else clause)
    base = _base(clause, sentence.plain[one.end : sentence.clause_end(one.end)])
    return Growth(
        percent=None if is_points else amount,
        points=amount if is_points else None,
        base=base or (None if is_points or is_against else "yoy"),
        is_average=bool(_AVERAGE.search(clause)),
        against=int(year[1]) if (year := _AGAINST_YEAR.search(clause)) else None,
    )


def _english(clause: str, after: str) -> re.Match[str] | None:
    if behind := _ENGLISH_BEHIND.match(after):
        return behind
    if _ENGLISH_TO.search(clause):
        return None  # rose to 99 percent: a level
    return next((found for found in _ENGLISH_RISE.finditer(clause) if len(clause) - found.end() <= NEAR), None)


def _base(before: str, after: str) -> Base | None:
    if both := _BOTH.search(before):
        return "mom" if re.search(r"\d", before[both.end() :]) else "yoy"
    if _MONTH.search(before) or re.match(
        r"[^,;.\d]{0,24}(?:month.(?:on|over).month|(?:a|the previous|the preceding|last) month|a month earlier"
        r"|from (?:January|February|March|April|May|June|July|August"
        r"|September|October|November|December)\b(?! \d))",
        after,
    ):
        return "mom"
    if _YEAR.search(before) or re.match(
        r".{0,28}?(?:year.on.year|a year (?:ago|earlier)|last year|the (?:previous|preceding) year"
        r"|compared with the same)",
        after,
    ):
        return "yoy"
    return None
