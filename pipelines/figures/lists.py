"""A sentence with 分别 comes in; what each of its quantities is of goes out: names, periods or regions in step.

网上零售额和电信业务收入分别达46.3亿元和12亿元        2021年、2022年数字经济规模分别为380亿元、432亿元
移动电话、固定宽带、IPTV用户分别达338万户、120万户、90万户: the last name's end belongs to all; IPTV is kept unnamed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.figures.indicators import Indicator, Mention
from pipelines.figures.naming import Name, covers
from pipelines.figures.numerals import COUNTED, Quantity
from pipelines.figures.reading import Reading
from pipelines.figures.spans import Period, quarters_of, years_of

_STEP = re.compile("分别|依次|先后(?=[实完录达为有])|各自?(?:为|达|有|是|增|下降|完成|实现|新)|respectively")
_JOIN = re.compile(r"(?:以上|左右)?+(?:、|和|及|与|以及|,|\s)++(?:约|近|超过?|逾|达到?|为)*+$")
_AND = re.compile("、|以及|和|及|与|(?<=[\u4e00-\u9fff]),")
_WORD = re.compile("[\u4e00-\u9fffA-Za-z]{2}|[45]G")
_AND_LAST = re.compile(r"([A-Za-z0-9-]{1,16}) and $")
_OWNERS = re.compile("(?:移动|联通|电信|广电|铁塔)(?:公司)?(?:、|和|及)(?:中国)?(?:移动|联通|电信|广电|铁塔)")
_TAIL = re.compile("(?:总?数|总?量|总规模|规模)?(?:则|已|均)?$")
_VERB_BEFORE = re.compile("^(?:拟|计划|将|已)?(?:新建|新增|净增|新开通|建成|开通|完成|实现)")
"""新建4G、5G基站分别为600个和2100个: the verb is no part of the first name."""
_FOUR = re.compile("四个季度|[各分]季度")
QUARTERS = 4
LONGEST_TAIL = 6
"""Characters that a list's last name may lend to the others: 用户, 网上零售额."""


@dataclass(frozen=True, slots=True)
class Item:
    """What a list says of one quantity; None where the sentence says it once for all."""

    name: Name | None = None
    period: Period | None = None
    region: str | None = None


def lists(seen: Reading) -> Mapping[Quantity, Item]:
    """Map each quantity of a list behind 分别 to its item; empty where the counts do not agree."""
    found: dict[Quantity, Item] = {}
    for step in _STEP.finditer(seen.plain) if seen.quantities else ():
        found |= _english(seen, step.start()) if seen.is_english else _listed(seen, step.start())
    return found


def _listed(seen: Reading, at: int) -> Mapping[Quantity, Item]:
    run = _run([one for one in seen.quantities if one.start > at], seen.plain)
    if len(run) < 2:
        return {}
    units = {one.unit for one in run}
    names = _outer([one for one in seen.mentions if one.end <= run[0].start and units & one.indicator.units])
    if items := _items(seen, at, run, names):
        return items
    names = [one for one in names if one.end > seen.sentence.clause_start(at)] or names[-1:]
    if len(names) != 1:
        return {}
    name = Name(names[0].indicator, names[0].start)
    periods = [each for period in seen.periods if period.end <= at for each in years_of(period)]
    if len(run) == QUARTERS and _FOUR.search(seen.plain, 0, at) and len(periods) == 1:
        periods = quarters_of(periods[0])  # 去年四个季度
    if len(periods) == len(run):
        return {one: Item(name=name, period=period) for one, period in zip(run, periods, strict=True)}
    places = [place for place in seen.places if place.end <= at][-len(run) :]  # 西藏的拉萨、昌都
    if len(places) == len(run):
        return {one: Item(name=name, region=place.region) for one, place in zip(run, places, strict=True)}
    return {one: Item(name=name) for one in run if _has(one, names[0])}  # of three firms that no rule knows


def _items(seen: Reading, at: int, run: Sequence[Quantity], names: Sequence[Mention]) -> Mapping[Quantity, Item]:
    """Read the subject of 分别 as a list of names, each whole or with its end left to the last one."""
    start = seen.sentence.clause_start(at)
    if start == at:  # 网上零售额、电信业务收入,分别达到
        start = seen.sentence.clause_start(at - 1) if at else 0
    taken = [
        one for one in seen.mentions if any(name is one for name in names) and start <= one.start and one.end <= at
    ]
    subject = seen.without(start, at)
    parts = [part for part in _AND.split(subject) if part.strip(" ,的")]
    if _OWNERS.search(subject):
        return {}  # 移动、联通、电信的5G基站: three owners of one thing
    if len(parts) != len(run):
        if len(taken) == len(run):
            return {
                one: Item(name=Name(name.indicator, name.start))
                for one, name in zip(run, taken, strict=True)
                if _has(one, name)
            }
        return {}
    parts[0] = _VERB_BEFORE.sub("", parts[0])
    last = _TAIL.sub("", parts[-1])
    if any(not _WORD.search(part) for part in parts):
        return {}
    named = [
        _named(seen, part, last, one.unit)
        or _named(seen, _TAIL.sub("", part), last, one.unit)
        or _headed(seen, part, parts[0], one.unit)
        for part, one in zip(parts, run, strict=True)
    ]
    if not any(named):
        return {}
    return {one: Item(name=Name(name, start)) for one, name in zip(run, named, strict=True)}


def _named(seen: Reading, part: str, last: str, unit: str) -> Indicator | None:
    """Look one part of a list up, with as much of the last one's end as makes it a name."""
    for length in range(min(LONGEST_TAIL, len(last)) + 1):
        whole = part + last[len(last) - length :]
        if (found := seen.named(whole)) and unit in found.units:
            return found
    within = [one for one in seen.mentions if seen.plain[one.start : one.end] in part and unit in one.indicator.units]
    longest = max(within, key=lambda one: (one.end - one.start, one.start), default=None)
    return longest.indicator if longest else None


def _headed(seen: Reading, part: str, first: str, unit: str) -> Indicator | None:
    """Look one part up with as much of the first one's beginning as makes it a name: 电信业务总量与收入."""
    heads = (first[:length] for length in range(min(LONGEST_TAIL, len(first)), 1, -1))
    named = (seen.named(head + part) for head in heads)
    return next((one for one in named if one and unit in one.units), None)


def _outer(mentions: Sequence[Mention]) -> list[Mention]:
    return [one for one in mentions if not any(covers(other, one) for other in mentions)]


def _english(seen: Reading, at: int) -> Mapping[Quantity, Item]:
    """Lhasa, Xigaze and Qamdo had 2,910, 1,610 and 1,020 5G base stations, respectively."""
    run = [one for one in seen.quantities if one.end <= at and one.unit not in ("%", "个百分点", "番")]
    places = [place for place in seen.places if run and place.end <= run[0].start]
    names = _outer([one for one in seen.mentions if one.end <= at and any(_has(each, one) for each in run)])
    if len(run) == 2 and len(names) == 1 and (other := _first_of_two(seen, names[0])):
        first, last = run
        return {
            first: Item(name=Name(other, names[0].start)),
            last: Item(name=Name(names[0].indicator, names[0].start)),
        }
    if len(run) > 1 and len(names) == len(run):
        return {one: Item(name=Name(name.indicator, name.start)) for one, name in zip(run, names, strict=True)}
    if len(run) < 2 or len(names) != 1 or len(places) != len(run):
        return {}
    name = Name(names[0].indicator, names[0].start)
    return {one: Item(name=name, region=place.region) for one, place in zip(run, places, strict=True)}


def _first_of_two(seen: Reading, last: Mention) -> Indicator | None:
    """5G and 4G base stations: the first of two names that share their end."""
    found = _AND_LAST.search(seen.plain[max(0, last.start - 24) : last.start])
    _, _, end = seen.plain[last.start : last.end].partition(" ")
    return seen.named(f"{found[1]} {end}") if found and end else None


def _has(one: Quantity, mention: Mention) -> bool:
    counted = one.unit == COUNTED and mention.indicator.unit not in ("元", "%")
    return counted or one.unit in mention.indicator.units


def _run(behind: Sequence[Quantity], plain: str) -> list[Quantity]:
    """The quantities that only 、 and 和 join."""
    run = list(behind[:1])
    for one in behind[1:]:
        if not _JOIN.fullmatch(plain[run[-1].end : one.start]):
            break
        run.append(one)
    return run
