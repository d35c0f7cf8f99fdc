"""China National Radio: its Tibet channel, and technology news."""

from crawlers.site import Listing, NewsSpider


class Cnr(NewsSpider):
    """TRS; old pages are GB2312. Two templates, so the generic extractor carries the newer, which nobody described."""

    name = "cnr"
    publisher = "央广网"
    hosts = ("www.cnr.cn", "xz.cnr.cn", "tech.cnr.cn")
    discover = (
        Listing("http://www.cnr.cn/xz/"),
        Listing("http://tech.cnr.cn/techyw/technews/", pages="index_{n}.html"),
    )
    article = r"/(?:[a-z0-9]+/)+\d{8}/t\d{8}_\d+\.s?html$"
    body = ".TRS_Editor"
