"""What a large database costs, in small: the benchmark's rows are the code's, and a popular text costs no more."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import astuple, replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
import sqlite_utils

from crawlers.items import Document, Fingerprint
from pipelines import dedupe, store
from pipelines.database import Database
from pipelines.database.documents import (
    A_GRAM,
    A_SENTENCE,
    COMMON,
    ENOUGH,
    FEW,
    MOST_ALIKE,
    NEAREST,
    OFTEN,
    day_of,
)
from pipelines.database.migrations import APPLICATION_ID, MIGRATIONS
from tests.benchmarks import scale
from tests.benchmarks.filling import fill, outcome, stored
from tests.benchmarks.originals import original
from tests.notices import notices
from tests.stored import AT, one
from tests.storing import publishers


def save(db: Database, number: int, text: str, day: str, title: str = "转载") -> store.Stored:
    made = replace(original(0), title=title, text=text, day=day)
    return store.save(db, outcome(number, made, host=number), publishers(), at=AT, learns=False)


@pytest.mark.slow
def test_a_database_that_is_filled_holds_what_the_code_would_have_written(tmp_path: Path) -> None:
    for articles in (40, 60):  # the second goes on where the first was
        fill(tmp_path / "filled.db", articles, workers=1)
    filled = Database.open(tmp_path / "filled.db")
    saved = Database.open(tmp_path / "saved.db")
    for number in range(60):
        store.save(saved, outcome(number, original(number)), publishers(), at=AT, learns=False)
    assert dict(stored(filled)) == dict(stored(saved))
    for db in (filled, saved):
        db.close()


def test_a_text_is_indexed_once_however_many_pages_carry_it(tmp_path: Path) -> None:
    db = Database.open(tmp_path / "news.db")
    text = original(1).text
    save(db, 0, text, "2020-03-02")
    before = [len(list(db.rows(f"SELECT * FROM {table}"))) for table in ("fingerprints", "sentences")]
    for number in range(1, 9):
        save(db, number, text, f"2020-03-0{number}")
    assert [len(list(db.rows(f"SELECT * FROM {table}"))) for table in ("fingerprints", "sentences")] == before
    assert one(db, "SELECT count(*) AS pairs FROM pairs") == {"pairs": 0}
    assert one(db, "SELECT articles FROM stories_v1") == {"articles": 9}
    # the first page in time stands for the text, though it was the second to come
    assert {row["article_id"] for row in db.rows("SELECT article_id FROM fingerprints")} == {2}
    db.close()


def test_an_older_index_becomes_what_the_code_writes_today(tmp_path: Path) -> None:
    """It held each page's hashes whole, and a pair for every two pages."""
    text = original(1).text
    made = [(text, "2020-03-05"), (text, "2020-03-01"), (text[: len(text) // 2], "2020-03-03"), ("!", "2020-03-02")]
    db = Database.open(tmp_path / "news.db")
    for number, (each, day) in enumerate(made):
        save(db, number, each, day)
    documents = db.documents(range(1, 5))
    db.close()
    make_older(tmp_path / "news.db", documents)
    older, today = Database.open(tmp_path / "older.db"), Database.open(tmp_path / "news.db")
    assert dict(stored(older)) == dict(stored(today))
    assert one(older, "SELECT count(*) AS pairs FROM pairs") == {"pairs": 1}
    for db in (older, today):
        db.close()


def make_older(path: Path, documents: Sequence[Document]) -> None:
    """Write what the code of before wrote of the same pages."""
    steps = [step.__name__ for step in MIGRATIONS].index("_hold_a_text_once")
    with closing(sqlite3.connect(path.with_name("older.db"))) as old, old:
        for step in MIGRATIONS[:steps]:
            step(sqlite_utils.Database(old))
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute(f"PRAGMA user_version = {steps}")
        old.execute("ATTACH ? AS today", (str(path),))
        for table in ("articles", "stories", "documents", "copies"):
            columns = ", ".join(row[1] for row in old.execute(f"PRAGMA main.table_info({table})"))
            old.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM today.{table}")
        for each in documents:
            found = dedupe.fingerprint(each.canonical)
            old.execute("UPDATE main.documents SET exact = ? WHERE article_id = ?", (found.exact, each.id))
            for table, hashes in (("fingerprints", found.grams), ("sentences", found.sentences)):
                old.executemany(f"INSERT INTO main.{table} VALUES (?, ?)", [(hash_, each.id) for hash_ in hashes])
        pairs = [pair for a, b in combinations(documents, 2) if (pair := dedupe.compare(a, b))]
        for values in map(astuple, pairs):
            old.execute(f"INSERT INTO main.pairs VALUES ({', '.join('?' * len(values))})", values)


@pytest.mark.slow
def test_of_a_form_that_recurs_the_issues_next_in_time_are_candidates(tmp_path: Path) -> None:
    """However many there are: every hash of the form is in all of them."""
    db = Database.open(tmp_path / "news.db")
    chance = Random(3)
    issues = [issue for issue in notices(chance, OFTEN + 60) if issue[0].endswith("党组理论学习会")]
    days = [day for _, _, day in issues]
    for number in chance.sample(range(len(issues)), len(issues)):
        title, text, day = issues[number]
        assert dedupe.canonical(text)
        save(db, number, text, day, title)
    for number in range(1, len(issues), 40):
        _, text, day = issues[number]
        found = db.candidates(
            dedupe.fingerprint(dedupe.canonical(text)), sorted_by=f"{day} 24:00 http://news{number}.example"
        )
        assert len(found) <= MOST_ALIKE + 2 * NEAREST
        assert days[number - 1] in {each.published_at for each in found}
    db.close()


def test_candidates_are_those_that_a_plain_count_of_the_index_finds(tmp_path: Path) -> None:
    """Whether one, a few, many or too many texts have a hash, and whether they and the one that asks have a day."""
    chance = Random(5)
    db = Database.open(tmp_path / "news.db")
    index = made_index(tmp_path / "news.db", chance)
    for _ in range(60):
        asked = {table: chance.sample(range(1, len(HAVE) + 1), chance.randint(1, len(HAVE))) for table in index}
        sorted_by = chance.choice((dated(chance.randint(-9, 409), 0), UNDATED))
        fingerprint = Fingerprint(
            version=dedupe.VERSION,
            exact=0,
            grams=tuple(hash_ << 32 for hash_ in asked["fingerprints"]),
            sentences=tuple(hash_ << 32 for hash_ in asked["sentences"]),
        )
        found = [one.id for one in db.candidates(fingerprint, sorted_by=sorted_by)]
        assert found == sorted(counted(db, index, asked, sorted_by))
    db.close()


HAVE = (1, 3, FEW, FEW + 1, OFTEN - 1, OFTEN, OFTEN + 1, 280, 300)
"""How many of 300 texts have each hash."""
Index = dict[str, dict[int, list[tuple[int, int]]]]
"""Of each table: each hash with the days and ids of who has it."""


UNDATED = "9999  http://0.example"


def dated(day: int, id_: int) -> str:
    return f"{date(2019, 1, 1) + timedelta(days=day)} 24:00 http://{id_}.example"


def made_index(path: Path, chance: Random) -> Index:
    """Enter 300 texts, one in ten without a day, of which so many have each hash."""
    texts = {id_: dated(chance.randint(0, 400), id_) for id_ in range(1, 301)}
    texts |= {id_: UNDATED.replace("0", str(id_)) for id_ in chance.sample(list(texts), 30)}
    made: Index = {}
    with closing(sqlite3.connect(path)) as connection, connection:
        for id_, sorted_by in texts.items():
            connection.execute(
                "INSERT INTO articles (id, url, text, reasons, flags, first_seen_at, fetched_at, extractor_version)"
                " VALUES (?1, ?1, '', '[]', '[]', '', '', '')",
                (id_,),
            )
            connection.execute(
                "INSERT INTO documents (article_id, sorted_by, canonical, fingerprint_version, exact)"
                " VALUES (?1, ?2, ?1, ?3, ?1)",
                (id_, sorted_by, dedupe.VERSION),
            )
        for table in ("fingerprints", "sentences"):
            made[table] = {
                hash_: [(day_of(texts[id_]), id_) for id_ in chance.sample(list(texts), many)]
                for hash_, many in enumerate(HAVE, 1)
            }
            rows = [(hash_, *each) for hash_, entries in made[table].items() for each in entries]
            connection.executemany(f"INSERT INTO {table} (hash, day, article_id) VALUES (?, ?, ?)", rows)
    return made


def counted(db: Database, index: Index, asked: dict[str, list[int]], sorted_by: str) -> set[int]:
    """Count as docs/copies.md says, entry by entry."""
    day, points = day_of(sorted_by), Counter[int]()
    for table, worth in (("fingerprints", A_GRAM), ("sentences", A_SENTENCE)):
        for hash_ in asked[table]:
            entries = sorted(index[table][hash_])
            if len(entries) > OFTEN:
                after = [entry for entry in entries if entry[0] >= day]
                before = [entry for entry in entries if entry[0] < day]
                entries = before[-OFTEN // 2 :] + after[: OFTEN // 2]
            for _, id_ in entries:
                points[id_] += worth if len(entries) <= FEW else COMMON
    alike = [id_ for id_, count in points.items() if count >= ENOUGH]
    if len(alike) <= MOST_ALIKE:
        return set(alike)
    place = {row["article_id"]: (row["sorted_by"], row["article_id"]) for row in db.rows("SELECT * FROM documents")}
    in_time = sorted(alike, key=lambda id_: place[id_])
    next_after = [id_ for id_ in in_time if place[id_][0] >= sorted_by][:NEAREST]
    next_before = [id_ for id_ in in_time if place[id_][0] < sorted_by][-NEAREST:]
    most = sorted(alike, key=lambda id_: (-points[id_], place[id_][0]))[:MOST_ALIKE]
    return {*most, *next_after, *next_before}


@pytest.mark.slow
def test_the_three_hundredth_page_of_a_story_costs_not_much_more_than_the_tenth() -> None:
    """It was two hundred times as much when each page was compared with all; a busy machine has its say three times."""
    rounds = (scale.story_of("the same text", 300) for _ in range(3))
    assert any(costs[300] <= 12 * costs[10] for costs in rounds)


@pytest.mark.slow
def test_the_benchmark_measures(tmp_path: Path) -> None:
    fill(tmp_path / "small.db", 300, workers=1)
    measured = scale.measure(tmp_path / "small.db", 300, 60)
    assert measured.per_second > 20
    assert measured.candidates_per_second > 50
    assert sorted(measured.held)[30][0] < 0.05
    assert measured.row().count("|") == scale.HEAD.split("\n")[0].count("|")
