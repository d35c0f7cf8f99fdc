"""A page -> its structure without anybody's text: the same tags, classes and ids, every text blanked sign by sign.

What a newspaper wrote must not stand in this repository; how its pages are built may. A Chinese sign becomes 某, a
letter x, a digit 0, so that lengths stay; a date becomes the first of March 2022 in the same shape; the short labels
that every site prints (来源：, 责任编辑：, 下一页) stay, because the rules of extraction look for them.
"""

from __future__ import annotations

import re
import unicodedata

from bs4 import BeautifulSoup, Tag
from bs4.element import CData, Comment, Declaration, NavigableString, PreformattedString, ProcessingInstruction

from pipelines.html.decode import decode
from pipelines.html.parse import refuse_hostile

KEPT = frozenset(
    (
        *("class", "id", "rel", "type", "name", "property", "itemprop", "http-equiv", "charset", "lang", "style"),
        *("align", "width", "height", "border", "colspan", "rowspan", "target", "hidden", "role"),
    )
)
"""Attributes that are structure. An address becomes #, any other attribute goes."""
ADDRESSES = ("href", "src", "action")
UNSEEN = ("script", "style", "noscript", "template", "textarea")
LABEL = re.compile(
    r"来源|稿源|出处|作者|记者|责任编辑|责编|编辑|发布时间|发布日期|时间|日期|字号|字体|打印|关闭|分享|收藏|评论|浏览|点击|"
    r"原标题|转自|转载|上一篇|下一篇|上一页|下一页|首页|尾页|当前位置|相关阅读|相关新闻|版权所有|主办单位|承办单位|备案|ICP备|"
    r"Source|Editor|Author|Next|Previous|Copyright"
)
DATE = re.compile(r"(?:19|20)\d{2}(\s?[-/.年]\s?)\d{1,2}(\s?[-/.月]\s?)\d{1,2}")
TIME = re.compile(r"(?<!\d)\d{1,2}:\d{2}(:\d{2})?(?!\d)")
HELD = re.compile(f"({LABEL.pattern}|2022\\s?[-/.年]\\s?03\\s?[-/.月]\\s?01日?|10:05(?::00)?)")


def skeleton(body: bytes, content_type: str, encoding: str | None = None) -> str:
    """Return the page blanked. HostilePageError instead of a parse that takes seconds."""
    text, _ = decode(body, content_type, encoding)
    refuse_hostile(text)
    soup = BeautifulSoup(text.replace("\x00", ""), "lxml")
    for unseen in soup.find_all(UNSEEN):
        unseen.clear()
    for element in soup.find_all(True):
        _blank_attributes(element)
    for string in list(soup.find_all(string=True)):
        if isinstance(string, Comment | CData | ProcessingInstruction | Declaration):
            string.extract()
        elif isinstance(string, NavigableString) and not isinstance(string, PreformattedString):
            string.replace_with(NavigableString(blank(str(string))))
    return str(soup)


def blank(text: str) -> str:
    """Blank a text but for labels and dates: 来源：西藏日报 2020-09-15 is 来源：某某某某 2022-03-01."""
    dated = TIME.sub(lambda found: "10:05" + (":00" if found[1] else ""), DATE.sub(r"2022\g<1>03\g<2>01", text))
    # Every other piece is what the expression holds.
    return "".join(piece if at % 2 else "".join(map(_blank, piece)) for at, piece in enumerate(HELD.split(dated)))


def _blank(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Nd":
        return "0"
    if kind[0] not in "LMN":
        return sign if ord(sign) < 0x1F000 else ""
    return "x" if ord(sign) < 0x250 else "某"


def _blank_attributes(element: Tag) -> None:
    is_encoding = element.name == "meta" and (element.get("charset") or element.get("http-equiv"))
    for name in list(element.attrs):
        if name in ADDRESSES:
            element[name] = "#"
        elif name == "content" and not is_encoding:
            element[name] = blank(str(element[name]))
        elif name not in KEPT and name != "content":
            del element[name]
