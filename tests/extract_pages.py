"""Small pages for the extractor's tests: what a site puts around an article, and articles in our own words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from crawlers.items import Article, Page, SiteHints
from pipelines.clean import clean
from pipelines.extract import Extracted, extract

FIRST = "拉萨河谷的一处数据中心本周完成扩容，新装的四百个机柜将为自治区的政务平台和高校提供存储服务。"
SECOND = (
    "项目负责人介绍，机房利用高原的低温散热，全年用于制冷的电量比平原地区少三成以上，节省的费用用于培训本地技术员。"
)
THIRD = "下一步，当地计划把光缆延伸到河谷上游的六个乡镇，让牧民合作社也能用上在线记账和远程兽医服务。"
TITLE = "拉萨河谷数据中心完成扩容"
MENU = '<div class="nav">' + "".join(f'<a href="/{n}/">栏目{n}频道</a> ' for n in range(12)) + "</div>"
LINKS = (
    "<ul>" + "".join(f'<li><a href="/n/{n}.html">第{n}号列车今天从终点站返回起点</a></li>' for n in range(40)) + "</ul>"
)
FOOT = '<div class="foot">版权所有：河谷新闻网 京ICP备00000000号</div>'


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>　　{text}</p>" for text in texts)


def html(inner: str, *, title: str = f"{TITLE}_本地新闻_河谷新闻网", head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{MENU}{inner}{LINKS}{FOOT}</body></html>"
    )


def page(body: str | bytes, *, url: str = "http://www.example.com/a/1.html", **given: Any) -> Page:
    sent = body.encode() if isinstance(body, str) else body
    return Page(url=url, body=sent, fetched_at=datetime(2026, 11, 23, tzinfo=UTC), **given)


def read(body: str | bytes, **given: Any) -> Extracted:
    return extract(page(body, **given))


def article(body: str | bytes, **given: Any) -> Article:
    found = clean(read(body, **given))
    assert isinstance(found, Article), found
    return found


def site(selectors: Mapping[str, tuple[str, ...]]) -> SiteHints:
    return SiteHints(key="valley", selectors=selectors)
