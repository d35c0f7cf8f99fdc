"""Short lines around an article -> the labelled values in them: 来源, 转自, 作者, 编辑.

A value runs from its label to the next label, bar or button; what it means is for names.py. An empty label
(`作者： 来源：西藏日报`) gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from pipelines.extract.guarded import Guarded
from pipelines.extract.names import HAN
from pipelines.extract.when import DATE, ENGLISH

Kind = Literal["reprint", "source", "chief", "editor", "author", "stop"]

_COLON = r"\s?[:：]\s?"
_MARK = r"\s?[:：/丨|｜]\s?"
LABEL = re.compile(
    # First a look at one character: it spares nearly all positions the alternatives.
    r"(?=[本文章新信内消稿综资来來转轉摘责責编編作撰执采记記期网值实见选组发更刊成时日校审监统排浏点阅访字分关标评摄制视图通原主初二三终复签出s|｜ewabupt])(?:"
    r"(?P<reprint>(?<![\u4e00-\u9fff])(?:本文|文章)?(?:转自|轉自|转载自|轉載自|摘自|转载来源|本文转载自)\s?[:：]?\s?)"
    r"|(?P<source>(?:本文|文章|新闻|信息|内容|消息|稿件|综合|资料)?(?:来\s?源(?:于|自)?|來\s?源|稿源|来自|出处|\bsource)"
    r"(?:\s?[:：]\s?|\s?[丨|](?=[\u4e00-\u9fff])))"
    r"|(?P<chief>(?:责任编辑|責任編輯|责\s任\s编\s辑|责\s?编|責編|\b(?:web\s)?editor)(?:\s?[:：/丨|｜]\s?|\s(?=[\u4e00-\u9fff])))"
    r"|(?P<editor>(?:本期|网络|值班|执行|网页|实习|见习|新媒体)?(?:编\s?辑|編\s?輯|编审|选稿|组稿)" + _MARK + r")"
    r"|(?P<author>(?:(?:本文|文章)?作\s?者|撰文|撰稿|执\s?笔|采写|\bauthors?)"
    + _MARK
    + r"|(?<=[报報社网網台])(?:记者|記者)\s?[:：]\s?"
    r"|(?<![\u4e00-\u9fff])[文撰](?:[/／:：丨｜]\s?|\s?\|\s?)|\bwritten by\s|(?:^|[|｜]\s)by\s)"
    r"|(?P<stop>(?:(?:发布|发稿|更新|发表|刊发|成文)?(?:时间|日期)|校\s?对|审\s?核|监制|统筹|排版|浏览(?:次数|量)?|点击(?:次数|量|数)?|"
    r"阅读(?:次数|量|数)?|访问(?:量|次数)?|字(?:体|号)(?:大小)?|分享到?|关键词|标签|评论|摄影|制图|视频|图片|来源链接|通讯员|原标题|主编|"
    r"updated|published|posted|time|初审|二审|三审|终审|复审|签发|责任校对|实习生)" + _COLON + r"))",
    re.IGNORECASE,
)
BARE = re.compile(r"[|｜]\s?(来源|作者)(?=[^\s:：])")
"""发表于2014-08-24 21:30| 来源某某| 作者张三: between bars the colon may be missing."""
BAR = re.compile(
    r"[|｜]|\s/\s|\s>\s|参与互动|我要评论|字号|字体|打印|分享|扫一扫|大字|收藏|评论\(|\d{1,7}\s?评论|\s(?:大|默认)\s|返回|查看更多|人参与|点击|阅读\s?\d|纠错|举报"
)
CLOSING = re.compile(r"[）)】\]]")
OPENING = re.compile(r"[（(【\[]")
LATIN_END = re.compile(r"\s?[(\[]|\s\d")
"""By San Zhang (Valley Daily) 14:27: a name holds neither a bracket nor a number."""
SUBTITLE = "——"
EDGES = " \t|｜/／,，;；:：。.、\"'“”‘’[]【】<>-—–·*"


MAY_HOLD = Guarded(":：/丨|｜转轉摘编編yY", re.compile(r"[:：/丨|｜]|[转轉摘]|编辑|責編|责编|by ", re.IGNORECASE))
LONGEST = 400
"""A longer line is text, not labels."""


def values(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the kind and value of every label that has a value, in reading order."""
    for line in lines:
        yield from of_line(line)


def of_line(line: str) -> tuple[tuple[str, str], ...]:
    """Return the kind and value of every label of one line."""
    if len(line) > LONGEST or not MAY_HOLD.search(line):
        return ()
    if "|" in line or "｜" in line:
        line = BARE.sub(r"| \1:", line)
    found = list(LABEL.finditer(line))
    labelled: list[tuple[str, str]] = []
    for at, label in enumerate(found):
        until = found[at + 1].start() if at + 1 < len(found) else len(line)
        value = _cut(line[label.end() : until])
        if value and label.lastgroup and label.lastgroup != "stop":
            labelled.append((label.lastgroup, value))
    return tuple(labelled)


def _cut(value: str) -> str:
    """Cut a value off where something else begins: a bar, a button, a date, the bracket that the label stands in.

    Nothing is left of a second line of the headline, which some systems print after an empty label.
    """
    if value.startswith(SUBTITLE):
        return ""
    value = BAR.split(value, maxsplit=1)[0]
    closing = CLOSING.search(value)
    if closing and not OPENING.search(value[: closing.start()]):
        value = value[: closing.start()]
    is_latin = not HAN.search(value)
    dated = DATE.search(value) or (ENGLISH.search(value) if is_latin else None)
    if dated:
        value = value[: dated.start()]
    if is_latin:
        value = LATIN_END.split(value, maxsplit=1)[0]
    return value.strip(EDGES)
