"""People's Daily Online in English: wire copy and features on Xizang's networks and online trade."""

from crawlers.site import Listing, NewsSpider


class PeopleEn(NewsSpider):
    """Sections by number (90778 business, 90786 science, 90882 society), with index2.html and on behind the first."""

    name = "people_en"
    publisher = "人民网"
    hosts = ("en.people.cn",)
    discover = (
        Listing("http://en.people.cn/90778/index.html", pages="index{n}.html", first=2),
        Listing("http://en.people.cn/90786/index.html", pages="index{n}.html", first=2),
        Listing("http://en.people.cn/90882/index.html", pages="index{n}.html", first=2),
    )
    article = r"/n3/\d{4}/\d{4}/c\d+-\d+\.html$"
    source = ".origin a"
    body = (".d2txtCon", "#p_content")
