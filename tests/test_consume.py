"""docs/consume.md is held true: its tables are the views, and what it shows runs against a really stored database."""

from __future__ import annotations

import base64
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawlers.items import Page
from pipelines import flow, store
from pipelines.database import Database, FoundLink
from tests.browsing import Served
from tests.documents import DOCS, blocks
from tests.program import ROOT
from tests.sample import SamplePage, pages
from tests.stored import AT, holdings, published, reader

DATA = DOCS.parent / "data"
NAMES = ("ce/01", "cinic/01", "mirror/01", "cinic/03", "ce/02", "cinic/05", "xizang_gov/01")


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which some pages of the sample are stored, all the way from their bytes."""
    path = tmp_path_factory.mktemp("consume") / "news.db"
    rules = flow.load_rules(DATA / "topics.toml", DATA / "publishers.toml", DATA / "indicators.toml")
    db = Database.open(path)
    for each in pages():
        if each.name in NAMES:
            page: Page = each.page
            db.take_in(page.site.key, "list", [FoundLink(url=page.link)], at=AT)
            store.save(db, flow.process(page, rules), rules.publishers, at=AT)
    db.close()
    return path


def tables(heading: str) -> dict[str, list[str]]:
    """Return the rows of the document's table under a heading, by their first cell."""
    text = (DOCS / "consume.md").read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `")]
    return {cells[0].strip(" `"): [cell.strip() for cell in cells[1:]] for cells in rows}


def test_the_tables_of_the_document_are_the_views(news: Path) -> None:
    connection = sqlite3.connect(news)
    views = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
    actual = {
        view: ", ".join(column[0] for column in connection.execute(f"SELECT * FROM {view}").description)
        for view in views
    }
    connection.close()
    assert actual == {view: columns for view, (_, columns) in tables("Reading").items()}


def test_the_ops_of_the_document_are_those_that_the_log_can_hold(news: Path) -> None:
    connection = sqlite3.connect(news)
    (schema,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'change_log'").fetchone()
    connection.close()
    allowed = re.findall(r"'(\w+)'", schema.split("op IN")[1].split(")")[0])
    assert list(tables("Following what changes")) == allowed


def test_the_follower_of_the_document_holds_what_is_published(tmp_path: Path, news: Path) -> None:
    follow, mine = reader(), tmp_path / "mine.db"
    assert follow(news, mine) > 0
    assert follow(news, mine) == 0
    db = Database.open(news, readonly=True)
    assert holdings(mine) == published(db)
    db.close()


ANOTHER = ROOT / ".venv-consume" / "bin" / "python"
"""What another program runs in: pandas beside the service would be imported by all of it."""
FIVE_LINES = blocks("consume.md", "python")[1:]


@pytest.mark.slow
@pytest.mark.parametrize("code", FIVE_LINES, ids=["sqlite3", "pandas", "duckdb", "json"])
def test_five_lines_of_the_document_print_what_is_stored(looked_at: Served, code: str) -> None:
    assert len(code.splitlines()) == 5
    ours = code.replace("data/news.db", str(looked_at.database)).replace("http://127.0.0.1:8001", looked_at.url)
    assert ours != code
    assert ANOTHER.exists(), f"{ANOTHER} is missing: `make test` makes it"
    done = subprocess.run([str(ANOTHER), "-c", ours], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search("[\u4e00-\u9fff]{2}", done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("command", blocks("consume.md", "bash")[0].splitlines())
def test_an_export_of_the_document_runs(crawl_of_the_sample: Path, tmp_path: Path, command: str) -> None:
    *words, name = command.split()
    ours = [sys.executable, "-m", *words, str(tmp_path / name), "--database", str(crawl_of_the_sample / "demo.db")]
    done = subprocess.run(ours, cwd=DOCS.parent, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / name).stat().st_size > 1000


@pytest.mark.parametrize("sql", blocks("consume.md", "sql"))
def test_a_question_of_the_document_has_an_answer(news: Path, sql: str) -> None:
    connection = sqlite3.connect(f"file:{news}?mode=ro", uri=True)
    assert connection.execute(sql).fetchall()
    connection.close()


@pytest.mark.parametrize("command", blocks("consume.md", "sh"))
def test_a_command_of_the_document_runs(command: str) -> None:
    ours = command.replace("python -m", f"{sys.executable} -m")
    done = subprocess.run(ours, shell=True, cwd=DOCS.parent, capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(done.stdout)["id"] == 1


@pytest.mark.parametrize("stage", ["extract", "judge", "dedupe", "figures"])
def test_a_filter_takes_and_gives_what_the_document_says(stage: str) -> None:
    page = next(each for each in pages() if each.name == "ce/01")
    takes, gives = (
        re.findall(r"\w+", re.split("`,|`:|` in", cell)[0]) for cell in tables("The stages as filters")[stage]
    )
    answer = ask(stage, {key: value for key, value in line(page).items() if key in takes})
    assert set(takes) <= set(line(page))
    assert list(answer) == gives


def line(page: SamplePage) -> dict[str, Any]:
    """Every key that a filter may be given, of one page."""
    return {
        "id": 1,
        "url": page.page.url,
        "html_b64": base64.b64encode(page.page.body).decode(),
        "content_type": page.page.content_type,
        "title": page.title,
        "text": page.text,
        "published_at": page.published_at,
        "source": page.source,
        "reprinted_from": page.reprinted_from,
    }


def ask(stage: str, given: dict[str, Any]) -> dict[str, Any]:
    """Run a filter on one line."""
    done = subprocess.run(
        [sys.executable, "-m", f"pipelines.{stage}"],
        input=json.dumps(given) + "\n",
        cwd=DOCS.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
