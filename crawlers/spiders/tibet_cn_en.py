"""China Tibet Online in English: the Chinese site's template, with fewer stories of its own."""

from crawlers.site import Listing, NewsSpider


class TibetCnEn(NewsSpider):
    """TRS. No selector: that its template is the Chinese one is assumed, not seen."""

    name = "tibet_cn_en"
    publisher = "中国西藏网"
    hosts = ("eng.tibet.cn",)
    discover = (Listing("http://eng.tibet.cn/eng/news/", pages="index_{n}.html"),)
    article = r"/eng/(?:[A-Za-z_]+/)+\d{6}/t\d{8}_\d{6,8}\.html$"
