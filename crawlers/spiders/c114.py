"""C114: telecom trade news, with items on the carriers' work in Tibet; pages and feed are GB2312.

The roll of a day has all of its items: the feed and the channel show the latest alone, so that a walk back to a year
goes by the roll.
"""

from crawlers.site import DayRoll, Feed, Listing, NewsSpider


class C114(NewsSpider):
    """The generic extractor carries it: its body class (.text) is too common a word to trust alone."""

    name = "c114"
    publisher = "C114通信网"
    hosts = ("www.c114.com.cn",)
    discover = (
        Feed("https://www.c114.com.cn/rss/rss_news_489.xml"),
        Listing("https://www.c114.com.cn/news/16.html"),
        DayRoll("https://www.c114.com.cn/news/roll.asp?y=%Y&m=%-m&d=%-d&o=true"),
    )
    article = r"/[a-z0-9]+/\d+/a\d+\.html$"
