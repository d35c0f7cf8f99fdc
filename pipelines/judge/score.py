"""An article and the topics come in; whether it is on one of them goes out, with the words that decided.

An article is on topic when it is about the place AND about the field. A national round-up that names 西藏 once
has its field and lacks its place; 西藏一季度GDP增长11% has its place and lacks its field.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crawlers.items import Article, Band, Judgement
from pipelines.judge.decoys import without_decoys
from pipelines.judge.news import NAMED_IN_REASONS, not_news
from pipelines.judge.outlets import is_local
from pipelines.judge.text import Text, text_of
from pipelines.judge.topics import Topic, Topics
from pipelines.judge.words import Found, lower, plain

SHORTEST = 300
"""Density in characters: a shorter text counts as this long, so that one word of a brief does not make it dense."""


def judge(article: Article, topics: Topics, *, local: bool = False, source_name: str | None = None) -> Judgement:
    """Judge an article by every topic and return the best. `local`: its outlet means the region by 我区."""
    seen = text_of(article)
    names = [plain(name) for name in (article.source, source_name) if name]
    judgements = [
        _by_topic(seen, topic, topics.version, local or is_local(article.url, names, topic.outlets))
        for topic in topics.topics
    ]
    return max(judgements, key=lambda one: (one.is_relevant, one.score))


@dataclass(frozen=True, slots=True)
class _Side:
    """What one side, place or field, comes to: its share from 0 to 1, and why."""

    share: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Cut:
    """A text, where its lead ends, and how long its body is in Chinese characters, at least `SHORTEST`."""

    seen: Text
    lead_end: int
    length: float


def _cut(seen: Text, topic: Topic) -> _Cut:
    spread = seen.spread(topic.thresholds.latin)
    length = max(SHORTEST, (len(seen.whole) - seen.body_at) / spread)
    return _Cut(seen, seen.lead_end(topic.thresholds.lead_chars * spread), length)


def _by_topic(seen: Text, topic: Topic, version: str, local: bool) -> Judgement:
    whole = seen.whole
    lowered = lower(whole)
    fields = list(topic.field.find(whole, lowered))
    mentions = list(topic.places.find(whole, lowered))
    if not fields or not any(found.kind in ("place", "weak", "local") for found in mentions):
        missing = "field" if not fields else "place"
        return _end(topic, version, 0.0, (f"no word of the {missing} is in it",))
    cleared = without_decoys(topic, lowered, mentions, fields)
    cut = _cut(seen, topic)
    place = _place(topic, cut, cleared.places, local)
    field = _field(topic, cut, cleared.field)
    score = 10 * math.sqrt(place.share * field.share) - cleared.lowers
    notes = cleared.notes
    if score >= topic.thresholds.unsure and (why := not_news(topic, seen, lowered)):
        score -= topic.news.lower
        notes = (*notes, why)
    return _end(topic, version, max(0.0, score), (*place.reasons, *field.reasons, *notes))


def _end(topic: Topic, version: str, score: float, reasons: tuple[str, ...]) -> Judgement:
    band: Band = "on" if score >= topic.thresholds.on else "unsure" if score >= topic.thresholds.unsure else "off"
    return Judgement(
        topic=None if band == "off" else topic.key, band=band, score=round(score, 2), reasons=reasons, version=version
    )


def _place(topic: Topic, cut: _Cut, mentions: Sequence[Found], local: bool) -> _Side:
    weights = topic.place_weights
    worth = {"place": 1.0, "weak": weights.weak, "local": 1.0 if local else 0.0}
    others = {"elsewhere": 1.0, "national": weights.national}
    ours = _once([found for found in mentions if worth.get(found.kind)])
    title, lead, body = _sums(ours, worth, cut)
    other_title, _, other_body = _sums(mentions, others, cut)
    dense = max(0.0, body - 1) * 1000 / cut.length / weights.dense
    share = weights.title * min(1, title) + weights.lead * min(1, lead) + weights.density * min(1, dense)
    own, other = body + 3 * title, other_body + 3 * other_title
    if not other and (title or lead):
        share += weights.alone
    focus = own / (own + other) if own else 0.0
    share = min(1.0, share) * min(1.0, focus / weights.focus)
    reasons = _said("place", ours, cut)
    if focus < weights.focus:
        named = Counter(found.word for found in mentions if found.kind in others)
        reasons += (f"other places weigh {other:.1f} against {own:.1f}: {_listed(named)}",)
    return _Side(share, (f"place {share:.2f}", *reasons))


def _once(ours: Sequence[Found]) -> list[Found]:
    """Leave out a name that goes on where another ends: 西藏那曲 is one mention."""
    ends = {found.end for found in ours}
    return [found for found in ours if found.start not in ends]


def _field(topic: Topic, cut: _Cut, found: Sequence[Found]) -> _Side:
    weights = topic.field_weights
    worth = {"tier1": weights.tier1, "tier2": weights.tier2, "tier3": weights.tier3}
    found = [one for one in found if one.kind in worth]
    title, lead, body = _sums(found, worth, cut)
    breadth = sum(worth[kind] for _, kind in {(one.word, one.kind) for one in found})
    share = (
        weights.title * min(1, title)
        + weights.lead * min(1, lead)
        + weights.density * min(1, body * 1000 / cut.length / weights.dense)
        + weights.breadth * min(1, breadth / weights.broad)
    )
    telling = [one for one in found if one.kind != "tier3"]
    if len(telling) == 1 and telling[0].start >= cut.seen.title_end:
        share *= weights.single
    if not any(one.start < cut.lead_end for one in telling):
        share *= weights.passing
    reasons = _said("field", found, cut)
    return _Side(min(1.0, share), (f"field {min(1.0, share):.2f}", *reasons))


def _sums(found: Sequence[Found], worth: dict[str, float], cut: _Cut) -> tuple[float, float, float]:
    """Add up what the words are worth in the title, in the lead, and in the whole body."""
    title = in_lead = body = 0.0
    for one in found:
        value = worth.get(one.kind, 0.0)
        if one.start < cut.seen.title_end:
            title += value
        if one.start >= cut.seen.body_at:
            body += value
            if one.start < cut.lead_end:
                in_lead += value
    return title, in_lead, body


def _said(side: str, found: Sequence[Found], cut: _Cut) -> tuple[str, ...]:
    """Say for people which words stand where, the most frequent first."""
    title_end, lead_end = cut.seen.title_end, cut.lead_end
    counted: dict[str, Counter[str]] = {"title": Counter(), "lead": Counter(), "rest": Counter()}
    for one in found:
        counted["title" if one.start < title_end else "lead" if one.start < lead_end else "rest"][one.word] += 1
    return tuple(f"{side} in the {name}: {_listed(words)}" for name, words in counted.items() if words)


def _listed(counted: Counter[str]) -> str:
    first = ", ".join(f"{word} ×{n}" for word, n in counted.most_common(NAMED_IN_REASONS))
    rest = len(counted) - NAMED_IN_REASONS
    return f"{first} and {rest} more" if rest > 0 else first
