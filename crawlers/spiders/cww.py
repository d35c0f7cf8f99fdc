"""Communications World: carriers and vendors, with reports on networks and online government in Tibet."""

from crawlers.site import Listing, NewsSpider


class Cww(NewsSpider):
    """An article is `article?id=N`, and `id` alone tells one from another. No selector: nobody was seen to use one."""

    name = "cww"
    publisher = "通信世界网"
    hosts = ("www.cww.net.cn",)
    discover = (
        Listing("http://www.cww.net.cn/"),
        Listing("http://www.cww.net.cn/news/list/22"),
    )
    article = r"/article\?id=(?:\d+|[0-9a-fA-F]{32})$"
