"""Government of the Tibet (Xizang) Autonomous Region: news of the government and of its departments."""

from crawlers.site import Listing, NewsSpider


class XizangGov(NewsSpider):
    """TRS; the date in a URL may be years from the date on the page, which counts."""

    name = "xizang_gov"
    publisher = "西藏自治区人民政府"
    hosts = ("www.xizang.gov.cn",)
    discover = (
        Listing("https://www.xizang.gov.cn/xwzx_406/zwyw/index.html", pages="index_{n}.html"),
        Listing("https://www.xizang.gov.cn/xwzx_406/bmkx/", pages="index_{n}.html"),
    )
    article = r"/(?:[a-z0-9_]+/)+\d{6}/t\d{8}_\d+\.html$"
    local = True
    title = ".xz-xl-tit h3"
    body = ".xz-xl-article"
