"""A quantity in its sentence comes in; whether it is done or aimed at goes out.

A cue holds until a past period follows it: 今年力争突破200亿元,而去年为171亿元 has a target and an actual figure.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from pipelines.figures.cues import TO_BE, behind, clause_before, cues
from pipelines.figures.numerals import Quantity
from pipelines.figures.reading import Reading
from pipelines.figures.spans import Period

Status = Literal["actual", "target", "plan"]

_AIM_BEHIND = re.compile("以?上?的(?:年度)?(?:目标(?!任务)(?:不变|未变|没有变)|任务(?:还|尚))")
"""新建900个的目标不变; a target that was met is left to what else is said of it."""
_RESULT = re.compile("达到?|突破|超过?|提高|提升|增长|不低于|不少于|占|翻番")
_ATTAINED = re.compile(
    "达到?|突破|超过|不低于|不少于|做[到大]|每万人|惠及|受益|[到至](?:约|近|超)?$|提高[到至]|提升[到至]"
    "|增[加长]?[到至]|扩[容展大充]?[到至]|升[到至]|reach|exceed|top |bring|total to|raise|lift|\\bhave "
)
"""A level that a plan is to attain is aimed at; what it adds or spends is planned."""
_SIGNED = re.compile(
    "签约|签署|开工|启动|奠基|动工|落户|签订|协议|意向|合同|signed|broke ground|began|started|launched"
)
_WHOLE = re.compile(
    "总投资|投资总?额|投资规模|计划投资|金额|总额|协议|签约|合同|意向|概算|planned investment|total investment"
    "|investment of|worth"
)
_DONE = re.compile(r"已经?(?!有规划)|目前|截至|截止|初步(?:统计|核算|测算)|实际|累计完成|\bhad\b|\bhas\b")
_ORDERS = ("要求", "应", "部署", "任务是", "将完")
"""What a cue and the character behind it begin with: 年内将完成新建260个."""
_IS_NOW = re.compile("现有|已[有是]|目前|眼下|如今|现已|在[用网]")
_IS_DONE = re.compile("现有|已有|已[于经达是]|现已|实际|眼下|目前")
_DATED = re.compile(r"\d{4}|[去上前]年")
"""A past year that the text itself names: 年内 behind a cue is still to come."""
_PAST = re.compile(
    r"去年|上年|前年|截[至止]|目前|眼下|迄今|如今|当前|现阶段|现已|实际|已经?(?=[完到投建落实拨安争累超突新开])"
    r"|\blast year\b|\bnow\b|\bcurrently\b"
)


def status_of(
    seen: Reading, one: Quantity, period: Period | None, today: date | None, *, is_spent: bool
) -> Status | None:
    """Say whether a figure is done or aimed at; None when the sentence does not say.

    `is_spent`: an indicator says that it is money invested.
    """
    is_future = bool(period and today and period.due > today)
    if period and today and period.due.year == today.year and _has_begun(seen, period):
        is_future = False  # 2020年为980万元,到2023年达到3920万元, in December 2023
    is_open = bool(period and today and (period.ends > today))
    if period and period.due == today and seen.plain[period.end : one.start] in ("", "的"):
        return "actual"  # 打算从现在的7个加到15个
    told = [match for match in cues(seen.plain) if match.end() <= one.start and (is_open or not match["soft"])]
    told = [each for each in told if not _is_forecast_before(each, seen, one) and not _is_done_since(each, seen, one)]
    cue = next((each for each in reversed(told) if not each["soft"]), told[-1] if told else None)
    if cue and not _is_over(cue.end(), period, is_future, seen, today):
        is_result = not (is_spent and cue["plan"]) and _ATTAINED.search(
            seen.plain, max(cue.end(), seen.sentence.clause_start(one.start)), one.start
        )
        return "plan" if cue["plan"] and not is_result and one.unit != "%" else "target"
    if seen.is_english and TO_BE.search(behind(seen, one)):
        return "plan"
    if is_future or _AIM_BEHIND.match(seen.plain, one.end):
        return "target"
    if one.unit == "元" and is_spent and _WHOLE.search(clause_before(seen, one)) and _SIGNED.search(seen.plain):
        return "plan"
    if period or _DONE.search(seen.plain, 0, one.start):
        return "actual"
    return "target" if re.match(r"以?上?的?(?:年度)?目标", behind(seen, one)) else None


def _is_forecast_before(cue: re.Match[str], seen: Reading, one: Quantity) -> bool:
    """Say whether a forecast ended before: 交易额预计突破200亿元;快递线路新开通74条."""
    return cue[0] in ("预计", "预估") and seen.plain.find(";", cue.end(), one.start) >= 0


def _is_done_since(cue: re.Match[str], seen: Reading, one: Quantity) -> bool:
    """Say whether a later clause tells what stands: 拟新建200座,首批95座已于8月开通; 任务是1.5万户,实际1.83万户."""
    part = seen.plain.rfind(";", cue.end(), one.start) + 1
    begins = part or seen.sentence.clause_start(one.start)
    done = _IS_DONE.search(seen.plain, begins, one.start) or _IS_DONE.match(seen.plain, one.end)
    return cue.end() <= begins and bool(done or (part and "累计" in seen.plain[part : one.start]))


def is_required(seen: Reading, one: Quantity) -> bool:
    """Say whether what is to be added is an order: 会议要求,全年新建2000个; 应新建260个."""
    before = [seen.plain[cue.start() : cue.end() + 1] for cue in cues(seen.plain) if cue.end() <= one.start]
    is_task = bool(_AIM_BEHIND.match(seen.plain, one.end)) and "任务" in behind(seen, one)
    return is_task or (bool(before) and before[-1].startswith(_ORDERS))


def is_now(seen: Reading, one: Quantity) -> bool:
    """Say whether the clause of a number says that it stands today: 一期现有算力800P."""
    return bool(_IS_NOW.search(clause_before(seen, one)))


def _has_begun(seen: Reading, period: Period) -> bool:
    """Say whether a year that is not over stands behind a past one, with no other cue."""
    earlier = any(other.end <= period.start and other.ends < period.due for other in seen.periods)
    return earlier and period.written.isdigit() and not any(not cue["soft"] for cue in cues(seen.plain))


def status_carried(seen: Reading, one: Quantity, before: Status) -> Status:
    """A result that is to be reached is a target, also behind a sentence of plans."""
    return "target" if before == "plan" and _RESULT.search(clause_before(seen, one)) else before


def _is_over(cue_end: int, period: Period | None, is_future: bool, seen: Reading, today: date | None) -> bool:
    """A past period or a word of the done behind the cue ends what it holds for."""
    if period is None or is_future:
        return False
    if period.start < cue_end or period not in seen.periods:
        return False
    is_apart = seen.is_english or seen.sentence.clause_start(period.start) >= cue_end
    return bool(_PAST.search(seen.plain, cue_end)) or bool(
        is_apart and today and period.ends < today and _DATED.search(seen.plain, period.start, period.end)
    )
