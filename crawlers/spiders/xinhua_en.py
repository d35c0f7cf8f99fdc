"""Xinhua's English service: short items on 5G, e-commerce and data in Xizang, as it has written since about 2023."""

from crawlers.site import Listing, NewsSpider


class XinhuaEn(NewsSpider):
    """Two generations of URLs; each list is one page. Its feeds stand still since 2018."""

    name = "xinhua_en"
    publisher = "新华网"
    hosts = ("english.news.cn",)
    discover = (
        Listing("https://english.news.cn/china/index.htm"),
        Listing("https://english.news.cn/list/china-business.htm"),
        Listing("https://english.news.cn/list/china-science.htm"),
    )
    article = (r"/\d{8}/[0-9a-f]{32}/c\.html$", r"/\d{4}-\d{2}/\d{2}/c_\d+\.htm$")
    body = ("#detailContent", "#detail")
