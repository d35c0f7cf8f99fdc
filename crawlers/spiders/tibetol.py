"""Tibet Online: a regional site that carries what the papers of Lhasa write, with its source and author."""

from crawlers.site import Listing, NewsSpider


class Tibetol(NewsSpider):
    """Time, source and author stand within the headline's h1. No selector: none is confirmed but for its lists."""

    name = "tibetol"
    publisher = "西藏在线"
    hosts = ("www.tibetol.cn",)
    discover = (
        Listing("http://www.tibetol.cn/html/zixun/xizangyaowen/", pages="{n}.html", first=2),
        Listing("http://www.tibetol.cn/html/zixun/bwyc/", pages="{n}.html", first=2),
    )
    article = (r"/html/zixun/[a-z]+/\d{4}/\d{4}/\d+\.html$", r"/html/\d{4}/[a-z]+_\d{4}/\d+\.html$")
