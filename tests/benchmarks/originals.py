"""Articles that nobody published: a number goes in, an article of its own on Tibet and trade comes out.

Every number gives the same article in every process. Words are drawn as in real news, few of them often and most of
them seldom, so that an index of a million has its common and its rare grams. The sentences mean little; what counts for
matching is that two articles share no more than two real ones do.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Final


def _words(text: str) -> list[str]:
    return text.split()


_PLACES: Final = _words("""
西藏 拉萨 林芝 那曲 昌都 山南 日喀则 阿里 当雄 曲水 墨竹工卡 堆龙德庆 达孜 尼木 林周 江孜 亚东 拉孜 定日 萨迦
仲巴 吉隆 聂拉木 普兰 札达 噶尔 改则 措勤 班戈 申扎 索县 比如 嘉黎 巴青 安多 聂荣 尼玛 双湖 丁青 类乌齐 江达
贡觉 芒康 左贡 察雅 八宿 洛隆 边坝 波密 察隅 墨脱 米林 朗县 工布江达 乃东 贡嘎 扎囊 桑日 琼结 曲松 措美 洛扎
加查 隆子 错那 浪卡子 青海 玉树 格尔木 四川 甘孜 成都 云南 迪庆 重庆 甘肃 兰州 贵州 贵阳 北京 上海 深圳 广州
武汉 西安 杭州 南京
""")
_SUBJECTS: Final = _words("""
自治区 工信厅 发改委 科技局 商务厅 通信管理局 大数据局 农牧厅 水利局 教育厅 卫健委 税务局 银行 保险公司 电力公司
移动公司 电信公司 铁塔公司 高新区 经开区 产业园 孵化器 实验室 研究院 大学 职业学院 中学 医院 合作社 农牧民 牧户
茶农 创业者 工程师 运维队 驻村队 快递站 电商平台 直播间 物流园 冷链企业 光伏电站 水电站 变电所 机房 算力中心
数据中心 指挥中心 服务大厅 便民站 客运站 机场 口岸 边贸市场 博物馆 图书馆 藏医院 药厂 水泥厂 矿山 乳品厂
青稞加工厂 地毯厂 唐卡画师 民宿 景区 旅行社 气象台 地震台 林草局 保护区 生态站 专家组 调研组 审批局 监管部门
行业协会 商会
""")
_VERBS: Final = _words("""
建设 发展 实现 通过 提高 开始 帮助 进行 建成 启动 验收 上线 部署 改造 扩容 接入 打通 开放 签下 引进 培育 试点
推广 采购 租用 升级 迁入 托管 对接 编制 发布 公示 备案 核定 抽查 评估 调试 联调 巡检 检修 铺设 架设 安装 测绘
勘察 设计 论证 招募 培训 考核 奖补 减免 贷给 投向 盘活 腾退 复垦 修缮 记录 收集 清洗 标注 翻译 识别 监测 预警
追溯 分拣 配送 代销 包装 研发 检测 认证 出口 承接 带动 辐射 覆盖 服务 惠及 吸纳 安置 帮扶 轮训 走访 督办 兑现
压缩 合并 取消 恢复
""")
_OBJECTS: Final = _words("""
网络 数据 项目 信息 视频 程序 硬件 电脑 短信 基站 光缆 光纤 宽带 专线 卫星站 微波塔 服务器 机柜 储能柜 电池组
光伏板 逆变器 传感器 摄像头 无人机 机器人 平板 投影 终端 读卡机 扫码枪 自助柜 平台 系统 软件 小程序 数据库
知识库 语料库 地图 模型 算法 接口 标准 目录 清单 台账 档案 证照 电子印章 发票 订单 运单 合同 保单 贷款 补贴 基金
园区 厂房 仓库 冷库 车间 生产线 实训室 智慧教室 远程诊室 影像中心 急救站 检验室 气象站 水文站 泵站 渠道 大棚
草场 牧场 养殖场 苗圃 茶园 果园 航线 班列 公路 隧道 桥梁 停车场 充电桩 加油站 驿站 营地 步道 展馆 剧场 书屋
广播站 客服中心 呼叫席 创客空间 众创空间 培训班 夜校 论坛 展会 大赛 青稞 牦牛肉 酥油 藏药材 松茸 虫草 矿泉水
羊绒 藏香 唐卡 木碗 氆氇 核桃 苹果 藏鸡蛋 蜂蜜 菜籽油 奶渣 辣椒 土豆
""")
_QUALITIES: Final = _words("""
重要 高质量 高水平 互联网 数字 智能 绿色 低碳 高效 便捷 本地 跨省 边境 高海拔 偏远 成片 成套 首批 首个 头一座
新型 老旧 闲置 共享 公共 民营 国有 集体 小微 龙头 示范 标准化 模块化 可视化 一体化 双语 藏语 远程 移动 应急 备用
常态 季节性 全天候 零散 密集 分布式 集中式 轻量 简易 国产 自研 成熟 紧缺 稀缺 优质
""")
_MANNERS: Final = _words("""
目前 已经 同时 进一步 悄悄 陆续 率先 提前 如期 分三批 分片 逐户 逐村 连夜 反复 集中 重新 首次 同步 统一 联合
委托 自筹 主动 免费 低价 按月 按季 按次 就近 就地 按图 照单 对标 现场 在线 线下 冬闲时 汛期前 开学前 节后 雨季里
封冻前 一口气 一步步 一站式 全程 部分 大体 基本 完全 勉强 顺利 意外 终于 依旧
""")
_CLOSES: Final = _words("""
少跑了路 降了成本 提了效率 有了光 稳了 多了订单 清楚了 留得住人 学会了 不绕路 能会诊 不空驶 有底 不排队 少了投诉
减了章 不积货 看得见 一天一报 随时能查 敢放款 便宜了 来取经 上了门 添了活 值夜班 不求人 更耐用 减半 照常 扩大
翻番 过半 见底 回暖 走俏 脱销 到位 落地
""")
_SAYERS: Final = _words(
    """
负责人 站长 校长 主任 经理 工程师 村支书 店主 老师 医生 司机 学员 记账员 技术员 理事长 队长 厂长 科长 课题组
项目组
"""
)
_SAYINGS: Final = _words(
    "表示 说 称 讲 介绍 坦言 回忆 估算 认为 担心 承认 强调 解释 笑道 点头 摆手 补充 反问 提醒 透露"
)
_PEOPLE: Final = _words("张三 李四 王五 赵六 钱七 孙八 周九 吴十")
_UNITS: Final = _words("个 家 座 套 公里 吨 户 人 万元 亿元 台 间 亩 千瓦 次 件 项 条 平方米 兆")
_SYLLABLES: Final = (
    "扎达卓仓曲错玛嘎桑林旺堆吉隆多巴普布央宗德庆才让尼玛次仁拉毛益西金珠洛松江白措姆强热加贡觉顿珠罗布"
    "云岭雪峰河谷泉川恒鑫瑞丰联创启航智维天路高远盛景航星博众惠农融通安信华腾飞跃"
)
_COMMON: Final = (
    "人工大中上下小生产业农牧水电力气光风土木石火山河湖海路车船机器网络信息数据文字图书画音声色形体心手足头目口耳身"
    "时日月年春夏秋冬早晚先后前内外东南西北高低长短远近新老旧好多少快慢轻重冷热干湿明暗深浅厚薄平直正方圆满空开关"
    "进出来去起落升降增减加减合分连接通断收放取送买卖借还租押存储运输建设造修补换改变动静行走飞跑游看听说读写算记"
    "学教研究试验检测查问答谈论议定约会见知识思想意见理法规章程序式样品种类型号码表单册页本金银钱币价值费税利率市"
    "场店铺柜台仓库房屋楼层门窗院校园地区域界线点面段节层级位置向度量衡尺寸斤两元角分秒刻期限周旬季代世纪元始终"
)
_SUFFIXES: Final = _words("村 乡 科技 合作社 信息 小学 电站 物流 牧场 大厦 路 工业园 沟 桥 农场 商行")


def _weights(words: Sequence[str]) -> list[float]:
    """Return what `Random.choices` takes for the n-th word to come about 1/n as often as the first."""
    return list(accumulate(1 / (rank + 30) for rank in range(len(words))))


def _lexicon() -> list[str]:
    """Return as many words as a newspaper uses."""
    random = Random("lexicon")
    return list(dict.fromkeys("".join(random.choices(_COMMON, k=2)) for _ in range(30_000)))


_LISTS: Final = {
    "X": _lexicon(),
    "P": _PLACES, "S": _SUBJECTS, "V": _VERBS, "O": _OBJECTS, "Q": _QUALITIES, "M": _MANNERS, "C": _CLOSES,
    "W": _SAYERS, "Y": _SAYINGS, "Z": _PEOPLE, "U": _UNITS,
}  # fmt: skip
_DRAWN: Final = {slot: (words, _weights(words)) for slot, words in _LISTS.items()}
_FRAMES: Final = """
PXS MXV了XQO ， XC
在P N ， XS M V起XF U XQ XO
XS的 QX O 由N V ， DU XO MX V
T ，PXS 与N 一起 MXV XQO
到T ， P已 VX O F U ， XC D U
W Z Y： “QXO MX V ， XC ”
从P 到XP ， N的 QXO MXV了 D次
原先XS MX V ， X QXO 一XV ， XC
N的 W Y ， X V的 QXO 有X F U
PN XS 里 ， W正 MX VX QO
为VX QXO ， S拿出X F U ， N X D U
X算下来 ， QXO 每U 省XF 元 ， CX
“先VX O ， 再VXQO ， ” W ZY ， “ XC ”
N 与PXS VX了QXO ， X D 年
T起 ， XS MX VQXO ， X D个X 和N
QXO 怎么XV ？ XS MX V ， XC
因为 XO 问题 ， XS需要 VX QO ， 但是 XC
这些 QO 可以 MX V ， 很多 XS XC
""".strip().splitlines()


@dataclass(frozen=True, kw_only=True, slots=True)
class Original:
    """An article as a page prints it."""

    title: str
    text: str
    day: str


def original(number: int) -> Original:
    """Write article `number`: about 550 characters in four to seven paragraphs."""
    random = Random(f"original {number}")
    names = [_name(random) for _ in range(4)]  # an article speaks of the same few
    wanted, paragraphs = random.randint(280, 690), list[str]()
    while sum(map(len, paragraphs)) < wanted:
        paragraphs.append("".join(_sentence(random, names) for _ in range(random.randint(2, 5))))
    day = date(2015, 1, 1) + timedelta(days=random.randrange(3650))
    title = f"{_draw(random, 'P')}{random.choice(names)}{_draw(random, 'V')}{_draw(random, 'Q')}{_draw(random, 'O')}"
    return Original(title=f"{title} {_draw(random, 'C')}", text="\n".join(paragraphs), day=day.isoformat())


def _sentence(random: Random, names: list[str]) -> str:
    frames = random.choices(_FRAMES, k=random.choice((1, 1, 2)))
    said = "，".join("".join(_filled(part, random, names) for part in frame) for frame in frames)
    return said if said.endswith("？") else f"{said}。"


def _filled(part: str, random: Random, names: list[str]) -> str:
    if part in _DRAWN:
        return _draw(random, part)
    if part == "N":
        return random.choice(names)
    if part == "F":
        return random.choice((f"{random.randint(2, 9999)}", f"{random.uniform(1, 999):.1f}"))
    if part == "D":
        return str(random.randint(2, 60))
    if part == "T":
        return f"{random.randint(1, 12)}月{random.randint(1, 28)}日"
    return part.strip()


def _draw(random: Random, slot: str) -> str:
    words, weights = _DRAWN[slot]
    return words[
        bisect(weights, random.random() * weights[-1], 0, len(words) - 1)
    ]  # as `choices`, in a third of the time


def _name(random: Random) -> str:
    return "".join(random.choices(_SYLLABLES, k=random.choice((2, 2, 3)))) + random.choice(_SUFFIXES)
