"""Articles of our own words on made-up hosts, with lines that their sites repeat: what furniture is learnt of."""

from __future__ import annotations

import random
from collections.abc import Sequence

from crawlers.items import Article, Outcome, Page, Sight, Verdict
from pipelines import furniture
from tests.stored import AT
from tests.storing import JUDGED

HOST = "www.gaoyuan.example"
SLOGAN = "雪域晨光，照见每一个向前的脚步"
ADVERT = "想看更多高原新鲜事，就来云端牧歌，装在手机里的草原广播"
HOTLINE = "读者来电请拨0891-555-0199，工作日九点到十八点有人接听"
OPENING = "山路弯弯，邮车不停，今天我们跟着老班长再走一程"
TITLES = (
    "拉萨高新区数据中心首批机柜投用",
    "那曲牧民用手机查看草场墒情",
    "日喀则青稞加工厂上线订单系统",
    "林芝桃花村开通直播课堂",
    "阿里光伏电站夜班有了机器人",
    "山南纺织合作社接到海外邮件",
    "昌都邮路铺到最后一个自然村",
    "墨脱茶园装上虫情监测灯",
    "亚东县医院远程会诊满百例",
    "当雄温泉小镇试行扫码停车",
)
_WHO = ("机房班长", "草管员", "车间主任", "支教老师", "值班电工", "织机师傅", "投递员", "茶农", "住院医生", "停车协管")
_WHAT = (
    "每天清早都要把记录重新核对一遍，再发给山下的同事",
    "说去年冬天最难熬，如今屏幕上的数字让人心里踏实",
    "带着三个徒弟，从最基本的接线和登记一项一项教起",
    "算过一笔账，省下来的时间够再跑两个来回",
    "打开柜门给记者看，里面的线缆扎得整整齐齐",
    "盼着入冬以前把剩下的两处也接通",
)


def body(number: int, paragraphs: int = 5) -> list[str]:
    """Return paragraphs that no other number shares."""
    chance = random.Random(number)
    who = _WHO[number % len(_WHO)]
    return [
        f"{who}{what}，这是他们记下的第{number * 100 + place}件事，前后用了{chance.randint(3, 90)}天。"
        for place, what in enumerate(chance.sample(_WHAT, paragraphs))
    ]


def printed(
    number: int,
    *,
    head: Sequence[str] = (),
    tail: Sequence[str] = (),
    host: str = HOST,
    title: str | None = "",
    lines: Sequence[str] | None = None,
    url: str = "",
    is_on: bool = True,
) -> Outcome:
    """Make what the stages find of one page: its own lines between those that its site repeats."""
    url = url or f"http://{host}/a/{number}.html"
    text = "\n".join([*head, *(body(number) if lines is None else lines), *tail])
    title = TITLES[number % len(TITLES)] if title == "" else title
    article = Article(url=url, title=title, text=text, published_at="2021-03-01", extractor_version="1")
    page = Page(url=url, link=url, body=b"", fetched_at=AT)
    verdict = None if is_on else Verdict(stage="judge", reason="off_topic", version="1")
    return Outcome(page=page, article=article, judgement=JUDGED, verdict=verdict)


def text_of(outcome: Outcome) -> str:
    assert outcome.article is not None
    return outcome.article.text


def sight(outcome: Outcome) -> Sight:
    assert outcome.article is not None
    found = furniture.look(outcome.article.url, outcome.article.title, outcome.article.text)
    assert found is not None
    return found
