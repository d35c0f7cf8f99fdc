"""A quantity in its sentence comes in; whether it is a level, what was added, or what was summed up, goes out."""

from __future__ import annotations

import re
from typing import Literal

from pipelines.figures.cues import TO_BE, behind, cues
from pipelines.figures.indicators import Indicator
from pipelines.figures.numerals import Quantity
from pipelines.figures.reading import Reading
from pipelines.figures.spans import Period

Measure = Literal["level", "increment", "cumulative"]

_WAS = re.compile(
    r"\b(?:were|was|been) (?:newly )?(?:built|added|put|opened|installed|laid|registered|established|set up"
    r"|completed)\b"
)
_INVESTED = re.compile("完成|累计|已投|已落实|投入|has received|has spent|has invested|has been invested")
_ADDED = re.compile(
    r"(?:计划|拟|将|准备|安排|规划)(?:再|陆续|分批|继续)?(?:建设|开工建设|铺设|布设|部署)(?!成)|新增|净[增添加]"
    r"|(?:比|较)[^,;]{1,8}多[了出]?(?=约|近|$)|新建|再建|再增|新(?:开通|开工|签|注册|培育|引进|登记|发展|布|部署|铺设?|敷设?|架设?"
    r"|落户|入驻|成立|设立|认定|开设|投放|投产|招|吸纳|改建|投用|入网|上线|接通|增设|创建|组建|招引|入库|装|架|增开|辟|上架|接入|完成|投入使用|安装|设|办|孵化|实施|规划|添|建起|购)"
    r"|增[建设开](?!计)|[加补扩]建(?!工程|项目|后)|(?:增长?|扩大)了?(?:约|近|超过?|逾)?$"
    r"|增加(?!值|到|至)|又有|又[延铺架]|延伸了|新[开添上](?!发|线)|[再新增就又]添|添了|多了|(?<!value )"
    r"\b(?:add|adds|(?:rose|grew|increased|extended|expanded|lengthened|up) by|added(?! value)|adding(?! that| up)|new"
    r"|newly|[Aa]nother|(?:to|will) (?:build|install|construct|open|lay|put up|erect|deploy|set up|launch|hire"
    r"|recruit)|be built"
    r"|more than (?:at|a year|last|in)|more (?!than))\b"
    "|实际(?:新?开通|建成|建了)|再(?:敷设|铺设|架设|安装|装|上|招|推进|推动|开展|改造|建设|布设|投放|落地|引进|发展)"
)
_NEW_THING = re.compile("新建的?[一-龥]{2,10}投资")
"""新建的直播基地投资1680万元: the base is new, and the money no increment."""
_BROUGHT = re.compile("引进|招引|引入|孵化|招商")
"""Of firms, in a span: 上半年引进企业46家."""
_SETTLED = re.compile("[一-龥]{0,10}(?:落户|签约|新入驻)| ?(?:[a-z]+ ){0,4}moved in")
_CONTRACTED = re.compile("签约(?=[^,;企业]{1,10}(?:企业|公司))")
_BRED = re.compile("培育(?!出|了|有)")
"""Of firms, in a target: 今年培育数字经济企业50家以上."""
_ARRIVED = re.compile(
    "引进|招引|签下|签订|入库|入驻|签约|签署|开工|落地|落户|动工|立项"
    "|signed|landed|broke ground|launched|started|kicked off"
)
_IN_USE = re.compile("在用|在网|现有|停在|保有|总[数量规]|由此|合计|共计")
"""Of what stands, though it says 建成 too."""
_BUILT = re.compile(
    r"建成|[建装架]好|[建架]起|建设|开通|[建架铺拉装]了|铺设|敷设|架设|built|laid|installed|opened|build|constructed|erected"
    r"|deployed|rolled out"
    r"|(?:set|put) up|completed|launched|put into (?:operation|use|service)"
)
_BUILDS = re.compile("[,、]?(?:同步|再|新)?(?:建设|部署|铺设|敷设|架设|[一二三四首]期装)(?!成|完)")
_OWN_VERB = re.compile("总[数量]|累计|合计|带动|吸纳|实现|完成|开展|举办|投资|投入|培训|提供|建成|拥有|达到?|销售")
_PART = re.compile("其中[^,;达为有至到超突增累新建]{0,16}$")
"""A part of what was just counted, of the same measure."""
NEAR = 14
"""Characters behind an English number that may say of it that it is new: 2,310 new 5G base stations."""
_PLANNED = re.compile("计划|拟|将|安排|预计|力争|规划|准备")
_SUMMED = re.compile(r"累计|cumulative|accumulated")
SPENT = ("investment", "data_centre_investment")
_COUNTED_ONLY = re.compile("(?:总?共|合|总)?计|总共|一?共")
_DOES = re.compile(
    "完成|成交|修复|培训|孵化|带动|帮助|惠及|服务|销售|卖出|发出|受理|办理|举办|开展|投[资入]|建设|改造|支持|节省|处理|发放|接待|光缆"
)
"""What a clause begins with whose subject is that of the one before."""
LONGEST_GOING_ON = 12
_STANDING = re.compile("现有|已有|达到|目前|总[数量]|在[用网库建]|占|率|平均|均")
_LISTED = re.compile(r"(?:,| and) (?:about |over |nearly |some |another |more than )?$")
_SUMS = frozenset(("projects", "jobs"))
"""What is no flow and yet is summed up: 累计签约项目94个, 累计带动就业6万人. 累计建成5G基站 is what stands."""
_STANDS = re.compile("建成|开通|建设|设立|布设|部署|拥有")


def measure_of(
    seen: Reading, one: Quantity, indicator: Indicator | None, period: Period | None, within: Period | None = None
) -> Measure:
    """Say what a figure measures, by the words just before it.

    `within` is the span that holds for it, its own or that of the sentence before.
    """
    earlier = _earlier(seen, one)
    start = max([seen.sentence.clause_start(one.start), *earlier])
    if start and _COUNTED_ONLY.fullmatch(seen.plain, start, one.start) and not earlier:
        start = seen.sentence.clause_start(start - 1)  # 红线是今年新架的,计312公里
    window = seen.plain[start : one.start]
    if (part := _PART.match(window)) and (
        before := [other for other in seen.quantities if other.end <= start + part.end()]
    ):
        whole = whole_of(seen, one) or before[-1]
        return measure_of(seen, whole, indicator, period, within)  # 新建基站3200个,其中5G基站2100个
    if one.unit in ("%", "个百分点"):
        return "level"
    if seen.is_english:
        if period and not period.is_moment and _WAS.search(behind(seen, one)) and not (indicator and indicator.flow):
            return "increment"  # 1,463 stations were built in 2022
        window = _english_window(seen, one, start, is_first=not earlier)
    if _is_summed(indicator, period, within, window) or _goes_on_summing(seen, one, indicator, start):
        return "cumulative"
    is_spent = indicator is not None and indicator.family in SPENT
    if (_ADDED.search(window) and not (is_spent and _NEW_THING.search(window))) or _is_planned(seen, start, window):
        return "increment"
    if _is_spent_by(indicator, period, window):
        return "cumulative"
    if indicator and indicator.family == "firms" and _comes(seen, one, indicator, period, window):
        return "increment"
    rest = seen.plain[one.end :] if seen.is_english and not earlier else behind(seen, one)
    if indicator and indicator.family == "projects" and _ARRIVED.search(f"{window} {rest}"):
        return "increment"
    return "increment" if _is_built_within(indicator, period, window) else "level"


def _earlier(seen: Reading, one: Quantity) -> list[int]:
    """Return where the quantities before end whose verb is not this one's: 新增4G基站86个、5G基站41个 share theirs."""
    return [
        other.end
        for other in seen.quantities
        if other.end <= one.start
        and (
            seen.plain[other.end : other.end + 1] not in ("、", "和", "及", "与")
            or _OWN_VERB.search(seen.plain, other.end, one.start)
        )
    ]


def _english_window(seen: Reading, one: Quantity, start: int, *, is_first: bool) -> str:
    """Return the words around an English number that may say that it was added."""
    window = seen.plain[start : one.start]
    if not is_first and _LISTED.search(window):
        begun = seen.sentence.clause_start(one.start)
    else:
        begun = start + max(0, 0 if is_first else window.rfind(" and "))
    passive = TO_BE.search(behind(seen, one))
    return f"{seen.plain[begun : one.start]} {behind(seen, one)[:NEAR]} {passive[0] if passive else ''}"


def _is_summed(indicator: Indicator | None, period: Period | None, within: Period | None, window: str) -> bool:
    is_stock = not indicator.flow and indicator.family not in _SUMS if indicator else bool(_STANDS.search(window))
    if _SUMMED.search(window) and not is_stock and not _is_amount(indicator, within):
        return True
    is_flow = indicator.flow or indicator.family == "jobs" if indicator else not (is_stock or _STANDING.search(window))
    is_since = period is not None and period.written.endswith("..asof") and period.written[4:8] != "-01."
    return is_flow and is_since  # 2016年以来投入14.6亿元


def _goes_on_summing(seen: Reading, one: Quantity, indicator: Indicator | None, start: int) -> bool:
    """Say whether 累计 holds for a clause that goes on with it: 累计承建铁塔2.4万座,完成投资61亿元."""
    if seen.is_english or (indicator and not indicator.flow and indicator.family != "jobs"):
        return False
    said = seen.plain.rfind("累计", 0, start)
    between = seen.plain[said:start] if said >= 0 else ";"
    is_parted = ";" in between or any(said < period.start < one.start for period in seen.periods)
    own = seen.plain[start : one.start].lstrip(",、和及")
    return not is_parted and len(own) <= LONGEST_GOING_ON and bool(_DOES.match(own)) and not _STANDING.search(own)


def _is_planned(seen: Reading, start: int, window: str) -> bool:
    """计划投资9.6亿元,建设标准机架4200架."""
    return bool(_BUILDS.match(window)) and any(cue["plan"] and cue.end() <= start for cue in cues(seen.plain))


def _is_spent_by(indicator: Indicator | None, period: Period | None, window: str) -> bool:
    """截至5月底,已完成投资7.4亿元."""
    is_day = period is not None and period.is_moment and not period.is_event
    is_spent = indicator is not None and indicator.family in SPENT
    return is_spent and is_day and bool(_INVESTED.search(window)) and not _PLANNED.search(window)


def _is_built_within(indicator: Indicator | None, period: Period | None, window: str) -> bool:
    """上半年,西藏建成5G基站1200个: in the half year, not in all."""
    is_state = indicator is not None and not indicator.flow
    is_sum = _SUMMED.search(window) or _IN_USE.search(window)
    return is_state and period is not None and not period.is_moment and bool(_BUILT.search(window)) and not is_sum


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
    if _CONTRACTED.search(window) or (period and not period.is_moment and _SETTLED.match(behind(seen, one))):
        return True
    is_named = "demonstration" not in indicator.key  # 培育示范企业6家 is a level
    return is_named and bool(_BRED.search(window)) and any(cue.end() <= one.start for cue in cues(seen.plain))


def _is_amount(indicator: Indicator | None, period: Period | None) -> bool:
    """Say whether 累计 only says that a span has months: 1至7月累计完成电信业务收入31亿元 is the amount of the span."""
    if indicator is not None and (indicator.family in SPENT or indicator.family in _SUMS):
        return False
    return period is not None and not period.is_moment and period.written[4:5] in ("-", "")
