"""Department of Commerce of Xizang: online retail, rural e-commerce, the region's news on trade."""

from crawlers.site import Listing, NewsSpider


class SwtXizang(NewsSpider):
    """TRS. Its date line has an empty 作者：. No selector: only the text of its pages was seen."""

    name = "swt_xizang"
    publisher = "西藏自治区商务厅"
    hosts = ("swt.xizang.gov.cn",)
    discover = (
        Listing("https://swt.xizang.gov.cn/xwzx/swyw/index.html", pages="index_{n}.html"),
        Listing("https://swt.xizang.gov.cn/xwzx/xzxw/", pages="index_{n}.html"),
    )
    article = r"/(?:[a-z0-9_]+/)+\d{6}/t\d{8}_\d+\.html$"
    local = True
