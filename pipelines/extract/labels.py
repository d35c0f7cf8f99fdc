"""Short lines around an article -> the labelled values in them: 来源, 转自, 作者, 记者, 编辑.

A value runs from its label to the next label, bar or button. Labels are cut off, values stay as printed; several names
are joined by 、. An empty label (`作者： 来源：西藏日报`) gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipelines.extract.when import DATE

_COLON = r"\s?[:：]\s?"
LABEL = re.compile(
    r"(?P<reprint>(?:本文|文章)?(?:转自|轉自|转载自|轉載自|摘自|转载来源|本文转载自)\s?[:：]?\s?)"
    rf"|(?P<source>(?:(?:本文|文章|新闻|信息|内容|消息|稿件|综合)?(?:来\s?源(?:于|自)?|來\s?源)|稿源|来自|出处|\bsource){_COLON})"
    r"|(?P<chief>(?:责任编辑|責任編輯|责\s?任\s?编\s?辑|责\s?编|責編|(?:web\s)?editor)\s?(?:[:：/]|\s)\s?)"
    r"|(?P<editor>(?:(?:本期|网络|值班|执行|网页|实习|见习|新媒体)?(?:编\s?辑|編\s?輯|编审))\s?[:：/丨|]\s?)"
    r"|(?P<author>(?:(?:本文|文章)?作\s?者|撰文|撰稿|执笔|执\s笔|采写|文字|\bauthors?)\s?[:：/丨|]\s?|(?<![\u4e00-\u9fff])[文撰][/／:：丨]\s?|\bwritten by\s)"
    rf"|(?P<stop>(?:(?:发布|更新|发表|刊发|成文)?(?:时间|日期)|校\s?对|审\s?核|监制|统筹|排版|浏览(?:次数|量)?|点击(?:次数|量|数)?|阅读(?:次数|量|数)?|访问(?:量|次数)?|"
    rf"字(?:体|号)(?:大小)?|分享到?|关键词|标签|评论|摄影|制图|视频|图片|来源链接|通讯员|原标题|主编|updated|published|posted|time|初审|二审|三审|终审|复审|签发|责任校对|实习生){_COLON})",
    re.IGNORECASE,
)
BAR = re.compile(
    r"[|｜]|\s/\s|\s>\s|参与互动|我要评论|字号|字体|打印|分享|扫一扫|大字|收藏|评论\(|\d+\s?评论|\s(?:大|默认)\s|返回|查看更多|人参与|点击|纠错"
)
REPORTER = re.compile(
    r"(?:^|[\s（(：:【])(?:本报|本网|本刊|本台|见习|实习|首席|特约|特派|驻[\u4e00-\u9fff]{1,6}|[\u4e00-\u9fff·]{0,12}?)(?:见习|实习|首席|特约|全媒体|客户端|融媒体)?"
    r"记者\s?[:：]?\s?([\u4e00-\u9fff·\s、]{2,40})"
)
NAME = re.compile(r"[\u4e00-\u9fff·•]{2,5}|[A-Z][A-Za-z.'’-]+(?:\s[A-Z][A-Za-z.'’-]+){0,3}")
CODE = re.compile(r"[_\s(（][A-Z]{1,4}\d{2,}[)）]?$")
EDGES = " \t|｜/／,，;；:：。.、\"'“”‘’()（）[]【】<>《》「」-—–·"
ROLE = re.compile(
    r"(?:本报|本网|本刊|本台|见习|实习|首席|特约|特派|全媒体|融媒体|通讯员|[\u4e00-\u9fff]{0,8}记者|记者|文字|摄影|整理|编译|报道|作者|实习生|摄像)(?=[\s:：/]|[\u4e00-\u9fff]{2,4}(?:\s|、|$)|$)\s?[:：/]?"
)


def values(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the kind and value of every label that has a value, in reading order."""
    for line in lines:
        found = list(LABEL.finditer(line))
        for at, label in enumerate(found):
            until = found[at + 1].start() if at + 1 < len(found) else len(line)
            kind = label.lastgroup or "stop"
            value = _cut(line[label.end() : until])
            if value and kind != "stop":
                yield kind, value


def _cut(value: str) -> str:
    """Cut a value off where something else begins: a bar, a button, a date, a closing bracket."""
    value = BAR.split(value, maxsplit=1)[0]
    value = re.split(r"[）)】\]》]", value, maxsplit=1)[0] if not re.search(r"[（(【《\[]", value) else value
    dated = DATE.search(value)
    if dated:
        value = value[: dated.start()]
    return value.strip(EDGES)


def outlet(value: str) -> str | None:
    """Return a publisher's name: the first word of a Chinese value, the whole of a Latin one."""
    value = value.strip(EDGES)
    if re.search(r"[\u4e00-\u9fff]", value):
        words = value.split()
        value = words[0] if words else ""
    value = re.sub(r"\(\w+\)$|（\w+）$", "", value).strip(EDGES)
    return value if 1 < len(value) <= 40 and re.search(r"[^\W\d_]", value) else None


def people(value: str) -> str | None:
    """Return names joined by 、: `余毅菁 向雪妮` -> `余毅菁、向雪妮`, `王乐文 方 敏` -> `王乐文、方敏`."""
    value = CODE.sub("", ROLE.sub(" ", value)).strip(EDGES)
    if not value or len(value) > 60:
        return None
    if not re.search(r"[\u4e00-\u9fff]", value):
        return value if re.search(r"[^\W_]", value) else None
    words = [
        word.strip(EDGES) for word in re.split(r"[\s、，,;；&/|]+|(?<=[\u4e00-\u9fff])和(?=[\u4e00-\u9fff]{2})", value)
    ]
    names: list[str] = []
    for word in filter(None, words):
        if len(word) == 1 and names and len(names[-1]) == 1:
            names[-1] += word
        else:
            names.append(word)
    return "、".join(CODE.sub("", name) for name in names) or None


def reporters(text: str) -> str | None:
    """Return the reporters that a line names: （记者 张三）, 本报记者 张三 李四."""
    found = REPORTER.search(text)
    return people(found[1]) if found else None
