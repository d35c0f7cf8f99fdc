"""China Youth Net: science and technology, with young people who come home to Tibet to trade and code."""

from crawlers.site import Listing, NewsSpider


class Youth(NewsSpider):
    """TRS; old pages are GBK, whatever the header says."""

    name = "youth"
    publisher = "中国青年网"
    hosts = ("tech.youth.cn",)
    discover = (Listing("https://tech.youth.cn/", pages="index_{n}.htm"),)
    article = r"/(?:[a-z0-9_]+/)*\d{6}/t\d{8}_\d+\.htm$"
    title = ".page_title h1"
    body = ".TRS_Editor"
