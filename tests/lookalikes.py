"""Articles that look like copies of one another and are none: a random generator goes in, two such articles come out.

Each kind is two texts with titles and days, of which the second must not join the story of the first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from tests.notices import PLACES

_THEMES: Final = (
    "藏药材",
    "清洁能源",
    "高原农业",
    "数字文旅",
    "跨境电商",
    "绿色算力",
    "智慧牧场",
    "现代物流",
    "民族手工",
)
_WORDS: Final = ("装机", "上架", "结业", "签约", "入库", "带货", "接入", "检修", "招工", "交付", "外销")
_DISTRICTS: Final = ("城关", "巴宜", "色尼", "卡若", "乃东", "桑珠孜")


@dataclass(frozen=True, kw_only=True, slots=True)
class Printed:
    """An article as a page prints it."""

    title: str
    text: str
    day: str


Pair = tuple[Printed, Printed]


def conference(random: Random) -> Pair:
    """The same conference in two years: the same words, another session, guests and results."""
    theme, place = random.choice(_THEMES), random.choice(PLACES)
    year, session = random.randint(2015, 2022), random.randint(2, 9)

    def held(later: int) -> Printed:
        day = date(year + later, 8, random.randint(3, 27))
        guests, firms, deals = random.randint(80, 900), random.randint(20, 300), random.randint(5, 90)
        text = (
            f"{day.month}月{day.day}日，第{session + later}届{theme}产业发展大会在{place}开幕，"
            f"来自全国各地的{guests}名嘉宾、{firms}家企业参加。"
            f"大会以“{random.choice(_THEMES)}，{random.choice(_THEMES)}”为主题，为期{random.randint(2, 5)}天。\n"
            f"开幕式上，{place}有关负责人致辞，介绍了当地{theme}产业的基础和政策。与会代表围绕标准、人才和市场进行了交流，"
            f"并参观了{random.choice(_DISTRICTS)}区的展厅和车间。\n"
            f"大会期间签约项目{deals}个，意向金额{random.uniform(3, 99):.1f}亿元，"
            f"比上届增加{random.uniform(1, 40):.1f}%。主办方表示，将做好跟踪服务，推动项目落地见效。"
        )
        return Printed(title=f"{theme}产业发展大会在{place}开幕", text=text, day=day.isoformat())

    return held(0), held(1)


def two_reports(random: Random) -> Pair:
    """Two reporters on one month's figures, each in words of their own."""
    place, theme = random.choice(PLACES), random.choice(_THEMES)
    month, day = random.randint(1, 12), date(random.randint(2016, 2023), random.randint(1, 12), 20)
    value, growth = f"{random.uniform(10, 400):.1f}", f"{random.uniform(1, 30):.1f}"
    posts, parcels = random.randint(1001, 9999), f"{random.uniform(100, 999):.1f}"
    first = (
        f"统计部门昨天发布消息，{month}月份{place}{theme}产值完成{value}亿元，同比增长{growth}%，增速位居前列。"
        f"分析人士认为，增长主要靠新项目投产。当月新增就业岗位{posts}个，快递业务量达到{parcels}万件，"
        "消费回暖的势头比较明显，企业普遍看好下一阶段的订单。"
    )
    second = (
        f"走在{place}的街头，{theme}的招牌越来越多。数字印证了这种热闹：{month}月，这个行业交出{value}亿元的成绩单，"
        f"一年里涨了{growth}%。店主张三忙着打包，他不知道全城当月共寄出{parcels}万件包裹，只记得自己手上的那几百单。"
        f"隔壁在招工，官方口径里，新添的饭碗是{posts}个。"
    )
    title = f"{place}{theme}产值增长{growth}%"
    return (
        Printed(title=title, text=first, day=day.isoformat()),
        Printed(title=f"{place}街头的{theme}生意", text=second, day=(day + timedelta(days=1)).isoformat()),
    )


def counts_of_two_years(random: Random) -> Pair:
    """A brief on the number of 5G stations in two years, in one frame of words."""
    place, year = random.choice(PLACES), random.randint(2019, 2023)

    def counted(later: int) -> Printed:
        stations, towns = random.randint(300, 9000), random.randint(20, 690)
        text = (
            f"记者从通信管理部门获悉，截至{year + later}年底，{place}累计建成5G基站{stations}个，"
            f"实现{towns}个乡镇5G网络覆盖，5G用户达到{random.uniform(2, 99):.1f}万户。"
            "下一步，通信管理部门将指导基础电信企业继续推进5G网络向农牧区延伸，为数字经济发展提供支撑。"
        )
        return Printed(title=f"{place}5G基站达到{stations}个", text=text, day=f"{year + later + 1}-01-{10 + later}")

    return counted(0), counted(1)


def serial(random: Random) -> Pair:
    """Two issues of one series: 第三期 and 第四期, with the same preamble."""
    theme, number = random.choice(_THEMES), random.randint(1, 9)
    numeral = "零一二三四五六七八九十"
    day = date(random.randint(2016, 2023), random.randint(1, 12), random.randint(1, 20))

    def issue(later: int) -> Printed:
        words = random.sample(_WORDS, 3)
        text = (
            f"为提升基层干部和经营主体的能力，{theme}培训班第{numeral[number + later]}期日前开班，"
            f"来自{random.choice(PLACES)}的学员参加。培训为期{numeral[random.randint(3, 9)]}天，"
            f"采取课堂讲授、现场教学和分组讨论相结合的方式，重点讲解{'、'.join(words)}等内容。"
            "开班式强调，学员要珍惜机会，带着问题学，把课堂上听到的办法用到自己的摊位和车间里去，并做好笔记、遵守纪律。"
        )
        title = f"{theme}培训班（第{numeral[number + later]}期）开班"
        return Printed(title=title, text=text, day=(day + timedelta(days=7 * later)).isoformat())

    return issue(0), issue(1)


LOOKALIKES: Final[dict[str, Callable[[Random], Pair]]] = {
    "conference of two years": conference,
    "two reports of one month": two_reports,
    "counts of two years": counts_of_two_years,
    "issues of a series": serial,
}
