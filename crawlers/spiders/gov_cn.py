"""The State Council's site: agency copy and Xizang Daily's items, their titles opening with 西藏：."""

from crawlers.site import Endpoint, NewsSpider


class GovCn(NewsSpider):
    """Its news lists are drawn by a script from one JSON file each, the newest four hundred first."""

    name = "gov_cn"
    publisher = "中国政府网"
    hosts = ("www.gov.cn",)
    discover = (
        Endpoint(
            "https://www.gov.cn/lianbo/YAOWENLIEBIAO.json", items="", link="URL", title="TITLE", day="DOCRELPUBTIME"
        ),
        Endpoint(
            "https://www.gov.cn/yaowen/liebiao/YAOWENLIEBIAO.json",
            items="",
            link="URL",
            title="TITLE",
            day="DOCRELPUBTIME",
        ),
    )
    article = (r"/(?:[a-z]+/)*\d{6}/content_\d+\.htm$", r"/(?:[a-z]+/)*\d{4}-\d{2}/\d{2}/content_\d+\.htm$")
    title = ".article h1"
    body = ("#UCAP-CONTENT", ".pages_content")
