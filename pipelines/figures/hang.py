"""The levels and the growths of a sentence come in; figures go out, each growth with the level it belongs to.

数字经济规模达171.3亿元,同比增长22.3% is one figure. In 规模达171.3亿元,旅游收入增长9% the 9 % have a subject of
their own: they are no growth of the size; and where an indicator names it, they are a figure without a level.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from crawlers.items import Figure
from pipelines.figures.growth import Growth, has_own_subject
from pipelines.figures.naming import Name, covers
from pipelines.figures.quantities import Quantity
from pipelines.figures.reading import Reading

_MONEY = re.compile(
    "(?:收入|资费|价格|交易额|零售额|销售额|产值|增加值|投资额?|利润|税收|营收)(?:同比|环比|比上年|较上年|平均|实现|分别)*(?:增长|下降|提高|上涨|下调|降低|增加|减少)了?(?:约|近|超过?)*$"
)
"""An amount of money that no rule names, with nothing but its growth."""

Level = tuple[Quantity, Figure]


def hang(
    seen: Reading,
    levels: Sequence[Level],
    grown: Sequence[tuple[Quantity, Growth]],
    figure_of: Callable[[Quantity, Name], Figure],
) -> list[Figure]:
    """Join levels and growths; `figure_of` makes the figure of a growth that stands alone. In order of the text."""
    found = dict(levels)
    steps = _in_step(seen, list(found), [one for one, _ in grown])
    alone = _named_in_step(seen, [one for one, _ in grown])
    for one, growth in grown:
        if name := alone.get(one):
            bare = replace(
                figure_of(one, name), value=None, value_max=None, unit=name.indicator.unit if name.indicator else None
            )
            found[one] = _with(replace(bare, flags=(), measure="level"), growth)
            continue
        target = steps.get(one) or _target(seen, [level for level, _ in levels], one)
        if target is not None:
            found[target] = _with(found[target], growth)
        elif name := _own_name(seen, one):
            same = [level for level, figure in levels if name.indicator and figure.indicator == name.indicator.key]
            if same:  # 规模较2020年翻一番,突破600亿元
                found[same[0]] = _with(found[same[0]], growth)
                continue
            unit = name.indicator.unit if name.indicator else "元"
            bare = replace(figure_of(one, name), value=None, value_max=None, unit=unit, flags=())
            found[one] = _with(replace(bare, measure="level"), growth)
    return [found[one] for one in sorted(found, key=lambda one: one.start)]


def _in_step(seen: Reading, levels: Sequence[Quantity], grown: Sequence[Quantity]) -> dict[Quantity, Quantity]:
    """分别达171亿元和31亿元,同比分别增长22%和15%: the growths go to the levels one by one."""
    at = seen.plain.rfind("分别", 0, grown[0].start) if grown else -1
    before = [one for one in levels if one.end <= (grown[0].start if grown else 0)]
    if at < 0 or len(grown) < 2 or len(before) < len(grown) or seen.sentence.clause_start(grown[0].start) > at:
        return {}
    return dict(zip(grown, before[-len(grown) :], strict=True))


def _named_in_step(seen: Reading, grown: Sequence[Quantity]) -> dict[Quantity, Name]:
    """电信业务总量、移动电话用户分别增长18.3%和2.1%: growths without levels go to the names one by one."""
    at = seen.plain.rfind("分别", 0, grown[0].start) if grown else -1
    if at < 0 or len(grown) < 2:
        return {}
    clause = seen.sentence.clause_start(grown[0].start)
    names = [mention for mention in seen.mentions if clause <= mention.start and mention.end <= at]
    names = [one for one in names if not any(covers(other, one) for other in names)]
    if len(names) != len(grown):
        return {}
    return {one: Name(name.indicator, name.start) for one, name in zip(grown, names, strict=True)}


def _target(seen: Reading, levels: Sequence[Quantity], one: Quantity) -> Quantity | None:
    """The level just before a growth that has no subject of its own, else the one just behind it."""
    before = [level for level in levels if level.end <= one.start]
    clause = seen.sentence.clause_start(one.start)
    start = max([clause, *(level.end for level in before)])
    if has_own_subject(seen.without(start, one.start)):
        return None
    if before:
        return before[-1]
    behind = [level for level in levels if level.start >= one.end]
    joined = behind and re.fullmatch(
        r" ?(?:year.on.year |from [a-z ]+ )?to (?:about |over |nearly |a record |more than )?"
        r"|[,,](?:达到?|为|至|突破|超过?|约|总量|规模|总额)*",
        seen.plain[one.end : behind[0].start],
    )
    return behind[0] if joined else None


def _own_name(seen: Reading, one: Quantity) -> Name | None:
    """The indicator that stands before a growth in its clause, with nothing but growing between."""
    clause = seen.sentence.clause_start(one.start)
    mentions = [mention for mention in seen.mentions if clause <= mention.start and mention.end <= one.start]
    mentions = [one for one in mentions if not any(covers(other, one) for other in mentions)]
    if not mentions or has_own_subject(seen.without(mentions[-1].end, one.start)):
        return Name(None, clause) if _MONEY.search(seen.without(clause, one.start)) else None
    return Name(mentions[-1].indicator, mentions[-1].start)


def _with(figure: Figure, growth: Growth) -> Figure:
    if growth.is_average or figure.growth_percent is not None or figure.growth_points is not None:
        return figure
    return replace(figure, growth_percent=growth.percent, growth_points=growth.points, growth_base=growth.base)
