"""China.org.cn: news of China and of business in English, some of it on Xizang."""

from crawlers.site import Listing, NewsSpider


class ChinaOrg(NewsSpider):
    """Lists are node_N.htm; an article's later parts are …_2.htm."""

    name = "china_org"
    publisher = "中国网"
    hosts = ("www.china.org.cn",)
    discover = (
        Listing("http://www.china.org.cn/china/node_7075073.htm", pages="node_7075073_{n}.htm", first=2),
        Listing("http://www.china.org.cn/business/node_7074857.htm", pages="node_7074857_{n}.htm", first=2),
    )
    article = r"/(?:[a-z0-9]+/)*\d{4}-\d{2}/\d{2}/content_\d+(?:_\d+)?\.s?html?$"
    title = "#title"
    body = "#container_txt"
