"""Ministry of Industry and Information Technology: its own search, asked for what concerns Tibet."""

from crawlers.site import NewsSpider, Search


class Miit(NewsSpider):
    """Hanweb; lists are drawn by scripts, and all of them from the JSON of this search."""

    name = "miit"
    publisher = "工业和信息化部"
    hosts = ("www.miit.gov.cn",)
    discover = (
        Search(
            "https://www.miit.gov.cn/search-front-server/api/search/info?websiteid=110000000000000&q={word}&pg=15&p={n}",
            words=("西藏 5G", "西藏 数字经济"),
            items="data.searchResult.dataResults",
            link="data.url",
            title="data.title",
            day="data.jsearch_date",
        ),
    )
    article = r"/(?:[a-zA-Z0-9]+/)+art/\d{4}/art_[0-9a-f]{32}\.html$"
    title = "#con_title"
    body = "#con_con"
