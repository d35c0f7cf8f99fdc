"""Huanqiu: its news from China, where stories of other papers on Tibet are carried whole."""

from crawlers.site import Endpoint, NewsSpider


class Huanqiu(NewsSpider):
    """Lists are JSON by node and offset; a page hands its article to a script, in a textarea, so no selector fits."""

    name = "huanqiu"
    publisher = "环球网"
    hosts = ("china.huanqiu.com",)
    discover = (
        Endpoint(
            "https://china.huanqiu.com/api/list?node=%22/e3pmh1nnq/e3pmh1obd%22,%22/e3pmh1nnq/e3pra70uk%22&offset={n}&limit=20",
            items="list",
            link="/article/{aid}",
            day="ctime",
            first=0,
            step=20,
        ),
    )
    article = r"/article/[0-9A-Za-z]{11}$"
