"""People's Posts and Telecommunications News: what carriers and the tower company build in Tibet."""

from crawlers.site import Listing, NewsSpider


class Cnii(NewsSpider):
    """TRS; title, date line and body in classes of their own. Its e-paper is another host."""

    name = "cnii"
    publisher = "人民邮电报"
    hosts = ("www.cnii.com.cn",)
    discover = (Listing("https://www.cnii.com.cn/gxxww/rmydb/", pages="index_{n}.html"),)
    article = (
        r"/(?:[a-z0-9]+/)+\d{6}/t\d{8}_\d+\.html$",
        r"/(?:[a-z0-9]+/)*content/\d{4}-\d{2}/\d{2}/content_\d+\.htm$",
    )
    title = ".content h1"
    body = ".conzw"
