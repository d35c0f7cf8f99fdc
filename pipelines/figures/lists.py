"""A sentence with 分别 comes in; what each of its quantities is of goes out: names, periods or regions in step.

网上零售额和电信业务收入分别达46.3亿元和12亿元        2021年、2022年数字经济规模分别为380亿元、432亿元
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.figures.indicators import Mention
from pipelines.figures.naming import Name, covers
from pipelines.figures.quantities import COUNTED, Quantity
from pipelines.figures.reading import Reading
from pipelines.figures.spans import Period

_JOIN = re.compile(r"(?:以上|左右)?+(?:、|和|及|与|以及|,|\s)++(?:约|近|超过?|逾|达到?|为)*+$")
_AND = re.compile(r"(?:总?数|总?量)?(?:、|和|及|与|以及|,)(?:[\u4e00-\u9fff]{0,4}?)$")


@dataclass(frozen=True, slots=True)
class Item:
    """What a list says of one quantity; None where the sentence says it once for all."""

    name: Name | None = None
    period: Period | None = None
    region: str | None = None


def lists(seen: Reading) -> Mapping[Quantity, Item]:
    """Map each quantity of a list behind 分别 to its item; empty where the counts do not agree."""
    at = seen.plain.find("respectively" if seen.is_english else "分别")
    if at < 0:
        return {}
    if seen.is_english:
        return _english(seen, at)
    run = _run([one for one in seen.quantities if one.start > at], seen.plain)
    if len(run) < 2:
        return {}
    units = {one.unit for one in run}
    names = [mention for mention in seen.mentions if mention.end <= run[0].start and units & mention.indicator.units]
    names = [one for one in names if not any(covers(other, one) for other in names)]
    if len(names) == len(run) and _joined([(one.start, one.end) for one in names], seen.plain):
        pairs = list(zip(run, names, strict=True))
        return {one: Item(name=Name(mention.indicator, mention.start)) for one, mention in pairs if _has(one, mention)}
    if len(names) != 1:
        return {}
    name = Name(names[0].indicator, names[0].start)
    periods = [period for period in seen.periods if period.end <= at]
    if len(periods) == len(run):
        return {one: Item(name=name, period=period) for one, period in zip(run, periods, strict=True)}
    places = [place for place in seen.places if place.end <= at]
    if len(places) > len(run):
        places = places[-len(run) :]  # 西藏的拉萨、昌都
    if len(places) == len(run):
        return {one: Item(name=name, region=place.region) for one, place in zip(run, places, strict=True)}
    return {one: Item(name=name) for one in run}  # of three firms that no rule knows


def _english(seen: Reading, at: int) -> Mapping[Quantity, Item]:
    """Lhasa, Xigaze and Qamdo had 2,910, 1,610 and 1,020 5G base stations, respectively."""
    run = [one for one in seen.quantities if one.end <= at and one.unit not in ("%", "个百分点", "番")]
    places = [place for place in seen.places if run and place.end <= run[0].start]
    names = [one for one in seen.mentions if one.end <= at and any(_has(each, one) for each in run)]
    names = [one for one in names if not any(covers(other, one) for other in names)]
    if len(run) > 1 and len(names) == len(run):
        return {one: Item(name=Name(name.indicator, name.start)) for one, name in zip(run, names, strict=True)}
    if len(run) < 2 or len(names) != 1 or len(places) != len(run):
        return {}
    name = Name(names[0].indicator, names[0].start)
    return {one: Item(name=name, region=place.region) for one, place in zip(run, places, strict=True)}


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


def _joined(spans: Sequence[tuple[int, int]], plain: str) -> bool:
    return all(_AND.fullmatch(plain[left[1] : right[0]]) for left, right in pairwise(spans))
