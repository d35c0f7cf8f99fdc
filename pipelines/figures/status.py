"""A quantity in its sentence comes in; whether it is done or aimed at, and what it measures, goes out.

A cue holds until a past period follows it: 今年力争突破200亿元,而去年为171亿元 has a target and an actual figure.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Literal

from pipelines.figures.indicators import Indicator
from pipelines.figures.numerals import Quantity
from pipelines.figures.reading import Reading
from pipelines.figures.spans import Period

Status = Literal["actual", "target", "plan"]
Measure = Literal["level", "increment", "cumulative"]

_ACTIONS = (
    "建|新建|再建|新增|再增|落实|投入|投资|安排|开展|推进|推动|开工|开通|启动|实施|部署|改造|升级|铺设|敷设|架设|安装|举办|设立|发放|引进"
    "|培训|采购|接入|扩|新开|完成投资|布设|布放|新部署|投建|增设|增建"
)
_CUE = re.compile(
    r"(?=[准打安年底下明今计拟规将要工重任举力争确求剑瞄冲目建投达完竣预有未可应必按根提部路wsptaiehgd])"
    r"(?:(?P<plan>(?:(?:准备|打算)(?=新建|建设|再建|投资|[新再投建])|(?<!累计)(?<!已)安排(?=新建|建设|再建|投资|[0-9A-Z一-龥]{0,8}(?:项目|投资))|(?:年内|年底前|下半年|明年|今年)(?:还[要将])?再(?=[一-龥]{0,4}[建增投推开设])|(?<!年度)计划(?!的\d)|(?<!模)拟(?=[建新投引实总再在于完安开布举打以用斥])|规划(?=建设|投资|总投资|新建))"
    r"(?!单列)(?![^,;。]{0,16}(?:达到|达|突破|超过))"
    rf"|(?<!即)将(?:再|继续|陆续|分批|完成)?(?={_ACTIONS})|(?<!即)将(?:再|继续)?(?=增加(?:约|近)?\d)|(?<!即)将[向在对为][^,;]{{1,16}}(?=投入|投资|新建)|(?:工作|重点|年度)?(?:安排|任务|打算|举措)(?=:)|(?<![主需只重首])要(?=再?新?[建添装铺架]|再?新增|再增|投[资入])"
    r"|\b(?:(?:will|(?:set|scheduled|slated|due|going|expected) to) (?:add|build|invest|install|lay|construct|cost"
    r"|open)|plans? to|planned|plans))"
    r"|(?P<target>力争|(?<!累计)(?<!已)争取(?!到?(?:中央|国家|上级|财政|资金|补助|专项|各类))|(?<![主需只重首])要(?=让|把|使|达到|实现|突破|超过|提高到|提升到|力争|增加到|增至|扩[大充容]?[到至]|升[到至]|保持|不低于|不少于|高于)|(?<![不认])可(?=达|突破|超过|实现)|(?<![相对供响])应(?=达|不低于|不少于|超过|实现)|必须(?=达|突破|超|实现)|任务(?:书|清单|单|表)(?!完成)|路线图|确保|力求|剑指|瞄准|冲刺|目标(?!任务的|客户|任务\d|的\d)"
    r"|(?:建成|投产|投用|达产|投运|完工|竣工|投入使用|投入运营)后(?!,?已|,?累计|[^,;]{0,6}以来)"
    r"|预计|预测(?!数据|性|预警)|预估|有望|预期|下一步|今后|未来"
    r"|(?<!年度)计划(?!的\d)|(?<!模)拟(?=[达提升增突超扩])|规划(?=达|突破|超过|到|增至|提升|为)|(?<!即)将(?=发展到|达|超|突破|再|实现|培育|增|完成|带动|形成|打造|覆盖|有|提高|提升|升|吸引|拥有|跃|可|于|迈|保持|办|举办|开播|让|把|使|占|增至|跨|站[上稳]|逼近|接近|冲|扩[大充容]?[到至]|提供|容纳|承载|惠及|服务)"
    r"|\b(?:will|aims? (?:to|for)|is expected to|are expected to|expect(?:ed|s)?|target(?:s|ing)?|set to|seeks? to"
    r"|hopes? to|projected|slated to|eyes|goal of|hopes|strives? to))"
    r"|(?P<soft>按照部署|按照[^,;]{0,8}(?:计划|规划|安排|要求|方案)|根据[^,;]{0,8}(?:规划|计划|方案)|提出|明确|要求|部署|要(?=实现|达|新|建|完成|突破|再)))"
)
_AIM_BEHIND = re.compile("以?上?的(?:年度)?目标(?!任务)(?:不变|未变|没有变)")
"""新建900个的目标不变; a target that was met is left to what else is said of it."""
_TO_BE = re.compile(
    r"\b(?:will|to) be (?:built|added|installed|laid|constructed|opened|invested|spent|put up)|(?:are|is|were"
    r"|being) planned\b"
)
_WAS = re.compile(
    r"\b(?:were|was|been) (?:newly )?(?:built|added|put|opened|installed|laid|registered|established|set up"
    r"|completed)\b"
)
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
_INVESTED = re.compile("完成|累计|已投|已落实|投入")
_DONE = re.compile(r"已经?(?!有规划)|目前|截至|截止|初步(?:统计|核算|测算)|实际|累计完成|\bhad\b|\bhas\b")
_ADDED = re.compile(
    r"(?:计划|拟|将|准备|安排|规划)(?:再|陆续|分批|继续)?(?:建设|开工建设|铺设|布设|部署)(?!成)|新增|净[增添加]"
    r"|(?:比|较)[^,;]{1,8}多[了出]?(?=约|近|$)|新建|再建|再增|新(?:开通|开工|签|注册|培育|引进|登记|发展|布|部署|铺设?|敷设?|架设?"
    r"|落户|入驻|成立|设立|认定|开设|投放|投产|招|吸纳|改建|投用|入网|上线|接通|增设|创建|组建|招引|入库|装|架|增开|辟|上架|接入|完成|投入使用|安装|设|办|孵化|实施|规划|添|建起|购)"
    r"|增[建设开](?!计)|[加补扩]建(?!工程|项目|后)|(?:增长?|扩大)了?(?:约|近|超过?|逾)?$"
    r"|增加(?!值|到|至)|又有|又[延铺架]|延伸了|新[开添](?!发)|[再新增就又]添|添了|多了|(?<!value )"
    r"\b(?:add|adds|(?:rose|grew|increased|extended|expanded|lengthened|up) by|added(?! value)|adding(?! that| up)|new"
    r"|newly|[Aa]nother|(?:to|will) (?:build|install|construct|open|lay|put up|erect|deploy|set up|launch|hire"
    r"|recruit)|be built"
    r"|more than (?:at|a year|last|in)|more (?!than))\b"
    "|再(?:推进|推动|开展|改造|建设|布设|投放|落地|引进|发展|完成)"
)
_BROUGHT = re.compile("引进|招引|引入|孵化|招商")
"""Of firms, in a span: 上半年引进企业46家."""
_CONTRACTED = re.compile("签约(?=[^,;企业]{1,10}(?:企业|公司))")
_BRED = re.compile("培育(?!出|了|有)")
"""Of firms, in a target: 今年培育数字经济企业50家以上."""
_ARRIVED = re.compile(
    "引进|招引|签下|签订|入库|入驻|签约|签署|开工|落地|落户|动工|signed|landed|broke ground|launched|started|kicked off"
)
_IN_USE = re.compile("在用|在网|现有|停在|保有|总[数量规]|由此|合计|共计")
"""Of what stands, though it says 建成 too."""
_BUILT = re.compile(r"建成|建设|开通|[建架铺拉装]了|铺设|敷设|架设|built|laid|installed|opened|build")
_BUILDS = re.compile("[,、]?(?:同步|再|新)?(?:建设|部署|铺设|敷设|架设)(?!成|完)")
_OWN_VERB = re.compile("带动|吸纳|实现|完成|开展|举办|投资|投入|培训|提供|建成|拥有|达到?|销售")
_PART = re.compile("其中[^,;达为有至到超突增累新建]{0,16}$")
"""A part of what was just counted, of the same measure."""
NEAR = 14
"""Characters behind an English number that may say of it that it is new: 2,310 new 5G base stations."""
_PLANNED = re.compile("计划|拟|将|安排|预计|力争|规划|准备")
_SUMMED = re.compile(r"累计|cumulative|accumulated")
SPENT = ("investment", "data_centre_investment")
_LISTED = re.compile(r"(?:,| and) (?:about |over |nearly |some |another |more than )?$")
_SUMS = frozenset(("projects", "jobs"))
"""What is no flow and yet is summed up: 累计签约项目94个, 累计带动就业6万人. 累计建成5G基站 is what stands."""
_STANDS = re.compile("建成|开通|建设|设立|布设|部署|拥有")


@lru_cache(maxsize=64)
def _cues(plain: str) -> tuple[re.Match[str], ...]:
    return tuple(_CUE.finditer(plain))


def status_of(seen: Reading, one: Quantity, period: Period | None, today: date | None) -> Status | None:
    """Say whether a figure is done or aimed at; None when the sentence does not say."""
    is_future = bool(period and today and period.due > today)
    if period and today and period.due.year == today.year and _has_begun(seen, period):
        is_future = False  # 2020年为980万元,到2023年达到3920万元, in December 2023
    is_open = bool(period and today and (period.ends > today))
    cues = [match for match in _cues(seen.plain) if match.end() <= one.start and (is_open or not match["soft"])]
    cues = [each for each in cues if not _is_forecast_before(each, seen, one)]
    cue = next((each for each in reversed(cues) if not each["soft"]), cues[-1] if cues else None)
    if cue and not _is_over(cue.end(), period, is_future, seen, today):
        is_result = _ATTAINED.search(seen.plain, max(cue.end(), seen.sentence.clause_start(one.start)), one.start)
        return "plan" if cue["plan"] and not is_result and one.unit != "%" else "target"
    if seen.is_english and _TO_BE.search(_behind(seen, one)):
        return "plan"
    if is_future or _AIM_BEHIND.match(seen.plain, one.end):
        return "target"
    if one.unit == "元" and _WHOLE.search(_clause(seen, one)) and _SIGNED.search(seen.plain):
        return "plan"
    if period or _DONE.search(seen.plain, 0, one.start):
        return "actual"
    return "target" if re.match(r"以?上?的?(?:年度)?目标", _behind(seen, one)) else None


def _is_forecast_before(cue: re.Match[str], seen: Reading, one: Quantity) -> bool:
    """Say whether a forecast ended before: 交易额预计突破200亿元;快递线路新开通74条."""
    return cue[0] in ("预计", "预估") and seen.plain.find(";", cue.end(), one.start) >= 0


def _has_begun(seen: Reading, period: Period) -> bool:
    """Say whether a year that is not over stands behind a past one, with no other cue."""
    earlier = any(other.end <= period.start and other.ends < period.due for other in seen.periods)
    return earlier and period.written.isdigit() and not any(not cue["soft"] for cue in _cues(seen.plain))


def status_carried(seen: Reading, one: Quantity, before: Status) -> Status:
    """A result that is to be reached is a target, also behind a sentence of plans."""
    return "target" if before == "plan" and _RESULT.search(_clause(seen, one)) else before


def _clause(seen: Reading, one: Quantity) -> str:
    return seen.plain[seen.sentence.clause_start(one.start) : one.start]


def measure_of(
    seen: Reading, one: Quantity, indicator: Indicator | None, period: Period | None, within: Period | None = None
) -> Measure:
    """Say whether a figure is a level, what was added, or what was summed up, by the words just before it.

    `within` is the span that holds for it, its own or that of the sentence before.
    """
    earlier = [
        other.end
        for other in seen.quantities
        if other.end <= one.start
        and (
            seen.plain[other.end : other.end + 1] not in ("、", "和", "及", "与")
            or _OWN_VERB.search(seen.plain, other.end, one.start)
        )
    ]  # 新增4G基站86个、5G基站41个: both were added
    start = max([seen.sentence.clause_start(one.start), *earlier])
    window = seen.plain[start : one.start]
    if (part := _PART.match(window)) and (
        before := [other for other in seen.quantities if other.end <= start + part.end()]
    ):
        whole = whole_of(seen, one) or before[-1]
        return measure_of(seen, whole, indicator, period, within)  # 新建基站3200个,其中5G基站2100个
    if one.unit in ("%", "个百分点"):
        return "level"
    if seen.is_english:
        joined = earlier and _LISTED.search(window)
        begun = (
            seen.sentence.clause_start(one.start) if joined else start + max(0, window.rfind(" and ") if earlier else 0)
        )
        passive = _TO_BE.search(_behind(seen, one))
        if period and not period.is_moment and _WAS.search(_behind(seen, one)) and indicator and not indicator.flow:
            return "increment"  # 1,463 stations were built in 2022
        window = f"{seen.plain[begun : one.start]} {_behind(seen, one)[:NEAR]} {passive[0] if passive else ''}"
    is_stock = not indicator.flow and indicator.family not in _SUMS if indicator else bool(_STANDS.search(window))
    if _SUMMED.search(window) and not is_stock and not _is_amount(indicator, within):
        return "cumulative"
    is_flow = (indicator.flow or indicator.family == "jobs") if indicator else one.unit == "元"
    if is_flow and period and period.written.endswith("asof") and period.written[4] == ".":
        return "cumulative"  # 2016年以来投入14.6亿元
    if _ADDED.search(window):
        return "increment"
    if _BUILDS.match(window) and any(cue["plan"] and cue.end() <= start for cue in _cues(seen.plain)):
        return "increment"  # 计划投资9.6亿元,建设标准机架4200架
    if (
        indicator
        and indicator.family in SPENT
        and _is_day(period)
        and _INVESTED.search(window)
        and not _PLANNED.search(window)
    ):
        return "cumulative"  # 截至5月底,已完成投资7.4亿元
    if indicator and indicator.family == "firms" and _comes(seen, one, indicator, period, window):
        return "increment"
    rest = seen.plain[one.end :] if seen.is_english and not earlier else _behind(seen, one)
    if indicator and indicator.family == "projects" and _ARRIVED.search(f"{window} {rest}"):
        return "increment"
    is_state = indicator is not None and not indicator.flow
    is_sum = _SUMMED.search(window) or _IN_USE.search(window)
    if is_state and period and not period.is_moment and _BUILT.search(window) and not is_sum:
        return "increment"  # 上半年,西藏建成5G基站1200个: in the half year, not in all
    return "level"


def whole_of(seen: Reading, one: Quantity) -> Quantity | None:
    """The earlier quantity that a part is one of, where the nearest is too small: 当月净增0.7万户,其中5G用户121万户."""
    clause = seen.sentence.clause_start(one.start)
    if not seen.plain.startswith("其中", clause):
        return None
    before = [other for other in seen.quantities if other.end <= clause and other.unit == one.unit]
    if not before or before[-1].value >= one.value:
        return None
    return next((other for other in reversed(before) if other.value >= one.value), None)


def _comes(seen: Reading, one: Quantity, indicator: Indicator, period: Period | None, window: str) -> bool:
    """Say whether firms were brought in within a span, or are to be bred by a target."""
    if period and not period.is_moment and _BROUGHT.search(window):
        return True
    if _CONTRACTED.search(window):
        return True
    is_named = "demonstration" not in indicator.key  # 培育示范企业6家 is a level
    return is_named and bool(_BRED.search(window)) and any(cue.end() <= one.start for cue in _cues(seen.plain))


def _is_amount(indicator: Indicator | None, period: Period | None) -> bool:
    """Say whether 累计 only says that a span has months: 1至7月累计完成电信业务收入31亿元 is the amount of the span."""
    if indicator is not None and (indicator.family in SPENT or indicator.family in _SUMS):
        return False
    return period is not None and not period.is_moment and period.written[4:5] in ("-", "")


def _is_day(period: Period | None) -> bool:
    return period is not None and period.is_moment and not period.is_event


def _behind(seen: Reading, one: Quantity) -> str:
    return seen.plain[one.end : seen.sentence.clause_end(one.end)]


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


_DATED = re.compile(r"\d{4}|[去上前]年")
"""A past year that the text itself names: 年内 behind a cue is still to come."""
_PAST = re.compile(r"去年|上年|前年|截至|目前|实际|已经?(?=[完到投建落实拨安争累超突新开])|\blast year\b")
