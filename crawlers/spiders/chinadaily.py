"""China Daily: its search for Xizang's digital economy and networks, and its technology list."""

from crawlers.site import Listing, NewsSpider, Search


class Chinadaily(NewsSpider):
    """The search answers in JSON, on a host of its own; long articles go on at …_2.html."""

    name = "chinadaily"
    publisher = "中国日报"
    hosts = ("www.chinadaily.com.cn", "newssearch.chinadaily.com.cn")
    discover = (
        Search(
            "https://newssearch.chinadaily.com.cn/rest/en/search?keywords={word}&sort=dp&page={n}&curType=story&type=&channel=&source=",
            words=("Xizang digital economy", "Tibet 5G"),
            items="content",
            first=0,
        ),
        Listing("https://www.chinadaily.com.cn/business/tech"),
    )
    article = r"/[as]/\d{6}/\d{2}/WS[0-9a-f]{24,}(?:_\d+)?\.html$"
    body = "#Content"
