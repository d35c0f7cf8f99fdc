"""A sentence comes in; the words in it that tell of what is to come go out, and what stands around a number.

Plans (计划, 拟, 将新建) add or spend; targets (力争, 预计) are results; soft ones (提出, 明确) only say so of a time to
come.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.figures.numerals import Quantity
from pipelines.figures.reading import Reading

_ACTIONS = (
    "建|新建|再建|新增|再增|落实|投入|投资|安排|开展|推进|推动|开工|开通|启动|实施|部署|改造|升级|铺设|敷设|架设"
    "|安装|举办|举行|推出|布局|设立|发放|引进"
    "|培训|采购|接入|扩|新开|完成投资|布设|布放|新部署|投建|增设|增建"
)
_CUE = re.compile(
    r"(?=[承估想奔写准打安年底下明今计拟规将要工重任举力争确求剑瞄冲目建投达完竣预有未可应必按根提部路wsptaiehgd])"
    r"(?:(?P<plan>(?:(?:准备|打算)(?=新建|建设|再建|投资|[新再投建])|(?<!累计)(?<!已)安排(?=新建|建设|再建|投资"
    r"|[0-9A-Z一-龥]{0,8}(?:项目|投资))|(?:年内|年底前|下半年|明年"
    r"|今年)(?:还[要将])?再(?=[一-龥]{0,4}[建增投推开设])|(?<!年度)计划(?!的\d|[”」》])"
    r"|(?<!模)拟(?=[建新投引实总再在于完安开布举打以用斥培办组选招购采设铺架])|规划(?=建设|投资|总投资|新建))"
    r"(?!单列)(?![^,;。]{0,16}(?:达到|达|突破|超过))"
    rf"|(?<!即)将(?:再|继续|陆续|分批|完成)?(?={_ACTIONS})|(?<!即)将(?:再|继续)?(?=增加(?:约|近)?\d)"
    rf"|(?<!即)将[向在对为][^,;]{{1,16}}(?=投入|投资|新建|建设|开通|部署|铺设|布设|再建)|(?:工作|重点|年度)?(?:安排"
    rf"|任务|打算|举措)(?=:)|安排(?=是)|想(?=再[招建添引])|(?<![主需只重首])要(?=再?新?[建添装铺架]|再?新增|再增|投[资入])"
    r"|\b(?:(?:will|(?:is|are|intends?|(?:is|are) planning|set|scheduled|slated|due|going"
    r"|expected) to) (?:put up|erect|roll out|add|build|invest|install|lay|construct|cost"
    r"|open|spend|deploy|set up|hire|recruit)|plans? to|planned|plans))"
    r"|(?P<target>力争|承诺(?!书)|打算(?=[把让将在年])|估计(?=[^,;]{0,8}(?:达|超|突破|冲))|想(?=冲[到\d]?|把|达到|突破)|任务线|任务(?=是)|(?<!累计)(?<!已)争取(?!到?(?:中央|国家|上级|财政|资金|补助|专项|各类))"
    r"|(?<![主需只重首])要(?=让|把|使|达到|实现|突破|超过|提高到|提升到|力争|增加到|增至|补到|冲到|扩[大充容]?[到至]|升[到至]"
    r"|保持|不低于|不少于|高于)|(?<![不认])可(?=达|突破|超过|实现)|(?<![相对供响])应(?=达|新建|建成|不低于|不少于|超过|实现)"
    r"|必须(?=达|突破|超|实现)|任务(?:书|清单|单|表)(?!完成)|路线图|确保|力求|剑指|瞄准|冲刺|目标(?!任务的|客户"
    r"|任务\d|的\d)"
    r"|(?:建成|投产|投用|达产|投运|完工|竣工|投入使用|投入运营)后(?!,?已|,?累计|[^,;]{0,6}以来)"
    r"|预计|预测(?!数据|性|预警)|预估|有望|预期|下一步|今后|未来"
    r"|(?<!年度)计划(?!的\d|[”」》])|(?<!模)拟(?=[达提升增突超扩])|规划(?=达|突破|超过|到|增至|提升|为)|(?<!即)将(?=发展到"
    r"|达|超|突破|再|实现|培育|增|完成|带动|形成|打造|覆盖|有|提高|提升|升|吸引|拥有|跃|可|于|迈|保持|办|举办|开播"
    r"|让|把|使|占|增至|跨|站[上稳]|逼近|接近|冲|扩[大充容]?[到至]|提供|容纳|承载|惠及|服务)"
    r"|\b(?:will|aims? (?:to|for)|is expected to|are expected to|expect(?:ed|s)?|target(?:s|ing)?|set to|seeks? to"
    r"|hopes? to|projected|slated to|eyes|goal of|hopes|strives? to))"
    r"|(?P<soft>按照部署|按照[^,;]{0,8}(?:计划|规划|安排|要求|方案)|根据[^,;]{0,8}(?:规划|计划|方案)|提出|明确|要求"
    r"|部署|要(?=实现|达|新|建|完成|突破|再)))"
)
TO_BE = re.compile(
    r"\b(?:will|to) be (?:built|added|installed|laid|constructed|opened|invested|spent|put up)|(?:are|is|were"
    r"|being) planned\b"
)


@lru_cache(maxsize=64)
def cues(plain: str) -> tuple[re.Match[str], ...]:
    """Find the cues of a plain sentence, in order."""
    return tuple(_CUE.finditer(plain))


def clause_before(seen: Reading, one: Quantity) -> str:
    """Return what of its clause stands before a number."""
    return seen.plain[seen.sentence.clause_start(one.start) : one.start]


def behind(seen: Reading, one: Quantity) -> str:
    """Return what of its clause stands behind a number."""
    return seen.plain[one.end : seen.sentence.clause_end(one.end)]
