"""Labelled pairs of real articles go in, how dedupe decides on them comes out: `python -m tests.benchmarks.neardup`.

The texts belong to their publishers and stay outside this repository: a folder with index.jsonl (id, gold_title,
gold_text, gold_date) and neardup_pairs.jsonl (a, b, relation) beside it, or named as argument.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from crawlers.items import Document, Grouping, Pair
from pipelines.dedupe import canonical, compare, fingerprint, group

BENCH: Final = Path(__file__).resolve().parents[3] / "shared" / "bench"
WANTED: Final = {
    "repost": {"merged"},
    "edited_repost": {"merged"},
    "excerpt": {"merged", "linked"},
    "partial": {"linked"},
    "same_event": {"linked", "apart"},
    "different": {"apart"},
}
"""Relation of the label -> what dedupe may say of the pair."""


def score(folder: Path) -> dict[str, Counter[str]]:
    """Return relation -> how many pairs are merged (one story), linked (an edge), apart, or missed as candidates."""
    labels = _rows(folder / "neardup_pairs.jsonl")
    ids = sorted({label[side] for label in labels for side in ("a", "b")})
    documents = _documents(folder / "index.jsonl", {name: id for id, name in enumerate(ids, 1)})
    found = _group(list(documents.values()))
    story_of = {id: number for number, story in enumerate(found.stories) for id in story.roles}
    linked = {frozenset((story_of[edge.child], story_of[edge.parent])) for edge in found.edges if edge.parent}
    results: dict[str, Counter[str]] = {relation: Counter() for relation in WANTED}
    for label in labels:
        a, b = (story_of[documents[label[side]].id] for side in ("a", "b"))
        results[label["relation"]]["merged" if a == b else "linked" if {a, b} in linked else "apart"] += 1
    return results


def wrong(results: dict[str, Counter[str]]) -> list[str]:
    """Name the outcomes that no pair of that label may have."""
    return [
        f"{count} of {relation} {outcome}"
        for relation, outcomes in results.items()
        for outcome, count in outcomes.items()
        if outcome not in WANTED[relation]
    ]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _documents(path: Path, wanted: dict[str, int]) -> dict[str, Document]:
    return {
        row["id"]: Document(
            id=wanted[row["id"]],
            url=f"http://{row['site']}/{row['id']}",
            site=row["site"],
            publisher=None,
            publisher_class=None,
            title=row["gold_title"],
            canonical=canonical(row["gold_text"]),
            published_at=(row["gold_date"] or "")[:10] or None,
        )
        for row in _rows(path)
        if row["id"] in wanted
    }


def _group(documents: list[Document]) -> Grouping:
    """Do what the store does: compare the candidates only, then group."""
    prints = {one.id: fingerprint(one.canonical) for one in documents}
    pairs: list[Pair] = []
    for a, b in combinations(documents, 2):
        first, second = prints[a.id], prints[b.id]
        hits = len(set(first.grams) & set(second.grams))
        is_candidate = hits >= 2 or not set(first.sentences).isdisjoint(second.sentences) or first.exact == second.exact
        if is_candidate and (pair := compare(a, b)):
            pairs.append(pair)
    return group(documents, pairs)


def main(arguments: Iterable[str]) -> int:
    folder = next((Path(one) for one in arguments), BENCH)
    if not (folder / "neardup_pairs.jsonl").is_file():
        print(f"{folder} holds no neardup_pairs.jsonl; name the folder that does.", file=sys.stderr)
        return 2
    started = time.perf_counter()
    results = score(folder)
    for relation, outcomes in results.items():
        print(f"{relation:14}", "  ".join(f"{outcome} {count}" for outcome, count in sorted(outcomes.items())))
    print(f"{time.perf_counter() - started:.2f} s")
    for line in wrong(results):
        print("wrong:", line)
    return 1 if wrong(results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
