"""The period that a sentence gives a quantity comes in; that of its kind of figure goes out.

A state stands at the end of a span, an amount needs one, a sum has the day up to which it was summed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from pipelines.figures.indicators import Indicator
from pipelines.figures.numerals import Quantity
from pipelines.figures.reading import Reading
from pipelines.figures.spans import WHOLE, Period

_MONTH_BEFORE = re.compile("环比|(?:比|较)上月|(?:比|较)上个月")
_QUARTER_BEFORE = re.compile("(?:比|较)(?:上个?季度?|[一二三]季度)末")
_YEAR_END = re.compile("(?:比|较)(?:上年末|上年底|去年末|去年底|年初)")
_THIS_YEAR = ("今年", "本年", "今年,", "年内")
_TOTAL = re.compile("总[数量]|已有|在库|在建|现有|达到?|共有")
_COUNTS_ALIKE = ("个", "人", "座", "家")
_STANDING = frozenset((
    "base_stations_5g", "base_stations_4g", "base_stations_5g_per_10k", "mobile_stations", "users_5g", "users_4g",
    "mobile_users", "broadband_users", "gigabit_users", "fibre_users", "iptv_users", "iot_users", "package_users_5g",
    "user_share_5g", "gigabit_user_share", "fibre_km", "computing_power", "racks", "villages_covered_share",
))  # fmt: skip
"""Families of what is counted at the end of a span, whatever else happened in it: 上半年,5G用户达178万户."""
_KEPT = re.compile("保持|维持|稳定")


def summed_up(seen: Reading, one: Quantity, said: Period | None, today: date) -> Period | None:
    """The day of a sum (新签约17个,累计签约94个), which the span of another clause does not hold for; else `said`."""
    clause = seen.sentence.clause_start(one.start)
    if said and (
        said.is_moment or said.start >= clause or (said.written.endswith("asof") and not _parted(seen, said, one))
    ):
        return said
    is_since = said is not None and said.written.endswith("..asof") and said.written[4:8] != "-01."
    if said and (is_since or not _parted(seen, said, one)):
        return said  # 2019年以来累计直播213场,带动销售额1860万元
    return Period(one.start, one.start, f"asof:{today}", today, is_moment=True)


def _parted(seen: Reading, said: Period, one: Quantity) -> bool:
    return any(said.end <= other.start < one.start for other in seen.quantities)


def so_far(seen: Reading, said: Period) -> Period:
    """今年 behind 截至11月18日 is the year so far."""
    since = [one for one in seen.periods if one.written.endswith("asof") and one.end <= said.start]
    if said.is_moment and since:
        return since[-1]  # 今年以来,截至8月10日
    is_bare = said.written.isdigit() and seen.plain[said.start : said.end] in _THIS_YEAR
    moments = [one for one in seen.periods if one.is_moment and one.end <= said.start]
    if not is_bare or not moments or moments[-1].due == said.ends:
        return said
    is_within = seen.plain[said.start : said.end] == "年内"
    months = months_until(moments[-1]) if is_within else None
    return months or replace(said, written=f"{said.written}-01..asof")


def months_until(moment: Period) -> Period | None:
    """The months from January to a month's end: 8月底,…其中年内新登记164家; None for another day, and a whole year."""
    day = moment.due
    if moment.is_event or day.month == 12 or (day + timedelta(days=1)).day != 1:
        return None
    months = WHOLE.get((1, day.month), f"01..{day.month:02}") if day.month > 1 else "01"
    return replace(moment, written=f"{day.year}-{months}")


def span_of(seen: Reading, one: Quantity, said: Period) -> Period:
    """For what was added: the span of the sentence, when the nearest period is the 月末 of another clause."""
    if not said.is_moment and seen.plain[said.start : said.end] == "年内":
        return so_far(seen, said)
    if not said.is_moment or seen.sentence.clause_start(one.start) <= said.start:
        return said
    spans = [period for period in seen.periods if not period.is_moment and period.end <= said.start]
    return spans[-1] if spans else said


def span_of_amount(seen: Reading, one: Quantity, said: Period) -> Period:
    """For an amount: the span before, when the nearest period is the 期末 of another clause."""
    if seen.plain[said.start : said.end] != "期末" or seen.sentence.clause_start(one.start) <= said.start:
        return said
    spans = [period for period in seen.periods if not period.is_moment and period.end <= said.start]
    return spans[-1] if spans else said


def since_year_end(seen: Reading, one: Quantity, said: Period, today: date | None) -> Period:
    """What was added 较上年末, at the end of a month, was added from January on."""
    around = seen.plain[seen.sentence.clause_start(one.start) : seen.sentence.clause_end(one.end)]
    is_month_end = said.is_moment and not said.is_event and (said.due + timedelta(days=1)).day == 1
    if is_month_end and said.due.month == 6 and "半年" in around:
        return months_until(said) or said
    if is_month_end and said.due.month % 3 == 0 and _QUARTER_BEFORE.search(around):
        return replace(said, written=f"{said.due.year}-Q{said.due.month // 3}")
    if is_month_end and _MONTH_BEFORE.search(around):
        return replace(said, written=f"{said.due.year}-{said.due.month:02}")
    if (
        is_month_end
        and said.due.month == 12
        and today
        and said.due <= today
        and not _MONTH_BEFORE.search(around)
        and not _QUARTER_BEFORE.search(around)
    ):
        return replace(said, written=str(said.due.year))
    if said.is_moment and not said.is_event and _YEAR_END.search(around) and said.due.month < 12:
        months = WHOLE.get((1, said.due.month), f"01..{said.due.month:02}") if said.due.month > 1 else "01"
        return replace(said, written=f"{said.due.year}-{months}")
    return said


def moment_of(seen: Reading, one: Quantity, said: Period) -> Period:
    """For a state: the 截至 of its sentence, when the nearest period is that of another clause (全年净增…;用户达…)."""
    if said.is_moment or seen.sentence.clause_start(one.start) <= said.start:
        return said
    moments = [period for period in seen.periods if period.is_moment and period.end <= said.start]
    return moments[-1] if moments else said


def standing(seen: Reading, one: Quantity, said: Period, indicator: Indicator, today: date | None) -> Period:
    """For a state: 2016年以来 says nothing of when it stands so; nor does 今年 of a total beside what was added."""
    is_open = said.last is not None and today is not None and said.due <= today < said.last and "-" not in said.written
    clause = seen.plain[seen.sentence.clause_start(one.start) : one.start]
    if today and _is_counted_at_end(seen, one, said, indicator, today):
        return Period(one.start, one.start, f"asof:{said.ends}", said.ends, is_moment=True)
    is_done = indicator.family in ("projects", "jobs")
    is_sum = not is_done or _TOTAL.search(clause)
    if today and is_sum and _is_span_of_added(seen, one, said) and said.ends <= today:
        return Period(one.start, one.start, f"asof:{said.ends}", said.ends, is_moment=True)
    if is_done:
        return said  # done in the span, as much as standing at its end
    is_total = is_open and _is_after_added(seen, one, said) and _TOTAL.search(clause)
    if today and not said.is_moment and (said.written.endswith("asof") or (is_open and "累计" in clause) or is_total):
        return Period(one.start, one.start, f"asof:{today}", today, is_moment=True)
    return said


def _is_after_added(seen: Reading, one: Quantity, said: Period) -> bool:
    """Say whether a count stands behind what the year so far has added to it: 今年又添了58家,总数达到271家."""
    clause = seen.sentence.clause_start(one.start)
    return any(said.end <= other.start < clause and other.unit == one.unit for other in seen.quantities)


def _is_span_of_added(seen: Reading, one: Quantity, said: Period) -> bool:
    """Say whether a span shorter than a year is that of what an earlier clause added: 5月新装420架,总量达3980架."""
    is_short = "-" in said.written and not said.written.endswith("asof")
    if said.is_moment or not is_short or one.unit == "%" or said.start >= seen.sentence.clause_start(one.start):
        return False
    return any(
        said.end <= other.start < one.start and other.unit in (one.unit, *_COUNTS_ALIKE) for other in seen.quantities
    )


def _is_counted_at_end(seen: Reading, one: Quantity, said: Period, indicator: Indicator, today: date) -> bool:
    """Say whether a half, a quarter or months only tell at whose end a state was counted; a year stays a year."""
    is_part_of_year = said.written[4:5] == "-" and not said.is_moment and said.last is not None
    if not is_part_of_year or said.ends > today or indicator.family not in _STANDING:
        return False
    return not _KEPT.search(seen.plain[seen.sentence.clause_start(one.start) : one.start])
