"""A printed value -> a publisher's name or people's names, joined by 、 and free of roles, codes and brackets."""

from __future__ import annotations

import itertools
import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HAN = re.compile(r"[\u4e00-\u9fff]")
EDGES = " \t|｜/／,，;；:：。.、\"'“”‘’[]【】<>-—–·*"
UNBALANCED = (("(", ")"), ("（", "）"), ("《", "》"), ("「", "」"))
PLACE = re.compile(r"[(（][^()（）]{1,8}[)）]$")
"""上海证券报(上海): the portal's note of the city, not a part of the name."""
NO_OUTLET = _words("网络 互联网 网络综合 综合 网上 原创 本站 本网 未知 佚名 不详 其他 转载 作者 编辑 字号")
OUTLET = re.compile(
    r"(?:网|報|报|社|台|电视|传媒|新闻|新聞|客户端|频道|在线|日报|晚报|周刊|杂志|周报|之声|出版社|融媒体?|"
    r"发布|财经|观察|时报|中心|官网|政府|"
    r"委员会|办公厅|管理局|政务|公众号)$|\.(?:com|cn|net|org)$"
    r"|\b(?:xinhua|cgtn|ecns|(?:daily|news|times|post|herald|press|journal|today|agency|tv)(?: online)?)$",
    re.IGNORECASE,
)
CODE = re.compile(r"[_\s(（][A-Za-z]{1,4}\d{2,}[)）]?$")
ROLE = re.compile(
    r"[\u4e00-\u9fff·]{0,12}?(?:记者|通讯员|作者|实习生|撰稿人|评论员|特约撰稿|編輯|记 者)\s?[:：/丨|]?\s?"
    r"|^(?:本报|本网|本刊|本台|见习|实习|首席|特约|文字|摄影|整理|编译|报道|撰文|执笔|采写|文/图|图/文|文图|文|"
    r"图)\s?[:：/丨|\s]\s?"
)
NO_NAME = _words(
    "整合 整理 摄 攝 文 图 圖 摄影 报道 報導 编译 综合 来源 供图 文图 图文 未知 佚名 不详 匿名 作者 记者 编辑 "
    "admin 管理员 网络 转载 本站 原创 发布 系统管理员 等 和 "
    "与"
)
LONGEST_NAME = 6
SPLIT = re.compile(r"[\s、，,;；&/|｜丨]+|(?<=[\u4e00-\u9fff]{2})和(?=[\u4e00-\u9fff]{2})")
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈"
    "钟姜崔谭陆范汪廖石金韦贾夏"
    "付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文庞樊兰殷施洪翟安颜倪"
    "牛温芦季俞章鲁葛伍申尤毕聂"
    "柴焦祁华柳宁岳翁齐辛管祝左涂欧霍路曲关柯房裴桂耿阮娄凌宫纪舒屈项童包司柏冉游阳解苗褚单边牟卞冀郎迟简饶车沙"
    "丛晏栾巩应闵苟喻隋靳钱鲍"
    "旦次索德格拉尼达扎卓平多普丹仁嘎旺顿晋晓臧芮雍禹储甘谷祖滕荣嵇瞿费骆虞尚佟连麻楼劳匡辜栗卫蓝詹敖盛鄢练门支宗聪"
    "張劉陳楊黃趙吳孫馬羅鄭謝許韓鄧馮蕭葉蘇呂盧鍾譚陸範賈鄒閻賀龔萬錢嚴湯喬賴龐蘭顏溫蘆魯聶寧齊歐關紀項單應閔詹連"
)
LONGER = _words(
    "欧阳 上官 司马 诸葛 司徒 东方 夏侯 皇甫 尉迟 公孙 慕容 令狐 端木 次仁 扎西 旦增 丹增 索朗 索南 格桑 拉巴 "
    "尼玛 达瓦 白玛 平措 多吉 德吉 普布 米玛 边巴 巴桑 旺堆 仁青 "
    "洛桑 嘎玛 土登 益西 贡嘎 赤列 卓玛 央金 仓决 加央 阿旺 强巴 顿珠 罗布 单增 歐陽 諸葛 東方"
)


def outlet(value: str) -> str | None:
    """Return a publisher's name: the first word of a Chinese value, the whole of a Latin one."""
    value = value.strip(EDGES)
    if HAN.search(value):
        value = value.split()[0].strip(EDGES)
    value = PLACE.sub("", value).strip(EDGES)
    for opening, closing in UNBALANCED:
        if value.count(opening) != value.count(closing):
            value = value.strip(opening + closing)
            if value.count(opening) != value.count(closing):
                value = value.partition(opening)[0] or value.partition(closing)[0]
    if not 1 < len(value) <= 40 or value in NO_OUTLET or not re.search(r"[^\W\d_]", value):
        return None
    return value


def is_outlet(name: str) -> bool:
    """Say whether a name ends as publishers' names do."""
    return OUTLET.search(name) is not None


def people(value: str) -> str | None:
    """Return names joined by 、: `余毅菁 向雪妮` -> `余毅菁、向雪妮`, `王乐文 方 敏` -> `王乐文、方敏`."""
    if "\ufffd" in value:
        return None  # half a list of names is worse than none
    value = CODE.sub("", ROLE.sub(" ", value)).strip(EDGES + "()（）《》")
    if not value or len(value) > 80:
        return None
    if not HAN.search(value):
        return value if re.search(r"[^\W_]", value) and value.lower() not in NO_NAME else None
    joined: list[str] = []
    for word in (CODE.sub("", part.strip(EDGES + "()（）")) for part in SPLIT.split(value)):
        if len(word) == 1 and joined and len(joined[-1]) == 1 and HAN.match(word):
            joined[-1] += word
        elif word:
            joined.append(word)
    names = [word for word in joined if word not in NO_NAME and (len(word) > 1 or not HAN.match(word))]
    return "、".join(dict.fromkeys(names)) or None


def editors(value: str) -> str | None:
    """Return the names that a value begins with: what follows an editor without a bar is the next headline."""
    found = people(value)
    own = list(
        itertools.takewhile(lambda name: len(name) <= LONGEST_NAME or not HAN.search(name), (found or "").split("、"))
    )
    return "、".join(own) or None


def are_persons(names: str) -> bool:
    """Say whether every one of these names looks like a Chinese person's: a surname and one or two characters more."""
    return all(is_person(name) for name in names.split("、"))


def is_person(name: str) -> bool:
    """Say whether a name is a surname with one or two characters more, or four that begin as a longer name does."""
    if is_outlet(name) or not all(map(HAN.match, name)):
        return False
    return (2 <= len(name) <= 3 and name[0] in SURNAMES) or (len(name) == 4 and name[:2] in LONGER)
