"""China Electronics News: the electronics industry's paper, with items on Tibet's software parks and computing."""

from crawlers.site import Feed, Listing, NewsSpider


class Cena(NewsSpider):
    """Its feed answered in August 2026; the list is the one that its articles' addresses name."""

    name = "cena"
    publisher = "中国电子报"
    hosts = ("www.cena.com.cn",)
    discover = (
        Feed("https://www.cena.com.cn/index.rss"),
        Listing("https://www.cena.com.cn/ssxw/"),
    )
    article = r"/[a-z0-9]+/\d{8}/\d+\.html$"
    title = ".content > h1"
    body = "#art_body"
