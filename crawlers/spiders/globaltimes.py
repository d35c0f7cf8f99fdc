"""Global Times: society, science and economy in English, with reports on Xizang."""

from crawlers.site import Listing, NewsSpider


class Globaltimes(NewsSpider):
    """Its feed is stale, so its lists. To 2021 an article was /content/N.shtml, since then /page/YYYYMM/N.shtml."""

    name = "globaltimes"
    publisher = "环球网"
    hosts = ("www.globaltimes.cn",)
    discover = (
        Listing("https://www.globaltimes.cn/china/society/index.html"),
        Listing("https://www.globaltimes.cn/china/science/index.html"),
        Listing("https://www.globaltimes.cn/source/economy/index.html"),
    )
    article = (r"/page/\d{6}/\d+\.shtml$", r"/content/\d+\.shtml$")
    title = ".article_title"
    body = ".article_right"
