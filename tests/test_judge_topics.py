"""What a topics file must be, what a second topic needs, and the judge as a filter."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crawlers.errors import DefinitionError
from crawlers.items import JSON
from pipelines.judge import load_topics
from tests.judge_cases import ON
from tests.test_judge import ROOT, TOPICS, judged


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
        ('version = "7"', "", "version", "missing"),
        ("[topic.place]\n", "[topic.place]\nwrods = []\n", "topic[1].place.wrods", "did you mean words"),
        ("on = 5.6", "on = 'x'", "topic[1].thresholds.on", "a number"),
        ("on = 5.6", "on = 1.0", "topic[1].thresholds.unsure", "above on"),
        ("wide = 0.7", "wide = 0", "topic[1].place.weights.wide", "at least"),
        ('"山南市",', '"山南市", "山南市",', "topic[1].place.words", "twice"),
        ('"山南市",', '"山南市", 5,', "topic[1].place.words", "list of strings"),
        ('"山南市",', '"山南市", "北京",', "topic[1].place.elsewhere", "stands in words too"),
        ("'参考文献'", "'参考(文献'", "topic[1].news.papers", "no regular expression"),
        ("'参考文献'", "'(?:参考文献)?'", "topic[1].news.papers", "empty string"),
        ('effect = "remove"', 'effect = "remvoe"', "topic[1].decoy[1].effect", "remove, lower"),
        ('miss = ["西藏教育", ', 'miss = ["西藏班", ', "topic[1].decoy[2].miss", "finds 西藏班"),
        ('hit = ["内地西藏班", ', 'hit = ["内地班", ', "topic[1].decoy[2].hit", "does not find 内地班"),
        ("learnt = '''\n", "learnt = '''\n屏 ", "topic[1].hints.learnt", "a colon and its weight"),
        ("keeps = 0.4", "keep = 0.4", "topic[1].hints.keep", "did you mean keeps"),
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
spread = 0.4
weak = 0.4
wide = 0.7
focus = 0.4
least = 0.4
national = 0.5
[topic.field]
tier1 = ["茶叶", "茶业"]
[topic.field.weights]
title = 0.4
lead = 0.2
spread = 0.3
breadth = 0.2
tier1 = 1
tier2 = 0.6
tier3 = 0.1
wide = 0.5
broad = 1
"""


def test_another_region_and_industry_need_no_code(tmp_path: Path) -> None:
    path = tmp_path / "topics.toml"
    path.write_text(TOPICS.read_text("utf-8") + SECOND, "utf-8")
    both = load_topics(path)
    tea = judged(both, "福建茶叶出口增长", "武夷山的茶叶今年出口增长一成，福建茶业协会说，明年还将开拓新市场。")
    assert (tea.topic, tea.band) == ("tea", "on")
    assert judged(both, *ON["5g_count"]).topic == "tibet_digital"


def test_a_file_of_another_topic_alone_is_all_the_filter_needs(tmp_path: Path) -> None:
    path = tmp_path / "tea.toml"
    path.write_text(f'version = "1"\n{SECOND}', "utf-8")
    rows = [
        {
            "id": "tea",
            "title": "福建茶叶出口增长",
            "text": "武夷山的茶叶今年出口增长一成，福建茶业协会说，将开拓新市场。",
        },
        {"id": "tibet", "title": ON["5g_count"][0], "text": ON["5g_count"][1]},
        {
            "id": "elsewhere",
            "title": "云南茶叶出口增长",
            "text": "云南的茶叶出口增长。云南茶业协会说，云南将再扩大茶园。福建也去了人。",
        },
    ]
    done = filtered("".join(json.dumps(row) + "\n" for row in rows), "--topics", str(path))
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["band"] for line in done.stdout.splitlines()] == ["on", "off", "off"]


def test_a_wrong_key_of_the_second_topic_is_named(tmp_path: Path) -> None:
    path = tmp_path / "topics.toml"
    path.write_text(TOPICS.read_text("utf-8") + SECOND.replace("elsewhere =", "elsewere ="), "utf-8")
    done = filtered("", "--topics", str(path))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "topics.toml: topic[2].place.elsewere: is not a known key; did you mean elsewhere" in done.stderr


def test_two_topics_may_not_share_a_key(tmp_path: Path) -> None:
    path = tmp_path / "topics.toml"
    path.write_text('version = "1"\n' + SECOND + SECOND, "utf-8")
    with pytest.raises(DefinitionError, match="key of two topics"):
        load_topics(path)
