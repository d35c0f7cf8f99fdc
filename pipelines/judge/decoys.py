"""The words found in a text come in; those that only look like it are left out, with what comes off the score."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.judge.topics import Topic
from pipelines.judge.words import Found


@dataclass(frozen=True, slots=True)
class Cleared:
    """What is left of places and field words, what is taken off the score, and why."""

    places: list[Found]
    field: list[Found]
    lowers: float
    notes: tuple[str, ...]


def without_decoys(topic: Topic, lowered: str, places: list[Found], field: list[Found]) -> Cleared:
    """Leave out the field words that decoys cover; the places they cover are places elsewhere."""
    lowers, notes = 0.0, []
    seen: dict[int, list[tuple[int, int]]] = {}
    for index, match in topic.decoy_scan.find(lowered):
        seen.setdefault(index, []).append(match.span())
    for index, spans in sorted(seen.items()):
        decoy, said = topic.decoys[index], "noted"
        if decoy.effect == "remove":
            places = [_elsewhere(one) if _touches(one, spans) else one for one in places]
            field = [one for one in field if not _touches(one, spans)]
            said = "not counted"
        elif decoy.effect == "lower":
            lowers += decoy.by
            said = f"-{decoy.by:g}"
        start, end = spans[0]
        notes.append(f"decoy {lowered[start:end]} ×{len(spans)}: {said} ({decoy.why})")
    return Cleared(places, field, lowers, tuple(notes))


def _elsewhere(one: Found) -> Found:
    """Turn a name that is not our place into one of another: 南通西藏中学 says that the article is about Nantong."""
    return one._replace(kind="elsewhere") if one.kind in ("place", "weak") else one


def _touches(one: Found, spans: Sequence[tuple[int, int]]) -> bool:
    """Say whether a word and one of these spans overlap; they are in order and apart, so only one can begin last."""
    at = bisect_left(spans, (one.end, 0)) - 1
    return at >= 0 and spans[at][1] > one.start
