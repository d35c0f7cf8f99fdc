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

_FALLS = "下降|减少|下滑|降低|回落|收窄|缩减|负增长|降幅|下跌|减|跌"
_RISES = "增长|增加|增速|增幅|提高|提升|上升|回升|攀升|扩大|增|涨|高出|上涨|升"
_VERB = re.compile(
    rf"(?:(?P<falls>{_FALLS})|(?P<rises>{_RISES}))(?:了|幅度|率|的?(?:预期)?目标)?(?:约|近|超过?|达到?|逾|为|是|保持在|稳定在|维持在|[:])*(?P<to>[到至])?$"
)
_ENGLISH_RISE = re.compile(
    r"(?P<falls>down|fell|decrease of|drop of|decline of|fall of|decreased|declined|dropped|slipped)"
    r"|(?P<rises>(?<!made )(?<!make )(?<!makes )(?<!making )\bup|rose|grew|increased|expanded|growth of|rise of"
    r"|increase of|surged|jumped|climbed)"
)
_ENGLISH_BEHIND = re.compile(
    r" ?(?:year[- ]on[- ]year )?(?:(?P<falls>lower|less|fewer|down|decline|drop|decrease|fall)"
    r"|(?P<rises>higher|more|up|growth|increase|rise|expansion))\b(?! (?:5G|4G|stations|users|projects))"
)
"""6.9 percent more than a year earlier, 15 percent growth in online sales."""
_MONTH = re.compile(r"环比|按月|比上月|较上月|比上个?月|month.on.month")
_YEAR = re.compile(
    r"同比|(?:比|较|与)(?:上年|去年|上一年)|按年|(?:上年|去年)同期|year.on.year"
    r"|from (?:a|the previous) year|same period (?:of )?last year|(?:than|from|over) (?:a year|last year"
    r"|the (?:previous|preceding) year)|year earlier"
)
_TIMES = re.compile(
    r"(?:是|为|达到?|相当于|[增升扩]至|(?:增长|增加|扩大|提高)[到至])(?:(?P<year>(?:上年|去年)(?:同期|[底末])?)|\d{4}年(?:同期|底|末)?|“?十[二三四]五”?末)的(?:约|近|超过?)*$"
    r"|(?:增长|增加|提高|扩大|增)[到至](?:原来的|约|近)*$"
)
_AGAINST = re.compile(r"比|较|与|(?:由|从)\d{4}年?")
_AVERAGE = re.compile(r"年均|年平均|复合|平均每年|年化")
_EARLIER = re.compile(r"(?<![\d.])(?:\d++(?:\.\d++)?+(?:%|个百分点)(?:、|和|及|与|以及)(?:约|近)?+){1,8}+$")
"""The members of a list before this one: 分别增长20%和5%."""
_NARROWED = re.compile(r"(?:增速|增幅|降幅|涨幅|差距)[^,]{0,8}(?:收窄|回落|扩大|提高|提升|加快|放缓|下降|高于|低于)")


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth in percent or in points; `is_average`: a yearly average over years, which is no growth of one period."""

    percent: float | None
    points: float | None
    base: Base | None
    is_average: bool


def growth(sentence: Sentence, one: Quantity) -> Growth | None:
    """Say what growth a percentage, points or 倍 stands for; None when it is a level, or the growth of a growth."""
    if one.unit == "番":
        return Growth(
            one.value, None, _base(sentence.plain[sentence.clause_start(one.start) : one.start], ""), is_average=False
        )
    if one.unit not in ("%", "个百分点", "倍"):
        return None
    clause = sentence.plain[sentence.clause_start(one.start) : one.start]
    if one.unit == "倍" and sentence.plain[one.start : one.end].isascii():  # 2.5 times the number of the year before
        return Growth(round(one.value * 100 - 100, 6), None, _base(clause, sentence.plain[one.end :]), is_average=False)
    if one.unit == "倍" and (times := _TIMES.search(clause)):
        base = "yoy" if times["year"] else _base(clause, "")
        return Growth(round(one.value * 100 - 100, 6), None, base, is_average=False)
    verb = _VERB.search(_EARLIER.sub("", clause)) or _english(clause, sentence.plain[one.end : one.end + 60])
    if not verb or (verb.groupdict().get("to")):
        return None
    if _NARROWED.search(clause):
        return None
    sign = -1 if verb["falls"] else 1
    amount = sign * (round(one.value * 100, 6) if one.unit == "倍" else one.value)
    return Growth(
        percent=None if one.unit == "个百分点" else amount,
        points=amount if one.unit == "个百分点" else None,
        base=_base(clause, sentence.plain[one.end : sentence.clause_end(one.end)])
        or ("yoy" if one.unit != "个百分点" and not _AGAINST.search(sentence.plain, 0, one.start) else None),
        is_average=bool(_AVERAGE.search(clause)),
    )


def _english(clause: str, after: str) -> re.Match[str] | None:
    return _ENGLISH_BEHIND.match(after) or next(
        (found for found in _ENGLISH_RISE.finditer(clause) if len(clause) - found.end() <= 12), None
    )


def _base(before: str, after: str) -> Base | None:
    if _MONTH.search(before):
        return "mom"
    if _YEAR.search(before) or re.match(
        r".{0,28}?(?:year.on.year|a year (?:ago|earlier)|last year|the (?:previous|preceding) year"
        r"|compared with the same)",
        after,
    ):
        return "yoy"
    return None
