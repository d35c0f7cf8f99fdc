"""A quantity and the indicators that its sentence mentions come in; the one that it is a figure of goes out.

A name stands behind a count (300家软件企业, 1000个以上5G基站) or before an amount, with nothing but filling between
(数字经济规模达171.3亿元). In 5G基站覆盖74个县 the 74 are 县, so no name before it is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.figures.indicators import Indicator, Mention
from pipelines.figures.quantities import COUNTED, Quantity
from pipelines.figures.reading import Reading
from pipelines.figures.sentences import CLAUSE

_FILLING = re.compile(
    r"(?:总数|总量|总规模|总额|数量|规模|个?数|累计|总计|共计|合计|共有|共|已经|已|将|可|预计|力争|有望|分别|均|也|还|就|仅"
    r"|全年|达到|达成|达|为|超过|超出|超|突破|接近|近|约为|大约|约|逾|至少|不少于|不低于|增至|增加到|增加至|增长到|增长至"
    r"|提高到|提高至|提升到|提升至|升至|扩大到|扩大至|发展到|完成|实现|建成|建设|新开通|新建成|开通|拥有|共建|新增|净增|增加"
    r"|新建|增长|提高|提升|上升|目前|要|需|应|计划|再建|再|首次|首度|拥有量|高达|率先|成功|稳定在|保持在"
    r"|比重|占比|比例|的|了|有|是|到|至|在|以上|左右|其中|投资|主营业务收入"
    r"|总长度|总里程|这一数字|该数字|平均|年度|任务|规上|签约|企业|由|从|仍|上升至|上升到|跃升至|攀升至|相当于|预期|目标|入驻|注册|落户|引进|集聚|汇聚|培育|现有|(?:比|较)(?:上年|去年|年初|上月|上季度)(?:同期)?[末底]?|截至|截止"
    r"|\((?:单位:)?[万亿]{0,2}(?:美?元|[个户家件架人座])\):?|规模|当年|增|建"
    r"|rose to|rose|grew to|grew|increased|expanded|climbed|up|by|\d+(?:\.\d+)?|per ?cent|year.on.year|in"
    r"|reached|hit|was|stood at|totaled|totalled|of|exceeded|topped|at|to|had|worth|amounted"
    r"|[\s“”\"'《》():、])*+$"
)
"""Possessive, here and below: 达到 is also 达 and 到, and a long run of such words must not be tried in every way."""
_NOUN_BEGINS = re.compile(r"[\u4e00-\u9fffA-Za-z0-9“\"+]")
_NO_NOUN = re.compile(
    r"(?:以上|左右)?(?:$|[,,。;;、::))》!?]|同比|环比|较|比|增长|下降|和|及|与|以及|覆盖|实现|占|其中|是|为|已|均|全部|陆续|并|也|在"
    r"|分别|左右|以上$|提高|提升|上升|扩大|增至|降|减少|增加(?!值)|跃升|见|先后|投入|接入|建成|获|通过|达|用上|用于|参与|完成|成为|入选|上线|开通|落地|可|能|被|由|将|正|都|还|又"
    r"|的?(?:目标|水平|规模(?!以上)|大关|关口)|之间|之多|不等"
    r"|(?:this|last|next|in|by|at|and|as|from|to|year|compared|up|on|during|across|nationwide|respectively|while|with|for)\b)"
)
_VERBS = re.compile(
    "实现|完成|接入|参与|开展|推动|带动|拥有|覆盖|建成|达到|入驻|落户|用于|获得|使用|通过|享受|实施|承担"
)
_SCOPE = re.compile(r"(?:在|于|从|向|给|为|对|由|与|把|将)[^,;]{0,6}$")
_SCOPE_NOUN = re.compile(
    "方面|行业|领域|环节|部分|阶段|方向|类别|层级|批次|小时|地市|市地|县|乡镇|部门|省|国家|季度|周"
)
"""在12个县试用, 4个方面: how far something reaches, and no figure."""
_BEFORE_NOUN = re.compile(r"^(?:以上|左右)?的?\s*")
_VERBS_AT_END = re.compile(
    "(?:达到|达|为|超过|超|突破|近|约|逾|至少|共计|累计|实现|完成|提升至|提升到|提高到|提高至|增至|至|到|有|共有|共|了|将){1,8}+$"
)
_AMOUNT_NOUN = re.compile(
    r"(?:收入|营收|销售额|交易额|零售额|贸易额|产值|增加值|投资额?|资金|利润|税收|成交额|总额|金额|货值|资产|规模|总量|流量"
    r"|数量|人数|用户数?|长度)$"
)
_SUBJECT = re.compile("[\u4e00-\u9fffA-Za-z]{3}$")
_COMPARED = re.compile("高于|低于|相差|比|同比|环比|增长|下降|距|海拔|零下|仅用|历时|岁|电话")
_SOLD = re.compile("(?:销售|售出|卖出|交易|采购)[一-龥、]{1,12}$")
_COUNT_NOUN = re.compile(
    r"(?:项目|企业|公司|机构|基站|窗口|用户|商户|车间|园区|平台|系统|机柜|景区|医院|学校|岗位|事项|站点|网点|合作社|人才|人员|选手|设备"
    r"|终端|传感器|摄像头|专利|标准|门店|订单|包裹|案例|场景|课程|教室|数据集|人数|户数|数量|总数)$"
)
_RATE_NOUN = re.compile(
    r"(?:完成[^,;]{0,10}(?:目标|任务|计划)的?|率|占比|比重|比例|份额|占[\u4e00-\u9fffA-Za-z0-9]{2,16}的)$"
)
_COUNTS = frozenset("个家座所项处条台套部件笔单架户人名位场种类辆张站次") | {"场次", COUNTED}
_OF = re.compile(r"以?上?的|左右的| of (?:the |all |its |new )*|\s?")
_SHARED_BY = re.compile("以?上?的?(?:行政村|建制村|自然村|乡镇|乡村|村|县城?|用户|企业|学校|医院|景区|家庭|农户|覆盖)")
_PEOPLE = frozenset("人名位")
FEWEST, FEWEST_PEOPLE = 10, 100
"""Fewer than these, of something that no indicator names, belong to the story and not to a ledger: 11名妇女."""
LONGEST_ENGLISH = 90
_FIGURE = re.compile(r"\b(?:figure|number|total|it|which)\b")
LONGEST_MODIFIER = 16
"""Characters that may stand between a count and its name: 16个〔绿色工业〕数字化转型项目."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a quantity is of: an indicator, or a noun that no rule names (then `indicator` is None)."""

    indicator: Indicator | None
    at: int


def name_of(seen: Reading, one: Quantity) -> Name | None:
    """Name a quantity; None when nothing in the sentence clearly says what it is of."""
    fitting = [mention for mention in seen.mentions if _fits(mention.indicator, one, seen.plain)]
    fitting = [mention for mention in fitting if not any(covers(other, mention) for other in fitting)]
    if name := _share_of(seen, one, fitting):
        return name
    following = _following(seen, one)
    if following:
        return _name_behind(seen, one, following, fitting)
    return _name_before(seen, one, fitting) or _unnamed(seen, one)


def _fits(indicator: Indicator, one: Quantity, plain: str) -> bool:
    has_unit = one.unit in indicator.units or (one.unit == COUNTED and indicator.unit not in ("元", "%"))
    return has_unit and (indicator.needs is None or bool(indicator.needs.search(plain)))


def covers(wide: Mention, narrow: Mention) -> bool:
    """Say whether one wording holds a shorter one, as 每万人拥有5G基站 holds 5G基站."""
    is_longer = wide.end - wide.start > narrow.end - narrow.start
    return is_longer and wide.start <= narrow.start and narrow.end <= wide.end


def _following(seen: Reading, one: Quantity) -> tuple[int, int] | None:
    """Find where the noun behind a count stands; None when there is none."""
    if one.unit not in _COUNTS:
        return None
    end = min(
        [seen.sentence.clause_end(one.end), *(other.start for other in seen.quantities if other.start >= one.end)]
    )
    text = seen.plain[one.end : end]
    start = one.end + len(text) - len(_BEFORE_NOUN.sub("", text))
    rest = seen.plain[start:end]
    if not rest or _NO_NOUN.match(rest) or not _NOUN_BEGINS.match(rest):
        return None
    return start, end


def _share_of(seen: Reading, one: Quantity, mentions: Sequence[Mention]) -> Name | None:
    """Name a share by what stands behind it: 90%的行政村通了宽带; and a length: 16,000 kilometers of cable."""
    for mention in mentions:
        if mention.start >= one.end and _OF.fullmatch(seen.plain, one.end, mention.start):
            return Name(mention.indicator, mention.start)
    return None


def _name_behind(seen: Reading, one: Quantity, noun: tuple[int, int], mentions: Sequence[Mention]) -> Name | None:
    start, end = noun
    for mention in mentions:
        if start <= mention.start and mention.end <= end and mention.start - start <= LONGEST_MODIFIER:
            if _VERBS.search(seen.plain, start, mention.start):
                break  # 990家企业参与数字经济项目: the 990 are firms
            return Name(mention.indicator, mention.start)
    before = seen.plain[seen.sentence.clause_start(one.start) : one.start]
    is_scope = _SCOPE.search(before) or _SCOPE_NOUN.match(seen.plain, start)
    is_english = seen.plain[one.start : one.end].isascii()
    is_few = one.value < (FEWEST_PEOPLE if one.unit in _PEOPLE else FEWEST)
    return None if is_scope or is_english or is_few else Name(None, start)


def _name_before(seen: Reading, one: Quantity, mentions: Sequence[Mention]) -> Name | None:
    before = [mention for mention in mentions if mention.end <= one.start]
    if not before:
        return None
    nearest = max(before, key=lambda mention: (mention.end, mention.end - mention.start))
    begun = {end for _, end in seen.left}
    between = [other for other in seen.quantities if nearest.end <= other.start < one.start and other.end not in begun]
    others = [other for other in between if is_level(other)]
    clause = seen.sentence.clause_start(one.start)
    if nearest.end >= clause:
        is_subject = not others and _is_filling(seen, nearest.end, one.start)
        return Name(nearest.indicator, nearest.start) if is_subject else None
    if clause == one.start or not (_is_filling(seen, clause, one.start) or _is_tail(seen, nearest, clause, one.start)):
        return None  # 规模不断壮大,达到171.3亿元: a clause without a subject of its own has that of the one before
    if any(other.unit != one.unit for other in others) or len(others) > 1:
        return None  # 新增企业96家,累计达到512家: the same subject twice, so the same unit
    if len(CLAUSE.findall(seen.plain[nearest.end : clause])) > 1 + len(others):
        return None
    return Name(nearest.indicator, nearest.start)


def is_level(one: Quantity) -> bool:
    """Say whether a quantity can be a level: a percentage between a name and its amount is only its growth."""
    return one.unit not in ("%", "个百分点", "倍", "番")


def _is_filling(seen: Reading, start: int, end: int) -> bool:
    """Say whether nothing but filling, periods and regions stands between two places."""
    text = seen.without(start, end)
    if seen.is_english:
        return len(text) <= LONGEST_ENGLISH and ("," not in text or bool(_FIGURE.search(text)))
    return bool(_FILLING.match(text))


def _is_tail(seen: Reading, earlier: Mention, start: int, end: int) -> bool:
    """Say whether a clause only repeats the end of a name: 新登记数字经济企业312家,企业总量为2180家."""
    text, name = seen.without(start, end), seen.plain[earlier.start : earlier.end]
    tails = [name[-length:] for length in (4, 3, 2) if length < len(name)]
    tail = next((tail for tail in tails if tail in text), None)
    return tail is not None and bool(_FILLING.match(text.replace(tail, "", 1)))


def _unnamed(seen: Reading, one: Quantity) -> Name | None:
    """Keep what has a clear noun though no rule names it: 销售收入4200万元, 覆盖率达98%."""
    clause = seen.without(seen.sentence.clause_start(one.start), one.start)
    noun = _VERBS_AT_END.sub("", clause)
    pattern = _RATE_NOUN if one.unit == "%" else _COUNT_NOUN if one.unit in _COUNTS else _AMOUNT_NOUN
    if one.unit == "%" and _SHARED_BY.match(seen.plain, one.end):
        return Name(None, one.end)
    is_sold = one.unit == "元" and _SOLD.search(noun)
    is_told = is_level(one) or one.unit == "%"
    is_enough = one.unit not in _COUNTS or one.value >= FEWEST
    if is_told and is_enough and not seen.is_english and _SUBJECT.search(noun) and not _COMPARED.search(noun):
        return Name(None, one.start)
    return Name(None, one.start) if is_sold or pattern.search(noun) else None
