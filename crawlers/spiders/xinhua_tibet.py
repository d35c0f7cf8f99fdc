"""Xinhuanet with its Tibet channel: the origin of most wire copy on Tibet's digital economy."""

from crawlers.site import Listing, NewsSpider


class XinhuaTibet(NewsSpider):
    """Three generations of URLs; each list is one page. No selector: the templates differ too much."""

    name = "xinhua_tibet"
    publisher = "新华网"
    hosts = ("tibet.news.cn", "www.news.cn", "www.xinhuanet.com", "news.xinhuanet.com", "tibet.xinhuanet.com")
    discover = (
        Listing("http://tibet.news.cn/"),
        Listing("https://www.news.cn/tech/"),
    )
    article = (
        r"/\d{8}/[0-9a-f]{32}/c\.html$",
        r"/\d{4}-\d{2}/\d{2}/c_\d+\.html?$",
        r"/[a-z]+/\d{8}/\d+_c\.html$",
    )
