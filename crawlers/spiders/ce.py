"""China Economic Net: its district channel carries Tibet stories of many papers."""

from crawlers.site import Listing, NewsSpider


class Ce(NewsSpider):
    """TRS; old pages are GB2312 and repeat the article below a picture block."""

    name = "ce"
    publisher = "中国经济网"
    hosts = ("district.ce.cn", "www.ce.cn")
    discover = (
        Listing("http://district.ce.cn/newarea/roll/index.shtml", pages="index_{n}.shtml"),
        Listing("http://district.ce.cn/newarea/sddy/index.shtml", pages="index_{n}.shtml"),
    )
    article = (r"/\d{6}/\d{2}/t\d{8}_\d{7,9}\.s?html?$", r"/\d{6}/t\d{8}_\d{6,9}\.s?html?$")
    title = "#articleTitle"
    body = ("#articleText", ".TRS_Editor")
