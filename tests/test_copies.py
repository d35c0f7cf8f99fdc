"""Copies and look-alikes of every kind, in small: the figures of docs/copies.md may not get worse."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from crawlers.items import Outcome
from pipelines import store
from pipelines.chinese import script_of
from pipelines.database import Database
from pipelines.extract.readings import are_injected
from tests.benchmarks import copies
from tests.benchmarks.filling import outcome
from tests.documents import DOCS
from tests.stored import AT
from tests.storing import publishers

pytestmark = pytest.mark.slow
EACH, NOTICES = 8, 20

Story = frozenset[tuple[str, str]]
"""The members of a story, each by its URL with its role."""


def test_every_kind_is_decided_as_the_document_says() -> None:
    results, merged, mixed = copies.measure(EACH, NOTICES)
    assert list(copies.wrong(results, merged, 5 * NOTICES, mixed)) == []


def test_the_document_names_every_kind() -> None:
    text = (DOCS / "copies.md").read_text("utf-8")
    assert [kind for kind in copies.WANTED if f"| {kind.replace('_', ' ')} |" not in text] == []


def test_the_filter_settles_a_corpus_as_a_crawl_does(tmp_path: Path) -> None:
    made = corpus(2, 3)
    rows = [row for row in filtered(made) if row.get("final")]
    url_of = {number: each.article.url for number, each in enumerate(made) if each.article}
    found: dict[int, set[tuple[str, str]]] = {}
    for row in rows:
        found.setdefault(row["story"], set()).add((url_of[row["id"]], row["role"]))
    save_some(tmp_path / "news.db", Random(1).sample(made, len(made)))
    assert set(map(frozenset, found.values())) == stories(tmp_path / "news.db")
    assert len(rows) == len(made)
    assert len({role for story in found.values() for _, role in story}) >= 7


def test_four_processes_that_write_at_once_tell_the_stories_of_one(tmp_path: Path) -> None:
    """A process that the lock is kept from raises, and the pool with it."""
    made = corpus(3, 6)
    Database.open(tmp_path / "four.db").close()
    shares = [(tmp_path / "four.db", made[start::4]) for start in range(4)]
    with multiprocessing.get_context("spawn").Pool(4) as children:
        children.starmap(save_some, shares)
    save_some(tmp_path / "one.db", made)
    assert stories(tmp_path / "four.db") == stories(tmp_path / "one.db")


def corpus(each: int, issues: int) -> list[Outcome]:
    """Return all that the benchmark makes, as a filter reads it."""
    found = []
    for name, printed in copies.Corpus(each, issues).articles:
        made = outcome(int(name), printed)
        assert made.article is not None
        flags = ("injected_readings",) if are_injected([printed.text]) else ()
        found.append(replace(made, article=replace(made.article, script=script_of(printed.text), flags=flags)))
    return found


def save_some(path: Path, made: Iterable[Outcome]) -> None:
    db = Database.open(path)
    for each in made:
        store.save(db, each, publishers(), at=AT, learns=False)
    db.close()


def stories(path: Path) -> set[Story]:
    db = Database.open(path, readonly=True)
    found: dict[int, set[tuple[str, str]]] = {}
    for row in db.rows("SELECT url, role, story_id FROM articles_v1"):
        found.setdefault(row["story_id"], set()).add((row["url"], row["role"]))
    db.close()
    return set(map(frozenset, found.values()))


def filtered(made: Iterable[Outcome]) -> list[dict[str, Any]]:
    keys = ("url", "title", "text", "published_at", "source", "reprinted_from")
    lines = [
        json.dumps({"id": number, **{key: getattr(each.article, key) for key in keys}})
        for number, each in enumerate(made)
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.dedupe", "--final"],
        input="\n".join(lines),
        cwd=DOCS.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]
