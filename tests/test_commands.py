"""Our scrapy commands as a person types them: what they say, and their exit status."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.database import Database
from tests.program import MIRROR, ROOT, run, scrapy
from tests.sample import ARCHIVE

pytestmark = pytest.mark.slow
SITES = sorted(path.stem for path in (ROOT / "crawlers" / "spiders").glob("[a-z]*.py"))


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with two sites and the mirror's page."""
    database = tmp_path_factory.mktemp("commands") / "news.db"
    for words in (["crawl", "ce"], ["crawl", "cinic"], ["add", MIRROR]):
        done = run(scrapy(*words, "--replay", ARCHIVE, "--database", database))
        assert done.returncode == 0, done.stderr
    return database


def test_list_names_the_sites() -> None:
    done = run(scrapy("list"))
    assert (done.stdout.split(), done.returncode) == (SITES, 0)


def test_add_tells_what_became_of_the_page(tmp_path: Path) -> None:
    done = run(scrapy("add", MIRROR, "--replay", ARCHIVE, "--database", tmp_path / "news.db"))
    assert done.returncode == 0
    assert "role       mirror" in done.stdout
    assert "中国经济网 (named, not seen)" in done.stdout


def test_add_of_a_page_that_is_not_there_says_so(tmp_path: Path) -> None:
    url = "http://www.caijing-mirror.example/nothing.html"
    done = run(scrapy("add", url, "--replay", ARCHIVE, "--database", tmp_path / "news.db"))
    assert "archive/not_in_archive" in done.stdout


def test_why_tells_a_kept_page_from_finding_to_story(news: Path) -> None:
    done = run(scrapy("why", "http://www.cinic.org.cn/xy/gdcj/876518.html#top", "--database", news))
    assert done.returncode == 0
    words = re.findall(r"^  (\w+)", done.stdout, re.MULTILINE)
    assert words[:4] == ["found", "state", "tries", "fetched"]
    assert {"article", "topic", "story", "role", "reprint"} <= set(words)


def test_why_tells_a_dropped_page_with_the_deciding_words(news: Path) -> None:
    with closing(Database.open(news, readonly=True)) as database:
        sql = "SELECT url, rule FROM links_v1 WHERE reason = 'judge/off_topic' LIMIT 1"
        (link,) = database.rows(sql)
    done = run(scrapy("why", link["url"], "--database", news))
    assert f"dropped: judge/off_topic ({link['rule']})" in done.stdout


def test_story_draws_the_chain_as_a_tree(news: Path) -> None:
    by_url = run(scrapy("story", MIRROR, "--database", news))
    assert by_url.returncode == 0
    at = [
        by_url.stdout.index(word) for word in ("origin: 中国经济网", "reprint: 中国产业经济信息网", "mirror: unknown")
    ]
    assert at == sorted(at)
    by_id = run(scrapy("story", by_url.stdout.split(":")[0], "--database", news))
    assert by_id.stdout == by_url.stdout


def test_figures_shows_series_conflicts_and_targets(news: Path) -> None:
    done = run(scrapy("figures", "digital_economy_size", "--database", news))
    assert done.returncode == 0
    assert re.search(r"2020-H1 +171\.3亿元 +中国经济网 +2020-07-29", done.stdout)
    assert "Conflicts: none" in done.stdout
    assert re.search(r"2020-H2 +165亿元 +中国经济网 +2020-07-29 +unknown", done.stdout)
    everything = run(scrapy("figures", "--database", news)).stdout
    assert re.search(
        r"magnitude +informatisation_investment .* 18元, as stated by 中国经济网 on 2020-07-29", everything
    )


def test_figures_of_what_nobody_stated_names_what_there_is(news: Path) -> None:
    done = run(scrapy("figures", "digital_economy_sise", "--database", news))
    assert done.returncode == 1
    assert "there are figures of digital_economy_size" in done.stderr


def test_story_says_why_each_article_hangs_where_it_does(news: Path) -> None:
    lines = [line.strip(" │├└─") for line in run(scrapy("story", MIRROR, "--database", news)).stdout.splitlines()]
    at = lines.index("http://www.cinic.org.cn/xy/gdcj/876518.html")
    assert lines[at + 1] == "reprint, confidence high: 转自 中国经济网"
    assert lines[lines.index(MIRROR) + 1] == "mirror, confidence high: readings were injected into the text"
    assert lines[1] == "3 articles, 1 mirror, 1 independent origin, origin 中国经济网 (high)"


def test_story_draws_a_graph_for_graphviz(news: Path) -> None:
    done = run(scrapy("story", MIRROR, "--dot", "--database", news))
    lines = done.stdout.splitlines()
    assert (lines[0], lines[-1]) == ("digraph story {", "}")
    assert sum(" -> " in line for line in lines) == 2


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["crawl"], 2, "name one site"),
        (["crawl", "cinc"], 2, "did you mean cinic"),
        (["crawl", "cinic", "-a", "pages=3"], 2, "argument 'pages' is not declared"),
        (["crawl", "cinic", "--since", "soon"], 2, "write it as 2015-01-31"),
        (["crawl", "cinic", "--nonsense"], 2, "no such option"),
        (["crawl", "cinic", "--replay", "nowhere.warc.gz"], 1, "nowhere.warc.gz"),
        (["add"], 2, "name at least one URL"),
        (["add", "cinic"], 2, "no http or https address"),
        (["add", "file:///etc/passwd"], 2, "no http or https address"),
        (["why"], 2, "name one URL"),
        (["why", "cinic"], 2, "no http or https address"),
        (["why", "http://www.cinic.org.cn/", "--database", "nowhere.db"], 2, "there is no such database"),
        (["story"], 2, "name one story"),
        (["figures", "a", "b"], 2, "name one indicator"),
        (["story", "1", "2"], 2, "name one story"),
        (["story", "cinic"], 2, "no http or https address"),
        (["story", "-3"], 2, "no such option"),
        (["dryrun", "--topics"], 2, "expected one argument"),
        (["story", "1", "--database", "nowhere.db"], 2, "there is no such database"),
        (["list", "cinic"], 2, "takes no words"),
    ],
)
def test_wrong_words_get_one_sentence(words: list[str], status: int, sentence: str, tmp_path: Path) -> None:
    own = [] if "--database" in words or words[0] == "list" else ["--database", str(tmp_path / "news.db")]
    done = run(scrapy(*words, *own))
    assert done.returncode == status, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_what_was_never_seen_and_what_is_no_story_end_1(news: Path) -> None:
    for words in (["why", "http://www.cinic.org.cn/xy/gdcj/1.html"], ["story", "999"]):
        done = run(scrapy(*words, "--database", news))
        assert done.returncode == 1
        assert done.stderr.startswith("error: ")


@pytest.mark.parametrize("command", ["crawl", "add", "why", "story", "figures", "list"])
def test_help_shows_how_to_use_a_command(command: str) -> None:
    done = run(scrapy(command, "-h"))
    assert done.returncode == 0
    assert f"scrapy {command}" in done.stdout
