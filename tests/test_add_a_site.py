"""docs/add-a-site.md, held true on a site of our own: probed, written, crawled, saved and tried live as it says."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from crawlers.probe.live import Tried
from crawlers.show.table import NOT_YET, ROW, document
from crawlers.sites import SiteLoader
from pipelines.database import Database
from tests.crawling import article, html
from tests.documents import blocks
from tests.program import ROOT, run, scrapy
from tests.server import Reply, Server, serve

HERE = ("-s", "SPIDER_MODULES=found", "-s", "NEWS_ALLOW_PRIVATE=127.0.0.1", "-s", "DOWNLOAD_DELAY=0")
ARTICLES = [f"/xw/szjj/202203/t2022030{n}_{n}4321.html" for n in range(1, 7)]
LIST = "/xw/szjj/"


@dataclass(frozen=True, kw_only=True)
class Example:
    """The document's site, where it is served, and a folder with a package for its file."""

    site: Server
    folder: Path
    document: str

    def scrapy(self, *words: str | Path) -> str:
        """Run one of our commands with the example's package in place of the project's sites."""
        env = {"PYTHONPATH": os.pathsep.join((str(self.folder), str(ROOT)))}
        done = run(scrapy(*words, *HERE), env=env)
        assert done.returncode == 0, (done.stdout, done.stderr)
        return done.stdout


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    folder = tmp_path_factory.mktemp("example")
    (folder / "found").mkdir()
    (folder / "found" / "__init__.py").touch()
    rows = "".join(f"<li><a href='.{path[8:]}'>数字西藏建设又有新进展之{path[-9:-5]}</a></li>" for path in ARTICLES)
    pager = '<script>createPageHTML(1, 0, "index", "html");</script>'
    page = html(f"<div class='list'><ul>{rows}</ul></div>{pager}").body.replace(
        "<title>页</title>".encode(), "<title>数字经济_某某网</title>".encode()
    )
    routes = {path: article(n) for n, path in enumerate(ARTICLES)}
    with serve({LIST: Reply(body=page, headers={"Content-Type": "text/html; charset=utf-8"}), **routes}) as site:
        yield Example(site=site, folder=folder, document=(ROOT / "docs" / "add-a-site.md").read_text("utf-8"))


@pytest.mark.slow
def test_the_worked_example_is_what_the_commands_do(example: Example) -> None:
    site, package, database = example.site, example.folder / "found", example.folder / "news.db"
    said = example.scrapy("probe", site.url(LIST), "--write", "szjj", "--folder", package)
    written = (package / "szjj.py").read_text("utf-8")
    (shown,) = blocks("add-a-site.md", "python")
    assert written.replace(site.host, "www.example.cn").strip() == shown.strip()
    assert written.strip() in said

    example.scrapy("crawl", "szjj", "--database", database, "-s", "NEWS_ARCHIVE_DIR=")
    with closing(Database.open(database, readonly=True)) as db:
        ended = [row["state"] for row in db.rows("SELECT state FROM links_v1")]
    assert ended == ["stored"] * len(ARTICLES)
    (line,) = [each for each in example.scrapy("sites", "--database", database).splitlines() if "szjj" in each]
    assert " ok " in line
    assert "ti100%" in line

    raw, tests = example.folder / "raw", example.folder / "tests"
    example.scrapy("savepage", "szjj", site.url(ARTICLES[0]), "--raw", raw, "--tests", tests)
    assert len(list(tests.rglob("saved/*"))) == 2

    table = example.folder / "sites.md"
    asked = len(site.hits)
    assert "szjj: ok" in example.scrapy("livecheck", "--to", table)
    assert len(site.hits) - asked == 3  # robots.txt, the list, an article
    verified = dict(ROW.findall(table.read_text("utf-8")))["szjj"]
    assert re.match(r"yes, \d{4}-\d\d-\d\d<br>.*: 6 links<br>article: title, published_at, source; \d+ char", verified)


def test_every_command_of_the_document_is_one(example: Example) -> None:
    named = re.findall(r"^    \.venv/bin/scrapy (\w+)", example.document, re.MULTILINE)
    assert set(named) == {"probe", "crawl", "sites", "savepage"}
    for command in named:
        assert (ROOT / "crawlers" / "commands" / f"{command}.py").exists()
    assert re.search(r"^live-check:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


@pytest.mark.slow
def test_what_is_not_as_the_file_says_is_written_and_ends_1(example: Example, tmp_path: Path) -> None:
    package = tmp_path / "found"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "gone.py").write_text(
        "from crawlers.site import Listing, NewsSpider\n\n\nclass Gone(NewsSpider):\n    name = 'gone'\n"
        f"    publisher = '某某网'\n    hosts = ({example.site.host!r},)\n"
        f"    discover = (Listing({example.site.url('/nothing/')!r}),)\n"
    )
    env = {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    done = run(scrapy("livecheck", "--to", tmp_path / "sites.md", *HERE), env=env)
    assert (done.returncode, done.stderr) == (1, "")
    assert "fetch/not_found: 404" in (tmp_path / "sites.md").read_text("utf-8")


def test_what_was_tried_before_stays_until_it_is_tried_again() -> None:
    sites = SiteLoader(["crawlers.spiders"])
    both = [sites.load(key) for key in ("ce", "cinic")]
    tried = Tried(key="ce", channels=("a | <b>: 3 links",), article="title; 300 characters", is_well=True)
    first = document(both, {"ce": tried}, "", date(2026, 3, 1))
    assert dict(ROW.findall(first))["cinic"] == NOT_YET
    second = document(both, {}, first, date(2026, 4, 1))
    assert second == first
    assert "yes, 2026-03-01" in second


def test_what_people_wrote_below_the_table_stays() -> None:
    site = SiteLoader(["crawlers.spiders"]).load("ce")
    before = document([site], {}, "", date(2026, 3, 1)) + "\n## Not crawled, and why\n\n| a | b |\n"
    assert document([site], {}, before, date(2026, 4, 1)) == before


def test_the_table_of_sites_names_no_site_that_is_not_there() -> None:
    """A site without a row was never tried; so a new site's file edits no table."""
    rows = dict(ROW.findall((ROOT / "docs" / "sites.md").read_text("utf-8")))
    assert rows
    assert rows.keys() <= set(SiteLoader(["crawlers.spiders"]).list())
