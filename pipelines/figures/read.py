"""An article and the indicators come in; the figures that its body states go out.

What a sentence leaves unsaid is carried over from the one before in the same paragraph: its period, its region,
and whether it speaks of targets.
"""

from __future__ import annotations

from datetime import date

from crawlers.items import Article, Confidence, Figure
from pipelines.figures.carried import Carried, carry, moment_of, period_of, region_of, since_year_end, so_far, summed_up
from pipelines.figures.growth import Growth, growth
from pipelines.figures.hang import hang
from pipelines.figures.indicators import Indicator, Indicators
from pipelines.figures.lists import Item, lists
from pipelines.figures.naming import Name, name_of
from pipelines.figures.periods import periods
from pipelines.figures.quantities import Quantity
from pipelines.figures.reading import Reading, read_sentence
from pipelines.figures.sentences import plain, sentences
from pipelines.figures.series import in_series
from pipelines.figures.spans import Period
from pipelines.figures.status import measure_of, status_carried, status_of


def figures(article: Article, indicators: Indicators) -> tuple[Figure, ...]:
    """Find the figures of an article's body, in order of the text."""
    today = _day(article.published_at)
    title = plain(article.title or "")
    region = next((place.region for place in indicators.places(f"{title}\n{plain(article.text)}")), None)
    headline = next(periods(title, today), None)
    carried = Carried(period=headline, region=region, paragraph=0)
    found: list[Figure] = []
    for sentence in sentences(article.text):
        if sentence.paragraph != carried.paragraph:
            carried = Carried(paragraph=sentence.paragraph, region=region)
        seen = read_sentence(sentence, indicators, today)
        figures_here = _of_sentence(seen, carried, today)
        found += figures_here
        carried = carry(seen, carried, figures_here[-1].status if figures_here else None)
    return tuple(in_series(figure, indicators.by_key(figure.indicator)) for figure in found)


def _of_sentence(seen: Reading, carried: Carried, today: date | None) -> list[Figure]:
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


def _figure(seen: Reading, one: Quantity, name: Name, item: Item, carried: Carried, today: date | None) -> Figure:
    indicator = name.indicator
    said = item.period or period_of(seen, one)
    measure = measure_of(seen, one, indicator, said)
    is_state = indicator is not None and not indicator.flow and measure != "increment"
    if is_state and said and not item.period:
        said = moment_of(seen, one, said)
    elif said and measure == "increment":
        said = since_year_end(seen, one, said)
    elif said and indicator and indicator.flow:
        said = so_far(seen, said)
    if measure == "cumulative" and today:
        said = summed_up(seen, one, said, today) if said else None
    status = status_of(seen, one, said, today)
    if status is None and said is None and carried.status in ("target", "plan"):
        status, period = status_carried(seen, one, carried.status), carried.period
    else:
        period = said or (carried.moment if is_state else None) or carried.period
    is_guessed = period is None
    if today and is_guessed:
        period = Period(one.start, one.start, f"asof:{today}", today, is_moment=True)
    flags = _flags(indicator, one)
    return Figure(
        indicator=indicator.key if indicator else None,
        definition=indicator.definition if indicator else None,
        region=item.region or region_of(seen, one, carried),
        period=period.written if period else None,
        value=one.value,
        value_max=one.value_max,
        unit=one.unit or (indicator.unit if indicator else None),
        printed=seen.sentence.printed_at(one.start, one.end).strip(),
        qualifier=one.qualifier,
        status=status or "actual",
        measure=measure,
        sentence=seen.sentence.printed,
        sentence_at=seen.sentence.at,
        flags=flags,
        confidence=_confidence(indicator, said, None if is_guessed else period, flags),
    )


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


def _day(published_at: str | None) -> date | None:
    try:
        return date.fromisoformat((published_at or "")[:10])
    except ValueError:
        return None
