"""An article and the indicators come in; the figures that its body states go out.

What a sentence leaves unsaid is carried over from the one before in the same paragraph: its period, its region,
and whether it speaks of targets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from crawlers.items import Article, Confidence, Figure
from pipelines.figures.growth import Growth, growth
from pipelines.figures.hang import hang
from pipelines.figures.indicators import Indicator, Indicators
from pipelines.figures.lists import Item, lists
from pipelines.figures.naming import Name, name_of
from pipelines.figures.periods import Period, periods
from pipelines.figures.quantities import Quantity
from pipelines.figures.reading import Reading, read_sentence
from pipelines.figures.sentences import plain, sentences
from pipelines.figures.status import Status, measure_of, status_of

_EVENT = re.compile("上线|启动|成立|启用|开业|实施|投运|投产|通车|挂牌|揭牌|印发|发布|举行|召开|入选")


@dataclass(frozen=True, slots=True)
class _Carried:
    """What the sentence before said, for one that does not say it."""

    paragraph: int = -1
    period: Period | None = None
    moment: Period | None = None
    """The last 截至 or 目前: what a state refers to, also behind 全年净增7.6万户."""
    region: str | None = None
    status: Status | None = None


def figures(article: Article, indicators: Indicators) -> tuple[Figure, ...]:
    """Find the figures of an article's body, in order of the text."""
    today = _day(article.published_at)
    title = plain(article.title or "")
    region = next((place.region for place in indicators.places(f"{title}\n{plain(article.text)}")), None)
    headline = next(periods(title, today), None)
    carried = _Carried(period=headline, region=region, paragraph=0)
    found: list[Figure] = []
    for sentence in sentences(article.text):
        if sentence.paragraph != carried.paragraph:
            carried = _Carried(paragraph=sentence.paragraph, region=region)
        seen = read_sentence(sentence, indicators, today)
        figures_here = _of_sentence(seen, carried, today)
        found += figures_here
        carried = _carry(seen, carried, figures_here)
    return tuple(found)


def _of_sentence(seen: Reading, carried: _Carried, today: date | None) -> list[Figure]:
    """Read the levels first, then hang each growth on the level that it is the growth of."""
    listed = lists(seen)
    levels: list[tuple[Quantity, Figure]] = []
    grown: list[tuple[Quantity, Growth]] = []
    for one in seen.quantities:
        if found := growth(seen.sentence, one):
            grown.append((one, found))
        elif name := listed.get(one, Item()).name or name_of(seen, one):
            levels.append((one, _figure(seen, one, name, listed.get(one, Item()), carried, today)))
    return hang(seen, levels, grown, lambda one, name: _figure(seen, one, name, Item(), carried, today))


def _figure(seen: Reading, one: Quantity, name: Name, item: Item, carried: _Carried, today: date | None) -> Figure:
    indicator = name.indicator
    said = item.period or _period(seen, one)
    measure = measure_of(seen, one, indicator, said)
    is_state = indicator is not None and not indicator.flow and measure != "increment"
    if is_state and said and not item.period:
        said = _moment(seen, one, said)
    status = status_of(seen, one, said, today)
    if status is None and said is None and carried.status in ("target", "plan"):
        status = carried.status
    period = said or (carried.moment if is_state else None) or carried.period
    flags = _flags(indicator, one)
    return Figure(
        indicator=indicator.key if indicator else None,
        definition=indicator.definition if indicator else None,
        region=item.region or _region(seen, one, carried),
        period=period.written if period else None,
        value=one.value,
        value_max=one.value_max,
        unit=one.unit,
        printed=seen.sentence.printed[one.start : one.end],
        qualifier=one.qualifier,
        status=status or "actual",
        measure=measure,
        sentence=seen.sentence.printed,
        sentence_at=seen.sentence.at,
        flags=flags,
        confidence=_confidence(indicator, said, period, flags),
    )


def _period(seen: Reading, one: Quantity) -> Period | None:
    """The last period named before a quantity, else the first one behind it in its clause."""
    before = [period for period in seen.periods if period.end <= one.start and not _is_event(seen, period)]
    if before:
        return before[-1]
    end = seen.sentence.clause_end(one.end)
    return next((period for period in seen.periods if one.end <= period.start < end), None)


def _moment(seen: Reading, one: Quantity, said: Period) -> Period:
    """For a state: the 截至 of its sentence, when the nearest period is that of another clause (全年净增…;用户达…)."""
    if said.is_moment or seen.sentence.clause_start(one.start) <= said.start:
        return said
    moments = [period for period in seen.periods if period.is_moment and period.end <= said.start]
    return moments[-1] if moments else said


def _is_event(seen: Reading, period: Period) -> bool:
    """Say whether a period only dates an event in a clause without a figure: 平台今年4月上线,已有63家商户."""
    start, end = seen.sentence.clause_start(period.start), seen.sentence.clause_end(period.end)
    if any(start <= one.start < end for one in seen.quantities):
        return False
    return bool(_EVENT.search(seen.plain, period.end, end))


def _region(seen: Reading, one: Quantity, carried: _Carried) -> str | None:
    """The last region named before a quantity; of a list (自治区、拉萨市、城关区) the first."""
    before = [place for place in seen.places if place.end <= one.start]
    if not before:
        return carried.region
    nearest = before.pop()
    while before and re.fullmatch(r"[市县区]?[、和及与]", seen.plain[before[-1].end : nearest.start]):
        nearest = before.pop()
    return nearest.region


def _flags(indicator: Indicator | None, one: Quantity) -> tuple[str, ...]:
    """Flag what cannot be: 投资18元, where 亿 was lost; a share above 100 %."""
    if indicator is None:
        return ()
    highest = one.value if one.value_max is None else one.value_max
    return ("magnitude",) if one.value < indicator.least or highest > indicator.most else ()


def _confidence(
    indicator: Indicator | None, said: Period | None, period: Period | None, flags: tuple[str, ...]
) -> Confidence:
    if indicator is None or flags or period is None:
        return "low"
    return "high" if said else "medium"


def _carry(seen: Reading, carried: _Carried, found: list[Figure]) -> _Carried:
    main = [period for period in seen.periods if not _is_aside(seen, period) and not _is_event(seen, period)]
    period = main[-1] if main else carried.period
    moments = [period for period in main if period.is_moment]
    moment = moments[-1] if moments else carried.moment
    region = seen.places[-1].region if seen.places else carried.region
    status = found[-1].status if found else (carried.status if not seen.periods else None)
    return _Carried(paragraph=seen.sentence.paragraph, period=period, moment=moment, region=region, status=status)


def _is_aside(seen: Reading, period: Period) -> bool:
    """Say whether a period stands in a clause of 其中, which says nothing of what follows."""
    return "其中" in seen.plain[seen.sentence.clause_start(period.start) : period.start]


def _day(published_at: str | None) -> date | None:
    try:
        return date.fromisoformat((published_at or "")[:10])
    except ValueError:
        return None
