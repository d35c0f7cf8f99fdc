"""China News Service in English: its wire, and its science and technology list, with items from Lhasa."""

from crawlers.site import Feed, Listing, NewsSpider


class Ecns(NewsSpider):
    """No selector: nobody was seen to use one, so the generic extractor carries it."""

    name = "ecns"
    publisher = "中国新闻网"
    hosts = ("www.ecns.cn",)
    discover = (
        Feed("https://www.ecns.cn/rss/rss.xml"),
        Listing("https://www.ecns.cn/news/sci-tech/"),
    )
    article = r"/\d{4}-\d{2}-\d{2}/detail-i[a-z0-9]+\.shtml$"
