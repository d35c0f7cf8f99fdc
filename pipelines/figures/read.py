"""An article and the indicators come in; the figures that its body states go out.

What a sentence leaves unsaid is carried over from the one before in the same paragraph: its period, its region,
and whether it speaks of targets.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise

from crawlers.items import Article, Confidence, Figure
from pipelines.figures.carried import Carried, carry, dates_event, period_of, region_of
from pipelines.figures.growth import Growth, growth
from pipelines.figures.hang import hang, hang_on
from pipelines.figures.indicators import Indicator, Indicators
from pipelines.figures.lists import Item, lists
from pipelines.figures.measures import SPENT, Measure, measure_of, whole_of
from pipelines.figures.naming import Name, name_of
from pipelines.figures.numerals import Quantity
from pipelines.figures.owners import PART_OF_REGION, is_one_operators
from pipelines.figures.periods import periods
from pipelines.figures.reading import Reading, read_sentence
from pipelines.figures.refined import moment_of, since_year_end, so_far, span_of, span_of_amount, standing, summed_up
from pipelines.figures.sentences import plain, sentences
from pipelines.figures.series import in_series
from pipelines.figures.spans import Period
from pipelines.figures.status import Status, is_now, is_required, status_carried, status_of

PERSONS = ("人", "户")
_PASSED = re.compile("(?:突破|超过|[跨越迈]过|[跨越迈]上|站上|首次过|破|跃上|越)了?$")
MARK_PASSED_BY = 1.2
"""Up to so many times a round mark is the exact figure of what passed it."""
_COUNTED_AS = re.compile(
    r"[ -]?(?:[a-z-]+[ -]){0,3}?(?:(?P<户>users|subscribers|accounts|households|subscriptions)|(?P<家>companies"
    r"|firms|enterprises|merchants|stores|shops|businesses)"
    r"|(?P<人>people|farmers|herders|workers|residents|teachers|doctors|learners|viewers|students|trainees|graduates|villagers|employees))\b"
)
_BULLETIN = re.compile("简报|月报|季报|快报")


def figures(article: Article, indicators: Indicators) -> tuple[Figure, ...]:
    """Find the figures of an article's body, in order of the text."""
    today = _day(article.published_at)
    title, body = plain(article.title or ""), plain(article.text)
    whole = f"{title}\n{body}"
    is_met = _is_met(whole)
    region = next((place.region for place in indicators.places(whole)), None)
    headline = next(
        (one for one in periods(title, today) if not dates_event(title, one) and not _is_plans(one, today)), None
    )
    subject, told = indicators.subject(title), indicators.told(title)
    moment = _bulletins(title, headline, today)
    carried = Carried(period=headline, moment=moment, region=region, paragraph=0, indicator=subject)
    year = headline.ends.year if headline else None
    found: list[Figure] = []
    for sentence in sentences(article.text, body):
        if sentence.paragraph != carried.paragraph:
            carried = _anew(sentence.paragraph, title, headline, region, subject, today)
        seen = read_sentence(sentence, indicators, today, year, is_met, told)
        figures_here = _of_sentence(seen, carried, today, indicators)
        if carried.is_stated and not figures_here and (grown := _grown(seen)):
            found[-1] = hang_on(seen, grown, found[-1])
        found += figures_here
        carried = carry(seen, carried, figures_here, today)
        year = carried.period.ends.year if carried.period else year
    return tuple(in_series(figure, indicators.by_key(figure.indicator)) for figure in found)


def _anew(
    paragraph: int, title: str, headline: Period | None, region: str | None, subject: str | None, today: date | None
) -> Carried:
    """Begin a paragraph with what the headline says: a year that is over holds for all, a span for amounts."""
    is_over = headline is not None and today is not None and headline.written.isdigit() and headline.ends < today
    span = headline if headline and not headline.is_moment else None
    period = headline if is_over else None
    moment = _bulletins(title, headline, today)
    return Carried(
        paragraph=paragraph, period=period or moment, moment=moment, span=span, region=region, indicator=subject
    )


def _is_plans(headline: Period, today: date | None) -> bool:
    """Say whether a headline names years of a plan that are not over: “十四五”项目储备 dates no figure."""
    return today is not None and ".." in headline.written and headline.written[4] == "." and headline.ends > today


def _bulletins(title: str, headline: Period | None, today: date | None) -> Period | None:
    """The last day of a bulletin's months: 9月通信业运行简报 counts users at their end."""
    if headline is None or today is None or headline.last is None or headline.last >= today or headline.is_moment:
        return None
    if not _BULLETIN.search(title) or headline.written.isdigit():
        return None
    return Period(headline.start, headline.end, f"asof:{headline.last}", headline.last, is_moment=True)


def _is_met(whole: str) -> Callable[[Indicator], bool]:
    """Say of an indicator whether the article says what it needs, where that may stand anywhere; each once."""
    known: dict[str, bool] = {}

    def is_met(indicator: Indicator) -> bool:
        if not indicator.anywhere or indicator.needs is None:
            return False
        if indicator.key not in known:
            known[indicator.key] = bool(indicator.needs.search(whole))
        return known[indicator.key]

    return is_met


def _of_sentence(seen: Reading, carried: Carried, today: date | None, indicators: Indicators) -> list[Figure]:
    """Read the levels first, then hang each growth on the level that it is the growth of."""
    listed = lists(seen)
    levels: list[tuple[Quantity, Figure]] = []
    grown: list[tuple[Quantity, Growth]] = []
    for one in seen.quantities:
        if found := growth(seen.sentence, one):
            grown.append((one, found))
        elif name := listed.get(one, Item()).name or name_of(seen, one, _before(one, carried, indicators)):
            levels.append((one, _figure(seen, one, name, listed.get(one, Item()), carried, today)))
    levels = _without_marks(seen, levels)
    return hang(seen, levels, grown, lambda one, name: _figure(seen, one, name, Item(), carried, today, is_level=False))


def _before(one: Quantity, carried: Carried, indicators: Indicators) -> Indicator | None:
    """What a sentence without a subject goes on with: the last thing in its unit, else the last one spoken of."""
    return indicators.by_key(carried.by_unit.get(one.unit, carried.indicator))


def _without_marks(seen: Reading, levels: list[tuple[Quantity, Figure]]) -> list[tuple[Quantity, Figure]]:
    """Leave out a round mark that was passed where the exact figure is said next: 跨过一万个关口,达到10120个."""
    passed = {
        first
        for (first, mark), (second, exact) in pairwise(levels)
        if _PASSED.search(seen.plain, max(0, first.start - 6), first.start)
        and first.value <= second.value < first.value * MARK_PASSED_BY
        and len(f"{first.value:.0f}".rstrip("0")) == 1
        and (mark.indicator, mark.region, mark.period, mark.status)
        == (exact.indicator, exact.region, exact.period, exact.status)
    }
    return [(one, figure) for one, figure in levels if one not in passed]


def _grown(seen: Reading) -> list[tuple[Quantity, Growth]]:
    return [(one, found) for one in seen.quantities if (found := growth(seen.sentence, one))]


def _figure(
    seen: Reading,
    one: Quantity,
    name: Name,
    item: Item,
    carried: Carried,
    today: date | None,
    *,
    is_level: bool = True,
) -> Figure:
    indicator = name.indicator
    said, measure = _said(seen, one, indicator, item, carried, today)
    status, period = _settled(seen, one, indicator, said, measure, carried, today)
    flags = _flags(indicator, one) if is_level else ()
    confidence = _confidence(indicator, said, period, flags)
    if is_one_operators(seen, one, before=carried.is_operators):
        flags = (*flags, PART_OF_REGION)
    period = period or _now(one, today)
    return Figure(
        indicator=indicator.key if indicator else None,
        definition=indicator.definition if indicator else None,
        region=item.region or region_of(seen, one, carried),
        period=period.written if period else None,
        value=one.value,
        value_max=one.value_max,
        unit=_unit(seen, one, indicator, is_english=seen.is_english),
        printed=seen.sentence.printed_at(one.start, one.end).strip(),
        qualifier=one.qualifier,
        status=status,
        measure=measure,
        sentence=seen.sentence.printed,
        sentence_at=seen.sentence.at,
        flags=flags,
        confidence=confidence,
    )


def _now(one: Quantity, today: date | None) -> Period | None:
    """The article's own day."""
    return Period(one.start, one.start, f"asof:{today}", today, is_moment=True) if today else None


def _said(
    seen: Reading, one: Quantity, indicator: Indicator | None, item: Item, carried: Carried, today: date | None
) -> tuple[Period | None, Measure]:
    """Say what period the sentence gives a quantity, and what it measures."""
    whole = whole_of(seen, one)
    said = item.period or period_of(seen, whole or one)
    if said and _is_goal_of_another(seen, one, said, indicator, today):
        said = None
    measure = measure_of(seen, one, indicator, said, within=said or carried.span)
    if said and measure == "increment":
        said = since_year_end(seen, one, span_of(seen, one, said), today)
    elif said and indicator and indicator.flow:
        said = so_far(seen, span_of_amount(seen, one, said))
    elif said and indicator and not item.period:
        said = standing(seen, one, moment_of(seen, one, said), indicator, today)
    if said and indicator is None and one.unit == "%" and today and said.written.endswith("asof"):
        said = Period(one.start, one.start, f"asof:{today}", today, is_moment=True)  # 8年来,共享率提升到83%
    if said and measure == "cumulative" and today:
        said = summed_up(seen, one, said, today)
    return said, measure


def _is_goal_of_another(
    seen: Reading, one: Quantity, said: Period, indicator: Indicator | None, today: date | None
) -> bool:
    """Say whether the day by which something else is reached stands before money: 年底形成…,规划投资58亿元."""
    is_spent = indicator is not None and indicator.family in SPENT
    is_apart = seen.plain.find(";", said.end, one.start) >= 0
    is_day_to_come = today is not None and (said.written.startswith("asof:") or is_apart) and said.ends > today
    return is_spent and is_day_to_come and said.start < seen.sentence.clause_start(one.start)


def _settled(
    seen: Reading,
    one: Quantity,
    indicator: Indicator | None,
    said: Period | None,
    measure: Measure,
    carried: Carried,
    today: date | None,
) -> tuple[Status, Period | None]:
    """Say whether a quantity is done or aimed at, and of when it is, with what the sentence before said."""
    is_state = indicator is not None and not indicator.flow and measure != "increment"
    is_spent = indicator is not None and indicator.family in SPENT
    status = status_of(seen, one, said, today, is_spent=is_spent)
    if status == "target" and measure == "increment" and is_required(seen, one):
        status = "plan"  # 全年应新建5G基站260个
    stands = measure == "level" and not (indicator and indicator.flow) and is_now(seen, one)
    if stands and said and today and said.due < today and seen.plain.find(";", said.end, one.start) >= 0:
        return status or "actual", _now(one, today)  # 察隅县去年底为88.2%;云南则已是99.1%
    if stands and said is None and (carried.moment is None or carried.status in ("target", "plan")):
        return "actual", _now(one, today)  # 将部署机架2000架。一期现有算力800P
    if status is None and said is None and carried.status in ("target", "plan"):
        return status_carried(seen, one, carried.status), carried.period
    if is_state and said and not said.is_moment and carried.moment and carried.moment.due == said.ends:
        return status or "actual", carried.moment  # 12月末用户338万户。全年新建基站900个,总数达到8000个
    is_amount = measure == "increment" or (indicator is not None and indicator.flow)
    if said is None and is_amount and carried.span and (not carried.period or carried.span.ends == carried.period.due):
        return status or "actual", carried.span  # 一季度…。3月末用户126万户。期内新建基站310个
    if is_state and said is None and carried.is_told and carried.moment is None:
        return status or "actual", None  # 店主去年开了网店。…从无到有,达83家: now
    return status or "actual", said or (carried.moment if is_state else None) or carried.period


def _unit(seen: Reading, one: Quantity, indicator: Indicator | None, *, is_english: bool) -> str | None:
    """The unit as printed; of what is counted in one word alone, and of an English count, the indicator's own."""
    if indicator and (not one.unit or indicator.counted or (is_english and one.unit in PERSONS)):
        return indicator.unit
    if is_english and indicator is None and not one.unit:
        return _counted(seen, one)
    return one.unit or ("个" if is_english else None)


def _counted(seen: Reading, one: Quantity) -> str:
    """The unit of an English count of something that no indicator names: 1.12 million registered users."""
    found = _COUNTED_AS.match(seen.plain, one.end)
    return next((unit for unit, word in (found.groupdict() if found else {}).items() if word), "个")


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
