"""An article and the topics come in; whether it is on one of them goes out, with the words that decided.

An article is on topic when it is about the place AND about the field. A national round-up that names 西藏 once
has its field and lacks its place; 西藏一季度GDP增长11% has its place and lacks its field.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crawlers.items import Article, Band, Judgement
from pipelines.judge.decoys import without_decoys
from pipelines.judge.hints import masked
from pipelines.judge.news import NAMED_IN_REASONS, not_news
from pipelines.judge.outlets import is_local
from pipelines.judge.text import Text, text_of
from pipelines.judge.topics import Topic, Topics
from pipelines.judge.words import Found, lower, plain

FIELD = ("tier1", "tier2", "tier3", "act")
FADES = 0.7
"""What is left of a place that was named in the body alone with each sentence that names none."""
FEWEST = 3
"""Of how many sentences a text counts at least, so that one word of a brief is not all over it."""


def judge(article: Article, topics: Topics, *, local: bool = False, source_name: str | None = None) -> Judgement:
    """Judge an article by every topic and return the best. `local`: its outlet means the region by 我区."""
    seen = text_of(article)
    names = [plain(name) for name in (article.source, source_name) if name]
    judgements = [
        _by_topic(seen, topic, topics.version, local or is_local(article.url, names, topic.outlets))
        for topic in topics.topics
    ]
    return max(judgements, key=lambda one: (one.is_relevant, one.score))


def about_place(article: Article, topic: Topic) -> float:
    """Say how far an article is about a topic's place, from 0 to 1; its outlet is told by its URL and 来源."""
    seen = text_of(article)
    lowered = lower(seen.whole)
    cut = _cut(seen, topic)
    cleared = without_decoys(topic, lowered, list(topic.places.find(seen.whole, lowered)), [])
    names = [plain(article.source)] if article.source else []
    local = is_local(article.url, names, topic.outlets)
    return _place(topic, cut, _without_partners(topic, lowered, cleared.places, cut), local).share


@dataclass(frozen=True, slots=True)
class _Side:
    """What one side, place or field, comes to: its share from 0 to 1, and why."""

    share: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Cut:
    """A text, where its lead ends, and where each sentence of its body ends."""

    seen: Text
    lead_end: int
    ends: list[int]


def _cut(seen: Text, topic: Topic) -> _Cut:
    spread = seen.spread(topic.thresholds.latin)
    return _Cut(seen, seen.lead_end(topic.thresholds.lead_chars * spread), seen.sentence_ends())


def _by_topic(seen: Text, topic: Topic, version: str, local: bool) -> Judgement:
    whole = seen.whole
    lowered = lower(whole)
    mentions = list(topic.places.find(whole, lowered))
    if not (local or any(found.kind in ("place", "weak") for found in mentions)):
        return _end(topic, version, 0.0, ("no word of the place is in it",))
    fields = list(topic.field.find(whole, lowered))
    if not any(found.kind in FIELD for found in fields):
        return _end(topic, version, 0.0, ("no word of the field is in it",))
    cleared = without_decoys(topic, lowered, mentions, fields)
    cut = _cut(seen, topic)
    place = _place(topic, cut, _without_partners(topic, lowered, cleared.places, cut), local)
    field = _hinted(topic, cut, lowered, mentions, place, _field(topic, cut, cleared.field))
    score = 10 * math.sqrt(place.share * field.share) - cleared.lowers
    notes = cleared.notes
    if score >= topic.thresholds.unsure and (why := not_news(topic, seen, lowered)):
        score -= topic.news.lower
        notes = (*notes, why)
    return _end(topic, version, max(0.0, score), (*place.reasons, *field.reasons, *notes))


def _without_partners(topic: Topic, lowered: str, mentions: list[Found], cut: _Cut) -> list[Found]:
    """Leave out the regions, in the body, of which only somebody comes, teaches or buys: 跟着北京的老师认星座."""
    return [
        one
        for one in mentions
        if one.kind != "elsewhere"
        or one.start < cut.seen.title_end
        or not any(pattern.match(lowered, one.end) for pattern in topic.partners)
    ]


def _end(topic: Topic, version: str, score: float, reasons: tuple[str, ...]) -> Judgement:
    band: Band = "on" if score >= topic.thresholds.on else "unsure" if score >= topic.thresholds.unsure else "off"
    return Judgement(
        topic=None if band == "off" else topic.key, band=band, score=round(score, 2), reasons=reasons, version=version
    )


def _place(topic: Topic, cut: _Cut, mentions: Sequence[Found], local: bool) -> _Side:
    weights = topic.place_weights
    worth = {"place": 1.0, "weak": weights.weak, "local": 1.0 if local else 0.0}
    others = {"elsewhere": 1.0, "national": weights.national}
    if any(one.kind == "elsewhere" for one in mentions) and not any(worth.get(one.kind, 0) >= 1 for one in mentions):
        worth = {}  # 藏文 and 高原 beside Qinghai's name are Qinghai's
    ours = _once([found for found in mentions if worth.get(found.kind)])
    title, lead, body = _sums(ours, worth, cut)
    other_title, _, other_body = _sums(mentions, others, cut)
    is_ours = title >= 1 or local
    theirs = [one for one in mentions if one.kind == "elsewhere" or (one.kind == "national" and not is_ours)]
    spread = _governed(ours, theirs, worth, cut, is_ours)
    share = weights.title * min(1, title) + weights.lead * min(1, lead) + weights.spread * min(1, spread / weights.wide)
    own, other = body + 3 * title, other_body + 3 * other_title
    if not other and (title or lead):
        share += weights.alone
    if local:
        share = max(share, weights.home)
    focus = own / (own + other) if own or other else 1.0
    share = min(1.0, share) * min(1.0, focus / weights.focus)
    if not local and not any(one.kind == "place" for one in ours):
        share *= weights.weak  # 进藏 and 高原 alone name no place
    share *= min(1.0, share / weights.least)
    reasons = _said("place", ours, cut)
    if focus < weights.focus:
        named = Counter(found.word for found in mentions if found.kind in others)
        reasons += (f"other places weigh {other:.1f} against {own:.1f}: {_listed(named)}",)
    return _Side(share, (f"place {share:.2f}", *reasons))


def _governed(
    ours: Sequence[Found], theirs: Sequence[Found], worth: Mapping[str, float], cut: _Cut, is_ours: bool
) -> float:
    """How much of the body is about our place: a sentence that names none is about the last one that was named.

    Unless the title or the outlet says that all of it is, that fades: a place that was named once is soon left.
    """
    named: dict[int, list[float]] = {}
    for one in (*ours, *theirs):
        if one.start >= cut.seen.body_at:
            weights = named.setdefault(bisect_right(cut.ends, one.start), [0.0, 0.0])
            weights[0 if one.kind in worth else 1] += worth.get(one.kind, 1.0)
    total, now = 0.0, 1.0 if is_ours else 0.0
    for sentence in range(len(cut.ends)):
        own, other = named.get(sentence, (0.0, 0.0))
        if other:
            now = own / (own + other)
        elif own:
            now = max(now, min(1.0, own))
        elif not is_ours:
            now *= FADES
        total += now
    return total / len(cut.ends)


def _once(ours: Sequence[Found]) -> list[Found]:
    """Leave out a name that goes on where another ends: 西藏那曲 is one mention."""
    ends = {found.end for found in ours}
    return [found for found in ours if found.start not in ends]


def _field(topic: Topic, cut: _Cut, found: Sequence[Found]) -> _Side:
    weights = topic.field_weights
    worth = {"tier1": weights.tier1, "tier2": weights.tier2, "tier3": weights.tier3, "act": weights.act}
    others = [one for one in found if one.kind == "other"]
    found = [one for one in found if one.kind in worth]
    title, lead, body = _sums(found, worth, cut)
    breadth = sum(worth[kind] for _, kind in {(one.word, one.kind) for one in found})
    share = (
        weights.title * min(1, title)
        + weights.lead * min(1, lead)
        + weights.spread * min(1, _spread(found, worth, cut) / weights.wide)
        + weights.breadth * min(1, breadth / weights.broad)
    )
    telling = [one for one in found if one.kind != "tier3"]
    if len(telling) == 1 and telling[0].start >= cut.seen.title_end:
        share *= weights.single
    if not any(one.start < cut.lead_end for one in found):
        share *= weights.passing
    own, other = body + 3 * title, len(others) + 2 * sum(one.start < cut.seen.title_end for one in others)
    reasons = _said("field", found, cut)
    share = min(1.0, share)
    if own < weights.focus * other:
        share *= own / (weights.focus * other)
        named = Counter(one.word for one in others)
        reasons += (f"another field weighs {other} against {own:.1f}: {_listed(named)}",)
    return _Side(share, (f"field {share:.2f}", *reasons))


def _hinted(topic: Topic, cut: _Cut, text: str, mentions: Sequence[Found], place: _Side, field: _Side) -> _Side:
    """Lift the field's share, or lower it, by what was learnt; an article that is not about the place is spared that.

    So is one in Latin letters, and one in which no word of the field is left: what was learnt never decides alone.
    """
    hints = topic.hints
    is_latin = cut.seen.spread(topic.thresholds.latin) > 1
    if hints is None or is_latin or not field.share or 10 * math.sqrt(place.share) < topic.thresholds.unsure:
        return field
    known = hints.known(masked(text, mentions, hints.chars))
    lifted = hints.lifted(field.share, known)
    told = hints.telling(known, NAMED_IN_REASONS, against=lifted < 0)
    reason = f"learnt {lifted:+.2f}: {', '.join(told)}"
    share = field.share + lifted
    return _Side(share, (f"field {share:.2f}", *field.reasons[1:], reason))


def _spread(found: Sequence[Found], worth: dict[str, float], cut: _Cut) -> float:
    """How much of the body speaks of the field: the mean of what each sentence's words are worth, at most 1 each."""
    by_sentence: dict[int, dict[str, float]] = {}
    for one in found:
        if one.start >= cut.seen.body_at:
            by_sentence.setdefault(bisect_right(cut.ends, one.start), {})[one.word] = worth[one.kind]
    return sum(min(1.0, sum(words.values())) for words in by_sentence.values()) / max(FEWEST, len(cut.ends))


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
