"""Development and Reform Commission of Xizang: plans and projects of the digital economy among its notices."""

from crawlers.site import Listing, NewsSpider


class DrcXizang(NewsSpider):
    """TRS; 来源 is an office of the commission, and the page's day may be days from the URL's. No selector."""

    name = "drc_xizang"
    publisher = "西藏自治区发展和改革委员会"
    hosts = ("drc.xizang.gov.cn",)
    discover = (
        Listing("https://drc.xizang.gov.cn/zwgk_1941/tz/index.html", pages="index_{n}.html"),
        Listing("https://drc.xizang.gov.cn/fgdt/tz/index.html", pages="index_{n}.html"),
    )
    article = r"/(?:[a-z0-9_]+/)+\d{6}/t\d{8}_\d+\.html$"
    local = True
