"""The levels and the growths of a sentence come in; figures go out, each growth with the level it belongs to.

数字经济规模达171.3亿元,同比增长22.3% is one figure. In 规模达171.3亿元,旅游收入增长9% the 9 % have a subject of
their own: they are no growth of the size; and where an indicator names it, they are a figure without a level.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from crawlers.items import Figure
from pipelines.figures.growth import Growth
from pipelines.figures.naming import Name, covers
from pipelines.figures.numerals import Quantity
from pipelines.figures.reading import Reading
from pipelines.figures.sentences import CLAUSE
from pipelines.figures.subjects import names_a_thing

_MONEY = re.compile(
    "(?:收入|资费|价格|金额|营业额|[一-龥]额|销售额|产值|增加值|投资额?|利润|税收|营收)(?:同比|环比|[比较]上年|[比较](?:上年|去年)同期|平均|实现|分别|有望|预计|将|大幅)*(?:增长|下降|提高|提升|上升|攀升|上涨|下调|降低|增加|减少|增速|增幅)?(?:了|达到?|为)?(?:约|近|超过?)*$"
)
"""An amount of money that no rule names, with nothing but its growth."""

_GROWTH_IN = re.compile(
    r" (?:year-on-year )?(?:growth|increase|rise|drop|decline|decrease|fall) (?:in|of|for) (?:the |its )?"
)
_GREW_TO = re.compile(r"[^,;.\d]{0,50} to (?:about |nearly |over |more than |some |around )?")
MOST_BETWEEN, CLAUSES_APART = 10, 2
"""Unknown characters between a name and its growth, and clauses between two of which the second has no subject."""
_STEP = re.compile("分别|依次|各自?(?=同比|增|下降|提高|上升|减)|respectively")
_YEARS = re.compile(r"\d{4}\.\.\d{4}")
NEAR = 20
"""Characters between such a growth and its name."""

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
    last: Name | None = None
    for one, growth in grown:
        name = alone.get(one)
        target = None if name else steps.get(one) or _target(seen, [level for level, _ in levels], one)
        if target is not None and _is_of_another(seen, found[target], one):
            name, target = _name_of(seen, found[target]), None  # 业务量达12万件,同比增长20%;7月份增长5.1%
        name = name or (None if target else _own_name(seen, one) or (last if _says_when(seen, one) else None))
        target = target or (_level_behind(seen, levels, one, name) if name else None)
        if growth.is_average and name and name.indicator:
            target = None  # 年均增速20%以上,规模突破800亿元: the average is no growth of that year
        if target is not None:
            found[target] = _with(found[target], growth)
        elif name and (figure := _alone(figure_of(one, name), name, growth)):
            found[one], last = figure, name
    return [found[one] for one in sorted(found, key=lambda one: one.start)]


def _alone(figure: Figure, name: Name, growth: Growth) -> Figure | None:
    """Make the figure of a growth without a level; points of what is no share are those of an unnamed share.

    A yearly average is one of years to come, or of a span of years; 两年平均增长20.8% says nothing of this half year.
    """
    if growth.is_average:
        if figure.status == "actual" and not _YEARS.fullmatch(figure.period or ""):
            return None
        growth = replace(growth, base=None, is_average=False)
    if figure.status == "plan":
        figure = replace(figure, status="target")  # 将新建基站2000个,网络零售额增长12%: it is aimed at
    unit = name.indicator.unit if name.indicator else "元"
    if growth.points is not None and unit != "%":
        figure, unit = replace(figure, indicator=None, definition=None, confidence="low"), "%"
    return _with(replace(figure, value=None, value_max=None, unit=unit, measure="level"), growth)


def _says_when(seen: Reading, one: Quantity) -> bool:
    clause = seen.sentence.clause_start(one.start)
    return any(clause <= period.start < one.start for period in seen.periods)


def _is_of_another(seen: Reading, figure: Figure, one: Quantity) -> bool:
    """Say whether a second growth has a period, or a region, of its own."""
    is_grown = figure.growth_percent is not None or figure.growth_points is not None
    clause = seen.sentence.clause_start(one.start)
    return is_grown and (_says_when(seen, one) or any(clause <= each.start < one.start for each in seen.places))


def _name_of(seen: Reading, figure: Figure) -> Name | None:
    mention = next((each for each in seen.mentions if each.indicator.key == figure.indicator), None)
    return Name(mention.indicator, mention.start) if mention else None


def _level_behind(seen: Reading, levels: Sequence[Level], one: Quantity, name: Name) -> Quantity | None:
    """规模较2020年翻一番,突破600亿元: the level of the same thing that follows."""
    for level, figure in levels:
        is_same = name.indicator is not None and figure.indicator == name.indicator.key
        if level.start > one.end and is_same and not _is_named(seen, level, one):
            return level
    return None


def hang_on(seen: Reading, grown: Sequence[tuple[Quantity, Growth]], before: Figure) -> Figure:
    """Join the growth of a sentence that only grows with the level of the sentence before: 同比增长20%."""
    one, growth = grown[0]
    if before.value is None or _names(seen, seen.sentence.clause_start(one.start), one.start):
        return before
    return _with(before, growth)


def _is_named(seen: Reading, level: Quantity, growth: Quantity) -> bool:
    """Say whether a level has a name in its own clause, and so another subject than a growth elsewhere."""
    clause = seen.sentence.clause_start(level.start)
    return clause > growth.start and any(clause <= mention.start < level.start for mention in seen.mentions)


def _in_step(seen: Reading, levels: Sequence[Quantity], grown: Sequence[Quantity]) -> dict[Quantity, Quantity]:
    """分别达171亿元和31亿元,同比分别增长22%和15%: the growths go to the levels one by one."""
    at = _step(seen, grown)
    grown = [
        one for one in grown if seen.sentence.clause_start(one.start) == seen.sentence.clause_start(grown[0].start)
    ]
    before = [one for one in levels if one.end <= (grown[0].start if grown else 0)]
    if at < 0 or len(grown) < 2 or len(before) < len(grown) or seen.sentence.clause_start(grown[0].start) > at:
        return {}
    return dict(zip(grown, before[-len(grown) :], strict=True))


def _step(seen: Reading, grown: Sequence[Quantity]) -> int:
    """Return where the last 分别, or 各, before the growths stands; -1 without one."""
    found = list(_STEP.finditer(seen.plain, 0, grown[0].start)) if grown else []
    return found[-1].start() if found else -1


def _named_in_step(seen: Reading, grown: Sequence[Quantity]) -> dict[Quantity, Name]:
    """电信业务总量、移动电话用户分别增长18.3%和2.1%: growths without levels go to the names one by one."""
    at = _step(seen, grown)
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
    next_level = next((each for each in levels if each.start >= one.end), None)
    if seen.is_english and next_level and _GREW_TO.fullmatch(seen.plain, one.end, next_level.start):
        return next_level  # tripled from a year earlier to 360 million yuan
    before = [level for level in levels if level.end <= one.start]
    clause = seen.sentence.clause_start(one.start)
    start = max([clause, *(level.end for level in before)])
    if _names(seen, start, one.start):
        return None
    if before:
        return before[-1]
    behind = next((level for level in levels if level.start >= one.end), None)
    if behind is None or len(CLAUSE.findall(seen.plain[one.end : behind.start])) > 1 + seen.is_english:
        return None
    return behind  # 比上年增长两成以上,2022年农村网络零售额达26.4亿元


def _names(seen: Reading, start: int, end: int, most: int | None = None) -> bool:
    return names_a_thing(seen.without(start, end), is_english=seen.is_english, most=most)


def _own_name(seen: Reading, one: Quantity) -> Name | None:
    """The indicator that a growth without a level is of: the last one of its clause, or of the clause before."""
    clause = seen.sentence.clause_start(one.start)
    earlier = [mention for mention in seen.mentions if mention.end <= one.start]
    earlier = [one for one in earlier if not any(covers(other, one) for other in earlier)]
    inside = [mention for mention in earlier if mention.start >= clause]
    if inside and not _names(seen, inside[-1].end, one.start, MOST_BETWEEN):
        return Name(inside[-1].indicator, inside[-1].start)
    if not inside and seen.is_english and (behind := _behind(seen, one)):
        return behind
    if not inside and (tail := _tail(seen, one, clause)):
        return tail
    if not inside and earlier and not _names(seen, clause, one.start):
        near = len(CLAUSE.findall(seen.plain[earlier[-1].end : one.start])) <= CLAUSES_APART
        return Name(earlier[-1].indicator, earlier[-1].start) if near else None
    return Name(None, clause) if _MONEY.search(seen.without(clause, one.start)) else None


def _behind(seen: Reading, one: Quantity) -> Name | None:
    """15 percent growth in online sales."""
    found = _GROWTH_IN.match(seen.plain, one.end)
    name = found and next((each for each in seen.mentions if 0 <= each.start - found.end() <= NEAR), None)
    return Name(name.indicator, name.start) if name else None


def _tail(seen: Reading, one: Quantity, clause: int) -> Name | None:
    """A clause with a period of its own that repeats the end of a name: 快递业务量…;7月份业务量增长5.1%."""
    if not any(clause <= period.start < one.start for period in seen.periods):
        return None
    text = seen.without(clause, one.start)
    for earlier in reversed([mention for mention in seen.mentions if mention.end <= clause]):
        name = seen.plain[earlier.start : earlier.end]
        tails = [name[-length:] for length in (5, 4, 3, 2) if length < len(name)]
        tail = next((tail for tail in tails if text.startswith(tail)), None)
        if tail and not names_a_thing(text[len(tail) :], is_english=seen.is_english):
            return Name(earlier.indicator, clause)
    return None


def _with(figure: Figure, growth: Growth) -> Figure:
    if growth.is_average or figure.growth_percent is not None or figure.growth_points is not None:
        return figure
    is_year_after = growth.against is not None and figure.period == str(growth.against + 1)
    base = growth.base or ("yoy" if is_year_after else None)
    return replace(figure, growth_percent=growth.percent, growth_points=growth.points, growth_base=base)
