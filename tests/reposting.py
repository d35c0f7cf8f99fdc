"""Ways in which a text is reposted, and look-alikes that are none: a text goes in, a made copy comes out.

Every kind is a function of (text, random); `COPIES` must join the story of what they copy, `EXCERPTS` must too (as
excerpts), `LOOKALIKES` must never join.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from pipelines.chinese import TABLES

Repost = Callable[[str, Random], str]

_ROWS = [line.split(" ") for line in TABLES.read_text("utf-8").splitlines() if not line.startswith("#")]
_TRADITIONAL: Final = {ord(new): old for old, new in zip(_ROWS[0][1], _ROWS[1][1], strict=True)}
_READING: Final = {character: row[0] for row in reversed(_ROWS[2:]) for character in row[1]}
_TAIWAN: Final = {
    "网络": "網路", "信息": "資訊", "软件": "軟體", "数据": "資料", "智能": "智慧", "项目": "專案", "质量": "品質",
    "互联网": "網際網路", "数字": "數位", "视频": "影片", "通过": "透過", "水平": "水準", "服务器": "伺服器",
    "程序": "程式", "硬件": "硬體", "宽带": "寬頻", "移动": "行動", "电脑": "電腦", "短信": "簡訊", "公里": "公里",
}  # fmt: skip
_SYNONYMS: Final = {
    "发展": "推进", "建设": "打造", "进行": "开展", "目前": "如今", "实现": "达成", "表示": "称", "同时": "与此同时",
    "提高": "提升", "开始": "着手", "已经": "业已", "帮助": "助力", "问题": "难题", "需要": "亟需", "通过": "借助",
    "可以": "能够", "很多": "不少", "因为": "由于", "但是": "不过", "这些": "此类", "进一步": "持续", "重要": "关键",
}  # fmt: skip
_TONE_MARKS: Final = ("\u0304", "\u0301", "\u030c", "\u0300")
_FILLERS: Final = ("据了解,", "值得一提的是,", "记者看到,", "据介绍,", "与此同时,", "事实上,")
FOOTER: Final = (
    "【免责声明】以上内容由用户整理上传,仅供参考,文中观点与本站立场无关,如涉及版权等问题,"
    "请在三十日内来信说明,我们会及时核实并删除。想看更多消息,请留意本站首页的每日更新。"
)
SPAM: Final = "网友评论更多\n推荐 128 不推荐 3\n请输入验证码\n本文地址:欢迎收藏,热门标签:新闻 资讯 今日"


def _sentences(text: str) -> list[str]:
    return [one for one in re.split(r"(?<=[。！？!?])|\n", text) if one]


def traditional(text: str, _: Random) -> str:
    return text.translate(_TRADITIONAL)


def readings(text: str, random: Random) -> str:
    """Annotate the same fifth of the characters wherever they stand, as the mirrors do."""
    chosen = {character for character in sorted(set(text)) if character in _READING and random.random() < 0.2}
    return "".join(f"{one}({_READING[one]})" if one in chosen else one for one in text)


def readings_toned(text: str, random: Random) -> str:
    """Another mirror annotates other characters, with tone marks."""
    chosen = {character for character in sorted(set(text)) if character in _READING and random.random() < 0.15}
    return "".join(f"{one}（{_toned(_READING[one], random)}）" if one in chosen else one for one in text)


def readings_of_words(text: str, random: Random) -> str:
    """Annotate whole words: 数据(shùjù)."""

    def annotated(found: re.Match[str]) -> str:
        word = found[0]
        if random.random() > 0.2 or not all(one in _READING for one in word):
            return word
        return f"{word}({''.join(_toned(_READING[one], random) for one in word)})"

    return re.sub(r"[\u4e00-\u9fff]{2}", annotated, text)


def _toned(reading: str, random: Random) -> str:
    """Put a tone mark on the vowel that carries it."""
    at = min((reading.find(vowel) for vowel in "aoeiuv" if vowel in reading), default=-1)
    if at < 0 or reading[at] == "v":
        return reading
    return unicodedata.normalize("NFC", reading[: at + 1] + random.choice(_TONE_MARKS) + reading[at + 1 :])


def trim(text: str, random: Random) -> str:
    sentences = _sentences(text)
    cut = max(1, len(sentences) // 8)
    return "".join(sentences[cut:] if random.random() < 0.5 else sentences[:-cut])


def footer(text: str, _: Random) -> str:
    return f"{text}\n{FOOTER}"


def fewer_sentences(text: str, random: Random) -> str:
    sentences = _sentences(text)
    gone = set(random.sample(range(len(sentences)), max(1, len(sentences) // 5)))
    return "".join(one for at, one in enumerate(sentences) if at not in gone)


def byte_shift(text: str, random: Random) -> str:
    """Lose one byte of a GBK stream: everything up to the next ASCII character turns into other characters."""
    at = random.randrange(len(text) // 2)
    end = at + 30
    broken = text[at:end].encode("gb18030", "replace")[1:].decode("gb18030", "replace").replace("\ufffd", "?")
    return text[:at] + broken + text[end:]


def reflowed(text: str, random: Random) -> str:
    """Other paragraphs, ideographic spaces, spaces before punctuation, full-width digits."""
    paragraphs = re.sub("\n", "", text)
    pieces = [one + ("\n\u3000\u3000" if random.random() < 0.4 else "") for one in _sentences(paragraphs)]
    spaced = re.sub("([，。、])", r" \1", "".join(pieces))
    return spaced.translate({ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"})


def punctuation_redone(text: str, random: Random) -> str:
    changed = re.sub("[，；：]", lambda _: random.choice(",。;、"), text)
    return re.sub("[“”《》「」]", "", changed).replace("。", "!" if random.random() < 0.2 else ".\n")


def spinner(text: str, _: Random) -> str:
    spun = text.replace("记者", "采访人员").replace("，", " ，").replace("。", " 。")
    return f"【{_sentences(text)[0][:12]}】{spun}\n推荐阅读"


def _edit(sentence: str, random: Random) -> str:
    for old, new in _SYNONYMS.items():
        sentence = sentence.replace(old, new)
    at = random.randrange(len(sentence) + 1)
    if random.random() < 0.5:
        return sentence[:at] + sentence[at + random.randint(1, 3) :]
    return random.choice(_FILLERS) + sentence


def edited(text: str, random: Random, share: float = 1 / 3) -> str:
    sentences = _sentences(text)
    chosen = set(random.sample(range(len(sentences)), max(1, round(len(sentences) * share))))
    return "".join(_edit(one, random) if at in chosen else one for at, one in enumerate(sentences))


def place_words(text: str, _: Random) -> str:
    """What a neighbouring site does to a local report: 西藏 -> 我区; else its commonest two characters."""
    pairs = [text[at : at + 2] for at in range(len(text) - 1) if re.fullmatch(r"[\u4e00-\u9fff]{2}", text[at : at + 2])]
    commonest = "西藏" if "西藏" in text else max(sorted(set(pairs)), key=pairs.count, default="记者")
    return text.replace(commonest, "我区")


def taiwan(text: str, random: Random) -> str:
    for old, new in _TAIWAN.items():
        text = text.replace(old, new)
    return traditional(text, random)


def mirror(text: str, random: Random) -> str:
    return f"{traditional(readings(text, random), random)}\n{SPAM}"


def everything(text: str, random: Random) -> str:
    for kind in (trim, edited, punctuation_redone, reflowed, readings, traditional, footer):
        text = kind(text, random)
    return text


def repeated(text: str, _: Random) -> str:
    """Print the beginning, then a button, and then the whole again under a second head."""
    sentences = _sentences(text)
    head = sentences[0][:18]
    return f"{''.join(sentences[:3])}\n查看余下全文\n{head}\n{text}"


def half(text: str, random: Random) -> str:
    sentences = _sentences(text)
    start = random.randrange(len(sentences) // 2 + 1)
    return "".join(sentences[start : start + len(sentences) // 2])


def lead_only(text: str, _: Random) -> str:
    lead = ""
    for sentence in _sentences(text):
        lead += sentence
        if len(lead) >= 60:
            break
    return lead


def under_a_new_lead(text: str, random: Random) -> str:
    """Take one paragraph over under a lead of one's own."""
    longest = max(text.split("\n"), key=len)
    who = random.choice(("当地媒体", "某某网", "有关方面"))
    return f"据{who}{random.randint(1, 12)}月初报道，又有新的消息传来。{longest}"


def other_figures(text: str, random: Random) -> str:
    """The same report a month later: every number is another one."""
    return re.sub(r"\d+", lambda found: str(int(found[0]) + random.randint(1, 9 * 10 ** (len(found[0]) - 1))), text)


def digest(texts: Sequence[str]) -> str:
    return "\n".join(texts)


def quoting(text: str, other: str, random: Random) -> str:
    """Put one sentence of `text` into another article."""
    sentences = _sentences(other)
    at = len(sentences) // 2
    quoted = max(_sentences(text), key=lambda one: (len(one) <= 125, len(one)))[:125]
    return "".join((*sentences[:at], f"“{quoted}”", *sentences[at:]))


COPIES: Final[dict[str, Repost]] = {
    "traditional": traditional,
    "readings": readings,
    "readings_toned": readings_toned,
    "readings_of_words": readings_of_words,
    "trim": trim,
    "footer": footer,
    "fewer_sentences": fewer_sentences,
    "byte_shift": byte_shift,
    "reflowed": reflowed,
    "punctuation_redone": punctuation_redone,
    "spinner": spinner,
    "repeated": repeated,
    "edited": edited,
    "place_words": place_words,
    "taiwan": taiwan,
    "mirror": mirror,
    "everything": everything,
}
EXCERPTS: Final[dict[str, Repost]] = {"half": half, "lead_only": lead_only}
PASSAGES: Final[dict[str, Repost]] = {"under_a_new_lead": under_a_new_lead}
"""Joined where the passage is nearly all of the page, else linked."""
