"""China Industry & Economy Information Network: Tibet items sit in its regional finance channel."""

from crawlers.site import Listing, NewsSpider


class Cinic(NewsSpider):
    """PHPCMS; a line 来源：X   时间：Y above the body. Its list pages are numbered like articles, with fewer digits."""

    name = "cinic"
    publisher = "中国产业经济信息网"
    hosts = ("www.cinic.org.cn",)
    discover = (Listing("http://www.cinic.org.cn/xy/gdcj/", next_page="a:-soup-contains('下一页')"),)
    article = r"/(?:xw|hy|xy)/[a-z]+(?:/[a-z]+)?/\d{4,}\.html$"
    body = ".dc-ccm1"
