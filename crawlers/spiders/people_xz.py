"""People's Daily Online, Tibet channel: reprints of Tibet Daily and Tibet Commercial News on telecoms and data."""

from crawlers.site import Listing, NewsSpider, Sitemap


class PeopleXz(NewsSpider):
    """Pages of the old template are GBK; an article in parts adds -2, -3 to its number."""

    name = "people_xz"
    publisher = "人民网"
    hosts = ("xz.people.com.cn",)
    discover = (
        Listing("http://xz.people.com.cn/GB/139190/index.html", pages="index{n}.html", first=2),
        Sitemap(),
    )
    article = r"/n\d?/\d{4}/\d{4}/c\d+-\d+\.html$"
    local = True
    body = ("#rwb_zw", "#rm_txt_zw", ".rm_txt_con")
