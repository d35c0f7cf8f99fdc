"""Xizang Daily's site: where the region's own stories appear first, with 我区 where others write 西藏."""

from crawlers.site import Listing, NewsSpider


class Xzxw(NewsSpider):
    """h1 is the kicker, h2 the title, h3 the subtitle; pages to 2019 have a template of their own."""

    name = "xzxw"
    publisher = "西藏日报"
    hosts = ("www.xzxw.com", "www.chinatibetnews.com")
    discover = (
        Listing("http://www.xzxw.com/xw/xzyw/index.html", pages="index_{n}.html"),
        Listing("http://www.xzxw.com/xw/cjxw/index.html", pages="index_{n}.html"),
        Listing("http://www.xzxw.com/xw/kjww/index.html", pages="index_{n}.html"),
    )
    article = (r"/(?:[a-z]+/)+\d{4}-\d{2}/\d{2}/content_\d+\.html?$", r"/(?:[a-z]+/)+\d{6}/t\d{8}_\d+\.html$")
    local = True
    title = (".tbig_title h2", ".xw_content_title h3")
    body = ".xw_daodu_detail"
