"""A quantity and the indicators that its sentence mentions come in; the one that it is a figure of goes out.

Every mention whose unit fits is weighed: how far it stands, on which side, and what stands between. The lightest one
below `MOST` is taken. What is between may be words that no rule knows (交出…的答卷); but a noun that is counted in the
same unit (旅游收入, 专利) has the number, and a verb that takes an object (覆盖74个县) parts it from what is before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.figures.going_on import LONGEST_UNKNOWN_ENGLISH, goes_on
from pipelines.figures.indicators import Indicator, Mention
from pipelines.figures.numerals import COUNTED, Quantity, is_level
from pipelines.figures.reading import Reading
from pipelines.figures.sentences import CLAUSE
from pipelines.figures.subjects import rival, unknown
from pipelines.figures.unnamed import (
    FEWEST,
    FEWEST_PEOPLE,
    LEAST_MONEY,
    PEOPLE,
    SCOPE_NOUN,
    is_matter,
    is_scope,
    unnamed,
)

MOST = 4.0
"""What a mention may weigh. One character that no rule knows, between a name and its number, weighs `UNKNOWN`."""
UNKNOWN, CLAUSE_APART, CLAUSES_APART, LEVEL_BETWEEN, BEHIND, AROUND, FIRST = 0.25, 1.0, 0.5, 0.5, 0.5, 0.3, 2.0
NOUN_BEHIND = 2.0
"""A number with a noun of its own behind it is less likely that of a name before it."""
LONGEST_UNKNOWN = 3
"""Characters that no rule knows, in a clause whose subject is that of the one before."""
LONGEST_BETWEEN = 80
LONGEST_MODIFIER = 16
"""Characters that may stand between a count and its name: 16个〔绿色工业〕数字化转型项目."""

_TAKES = re.compile(
    "覆盖|服务[于了]?|惠及|接入|带动|吸纳|涉及|连接|辐射|进驻|通达|培训|参与|开展|推动|承担|享受|使用|获得|通过|用于|销往|占(?!到)|申请|研发|整合|归集"
    "|汇集|cover(?:s|ed|ing)?|serv(?:es|ed|ing)|reach(?:es|ing)? \\w+ in|connect|benefit"
)
"""Between a name and a number: the number is of what the verb takes."""
_SAME_SUBJECT = re.compile(
    "此类|这类|该类|上述|此项|该项|这一|该|其中|其|总[数量额]|规模|累计|它|它们|这|上一年|两者|增速"
)
_NOUN_BEGINS = re.compile(r"[\u4e00-\u9fffA-Za-z0-9“\"+]")
_NO_NOUN = re.compile(
    r"(?:以上|左右)?(?:$|[,,。;;、::))》!?-]|同比|环比|按年|较|比|增(?!值)|下降|和|及|与|以及|覆盖|实现|占|其中|是|为|已|均|全部|陆续|并|也|在"
    r"|分别|左右|以上$|提高|提升|上升|扩大|降|减少|跃|见|先后|投入|接入|建成|获|通过|达|用上|用于|参与|完成|成为|入选|上线|开通|落地|可|能"
    r"|被|由|将|正|都|还|又|创|居|位[居列]|刷新|再|首次|大幅|稳步|比重|[到至]|从|这|而|且|不|超|近|总"
    r"|的?(?:目标|水平|规模(?!以上)|大关|关口|台阶)|之间|之多|不等|有余|期间"
    r"|(?:more(?= (?:are|is|were|will|to|this|by)\b)|already\b|this|last|next|in|by|at|and|as|from|to|year"
    r"|compared|up|down|on|during|across|nationwide|respectively|while|with"
    r"|for|since|among|of|after|over|through|but|or|when|more than|so far|today|nationwide|last|now|per|thanks|where"
    r"|which|that|according|at|a year)\b)"
)
_BEFORE_NOUN = re.compile(r"^(?:以上|左右)?的?\s*")
_VERBS = re.compile(
    "实现|完成|接入|参与|开展|推动|带动|拥有|覆盖|建成|达到|入驻|落户|用于|获得|使用|通过|享受|实施|承担|入选|投入"
)
_PLACES = re.compile(
    r"地\(市\)|地市|市\(地\)|市地|县\(区\)|县区|区县|[县市区乡镇州省村]|乡镇|省份|省区市|行政村|建制村|自然村"
    r"|社区|国家"
)
_NO_VILLAGES = ("乡镇", "县城", "城区", "景区", "口岸", "学校", "国道", "沿线", "公路")
"""乡镇5G通达率 is no share of villages."""
_ASIDE = re.compile(r"\([^()\d:]{1,20}\)")
"""网络零售额(含服务类)46.8亿元."""
_WHOLE = ("占", "占全部", "占总", "占全区", "占全市", "占全县", "占当地", "占同期", "占我区")
"""占移动电话用户的37.5%: what something is a share of is the subject of nothing that follows."""
_OUT_OF = re.compile("(?:总[数量])?[中里]")
"""在全区移动电话用户中占53.7%: nor is what something is one among."""
_REPAIRED = re.compile("修复|抢修|抢通|受损|损毁")
"""修复受损基站91个: what was mended is no figure of what stands."""
_NO_USERS = re.compile("[新再]建")
"""移动电话用户215万户;今年拟新建900个: no users are built."""
_DELTA = re.compile("(?:增加|增长|减少|下降|(?<!最)(?<!许)多|(?<![至不])少)了?(?:约|近|超过?)?$")
"""By how much an amount rose is no amount: 较2020年增加42亿元."""
_PER_HUNDRED = re.compile(
    "每(?:百[人户]|平方(?:公里|千米)|百平方公里)[^,;]{0,6}$|平均每[^,;万]{1,6}$|(?:[户人日]均|单日|最高日)[^,;]{0,10}$"
)
"""普及率为每百人94.1部: a rate, and no number of users; nor is 每平方公里6.3个 one of stations."""
_PEOPLE = re.compile(
    r"(?:[a-z-]+ ){0,2}(?:people|villagers|farmers|herders|workers|residents|women|graduates|locals)\b"
)
_FEWER = re.compile(
    r"(?:[比较年月底初同期](?:[^,;]{0,3})|一年|,|^)(?<!至)(?<!不)(?:减少|少)了?(?:约|近|超过?)?$|\bdown (?:by )?$"
    "|(?:同比|(?:较|比)(?:上年|去年)同期)(?:增加|增长|多)了?(?:约|近|超过?)?$|(?:减少|下降|下滑)了?(?:约|近|超过?)?$"
)
"""By how much a number fell is none: 一年少了1.4万户."""
_RESULT = re.compile(
    "(?:回落|回升|下降|上升|增加|增长|提高|扩大|提升|攀升|跃升|减少|缩减|下滑|[升降增扩涨跌减])[到至为](?:约|近|超过?)?$"
)
"""A clause that only tells how the same went on: 2月受假期影响回落至5.9亿元."""
MOST_TOLD = 8
_COUNTS = frozenset("个家座所间项户人名位处条台套部件笔单架场种类辆组节份册叶幅张例款门站次") | {"场次", COUNTED}
_OF = re.compile(r"以?上?的|左右的| of (?:the |all |its |new )*|\s?")
_ENGLISH_BEHIND = re.compile(r"[^,;.]{0,40}")
_JOINED = re.compile(r"^(?:(?:,? and |, )(?:about |nearly |over |some )?[\d.,]*\d)+")
"""The members of a list that follow: 14,200 and 19,800 5G base stations."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a quantity is of: an indicator, or a noun that no rule names (then `indicator` is None)."""

    indicator: Indicator | None
    at: int


def name_of(seen: Reading, one: Quantity, before: Indicator | None = None) -> Name | None:
    """Name a quantity; `before` is what the sentence before spoke of. None when nothing says what it is of."""
    is_delta = bool(_DELTA.search(seen.plain, max(0, one.start - 6), one.start))
    if _FEWER.search(seen.plain, max(0, one.start - 10), one.start) and is_level(one):
        return None
    if _PER_HUNDRED.search(seen.plain, max(0, one.start - 8), one.start):
        return Name(None, one.start)
    fitting = [
        mention
        for mention in seen.mentions
        if _fits(mention.indicator, one, seen) and not (is_delta and _is_rate_or_flow(mention.indicator))
    ]
    fitting = [mention for mention in fitting if not any(covers(other, mention) for other in fitting)]
    noun = _noun_behind(seen, one)
    weighed = [(_weight(seen, one, mention, noun), -mention.end, mention) for mention in fitting]
    weighed.sort(key=lambda each: each[:2])
    if weighed and weighed[0][0] < MOST:
        best = _narrower(seen, weighed[0][2], fitting)
        return Name(best.indicator, best.start)
    if before and not noun and goes_on(seen, one, before):
        return Name(before, one.start)
    if one.unit == "PFLOPS" and (alone := seen.named("算力")):
        return Name(alone, one.start)  # 现在的家底是420P: nothing else has this unit
    if one.unit == "架" and before and before.family == "racks":
        return Name(before, one.start)  # nor is there much else that is counted so
    if noun:
        is_few = one.value < (FEWEST_PEOPLE if one.unit in PEOPLE else FEWEST)
        is_told = is_matter(seen, *noun) if seen.is_english else not SCOPE_NOUN.match(seen.plain, noun[0])
        told = is_told and not is_few and not is_scope(seen, one)
        return Name(None, noun[0]) if told else None
    at = unnamed(seen, one)
    return None if at is None else Name(None, at)


def _is_rate_or_flow(indicator: Indicator) -> bool:
    """Say whether what was added to it is no figure of it: an amount of a period, or so many for each ten thousand."""
    return indicator.flow or "per_10k" in indicator.key


def _fits(indicator: Indicator, one: Quantity, seen: Reading) -> bool:
    others = ("元", "%", "公里") if seen.is_english else ("%",)
    if indicator.anywhere and one.unit in ("元", "美元") and one.value < LEAST_MONEY:
        return False  # tickets cost 50 yuan: a price
    has_unit = one.unit in indicator.units or (one.unit == COUNTED and indicator.unit not in others)
    return has_unit and (indicator.needs is None or bool(indicator.needs.search(seen.plain)) or seen.is_met(indicator))


def _narrower(seen: Reading, best: Mention, fitting: Sequence[Mention]) -> Mention:
    """Prefer what a wide word stands for: 新登记数字经济企业75家,〔企业〕总量为816家."""
    clause = seen.sentence.clause_start(best.start)
    if not best.indicator.anywhere or unknown(seen.without(clause, best.start), is_english=seen.is_english):
        return best
    word = seen.plain[best.start : best.end]
    earlier = [
        one
        for one in fitting
        if one.end <= clause
        and one.indicator.family == best.indicator.family
        and seen.plain[one.start : one.end].endswith(word)
    ]
    return earlier[-1] if earlier else best


def covers(wide: Mention, narrow: Mention) -> bool:
    """Say whether one wording holds a shorter one, as 每万人拥有5G基站 holds 5G基站."""
    is_longer = wide.end - wide.start > narrow.end - narrow.start
    return is_longer and wide.start <= narrow.start and narrow.end <= wide.end


def _noun_behind(seen: Reading, one: Quantity) -> tuple[int, int] | None:
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


def _weight(seen: Reading, one: Quantity, mention: Mention, noun: tuple[int, int] | None) -> float:
    """Weigh a mention for a quantity; infinite where it cannot be that of it."""
    if mention.start <= one.start and one.end <= mention.end:
        return AROUND  # invest 640 million yuan in data centers
    if mention.start >= one.end:
        return _weight_behind(seen, one, mention, noun)
    return _weight_before(seen, one, mention, noun) if mention.end <= one.start else float("inf")


def _weight_behind(seen: Reading, one: Quantity, mention: Mention, noun: tuple[int, int] | None) -> float:
    """300家〔重点〕软件企业; 90%的行政村; 12亿元的网上零售额; 9,000 people found jobs."""
    text = seen.plain[one.end : mention.start]
    if _OF.fullmatch(text):
        return 0.0
    if not seen.plain[: one.start].strip(' "“-') and one.end < mention.start <= one.end + LONGEST_BETWEEN:
        return FIRST  # 3.6万座,这是目前5G基站的最新数字
    if seen.is_english:
        text = _JOINED.sub("", text)
        skipped = len(seen.plain[one.end : mention.start]) - len(text)
        is_near = _ENGLISH_BEHIND.fullmatch(text) and not any(
            one.end + skipped <= other.start < mention.start for other in seen.quantities
        )
        return BEHIND + 0.05 * len(text) if is_near else float("inf")
    if not noun or mention.end > noun[1] or mention.start - noun[0] > LONGEST_MODIFIER or mention.start < noun[0]:
        return float("inf")
    if mention.start > noun[0] and _PLACES.match(seen.plain, noun[0]):
        return float("inf")  # 7个地(市)5G基站数
    if _VERBS.search(seen.plain, noun[0], mention.start):
        return float("inf")  # 990家企业参与数字经济项目: the 990 are firms
    return 0.1 * (mention.start - noun[0])


def _weight_before(seen: Reading, one: Quantity, mention: Mention, noun: tuple[int, int] | None) -> float:
    if seen.plain[max(0, mention.start - 3) : mention.start].endswith(_WHOLE):
        return float("inf")
    if _OUT_OF.match(seen.plain, mention.end) and "在" in seen.plain[max(0, mention.start - 8) : mention.start]:
        return float("inf")
    if mention.indicator.family == "villages_covered_share" and seen.plain[: mention.start].endswith(_NO_VILLAGES):
        return float("inf")
    if one.start - mention.end > LONGEST_BETWEEN * (2 if seen.is_english else 1):
        return float("inf")
    begun = {end for _, end in seen.left}
    levels = [
        other
        for other in seen.quantities
        if mention.end <= other.start < one.start and is_level(other) and other.end not in begun
    ]
    clause = seen.sentence.clause_start(one.start)
    own = max([mention.end, *([levels[-1].end] if levels else [])])
    weight = 0.0
    if mention.end < clause:
        if any(other.unit != one.unit for other in levels) and one.unit not in mention.indicator.units:
            return float("inf")
        own = max(own, clause)
        weight += CLAUSE_APART + CLAUSES_APART * max(
            0, len(CLAUSE.findall(seen.plain[mention.end : clause])) - 1 - len(levels)
        )
    if noun and _PLACES.match(seen.plain, noun[0]):
        return float("inf")  # 基站36座,全县10个乡镇5G通达率达100%
    text = _ASIDE.sub("", seen.without(own, one.start))
    if one.unit != "%":
        text = text.removesuffix("占")  # 其中实物商品占17.6亿元
    rest = unknown(text, is_english=seen.is_english)
    if _REPAIRED.search(seen.plain, seen.sentence.clause_start(mention.start), mention.start):
        return float("inf")
    if mention.indicator.unit == "户" and _NO_USERS.search(text):
        return float("inf")
    if _has_rival(rest, one, mention, seen) or _TAKES.search(text):
        return float("inf")
    longest = MOST_TOLD if _RESULT.search(text) and not seen.is_english else _longest(seen)
    if (levels or mention.end < clause) and len(rest) > longest and not _SAME_SUBJECT.match(text):
        return float("inf")
    weight += LEVEL_BETWEEN * len(levels) + UNKNOWN * (len(rest) / (3 if seen.is_english else 1))
    if noun and mention.indicator.family == "jobs" and _PEOPLE.match(seen.plain, noun[0]):
        noun = None
    return weight + (NOUN_BEHIND * (2 if seen.is_english else 1) if noun else 0)


def _longest(seen: Reading) -> int:
    return LONGEST_UNKNOWN_ENGLISH if seen.is_english else LONGEST_UNKNOWN


def _has_rival(rest: str, one: Quantity, mention: Mention, seen: Reading) -> bool:
    """Say whether a noun that is measured in the same unit stands between: 数字经济企业〔利润〕3亿元."""
    wording = seen.plain[mention.start : mention.end]
    found = rival(rest, one.unit)
    return found is not None and (found[0] not in wording or found.start() > 1)
