"""Guangming Online: science and economy, with agency copy and features of Guangming Daily from Tibet."""

from crawlers.site import Listing, NewsSpider


class Gmw(NewsSpider):
    """Lists are node_N.htm, then node_N_2.htm; the URL has not changed since 2008."""

    name = "gmw"
    publisher = "光明网"
    hosts = ("tech.gmw.cn", "economy.gmw.cn")
    discover = (
        Listing("https://tech.gmw.cn/node_10617.htm", pages="node_10617_{n}.htm", first=2),
        Listing("https://economy.gmw.cn/node_8971.htm", pages="node_8971_{n}.htm", first=2),
    )
    article = r"/(?:[a-z]+/)*\d{4}-\d{2}/\d{2}/content_\d+(?:_\d+)?\.htm$"
    title = "h1.u-title"
    body = ".u-mainText"
