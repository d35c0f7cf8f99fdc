"""Science and Technology Daily: its rolling list, with computing centres and research stations in Tibet."""

from crawlers.site import Listing, NewsSpider


class Stdaily(NewsSpider):
    """No selector: that of its body is not confirmed. Its search, on a port of its own, is not asked."""

    name = "stdaily"
    publisher = "科技日报"
    hosts = ("www.stdaily.com",)
    discover = (
        Listing("https://www.stdaily.com/web/gdxw/node_324.html", pages="node_324_{n}.html", first=2, max_pages=10),
    )
    article = r"/(?:web/)?(?:[a-z]+/)+\d{4}-\d{2}/\d{2}/content_\d+\.s?html$"
