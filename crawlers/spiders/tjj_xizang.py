"""Bureau of Statistics of Xizang: quarterly and yearly figures, some of them on information services."""

from crawlers.site import Listing, NewsSpider


class TjjXizang(NewsSpider):
    """TRS. No selector: its lists are known from public code, its pages' structure is not."""

    name = "tjj_xizang"
    publisher = "西藏自治区统计局"
    hosts = ("tjj.xizang.gov.cn",)
    discover = (
        Listing("https://tjj.xizang.gov.cn/xxgk/tjxx/tjsj/index.html", pages="index_{n}.html"),
        Listing("https://tjj.xizang.gov.cn/xwzx/gsgg/index.html", pages="index_{n}.html"),
    )
    article = r"/(?:[a-z0-9_]+/)+\d{6}/t\d{8}_\d+\.html$"
    local = True
