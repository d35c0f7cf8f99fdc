"""A quantity that no indicator names comes in; whether a noun says clearly enough what it is of goes out."""

from __future__ import annotations

import re

from pipelines.figures.numerals import COUNTED, Quantity
from pipelines.figures.reading import Reading

_SCOPE = re.compile(r"(?:在|于|从|向|给|为|对|由|与|把|将)[^,;]{0,6}$")
SCOPE_NOUN = re.compile(
    "方面|行业|领域|环节|部分|阶段|方向|类别|层级|批次|小时|地市|市地|县|乡镇|部门|省|国家|季度|周|[^,;]{0,4}(?:任务|措施|举措|工程(?!师)|行动|内容|政策|文件|通知)"
)
"""在12个县试用, 4个方面: how far something reaches, and no figure."""
_VERBS_AT_END = re.compile(
    "(?:达到|达|为|超过|超|突破|近|约|逾|至少|共计|累计|实现|完成|提升至|提升到|提高到|提高至|增至|升至|降至|至|到|有|共有|共|了|将|的){1,8}+$"
)
_AMOUNT_NOUN = re.compile(
    r"(?:收入|营收|销售额?|交易额|零售额|贸易额|产值|增加值|投资额?|资金|利润|税收|成交额?|总额|金额|货值|资产|规模|总量|流量"
    r"|数量|人数|用户数?|长度)$"
)
_SUBJECT = re.compile("[\u4e00-\u9fffA-Za-z]{2}$")
_COMPARED = re.compile(
    "(?:(?<!不)高于|(?<!不)低于|相差|同比|环比|增长|增加|减少|下降|多|少|距|距离)了?(?:约|近|超过?)?$|海拔|[湿温]度|零下|仅用|历时|岁|电话(?!用户|业务|普及|基站)|售价|单价|标价|定价|要价|每[台件部只斤份张幅条亩盒箱瓶包袋罐吨]|[定票月]价|价格"
    "|月费|资费|套餐(?!用户)|距|[仅每]?限$"
)
"""A difference, a place or a price: no figure."""
_SOLD = re.compile("(?:销售|售出|卖出|交易|采购)[一-龥、]{1,12}$")
_LONG_SUBJECT = re.compile("[\u4e00-\u9fffA-Za-z]{3}$")
_COUNT_NOUN = re.compile(
    r"(?:项目|企业|公司|机构|基站|窗口|用户|商户|车间|园区|平台|系统|机柜|景区|医院|学校|岗位|事项|站点|网点|合作社|人才|人员|选手|设备"
    r"|终端|传感器|摄像头|专利|标准|门店|订单|包裹|案例|场景|课程|教室|数据集|人数|户数|数量|总数)$"
)
_RATE_NOUN = re.compile(
    r"(?:完成[^,;]{0,10}(?:目标|任务|计划)的?|率|占比|比重|比例|份额|占[\u4e00-\u9fffA-Za-z0-9]{2,16}的?|占的?)$"
)
_COUNTS = frozenset("个家座所间项处条台套部件笔单架户人名位场种类辆组节份册叶幅张例款门站次") | {COUNTED}
_SHARED_BY = re.compile(
    "(?:以上)?的(?!增|速|努力|折|优惠|涨|降|目标|股|热情|信心|概率|水平|任务)[一-龥]{2}|(?:开|用|有|买|参与)过"
    "|以?上?的?(?:行政村|建制村|自然村|乡镇|乡村|村|县城?|用户|企业|学校|医院|景区|家庭|农户|覆盖)"
)
_AMONG = re.compile("[\u4e00-\u9fff]{2}中,$")
_ENGLISH_MONEY = re.compile(r"\b(?:sales|revenues?|income|output|exports?|imports?|loans?|funds|turnover|profits?)\b")
_ENGLISH_NOUN = re.compile(
    r"(?:(?!in |of |to |by |from |on |at |for |with |and |per |across )"
    r"[A-Za-z0-9'-]+ ){0,4}?(?:terminals?|sensors?|cameras?|stations?|platforms?|sites?|points?|outlets?|systems?"
    r"|devices?|applications?|apps?|kiosks?|servers?|merchants?|vendors?|sellers?|stores?|shops?|schools?|hospitals?|clinics?"
    r"|institutions?"
    r"|services?|items?|orders?|livestreamers?|streamers?|hosts?|courses?|connections?|lines?|routers?|towers?|ports?|machines?"
    r"|centers?|centres?|workshops?|factories|plants?|parks?|brands?|products?|patents?|models?|scenarios?|cases?|consultations?"
    r"|cooperatives?|lockers?|vehicles?|drones?|robots?|screens?|households?|residents?|trainees?|users?|subscribers?|accounts?"
    r"|classrooms?|datasets?|teachers?|students?|graduates?|doctors?|learners?|viewers?|companies|entities|transactions?|visits?|calls?)\b"
)
_CHAPTERS = re.compile("(?:部分|章|节)$")
"""五个部分二十六条: how a document is divided."""
_GOODS = frozenset(("头", "吨", "盒", "公斤"))
_DIGITAL = re.compile("电商|网|线上|直播|数字|智[慧能]|定位|平台|云|App|APP|电子|手机|物联|芯片|北斗")
"""What is weighed or herded is a figure where the sentence says by what: 通过电商平台卖出蔬菜2100吨."""
_ONLY_NAMED = (COUNTED, "PFLOPS", "公里", "芯公里")
"""Units of what is unnamed to no purpose: a distance, a screen of 1080P."""
_ENGLISH_SHARE = re.compile(r" of (?!growth|increase)[a-z]|,? (?:coverage|penetration)")
_PERCENT = re.compile("%|per ?cent|pct")
_LEVEL_UNITS = ("%", "个百分点", "倍", "番")
PEOPLE = frozenset("人名位")
_LINES = re.compile("线路|里程|管[网线廊]|总长|长度|航线|杆路")
LEAST_LENGTH = 1000.0
"""公里: what is shorter, of something that no rule names, is a way somebody went."""
_GROWN = re.compile("(?:同比|环比|比上年|较上年|增长|增加|下降|减少|约|近|超|实现|翻){1,6}$")
_ELSEWHERE = re.compile("社会消费品零售")
"""Of another matter, whatever the article is about."""
_FILLED = re.compile("[达到至有共现已约近超逾为将可突破仅只才还累计总合增升实,]{0,8}")
LEAST_MONEY = 1e4
"""元: what is less, without a noun, is a price or a gift."""
FEWEST, FEWEST_PEOPLE = 10, 100
"""Fewer than these, of something that no indicator names, belong to the story and not to a ledger: 11名妇女."""


def is_matter(seen: Reading, start: int, end: int) -> bool:
    """Say whether the noun behind an English count is one of the matter: 230 smart terminals, and no 74 counties."""
    return bool(_ENGLISH_NOUN.match(seen.plain, start, end))


def is_scope(seen: Reading, one: Quantity) -> bool:
    """Say whether a count only tells how far something reaches."""
    return bool(_SCOPE.search(seen.plain[seen.sentence.clause_start(one.start) : one.start]))


def _is_bare(clause: str) -> bool:
    """Say whether a clause has a verb alone, so that its noun stands in the one before: 学员开出的网店,现有128个."""
    return bool(_FILLED.fullmatch(clause))


def _clause_before(seen: Reading, begins: int) -> str:
    """Return the clause before a place, where it has no quantity of its own."""
    start = seen.sentence.clause_start(begins - 1)
    inside = [other for other in seen.quantities if start <= other.start < begins]
    if any(other.unit not in _LEVEL_UNITS for other in inside):
        return ""  # that one has its noun
    text = seen.without(start, inside[0].start if inside else begins).rstrip(",;:")
    return _GROWN.sub("", text) if inside else text  # 移动流量同比翻一番,达到2.2亿GB


def unnamed(seen: Reading, one: Quantity) -> int | None:
    """Return the place of a clear noun though no rule names it: 销售收入4200万元, 覆盖率达98%; else None."""
    clause = seen.without(seen.sentence.clause_start(one.start), one.start)
    if seen.is_english:
        is_money = one.unit in ("元", "美元") and (one.value >= LEAST_MONEY or _ENGLISH_MONEY.search(clause))
        is_part = not _PERCENT.search(seen.plain, one.start, one.end)  # one in three, two-thirds
        is_share = one.unit == "%" and (is_part or _ENGLISH_SHARE.match(seen.plain, one.end))
        return one.start if is_money or is_share else None
    if _is_bare(clause) and (begins := seen.sentence.clause_start(one.start)):
        clause = _clause_before(seen, begins)
    if one.unit == "条" and _CHAPTERS.search(clause):
        return None
    if one.unit in _GOODS and not _DIGITAL.search(seen.plain):
        return None
    if one.unit == "元" and _ELSEWHERE.search(clause):
        return None
    if _COMPARED.search(clause) or seen.plain.startswith(("/", "每"), one.end) or one.unit in _ONLY_NAMED:
        is_line = one.unit == "公里" and one.value >= LEAST_LENGTH and _LINES.search(clause)
        return one.start if is_line else None
    noun = _VERBS_AT_END.sub("", clause)
    pattern = _RATE_NOUN if one.unit == "%" else _COUNT_NOUN if one.unit in _COUNTS else _AMOUNT_NOUN
    if one.unit == "%" and _AMONG.search(seen.plain[: seen.sentence.clause_start(one.start)]):
        return one.start
    if one.unit == "%" and seen.plain[one.start] == "每":
        return one.start  # 每百户家庭中有62户用上千兆宽带
    if one.unit == "%" and _SHARED_BY.match(seen.plain, one.end):
        return one.end
    is_money = one.unit in ("元", "美元") and one.value >= LEAST_MONEY
    is_sold = one.unit == "元" and _SOLD.search(noun)
    if one.unit in ("元", "美元") and one.value < LEAST_MONEY:
        return None
    if one.unit in _COUNTS and one.value < FEWEST:
        return None
    is_told = one.unit not in _LEVEL_UNITS or one.unit == "%"
    subject = _LONG_SUBJECT if one.unit == "%" else _SUBJECT
    if is_told and subject.search(noun):
        return one.start
    return one.start if is_sold or is_money or pattern.search(noun) else None
