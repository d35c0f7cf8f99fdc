"""Labelled cases come in, how much a piece of text speaks for the field goes out: `python -m tests.benchmarks.learn`.

A logistic regression over the pieces of `pipelines/judge/hints.py`, on the tuning files alone. It learns the field, not
the place: cases that are not about the place, or not in Chinese, are left out, and names of places are masked.
`--write` puts what was learnt into data/topics.toml; the same cases always teach the same.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import Any, Final

from crawlers.items import Article
from pipelines.judge import Topic, load_topics
from pipelines.judge.__main__ import TOPICS
from pipelines.judge.hints import masked, pieces
from pipelines.judge.score import about_place
from pipelines.judge.text import text_of
from pipelines.judge.words import lower
from tests.benchmarks.judge import LABELLED

ABOUT_PLACE: Final = 0.3
"""From which share of the place a case teaches."""
WRITERS: Final = 2
ARTICLES: Final = 3
"""How many writers and articles a piece must occur with; what fewer use is a matter of theirs."""
KEPT: Final = 1500
"""So many pieces, those that decide most, are learnt again and kept."""
ROUNDS: Final = 30
RATE: Final = 0.6
FADES: Final = 0.001
"""What a piece loses of its weight each time it is seen."""

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Lesson:
    """The pieces of one labelled article, in order, and whether it is on topic."""

    writer: str
    pieces: tuple[str, ...]
    relevant: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Learnt:
    base: float
    weights: Mapping[str, float]


def rows_of(writer: str) -> list[Row]:
    """Return a writer's labelled cases."""
    return [json.loads(line) for line in (LABELLED / f"judge_{writer}_tuning.jsonl").read_text("utf-8").splitlines()]


def article_of(row: Row) -> Article:
    """Return what the filter sees of a case."""
    return Article(url=row.get("url") or "", title=row.get("title"), text=row["text"], source=row.get("source"))


def writers() -> list[str]:
    """Return the letters of all tuning files."""
    return sorted(path.name.split("_")[1] for path in LABELLED.glob("judge_?_tuning.jsonl"))


def lessons_of(writer: str, topic: Topic, chars: int) -> list[Lesson]:
    """Return what a writer's cases about the place teach."""
    lessons = []
    for row in rows_of(writer):
        article = article_of(row)
        seen = text_of(article)
        if seen.spread(topic.thresholds.latin) > 1 or about_place(article, topic) < ABOUT_PLACE:
            continue
        lowered = lower(seen.whole)
        text = masked(lowered, topic.places.find(seen.whole, lowered), chars)
        lessons.append(Lesson(writer=writer, pieces=tuple(sorted(pieces(text))), relevant=bool(row["relevant"])))
    return lessons


def learn(lessons: Sequence[Lesson], kept: int = KEPT) -> Learnt:
    """Learn from all pieces that are not one writer's, then again from those that decide most."""
    first = _regression(lessons, _common(lessons))
    seen = Counter(piece for lesson in lessons for piece in lesson.pieces)
    best = sorted(first.weights, key=lambda piece: (-abs(first.weights[piece]) * math.sqrt(seen[piece]), piece))
    second = _regression(lessons, set(best[:kept]))
    return Learnt(base=round(second.base, 2), weights={key: round(one, 2) for key, one in second.weights.items()})


def _common(lessons: Sequence[Lesson]) -> set[str]:
    by_piece: dict[str, Counter[str]] = defaultdict(Counter)
    for lesson in lessons:
        for piece in lesson.pieces:
            by_piece[piece][lesson.writer] += 1
    return {piece for piece, by in by_piece.items() if len(by) >= WRITERS and by.total() >= ARTICLES}


def _regression(lessons: Sequence[Lesson], known: Collection[str]) -> Learnt:
    """Go through the lessons some times, in an order that is always the same, and mend the weights by each mistake."""
    names = sorted(known)
    place = {piece: at for at, piece in enumerate(names)}
    weights, base = [0.0] * len(names), 0.0
    cases = [([place[one] for one in lesson.pieces if one in place], lesson.relevant) for lesson in lessons]
    order = random.Random(1)
    for turn in range(ROUNDS):
        order.shuffle(cases)
        rate = RATE / (1 + turn * 0.3)
        for found, relevant in cases:
            even = 1 / math.sqrt(len(found) + 1)
            said = base + even * math.fsum(weights[at] for at in found)
            step = rate * (relevant - 1 / (1 + math.exp(-said)))
            base += 0.1 * step
            for at in found:
                weights[at] = weights[at] * (1 - rate * FADES) + step * even
    return Learnt(base=base, weights=dict(zip(names, weights, strict=True)))


def block(learnt: Learnt) -> str:
    """Write what was learnt as it stands in the topic, what speaks for the field most first."""
    ordered = sorted(learnt.weights.items(), key=lambda one: (-one[1], one[0]))
    said = " ".join(f"{piece}:{weight:.2f}" for piece, weight in ordered if weight)
    lines = "\n".join(wrap(said, 150, break_long_words=False, break_on_hyphens=False))
    return f"base = {learnt.base:.2f}\nlearnt = '''\n{lines}\n'''"


def write(learnt: Learnt, path: Path = TOPICS) -> None:
    """Put what was learnt in the place of what stands there; ValueError where there is no such place."""
    text, found = re.subn(r"(?s)base = [^\n]*\nlearnt = '''.*?'''", lambda _: block(learnt), path.read_text("utf-8"))
    if found != 1:
        raise ValueError(f"{path} has {found} places for what is learnt, not one")
    path.write_text(text, "utf-8")


def taught(topic: Topic, left_out: str = "") -> Learnt:
    """Learn from all writers, or from all but one."""
    chars = topic.hints.chars if topic.hints else sys.maxsize
    names = [name for name in writers() if name != left_out]
    return learn([lesson for name in names for lesson in lessons_of(name, topic, chars)])


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--write", action="store_true", help="put it into data/topics.toml")
    asked = words.parse_args()
    learnt = taught(load_topics(TOPICS).topics[0])
    if asked.write:
        write(learnt)
    print(block(learnt))
    return 0


if __name__ == "__main__":
    sys.exit(main())
