"""Department of Agriculture and Rural Affairs of Xizang: digital villages and smart pastures among its rural news."""

from crawlers.site import Listing, NewsSpider


class NynctXizang(NewsSpider):
    """TRS; rural news is mostly taken over from the region's press. No selector."""

    name = "nynct_xizang"
    publisher = "西藏自治区农业农村厅"
    hosts = ("nynct.xizang.gov.cn",)
    discover = (
        Listing("https://nynct.xizang.gov.cn/xwzx/xzsn/index.html", pages="index_{n}.html"),
        Listing("https://nynct.xizang.gov.cn/xwzx/gsgg/index.html", pages="index_{n}.html"),
    )
    article = r"/(?:[a-z0-9_]+/)+\d{6}/t\d{8}_\d+\.html$"
    local = True
