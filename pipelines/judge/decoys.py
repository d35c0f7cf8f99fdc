"""The places found in a text come in; those that are none go out of the list, with what is taken off the score."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from pipelines.judge.topics import Topic
from pipelines.judge.words import Found


def without_decoys(topic: Topic, lowered: str, mentions: list[Found]) -> tuple[list[Found], float, tuple[str, ...]]:
    """Take out the mentions that decoys cover; return the rest, what is taken off the score, and why."""
    lowers, notes = 0.0, []
    for decoy in topic.decoys:
        spans = [match.span() for match in decoy.pattern.finditer(lowered)]
        if not spans:
            continue
        effect = decoy.effect
        if effect in ("remove", "alone"):
            rest = [one for one in mentions if not _touches(one, spans)]
            stands = effect == "alone" and any(found.kind == "place" for found in rest)
            mentions, effect_said = (mentions, "counted") if stands else (rest, "not counted")
        else:
            lowers += decoy.by
            effect_said = f"-{decoy.by:g}" if effect == "lower" else "noted"
        start, end = spans[0]
        notes.append(f"decoy {lowered[start:end]} ×{len(spans)}: {effect_said} ({decoy.why})")
    return mentions, lowers, tuple(notes)


def _touches(one: Found, spans: Sequence[tuple[int, int]]) -> bool:
    """Say whether a word and one of these spans overlap; they are in order and apart, so only one can begin last."""
    at = bisect_left(spans, (one.end, 0)) - 1
    return at >= 0 and spans[at][1] > one.start
