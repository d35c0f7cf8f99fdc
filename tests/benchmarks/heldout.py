"""Each writer's labelled cases, judged by the words of the others: `python -m tests.benchmarks.heldout`.

The words of data/topics.toml were written with all tuning files in view. So a word of the field that no other writer's
texts hold is taken away before a writer's cases are judged: what is left is what a new writer may expect. It is strict,
for a word of the standards that happens to stand in one file alone is taken away too; decoys, places and marks stay.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Set
from dataclasses import replace
from typing import Any, Final

from crawlers.items import Article
from pipelines.judge import judge, load_topics
from pipelines.judge.__main__ import TOPICS
from pipelines.judge.text import text_of
from pipelines.judge.topics import Topics
from pipelines.judge.words import Found, Words, lower
from tests.benchmarks.judge import LABELLED, Case, Score, score

FILES: Final = "abcdef"
HELD: Final = "abcef"
"""Whose cases are judged: the file d is by whoever writes the rules."""

Row = dict[str, Any]


class _Without(Words):
    """The words of a topic, but for some."""

    def __init__(self, words: Words, gone: Set[str]) -> None:
        self._words, self._gone = words, gone

    def find(self, text: str, lower: str) -> Iterator[Found]:
        return (found for found in self._words.find(text, lower) if found.word not in self._gone)


def held_out() -> dict[str, Score]:
    """Judge each writer's cases without the words that stand in this writer's texts alone."""
    topics = load_topics(TOPICS)
    rows = {name: _rows(name) for name in FILES}
    used = {name: {found.word for row in rows[name] for found in _fields(topics, row)} for name in FILES}
    scores = {}
    for name in HELD:
        others = set().union(*(words for other, words in used.items() if other != name))
        scores[name] = score(_judged(_without(topics, used[name] - others), rows[name]))
    return scores


def _rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (LABELLED / f"judge_{name}_tuning.jsonl").read_text("utf-8").splitlines()]


def _fields(topics: Topics, row: Row) -> Iterator[Found]:
    whole = text_of(_article(row)).whole
    return (found for topic in topics.topics for found in topic.field.find(whole, lower(whole)))


def _without(topics: Topics, gone: Set[str]) -> Topics:
    return replace(topics, topics=tuple(replace(one, field=_Without(one.field, gone)) for one in topics.topics))


def _judged(topics: Topics, rows: list[Row]) -> list[Case]:
    return [
        Case(id=row["id"], kind=row["kind"], relevant=row["relevant"], band=judge(_article(row), topics).band)
        for row in rows
    ]


def _article(row: Row) -> Article:
    return Article(url=row.get("url") or "", title=row.get("title"), text=row["text"], source=row.get("source"))


def main() -> int:
    scores = held_out()
    for name, one in scores.items():
        print(f"{name}: precision {one.precision:.3f}, recall {one.recall:.3f}, hard negatives {one.refused:.3f}")
    means = [
        sum(each) / len(scores)
        for each in zip(*((s.precision, s.recall, s.refused) for s in scores.values()), strict=True)
    ]
    print("mean: precision {:.3f}, recall {:.3f}, hard negatives {:.3f}".format(*means))
    return 0


if __name__ == "__main__":
    sys.exit(main())
