"""A count becomes that many articles of real size, on topic and unlike each other: what the crawl benchmark serves.

The sentences are the sample's, but each page puts other characters for the common ones: length, punctuation and figures
stay as news has them, while no two pages share a run that matching would find.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from tests.sample import pages

LINKS_AROUND = 250
"""Menus and hot lists bring a Chinese news page to about 40 KB; the text is a tenth of it."""
KEPT = re.compile(r"西藏|数字经济|[^\u4e00-\u9fff]+")
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}-地方财经</title></head><body>
<div class="nav"><ul>{before}</ul></div><div class="position">您的位置：<a href="/">首页</a> &gt; 地方财经</div>
<div class="col-l"><div><center><h1>{title}</h1></center><center>来源：中国经济网   时间：2024-05-{day:02}</center>
<div class="dc-ccm1">{text}<p>【版权及免责声明】凡本网所属版权作品，转载时须获得授权并注明来源。</p></div></div></div>
<div class="hot"><h3>热点新闻</h3><ul>{after}</ul></div>
<div class="foot">版权所有 京ICP备00000000号</div></body></html>"""


def articles(count: int) -> Iterator[tuple[str, bytes]]:
    """Yield (path, page as UTF-8 bytes)."""
    texts = [page.text for page in pages() if page.expect == "on"]
    letters = sorted({letter for text in texts for letter in text if "\u4e00" <= letter <= "\u9fff"})
    for number in range(count):
        chance = random.Random(number)
        cipher = dict(zip(letters, chance.sample(letters, len(letters)), strict=True))
        title = f"西藏数字经济{_ciphered('规模持续扩大发展势头良好', cipher)}"
        text = _ciphered(texts[number % len(texts)], cipher)
        # Prefectures and terms are ciphered away with the rest: the topic's own words stand before each paragraph.
        body = "".join(f"<p>　　西藏数字经济{line}</p>\n" for line in text.split("\n"))
        links = [_link(n, cipher) for n in range(LINKS_AROUND)]
        page = PAGE.format(
            title=title,
            day=number % 28 + 1,
            text=body,
            before="".join(links[: LINKS_AROUND // 3]),
            after="".join(links[LINKS_AROUND // 3 :]),
        )
        yield f"/xy/gdcj/{100000 + number}.html", page.encode()


def _link(number: int, cipher: dict[str, str]) -> str:
    text = _ciphered("各地推进重点项目建设稳步前进", cipher)
    link = f'<a href="/xw/kx/{number}.html" target="_blank" title="{text}">{text}</a>'
    return f"<li>{link}<span>05-{number % 30}</span></li>"


def _ciphered(text: str, cipher: dict[str, str]) -> str:
    kept = [(match.start(), match.end()) for match in KEPT.finditer(text)]
    letters = [cipher.get(letter, letter) for letter in text]
    for start, end in kept:
        letters[start:end] = text[start:end]
    return "".join(letters)
