"""China Tibet Online: news and regional items of the most mirrored site of all."""

from crawlers.site import Listing, NewsSpider


class TibetCn(NewsSpider):
    """TRS; a copyright notice and a teaser of another story stand inside the body's column."""

    name = "tibet_cn"
    publisher = "中国西藏网"
    hosts = ("www.tibet.cn", "m.tibet.cn")
    discover = (
        Listing("http://www.tibet.cn/cn/news/zx/", pages="index_{n}.html"),
        Listing("http://www.tibet.cn/cn/news/zcdt/", pages="index_{n}.html"),
    )
    article = r"/cn/(?:[A-Za-z_]+/)+\d{6}/t\d{8}_\d{6,8}\.html$"
    title = ".title_box h2"
    body = ("#text", ".TRS_Editor")
