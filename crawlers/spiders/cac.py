"""Cyberspace Administration of China: policy on data, and what local offices do, Xizang's among them."""

from crawlers.site import Listing, NewsSpider


class Cac(NewsSpider):
    """Channels are files of a letter and a number, A0906index_1.htm the first page of 信息化."""

    name = "cac"
    publisher = "中央网信办"
    hosts = ("www.cac.gov.cn",)
    discover = (
        Listing("https://www.cac.gov.cn/xxh/A0906index_1.htm", pages="A0906index_{n}.htm", first=2),
        Listing("https://www.cac.gov.cn/qwfb/A0903index_1.htm", pages="A0903index_{n}.htm", first=2),
    )
    article = r"/\d{4}-\d{2}/\d{2}/c_\d+\.htm$"
    title = ("h1.title", "#title")
    published_at = "#pubtime"
    source = "#source"
    body = ("#BodyLabel", "#content")
