"""Whether an article is on topic, and why."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from crawlers.items import Article, Judgement
from pipelines.chinese import to_simplified
from pipelines.judge import Topics, judge, load_topics
from pipelines.judge.words import Words, lower, plain
from tests.judge_cases import OFF, ON

ROOT = Path(__file__).resolve().parents[1]
TOPICS = ROOT / "data" / "topics.toml"


@pytest.fixture(scope="module")
def topics() -> Topics:
    return load_topics(TOPICS)


def judged(topics: Topics, title: str, text: str, url: str = "", source: str | None = None) -> Judgement:
    return judge(Article(url=url, title=title or None, text=text, source=source), topics)


@pytest.mark.parametrize("name", ON)
def test_an_article_on_the_region_and_the_field_is_on(topics: Topics, name: str) -> None:
    judgement = judged(topics, *ON[name])
    assert judgement.band == "on", judgement.reasons
    assert judgement.topic == "tibet_digital"
    assert judgement.is_relevant


@pytest.mark.parametrize("name", OFF)
def test_an_article_that_lacks_one_of_both_is_off(topics: Topics, name: str) -> None:
    judgement = judged(topics, *OFF[name])
    assert judgement.band == "off", judgement.reasons
    assert judgement.topic is None
    assert judgement.reasons


def test_script_does_not_change_the_score(topics: Topics) -> None:
    title, text = ON["traditional"]
    simplified = judged(topics, to_simplified(title), to_simplified(text))
    assert judged(topics, title, text).score == simplified.score


def test_our_region_counts_for_an_outlet_of_the_region_only(topics: Topics) -> None:
    title, text, url, source = ON["local_our_region"]
    assert judged(topics, title, text).band == "off"
    assert judged(topics, title, text, url).band == "on"
    assert judged(topics, title, text, source=source).band == "on"
    assert judged(topics, title, text, "https://xzxw.com.example.org/a").band == "off"
    said = judge(Article(url="", title=title, text=text), topics, local=True)
    assert said.band == "on"
    assert judge(Article(url="", title=title, text=text), topics, source_name="西藏日报").band == "on"


def test_reasons_name_word_place_and_count(topics: Topics) -> None:
    reasons = judged(topics, *ON["5g_count"]).reasons
    assert "place in the title: 西藏 ×1" in reasons
    assert "field in the title: 5G基站 ×1" in reasons


def test_reasons_name_the_decoy(topics: Topics) -> None:
    reasons = " ".join(judged(topics, *OFF["street"]).reasons)
    assert "decoy 西藏中路 ×3: not counted (a street of that name" in reasons


def test_reasons_name_the_other_places_of_a_round_up(topics: Topics) -> None:
    assert any(reason.startswith("other places weigh") for reason in judged(topics, *OFF["round_up"]).reasons)


def test_a_school_outside_the_region_takes_nothing_from_the_region(topics: Topics) -> None:
    text = "西藏民族大学与拉萨高新区签约，共建数字经济研究院，培养大数据人才。双方将在拉萨建设软件实训基地。"
    assert judged(topics, "西藏民族大学与拉萨高新区共建数字经济研究院", text).band == "on"


def test_a_text_without_a_title_is_judged_by_its_first_sentence(topics: Topics) -> None:
    assert judged(topics, "", "截至去年底，西藏5G用户达到128万户，占移动电话用户的39%。").band == "on"


@pytest.mark.parametrize("title", ["", "西藏数字经济"])
def test_an_empty_text_is_off(topics: Topics, title: str) -> None:
    assert judged(topics, title, "").band == "off"


@pytest.mark.parametrize(
    "text",
    [
        "探索县域数字经济", "修改则例", "改革吉林", "玉米林带", "今日土耳其", "举措美化环境", "增加查询",
        "正当雄心勃勃", "收藏中的大数据", "比如县级数据中心", "南昌都市圈", "天山南北", "把东西藏好", "happentar",
        "The tar road", "阿里云",
    ],
)  # fmt: skip
def test_a_place_is_not_found_inside_other_words(topics: Topics, text: str) -> None:
    judgement = judged(topics, f"{text},数字经济", f"{text},数字经济与5G基站。" * 5)
    assert judgement.score == 0, judgement.reasons


@pytest.mark.parametrize(
    "text", ["阿里普兰边境", "那曲、阿里等地", "扎囊、加查、隆子等县", "山南、林芝", "藏北各县", "索县和比如县"]
)
def test_a_short_name_counts_where_its_neighbours_say_so(topics: Topics, text: str) -> None:
    assert judged(topics, f"{text}推进数字经济", f"{text}数字经济加快发展,5G基站覆盖{text}。").band == "on"


def test_latin_words_match_whole_in_any_case_and_plural() -> None:
    words = Words({"a": ["base station", "TAR", "app"], "b": ["5G", "基站"]}, {})
    text = "Base Stations, 5g 15G 5G基站 5GHz TAR tar apps happen"
    assert [(found.word, found.start) for found in words.find(text, lower(text))] == [
        ("base station", 0), ("5G", 15), ("5G", 22), ("TAR", 32), ("app", 40), ("基站", 24),
    ]  # fmt: skip


def test_the_longest_word_wins() -> None:
    words = Words({"a": ["西藏", "西藏自治区"], "b": ["自治区"]}, {})
    assert [found.word for found in words.find("西藏自治区", "西藏自治区")] == ["西藏自治区"]


def test_injected_readings_hide_no_word(topics: Topics) -> None:
    title, text = ON["conference"]
    hidden = [one.replace("数字", "數(shù)字").replace("西藏", "西藏(zàng)") for one in (title, text)]
    assert judged(topics, hidden[0], hidden[1]).score == judged(topics, title, text).score


def test_plain_joins_and_simplifies_and_keeps_lines() -> None:
    assert plain("西 藏 數字 經濟\n5G \u200bOK") == "西藏数字经济\n5G OK"


def test_a_thousand_articles_take_less_than_a_second(topics: Topics) -> None:
    articles = [Article(url="", title=case[0], text=case[1]) for case in [*ON.values(), *OFF.values()] * 8]
    assert _articles_a_second(articles, topics) > 1000


def test_long_articles_take_no_more_than_their_length(topics: Topics) -> None:
    cases = [*ON.values(), *OFF.values()] * 2
    short = [Article(url="", title=title, text=text) for title, text, *_ in cases]
    tail = "\n".join(text for _, text, *_ in list(ON.values())[:8])
    long = [replace(one, text=f"{one.text}\n{tail}") for one in short]
    assert sum(len(one.text) for one in long) / len(long) > 1000
    # In turns, for a busy machine slows whatever runs at that moment.
    turns = [(_cpu_seconds(long, topics), _cpu_seconds(short, topics)) for _ in range(5)]
    cost, cost_of_short = (min(costs) for costs in zip(*turns, strict=True))
    longer = sum(len(one.text) for one in long) / sum(len(one.text) for one in short)
    assert cost <= 1.25 * longer * cost_of_short


def _articles_a_second(articles: list[Article], topics: Topics) -> float:
    return len(articles) / min(_cpu_seconds(articles, topics) for _ in range(5))  # the best: others may be at work


def _cpu_seconds(articles: list[Article], topics: Topics) -> float:
    started = time.process_time()
    for article in articles:
        judge(article, topics)
    return time.process_time() - started


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "拉萨大数据公司诚聘程序员",
            "岗位职责：负责云平台开发。任职要求：本科学历，懂藏语优先。薪资面议，有意者请投递简历。地点在拉萨高新区，做西藏数字经济项目。",
        ),
        (
            "西藏5G哪家好 拉萨网站建设多少钱",
            "西藏大数据、拉萨电商、那曲直播找我们！免费咨询，先到先得，关注本站公众号领资料。拉萨小程序开发一站式服务。",
        ),
        (
            "西藏智慧城市试题",
            "1.智慧城市的核心是（）。A.大数据 B.基站。2.西藏数字经济的载体是（）。参考答案：1.A。考试时间60分钟。",
        ),
        ("数字西藏赋", "雪山巍巍，数据如星。嗟乎！5G登峰，北斗照野；算力奔涌，智慧西藏。吾辈歌之，以诗为证。"),
    ],
)
def test_what_is_no_news_is_off(topics: Topics, title: str, text: str) -> None:
    judgement = judged(topics, title, text)
    assert judgement.band == "off", judgement.reasons
    assert any(reason.startswith("no news") for reason in judgement.reasons)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "卫星通信终端在新疆、青海、西藏等地完成测试，某公司的物联网终端销量大增，北京的工厂正在扩产。",
            "one in a list of regions",
        ),
        ("拉萨签约项目二十三个，涉及清洁能源、文化旅游、数字经济等领域，光伏占六成。", "one in a list of industries"),
        ("某公司向日喀则的小学捐赠课桌。公司主营云计算和人工智能，去年营收12亿元。", "what a firm does otherwise"),
    ],
)
def test_a_mention_in_passing_is_not_counted(topics: Topics, text: str, says: str) -> None:
    judgement = judged(topics, "", text)
    assert judgement.band == "off", judgement.reasons
    assert says in " ".join(judgement.reasons)


def test_a_text_in_latin_letters_is_measured_by_what_it_says(topics: Topics) -> None:
    filler = "The journey there takes two days by bus, and the driver sings all the way. " * 4
    text = (
        f"{filler}A gigabit line now reaches every school of Xizang, and an e-commerce center opened in Lhasa. {filler}"
    )
    assert judged(topics, "Xizang schools get gigabit broadband", text).band == "on"


@pytest.mark.parametrize(
    "text",
    [
        "牧民掏出手机一照，就知道这袋青稞是谁家种的。",
        "井盖被压偏，系统自动把位置发到维修员那里。",
        "老师在屏幕那头讲课，八百公里外的专家在报告上签字。",
        "村里终于通了网，房子里见不到人，机器自己开灯、自己浇水。",
    ],
)
def test_what_is_done_with_a_digital_thing_counts_where_no_word_names_it(topics: Topics, text: str) -> None:
    judgement = judged(topics, "那曲班戈：日子变了样", f"那曲市班戈县近日变了样。{text}")
    assert judgement.is_relevant, judgement.reasons
    assert not judged(topics, "那曲班戈：日子变了样", "那曲市班戈县近日变了样。路修好了，牛羊下山了。").is_relevant


def test_one_sentence_in_passing_is_not_what_an_article_speaks_of(topics: Topics) -> None:
    plain_ones = "山口的雪化了。村民们翻修了老屋。孩子们在院子里唱歌。"
    about, passing = "手机弹出提示，路灯自动调暗。", "乡里也装了宽带。"
    assert judged(topics, "日喀则见闻", f"记者来到日喀则。{about * 3}{plain_ones}").is_relevant
    assert not judged(topics, "日喀则见闻", f"记者来到日喀则。{plain_ones * 3}{passing}").is_relevant


def test_where_another_field_outweighs_ours_it_is_about_that(topics: Topics) -> None:
    text = "科考队在那曲的冰川上钻取冰芯，科研人员用卫星遥感数据比对冰川，论文发表在期刊上，科学家说气候变化明显。"
    judgement = judged(topics, "那曲冰川变化有了新数据", text)
    assert judgement.band == "off"
    assert any(reason.startswith("another field weighs") for reason in judgement.reasons)


def test_a_sentence_that_names_no_place_is_about_the_last_one_named(topics: Topics) -> None:
    field = "数据中心投运，5G基站增加，电商订单翻番，人工智能企业落户。"
    ours = judged(topics, "算力新赛道", f"在西藏拉萨，园区建成了。{field * 3}贵州也在建设。")
    theirs = judged(topics, "算力新赛道", f"在贵州贵阳，园区建成了。{field * 3}西藏也在建设。")
    assert (ours.band, theirs.band) == ("on", "off"), (ours.reasons, theirs.reasons)


def test_weak_words_of_the_place_are_anothers_beside_its_name(topics: Topics) -> None:
    text = "藏文输入法和藏语语音识别软件发布，高原上的牧民用手机就能办事。"
    assert judged(topics, "藏文软件发布", text * 2).is_relevant
    assert judged(topics, "藏文软件发布", f"{text}研发团队来自青海。").score == 0


def test_an_outlet_of_the_region_is_at_home_where_it_names_no_place(topics: Topics) -> None:
    title, text = "手环一按，五分钟到家", "独居老人按下手环，社区平台立即亮灯，网格员的手机收到提醒，系统自动定位。" * 2
    assert judged(topics, title, text).score == 0
    assert judged(topics, title, text, source="西藏日报").is_relevant
    assert not judged(topics, title, f"{text}南京、上海、广州都在推广。", source="西藏日报").is_relevant


def test_a_mark_in_the_title_tells_what_is_no_news(topics: Topics) -> None:
    text = "拉萨的数据中心投入运行，算力规模扩大，电商企业增多。"
    assert judged(topics, "西藏算力产业发展", text * 2).band == "on"
    assert judged(topics, "西藏算力产业发展的机理研究", text * 2).band == "off"


def test_a_county_is_no_class_of_that_name(topics: Topics) -> None:
    assert judged(topics, "西藏班戈县上线数字乡村平台", "西藏班戈县的数字乡村平台日前上线。").band == "on"


@pytest.mark.parametrize("place", ["南通西藏中学", "进藏路上"])
def test_a_name_that_only_looks_like_the_place_is_not_ours(topics: Topics, place: str) -> None:
    text = f"{place}日前用上智慧课堂,老师的平板与大屏连着云平台,系统自动分析。"
    judgement = judged(topics, f"{place}用上人工智能", text * 2)
    assert judgement.band != "on", judgement.reasons
