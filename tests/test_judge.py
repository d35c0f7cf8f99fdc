"""Whether an article is on topic, and why."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawlers.errors import DefinitionError
from crawlers.items import JSON, Article, Judgement
from pipelines.chinese import to_simplified
from pipelines.judge import Topics, judge, load_topics
from pipelines.judge.words import Words, lower, plain
from tests.benchmarks import judge as benchmark
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


def test_a_school_counts_beside_another_word_of_the_place(topics: Topics) -> None:
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
    articles = [
        Article(url="", title=case[0], text="\n".join(other[1] for other in (case, *list(ON.values())[:8])))
        for case in [*ON.values(), *OFF.values()] * 2
    ]
    assert sum(len(article.text) for article in articles) / len(articles) > 1000
    rounds = [_cpu_seconds(articles, topics) for _ in range(5)]  # the best: others may be using the processor
    assert len(articles) / min(rounds) > 1000


def _cpu_seconds(articles: list[Article], topics: Topics) -> float:
    started = time.process_time()
    for article in articles:
        judge(article, topics)
    return time.process_time() - started


def filtered(lines: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipelines.judge", *words], cwd=ROOT, input=lines, capture_output=True, text=True
    )


def test_the_filter_answers_each_line() -> None:
    keys = ("title", "text", "url", "source")
    rows: list[JSON] = [{"id": name, **dict(zip(keys, case, strict=False))} for name, case in ON.items()]
    rows += [{"id": "bad", "title": "西藏"}, {"id": "off", "title": None, "text": "无关", "url": None, "source": None}]
    done = filtered("".join(json.dumps(row) + "\n" for row in rows))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert [answer["id"] for answer in answers] == [row["id"] for row in rows]
    assert all(answer["relevant"] and answer["band"] == "on" for answer in answers[: len(ON)])
    assert answers[-2]["error"] == "text is missing"
    assert set(answers[-1]) == {"id", "relevant", "band", "score", "reasons"}
    assert answers[-1]["relevant"] is False


def test_the_filter_refuses_a_broken_topics_file(tmp_path: Path) -> None:
    (tmp_path / "t.toml").write_text("version = 1 oops")
    done = filtered("", "--topics", str(tmp_path / "t.toml"))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "t.toml" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ('version = "2"', "", "version", "missing"),
        ("[topic.place]\n", "[topic.place]\nwrods = []\n", "topic[1].place.wrods", "did you mean words"),
        ("on = 5.8", "on = 'x'", "topic[1].thresholds.on", "a number"),
        ("on = 5.8", "on = 1.0", "topic[1].thresholds.unsure", "above on"),
        ("dense = 4.0", "dense = 0", "topic[1].place.weights.dense", "at least"),
        ('"山南市",', '"山南市", "山南市",', "topic[1].place.words", "twice"),
        ('"山南市",', '"山南市", 5,', "topic[1].place.words", "list of strings"),
        ('"山南市",', '"山南市", "北京",', "topic[1].place.elsewhere", "stands in words too"),
        ("'参考文献'", "'参考(文献'", "topic[1].news.papers", "no regular expression"),
        ("'参考文献'", "'(?:参考文献)?'", "topic[1].news.papers", "empty string"),
        ('effect = "alone"', 'effect = "alnoe"', "topic[1].decoy[2].effect", "remove, alone"),
        ('miss = ["西藏教育"]', 'miss = ["西藏班"]', "topic[1].decoy[2].miss", "finds 西藏班"),
        ('hit = ["内地西藏班", ', 'hit = ["内地班", ', "topic[1].decoy[2].hit", "does not find 内地班"),
        ('"xzxw.com"', '"https://xzxw.com"', "topic[1].outlets.hosts", "without https"),
        ("[[topic]]", "[topik]", "topik", "did you mean topic"),
    ],
)
def test_a_wrong_key_is_named_with_its_remedy(tmp_path: Path, old: str, new: str, key: str, says: str) -> None:
    whole = TOPICS.read_text("utf-8")
    assert old in whole
    if new == "[topik]":
        whole = 'version = "1"\n[topik]\n'
    path = tmp_path / "topics.toml"
    path.write_text(whole.replace(old, new, 1), "utf-8")
    with pytest.raises(DefinitionError) as raised:
        load_topics(path)
    assert raised.value.key == key
    assert says in raised.value.remedy
    assert str(path) in str(raised.value)


def test_a_missing_topics_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"none\.toml: cannot be read"):
        load_topics(tmp_path / "none.toml")


FLOORS = {"tuning": (0.98, 0.98, 0.96), "untouched": (0.95, 0.94, 0.92)}
"""Half -> precision, recall, hard negatives refused. They only rise; the goal of the latter is 0.97, 0.97, 0.95."""


@pytest.fixture(scope="module")
def scores() -> dict[str, benchmark.Score]:
    return {half: benchmark.score(benchmark.judged(half)) for half in benchmark.HALVES}


@pytest.mark.parametrize("half", FLOORS)
def test_labelled_cases_are_decided_no_worse_than_before(scores: dict[str, benchmark.Score], half: str) -> None:
    reached = scores[half]
    precision, recall, refused = FLOORS[half]
    assert reached.cases == 210
    assert reached.precision >= precision
    assert reached.recall >= recall
    assert reached.refused >= refused
    assert reached.unsure_share <= 0.1


def test_the_published_table_is_what_the_filter_does(scores: dict[str, benchmark.Score]) -> None:
    assert benchmark.table(scores) in benchmark.DOCUMENT.read_text("utf-8")


def test_a_document_without_markers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d.md").write_text("none")
    with pytest.raises(ValueError, match="lacks the lines"):
        benchmark.write("table", tmp_path / "d.md")


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


SECOND = """
[[topic]]
key = "tea"
name = "Tea of Fujian"
[topic.thresholds]
on = 5
unsure = 4
lead_chars = 100
least_chars = 0
[topic.place]
words = ["福建", "武夷山"]
elsewhere = ["云南"]
[topic.place.weights]
title = 0.5
lead = 0.3
density = 0.4
weak = 0.4
dense = 4
focus = 0.4
national = 0.5
[topic.field]
tier1 = ["茶叶", "茶业"]
[topic.field.weights]
title = 0.4
lead = 0.2
density = 0.3
breadth = 0.2
tier1 = 1
tier2 = 0.6
tier3 = 0.1
dense = 6
broad = 1
"""


def test_another_region_and_industry_need_no_code(tmp_path: Path) -> None:
    path = tmp_path / "topics.toml"
    path.write_text(TOPICS.read_text("utf-8") + SECOND, "utf-8")
    both = load_topics(path)
    tea = judged(both, "福建茶叶出口增长", "武夷山的茶叶今年出口增长一成，福建茶业协会说，明年还将开拓新市场。")
    assert (tea.topic, tea.band) == ("tea", "on")
    assert judged(both, *ON["5g_count"]).topic == "tibet_digital"


def test_two_topics_may_not_share_a_key(tmp_path: Path) -> None:
    path = tmp_path / "topics.toml"
    path.write_text('version = "1"\n' + SECOND + SECOND, "utf-8")
    with pytest.raises(DefinitionError, match="key of two topics"):
        load_topics(path)
