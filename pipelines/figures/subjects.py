"""A stretch of a sentence comes in; what is left of it when filling is taken out goes out, and the nouns in it.

达到历史最高的 leaves 历史最高, 旅游收入同比 leaves 旅游收入, whose 收入 is counted in 元 and has an amount for itself.
"""

from __future__ import annotations

import re

from pipelines.figures.unnamed import PEOPLE

_FILLING = re.compile(
    "\\(?按[^,;()]{0,14}(?:价格?|口径)(?:计算)?\\)?|\\([^()\\d:]{1,20}\\)|其中|这一|这个|这些|该|此类|此项|上述|其|总数|总量|总规模|总额|总长度|总里程|总长|总计|总共|总|数量|数字(?!经济|产业|化|乡村|贸易)|数值?|规模|个数|户数|长度|水平|指标"
    "|累计|共计|合计|合共|一共|共有|共建|共|已经|已|将|可|预计|预期|力争|有望|分别|依次|各|均|都|也|还|就|仅|只|则|又|再度|再次|再|首次|首度"
    "|率先|成功|稳步|持续|不断|快速|大幅|明显|继续|最终|初步|实际|基本|全部|全年|同期|同年|当月|当年|年内|年末|年底|月末|月底|季末|期末|目前|现时|现有"
    "|现已|现|当前|左右|以上|大约|约为|约|接近|近|超过|超出|超|逾|至少|不低于|不少于|平均|高达|多达|达到|达成|达至|达|突破|冲破|站上|站稳"
    "|迈上|迈过|迈入|跨过|跨越|跃上|跃升至|跃至|攀升至|上升至|上升到|升至|升到|增至|增加到|增加至|增长到|增长至|提高到|提高至|提升到|提升至"
    "|扩大到|扩大至|发展到|下降至|下降到|降至|降到|回落至|回落到|减少到|减少至|减至|滑落至|稳定在|保持在|维持在|完成|实现|取得|录得|做到"
    "|创下|形成|交出|报收|建成|建设|建有|新建成|新建|新开通|开通|投用|投运|部署|布设|架设|铺设|敷设|安装|设有|配备|在用|在网|在建|运行"
    "|拥有量|拥有|新增|净增|增加|增长|增|提高|提升|上升|扩大|壮大|发展|入驻|注册|登记|落户|引进|集聚|聚集|汇聚|培育|签约|企业|任务|目标|计划"
    r"|年度|截至|截止|相当于|比重|占比|比例|(?:比|较|与|同)(?:上一?年|去年|前年|年初|上个?月|上个?季度|同期|[一二三四]季度|[上下]半年|\d{1,2}月份?|\d{4}年)+[初末底]?|同比|环比|按年|按月|按|计"
    r"|投资|主营业务收入|贡献|规上|当|要|需|应|的|了|有|是|为|到|至|在|由|从|以|仍|建|\((?:单位:)?[万亿]{0,2}(?:美?元|[个户家件架人座])\):?"
    r"|\d+(?:\.\d+)?(?:%|个百分点|倍)?|[\s“”\"'《》():、,-]"
)
"""What may stand between a name and its number and names nothing."""
_ENGLISH_FILLING = re.compile(
    r"\b(?:rose|grew|increased|expanded|climbed|edged|surged|jumped|fell|dropped|declined|slipped|up|down|by|per ?cent|"
    r"shrank|contracted|plunged|tumbled|slid|sank|dipped|eased|retreated|soared|swelled|gained|advanced|leapt|rebounded|"
    r"handled|delivered|collected|sent|month[- ]on[- ]month|further|sharply|slightly|steadily|rapidly|just|only|"
    r"percentage|points?|year[- ]on[- ]year|from|a|the|an|its|their|in|reached|hit|was|were|is|stood|at|totall?ed|of|"
    r"exceeded|topped|surpassed|to|had|has|have|worth|amounted|came|about|nearly|over|more|than|around|some|record|"
    r"valued|some|numbered|number|total|came|year|earlier|months?|half|quarter|region|which|with|for|and|as|generated|"
    r"bringing|taking|lifting|raising|pushing|alone|accounted|accounting|compared|those|that|this|hit|are|annual|increase|decrease|decline|drop|rise|growth|growing|rate|representing|marking|generate|generates|earn|earned|earns|brought|made|there|also|capacity|by|end|when|it|they|there|"
    r"recorded|figure|booked|registered|posted|logged|set|expected|will|would|be|been|while|whole|counted|projected|reach|reaching)\b|\d[\d.,]*%?|[\s,.'()$-]"
)
_MONEY = (
    "收入|营收|产值|增加值|利润|[税费]|资金|贷款|融资|补[贴助]|成本|价[格值]|工资|销售|成交|金额|货值|总值|消费|进出口|出口|进口|捐|奖|预算|支出"
    "|投[资入]|[售易贸]额|订单|GDP|生产总值|(?:sales|income|tax(?:es)?|profits?|loans?|funds|subsid|exports?|imports?|output|GDP)\\b"
)
_COUNTED = (
    "专利|项目|企业|公司|商户|商家|站点|网点|用户|基站|机[架柜]|车间|园区|平台|系统|医院|学校|窗口|岗位|事项|合作社|设备|终端|订单|案例|场景"
    "|课程|品牌|商品|产品|门店|网店|主播|合同|协议|标准|[县乡村镇]|社区|景区|直播间|摄像头|传感器|铁塔|杆|服务器|app|APP|小程序|数据集|合作|人次|观看|点击|浏览|粉丝|下载"
)
_PERSONS = "缺口|人次|游客|旅客|学员|群众|农牧民|党员|干部|学生|教师|人才|选手|主播|居民|患者|培训"
_RATE = "率|占|比[重例]|份额|指数|满意度|[覆贯]盖|coverage|share|rate|penetration"
_RIVALS = {"元": _MONEY, "美元": _MONEY, "%": _RATE, "户": "用户|农户|商户|家庭|主体"} | dict.fromkeys(
    PEOPLE | {"人次"}, _PERSONS
)
_RIVAL = {unit: re.compile(pattern) for unit, pattern in _RIVALS.items()}
_RIVAL_OF_ANY = re.compile(_COUNTED)
_COUNTY = re.compile("[\u4e00-\u9fff]{1,4}(?:县|[市州](?!场|民)|区(?!域|块)|镇|乡)(?!级)")
_GROWING = re.compile(
    "(?:比|较|与|同|为|是)?(?:上年|去年|上一年|上月|上季度|\\d{4}年|年初)(?:同期|末|底|[上下]半年|[一二三四]季度|同月|\\d{1,2}月份?)?(?:相比)?|增长|增加|增速|增幅|涨幅|提高|提升|上升|回升|攀升|扩大"
    "|上涨|高出|下降|减少|下滑|降低|回落|收窄|缩减|负增长|降幅|下跌|跌|减|降|升|涨|增|年增|大增|实际|名义|可比|口径|不变价格?|价格|计算|幅度|率|继续"
    "|转为|由[降升]转[降升]|转|缩水|萎缩|下挫|走低|走弱|滑坡|锐减|骤[减降]|缩小|回调|滑落|[上下][浮行]|走[高强]|上扬|拉升|跃升|抬升|反弹|冲高|少了?|多了?|出现|有所|小有|同|复合|年均|虽然?|但|并|而|且|其|大幅|小幅|较快|快速|稳步|平稳|强劲|势头|良好|态势|保持|渗透率|普及率|覆盖率|增势|速度|加快"
    "|呈现|呈|确保|要|再|年|大|倍|番|翻|近|约|[+＋-]"
)
"""What tells of growing and names nothing."""
_ANY_NOUN = re.compile(
    f"{_MONEY}|{_COUNTED}|{_PERSONS}|流量|带宽|功耗|能耗|电耗|时延|延迟|成本|网速|速率|贡献|密度|面积|时长|人数"
    f"|户数|资费"
)
MOST_UNKNOWN, MOST_UNKNOWN_ENGLISH = 2, 12


def unknown(text: str, *, is_english: bool) -> str:
    """Return what is left of a text when filling is taken out."""
    if is_english:
        return _ENGLISH_FILLING.sub("", text)
    return _FILLING.sub("", _COUNTY.sub("", text))


def rival(text: str, unit: str) -> re.Match[str] | None:
    """Find a noun that is measured in a unit."""
    return _RIVAL.get(unit, _RIVAL_OF_ANY).search(text)


def names_a_thing(text: str, *, is_english: bool, most: int | None = None) -> bool:
    """Say whether what stands before a growth names something: 旅游收入同比增长 does, 同比增长约 does not."""
    left = unknown(text if is_english else _GROWING.sub("", text), is_english=is_english)
    if most is None:
        most = MOST_UNKNOWN_ENGLISH if is_english else MOST_UNKNOWN
    return len(left) > most or bool(_ANY_NOUN.search(left))
