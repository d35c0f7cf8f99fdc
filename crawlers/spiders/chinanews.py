"""China News Service: its scrolling news list, where the Lhasa bureau's items stand among all others."""

from crawlers.site import Listing, NewsSpider


class Chinanews(NewsSpider):
    """Ten numbered list pages with protocol-relative links; old pages are GB2312."""

    name = "chinanews"
    publisher = "中国新闻网"
    hosts = ("www.chinanews.com.cn", "www.chinanews.com")
    discover = (
        Listing(
            "https://www.chinanews.com.cn/scroll-news/news1.html",
            pages="news{n}.html",
            first=2,
            max_pages=10,
        ),
    )
    article = r"/[a-z]+/\d{4}/\d{2}-\d{2}/\d+\.shtml$"
    body = ".left_zw"
