"""Municipal government of Lhasa: the city's news, where the region's digital projects are built."""

from crawlers.site import Listing, NewsSpider


class LasaGov(NewsSpider):
    """UCAP; URLs hold a month and a hash. Blocked from outside China, by one account."""

    name = "lasa_gov"
    publisher = "拉萨市人民政府"
    hosts = ("www.lasa.gov.cn",)
    discover = (
        Listing("https://www.lasa.gov.cn/lasa/lsyw/common_list.shtml", pages="common_list_{n}.shtml", first=2),
        Listing("https://www.lasa.gov.cn/lasa/zfdt/common_list.shtml", pages="common_list_{n}.shtml", first=2),
    )
    article = r"/lasa/[a-z]+/\d{6}/[0-9a-f]{32}\.shtml$"
    local = True
    title = ".detai_title"
    body = ".text_content"
