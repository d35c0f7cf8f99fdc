"""Each writer's labelled cases, judged by what the others teach: `python -m tests.benchmarks.heldout`.

The words of data/topics.toml were written with all tuning files in view, and what was learnt was learnt from them. So,
before a writer's cases are judged, a word of the field that no other writer's texts hold is taken away, and it is
learnt anew without this writer: what is left is what a new writer may expect. It is strict, for a word of the standards
that happens to stand in one file alone is taken away too, and so is each act in just these words; decoys, places and
marks stay.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Set
from dataclasses import replace
from typing import Final

from pipelines.judge import Topic, judge, load_topics
from pipelines.judge.__main__ import TOPICS
from pipelines.judge.text import text_of
from pipelines.judge.topics import Topics
from pipelines.judge.words import Found, Words, lower
from tests.benchmarks.judge import Case, Score, score
from tests.benchmarks.learn import Row, article_of, rows_of, taught, writers

OWN: Final = "d"
"""Whose cases are not judged: the file is by whoever writes the rules."""


class _Without(Words):
    """The words of a topic, but for some."""

    def __init__(self, words: Words, gone: Set[str]) -> None:
        self._words, self._gone = words, gone

    def find(self, text: str, lower: str) -> Iterator[Found]:
        return (found for found in self._words.find(text, lower) if found.word not in self._gone)


def held_out() -> dict[str, Score]:
    """Judge each writer's cases by what the others teach."""
    topics = load_topics(TOPICS)
    rows = {name: rows_of(name) for name in writers()}
    used = {name: {found.word for row in rows[name] for found in _fields(topics, row)} for name in rows}
    scores = {}
    for name in (one for one in rows if one != OWN):
        others = set().union(*(words for other, words in used.items() if other != name))
        held = tuple(_without(topic, used[name] - others, name) for topic in topics.topics)
        scores[name] = score(_judged(replace(topics, topics=held), rows[name]))
    return scores


def _fields(topics: Topics, row: Row) -> Iterator[Found]:
    whole = text_of(article_of(row)).whole
    return (found for topic in topics.topics for found in topic.field.find(whole, lower(whole)))


def _without(topic: Topic, gone: Set[str], writer: str) -> Topic:
    hints = topic.hints
    if hints:
        learnt = taught(topic, left_out=writer)
        hints = replace(hints, base=learnt.base, weights=learnt.weights)
    return replace(topic, field=_Without(topic.field, gone), hints=hints)


def _judged(topics: Topics, rows: list[Row]) -> list[Case]:
    return [
        Case(id=row["id"], kind=row["kind"], relevant=row["relevant"], band=judge(article_of(row), topics).band)
        for row in rows
    ]


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
