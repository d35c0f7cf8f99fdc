"""A month of notices reads as a person would want it, and is kept as a file: tests/expected/notices.txt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from pipelines.database import Database
from tests.telling_days import EXPECTED, as_read, live_through, told

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    db = live_through(tmp_path_factory.mktemp("month"))
    yield db
    db.close()


def test_a_month_reads_as_it_did(month: Database) -> None:
    """`python -m tests.telling_days` writes the file anew, once what differs has been read and found better."""
    assert as_read(month) == EXPECTED.read_text("utf-8")


def test_no_cause_is_told_twice(month: Database) -> None:
    notices = list(told(month))
    assert len(notices) > 60
    assert max(Counter((each.cause, each.cause_key) for each in notices).values()) == 1
    titles = Counter(line[13:] for line in as_read(month).splitlines() if not line.startswith(" "))
    assert max(titles.values()) == 1


def test_each_story_is_told_when_it_is_new_and_no_copy_is(month: Database) -> None:
    """A story that later joined another one was told as one of its own; a copy of one that is there never was."""
    told_of = {each.story_id for each in told(month) if each.cause == "story"}
    merged = {row["id"] for row in month.rows("SELECT id FROM change_log WHERE kind = 'story' AND op = 'merged'")}
    stories = {row["id"] for row in month.rows("SELECT id FROM stories_v1")}
    split = {row["id"] for row in month.rows("SELECT id FROM change_log WHERE kind = 'story' AND op = 'split'")}
    # The mirror's page is handed in by a person, who knows of it; what it is a copy of then is no new story.
    known = {row["story_id"] for row in month.rows("SELECT story_id FROM articles_v1 WHERE coalesce(site, '') = ''")}
    assert told_of - merged == stories - split - known
    assert len(known) == 1
    (articles,) = month.rows("SELECT count(*) AS n FROM articles_v1")
    assert len(told_of) < articles["n"]


def test_a_source_is_told_when_it_turns_and_when_it_is_back(month: Database) -> None:
    turns = [(each.site, each.payload["turns"][0]["now"]) for each in told(month) if each.cause == "source"]
    assert turns == [("ce", "blocked"), ("ce", "ok"), ("xzxw", "suspect"), ("xzxw", "down"), ("xzxw", "ok")]
