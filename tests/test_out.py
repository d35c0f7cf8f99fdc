"""What leaves: feeds that are well formed and say nothing twice, tables that nothing runs, files that follow a log."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from crawlers.items import Article, Figure, Outcome, Page
from pipelines import ruling, search, store
from pipelines.database import Database
from pipelines.out import cells, entry, feed, files
from pipelines.out.changes import VIEWS, changes, columns, last
from pipelines.out.opml import Source, opml
from tests.benchmarks.originals import original
from tests.hostile import HOSTILE, URLS
from tests.program import copy, run, scrapy
from tests.stored import AT, figure, published
from tests.storing import JUDGED, everything, publishers
from tests.storing import save as save_sample

ATOM = f"{{{feed.ATOM}}}"
RULE = {
    "-3.2": "-3.2",
    "-0": "-0",
    "-1.5e-07": "-1.5e-07",
    "3.2": "3.2",
    "+3.2": "'+3.2",
    "-3.2%": "'-3.2%",
    " -3.2": "' -3.2",
    "--3": "'--3",
    "-1-1": "'-1-1",
    "-1+cmd|' /C calc'!A0": "'-1+cmd|' /C calc'!A0",
    "-A1": "'-A1",
    "-": "'-",
    "－3.2": "'－3.2",
    "-３": "'-３",
    "=1": "'=1",
    "@A1": "'@A1",
    "\t1": "'\t1",
    "\r1": "'\n1",
    "-3.2\n=1": "'-3.2\n=1",
}
"""Texts, and what leaves of them in every CSV: a plain number may begin with a minus, nothing else may."""
CHANNEL = feed.Channel(
    name="all", title="新闻", home="http://here.example", self_url="http://here.example/feeds/all.atom"
)
SIZE = replace(
    figure("171.3亿元"), indicator="digital_economy_size", definition="数字经济规模", region="西藏", value=1.713e10
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(Database.open(tmp_path / "news.db")) as opened:
        yield opened


def save(
    db: Database,
    host: str,
    title: str,
    text: str,
    *,
    at: datetime = AT,
    figures: tuple[Figure, ...] = (),
    url: str | None = None,
    **more: Any,
) -> int:
    """Store an article and return its story."""
    url = url or f"http://{host}.example/1.html"
    article = Article(url=url, title=title, text=text, published_at="2020-07-29", extractor_version="1", **more)
    made = Outcome(page=Page(url=url, body=b"", fetched_at=at), article=article, judgement=JUDGED, figures=figures)
    stored = store.save(db, made, publishers(), at=at, learns=False)
    assert stored.story_id is not None
    return stored.story_id


def updated(db: Database, story: int) -> str:
    return {each.story_id: each.updated_at for each in entry.newest(db)}[story]


def hour(n: int) -> datetime:
    return AT + timedelta(hours=n)


def stamp(n: int) -> str:
    return hour(n).isoformat(timespec="milliseconds")


# --- entries ----------------------------------------------------------------------------------------------------------


def test_a_copy_is_no_entry_and_makes_none_new(db: Database) -> None:
    text = original(1).text
    story = save(db, "one", "数字经济增长", text, figures=(SIZE,))
    for n, host in enumerate(("two", "three"), 1):
        assert save(db, host, "数字经济增长", text, at=hour(n), figures=(SIZE,)) == story
    (only,) = entry.newest(db)
    assert (only.articles, only.updated_at) == (3, stamp(0))
    assert only.figures == ("数字经济规模 西藏 171.3亿元",)


def test_a_figure_that_no_article_of_the_story_stated_makes_its_entry_new(db: Database) -> None:
    text = original(1).text
    story = save(db, "one", "数字经济增长", text, figures=(SIZE,))
    other = replace(SIZE, value=1.65e10, printed="165亿元", status="target")
    save(db, "two", "数字经济增长", text, at=hour(1), figures=(SIZE, other))
    assert updated(db, story) == stamp(1)
    unnamed = replace(SIZE, indicator=None, value=3.0, printed="3元")  # of nothing that is counted
    moved = replace(other, sentence="别的句子", sentence_at=40)  # says the same elsewhere
    save(db, "two", "数字经济增长了", text, at=hour(2), figures=(SIZE, moved, unnamed))
    assert updated(db, story) == stamp(1)


def test_an_independent_origin_makes_an_entry_new_and_of_two_that_merge_the_lower_stays(db: Database) -> None:
    one, other = (save(db, f"h{n}", f"第{n}条新闻", original(n).text) for n in (1, 2))
    before = {each.story_id: feed.id_of(each.story_id) for each in entry.newest(db)}
    ruling.merge(
        db, "http://h1.example/1.html", "http://h2.example/1.html", publishers(), by="张三", note="同一件事", at=hour(3)
    )
    (only,) = entry.newest(db)
    assert (only.story_id, only.independent_origins, only.updated_at) == (min(one, other), 2, stamp(3))
    assert feed.id_of(only.story_id) == before[one]


def test_an_excerpt_has_at_most_120_characters_and_no_person_is_named(db: Database) -> None:
    save(db, "one", "数字经济", "拉萨的新闻。" * 60, author="李四", editor="张三")
    (only,) = entry.newest(db)
    assert len(only.excerpt) == 120
    for body in (feed.atom(CHANNEL, [only]), feed.json_feed(CHANNEL, [only])):
        assert "李四" not in body.decode()
        assert "张三" not in body.decode()


def test_a_feed_of_a_topic_and_of_a_search_hold_their_stories_alone(db: Database) -> None:
    lhasa = save(db, "one", "拉萨建成基站", "拉萨的网络更快了，基站多了一倍。")
    save(db, "two", "那曲草场", "牧民在草场上放牧，牛羊肥壮。")
    search.catch_up(db)
    assert [each.story_id for each in entry.of_search(db, "拉薩 -草場")] == [lhasa]
    assert entry.of_search(db, "火星") == entry.of_search(db, "") == []
    assert db.topics() == [JUDGED.topic]
    assert len(entry.of_topic(db, JUDGED.topic or "")) == 2
    assert entry.of_topic(db, "no such topic") == []


# --- feeds ------------------------------------------------------------------------------------------------------------


def hostile_entries(db: Database) -> list[entry.Entry]:
    for n, title in enumerate(HOSTILE):
        save(db, f"h{n}", title, f"{title}。{original(n).text}", author=title, source=title)
    for n, url in enumerate(URLS):
        save(db, "u", f"网址{n}", original(100 + n).text, url=url)
    return entry.newest(db)


def test_f03_a_feed_of_hostile_stories_is_well_formed_and_without_control_characters(
    db: Database, tmp_path: Path
) -> None:
    entries = hostile_entries(db)
    assert len(entries) == len(HOSTILE) + len(URLS)
    file = tmp_path / "all.atom"
    file.write_bytes(feed.atom(CHANNEL, entries))
    done = subprocess.run(["xmllint", "--noout", str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    said = file.read_text("utf-8")
    assert not [c for c in said if (c < " " and c not in "\t\n\r") or c in "\ufffe\uffff"]
    root = fromstring(said)
    titles = {item.findtext(f"{ATOM}title") for item in root.iter(f"{ATOM}entry")}
    assert {feed.clean(title) for title in HOSTILE if title == title.strip()} <= titles
    for needed in ("id", "title", "updated"):
        assert all(item.findtext(f"{ATOM}{needed}") for item in (root, *root.iter(f"{ATOM}entry"))), needed
    assert len({item.findtext(f"{ATOM}id") for item in root.iter(f"{ATOM}entry")}) == len(entries)


def test_f01_nothing_in_a_feed_is_markup_or_leads_to_a_script(db: Database) -> None:
    hostile = replace(hostile_entries(db)[0], url=entry.leading("javascript:alert(1)"))
    entries = [hostile, *entry.newest(db)]
    said = feed.atom(CHANNEL, entries).decode()
    assert "<script" not in said
    assert "<img" not in said
    root = fromstring(said)
    assert {item.get("type") for item in root.iter() if item.tag.endswith(("title", "summary"))} == {None}  # plain text
    links = [item.get("href") or "" for item in root.iter(f"{ATOM}link")]
    assert all(link.startswith(("http://", "https://")) for link in links)
    as_json = feed.json_feed(CHANNEL, entries).decode()
    assert not set("<>&") & set(as_json)
    items = json.loads(as_json)["items"]
    assert all(item["url"].startswith(("http://", "https://")) for item in items)
    assert "content_html" not in as_json


def test_f08_a_template_in_a_title_is_text(db: Database) -> None:
    said = feed.atom(CHANNEL, hostile_entries(db)).decode()
    assert "{{7*7}}" in said
    assert ">49" not in said


@pytest.mark.parametrize(
    ("printed", "moment"),
    [
        ("2020-07-29", "2020-07-29T00:00:00+08:00"),
        ("2020-07-29T10:05+08:00", "2020-07-29T10:05:00+08:00"),
        ("2026-01-02T03:04:05.000+00:00", "2026-01-02T03:04:05Z"),
        (None, None),
        ("yesterday", None),
    ],
)
def test_a_time_is_written_as_feeds_have_it(printed: str | None, moment: str | None) -> None:
    assert feed.moment(printed) == moment


def test_an_empty_feed_is_one(db: Database) -> None:
    root = fromstring(feed.atom(CHANNEL, entry.newest(db)))
    assert root.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"
    assert json.loads(feed.json_feed(CHANNEL, []))["items"] == []


def test_the_list_of_sources_is_well_formed() -> None:
    said = opml(
        [
            Source(key="a", publisher='<"&某报\x08', home="http://a.example/", feeds=("http://a.example/rss",)),
            Source(key="b", publisher="乙", home="http://b.example/"),
        ]
    )
    first, second = fromstring(said).iter("outline")
    assert (first.get("type"), first.get("xmlUrl"), first.get("text")) == ("rss", "http://a.example/rss", '<"&某报')
    assert (second.get("type"), second.get("url")) == ("link", "http://b.example/")


# --- tables -----------------------------------------------------------------------------------------------------------

BEGINS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def test_f04_no_cell_begins_as_a_formula_does(db: Database) -> None:
    hostile_entries(db)
    rows = list(db.rows("SELECT * FROM articles_v1"))
    names = tuple(rows[0])
    said = cells.sheet(rows, names)
    assert said.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(said[1:])))
    assert len(read) == len(rows) + 1
    for row in read:
        for cell in row:
            assert not cell.startswith(BEGINS)
            assert not cell.lstrip(" \u3000\u200b").startswith(BEGINS)
    harmless = "གངས་ལྗོངས། 西藏 😀 𠮷"
    assert harmless in {row[names.index("title")] for row in read}


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (-3.5, -3.5),
        (None, None),
        ("西藏", "西藏"),
        ("", ""),
        ("%", "%"),
        (" = 1", "' = 1"),
        ("a\x00b\rc", "ab\nc"),
        *RULE.items(),
    ],
)
def test_a_number_is_a_number_and_a_harmless_text_itself(value: Any, cell: Any) -> None:
    assert cells.cell(value) == cell


# --- files ------------------------------------------------------------------------------------------------------------


def held(lines: list[str], into: dict[tuple[str, int], Any]) -> int:
    """Do what docs/consume.md says with lines of an export; return the place that was reached."""
    seq = 0
    for line in lines:
        change = json.loads(line)
        key, seq = (change["kind"], change["id"]), change["seq"]
        if change["row"] is None:
            into.pop(key, None)
        else:
            into[key] = change["row"]
    return seq


def exported(db: Database, since: int) -> list[str]:
    file = io.BytesIO()
    with db.reading():
        files.write(file, changes(db, since), "jsonl", {})
    return file.getvalue().decode().splitlines()


@pytest.mark.slow
def test_a_reader_of_exports_holds_what_the_views_show_wherever_it_stopped(db: Database) -> None:
    holdings: dict[tuple[str, int], Any] = {}
    seq = 0
    for n, outcome in enumerate(everything()):
        save_sample(db, outcome, at=hour(n))
        if n % 7 == 0:
            lines = exported(db, seq)
            seq = held(lines[: max(1, len(lines) // 2)], holdings) or seq  # killed half-way
        if n == 40:
            urls = [row["url"] for row in db.rows("SELECT url FROM articles_v1 WHERE role = 'unique' LIMIT 2")]
            ruling.merge(db, urls[0], urls[1], publishers(), by="张三", note="并", at=hour(n))
    seq = held(exported(db, seq), holdings)
    assert holdings == published(db)
    assert seq == last(db)
    assert exported(db, seq) == []
    afresh: dict[tuple[str, int], Any] = {}
    assert all('"row": null' not in line for line in exported(db, 0))
    held(exported(db, 0), afresh)
    assert afresh == published(db)


def test_csv_and_parquet_hold_the_columns_of_the_view(db: Database, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    one = save(db, "one", "第一条", original(1).text, figures=(SIZE,))
    save(db, "two", "第二条", original(2).text)
    since = last(db)
    ruling.merge(
        db, "http://one.example/1.html", "http://two.example/1.html", publishers(), by="张三", note="并", at=hour(1)
    )
    named = columns(db, "story")
    for format_ in ("csv", "parquet"):
        for begin, gone in ((0, [0]), (since, [0, 1])):
            with files.whole(tmp_path / f"stories.{format_}") as file, db.reading():
                files.write(file, changes(db, begin, ("story",)), format_, named)
            if format_ == "csv":
                with (tmp_path / "stories.csv").open(encoding="utf-8-sig", newline="") as read:
                    rows = list(csv.DictReader(read))
            else:
                rows = parquet.read_table(tmp_path / "stories.parquet").to_pylist()
            assert list(rows[0]) == ["seq", "gone", *named]
            assert sorted(int(row["gone"]) for row in rows) == gone
            assert {int(row["id"]) for row in rows if not int(row["gone"])} == {one}
    for kind in VIEWS:
        with files.whole(tmp_path / f"{kind}.parquet") as file, db.reading():
            files.write(file, changes(db, 0, (kind,)), "parquet", columns(db, kind))
        rows = parquet.read_table(tmp_path / f"{kind}.parquet").drop_columns(["seq", "gone"]).to_pylist()
        assert {row["id"]: row for row in rows} == {id_: row for (of, id_), row in published(db).items() if of == kind}


def test_a_file_that_is_not_finished_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    path.write_text("before", "utf-8")
    with pytest.raises(KeyError), files.whole(path) as file:
        file.write(b"half")
        raise KeyError
    assert path.read_text("utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.slow
def test_the_command_writes_follows_and_says_what_is_wrong(crawl_of_the_sample: Path, tmp_path: Path) -> None:
    database = copy(crawl_of_the_sample / "demo.db", tmp_path / "demo.db")
    here = ("--database", database)
    all_ = run(scrapy("export", *here))
    lines = all_.stdout.splitlines()
    seq = json.loads(lines[-1])["seq"]
    assert all_.returncode == 0
    assert all_.stderr == f"{len(lines)} rows; go on with --since {seq}\n"
    after = run(scrapy("export", *here, "--since", str(seq)))
    assert (after.stdout, after.stderr) == ("", f"0 rows; go on with --since {seq}\n")
    made = run(scrapy("export", *here, "--kind", "figure", "--format", "csv", "--output", tmp_path / "f.csv"))
    assert made.returncode == 0
    assert (tmp_path / "f.csv").stat().st_mode & 0o777 == 0o600
    for words, status, sentence in (
        (("--since", str(seq + 1)), 2, "the log ends at"),
        (("--format", "csv"), 2, "--kind"),
        (("--format", "parquet", "--kind", "story"), 2, "--output"),
        (("--since", "-1"), 2, ""),
        (("--output", tmp_path / "no" / "f.jsonl"), 1, "cannot be written"),
    ):
        done = run(scrapy("export", *here, *words))
        assert done.returncode == status, done.stderr
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir() if "db" not in path.name) == ["f.csv"]
    found = run(scrapy("search", *here, "拉薩", "基站"))
    assert found.returncode == 0
    assert "拉萨" in found.stdout


def test_without_pyarrow_it_says_where_it_is() -> None:
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from scrapy.cmdline import execute; execute(['scrapy', 'export', '--kind', 'story', '--format', 'parquet'])"
    )
    done = run([sys.executable, "-c", code])
    assert done.returncode == 2
    assert "requirements/parquet.lock" in done.stderr
    assert len(done.stderr.splitlines()) == 1
