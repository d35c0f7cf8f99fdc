"""An article and the topics come in; whether it is on one of them goes out, with the words that decided.

An article is on topic when it is about the place AND about the field. A national round-up that names 西藏 once
has its field and lacks its place; 西藏一季度GDP增长11% has its place and lacks its field.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawlers.items import Article, Band, Judgement
from pipelines.judge.topics import Outlets, Topic, Topics
from pipelines.judge.words import Found, lower, plain

SHORTEST = 300
"""Density in characters: a shorter text counts as this long, so that one word of a brief does not make it dense."""
SHORTEST_LEAD = 60
LONGEST_TITLE = 60
"""How much of a text without a title is read as its title, in characters."""
NAMED_IN_REASONS = 4

_SENTENCE_END = re.compile(r"[。!?!?\n]|\. ")


def judge(article: Article, topics: Topics, *, local: bool = False, source_name: str | None = None) -> Judgement:
    """Judge an article by every topic and return the best. `local`: its outlet means the region by 我区."""
    seen = _seen(article)
    names = [plain(name) for name in (article.source, source_name) if name]
    judgements = [
        _by_topic(seen, topic, topics.version, local or _is_local(article.url, names, topic.outlets))
        for topic in topics.topics
    ]
    return max(judgements, key=lambda one: (one.is_relevant, one.score))


@dataclass(frozen=True, slots=True)
class _Text:
    """Title and body, plain, as one string: offsets below `title_end` are in the title."""

    whole: str
    title_end: int
    body_at: int
    """Where the body begins. Of a text without a title this is 0, and its first sentence stands in for the title."""

    @property
    def title(self) -> str:
        return self.whole[: self.title_end]

    @property
    def body(self) -> str:
        return self.whole[self.body_at :]

    @property
    def body_chars(self) -> int:
        return len(self.whole) - self.body_at

    def lead_end(self, chars: int) -> int:
        """Where the lead ends: after `chars`, in a brief after its first two fifths."""
        return self.body_at + min(chars, max(SHORTEST_LEAD, self.body_chars * 2 // 5))


def _seen(article: Article) -> _Text:
    title, body = plain(article.title or ""), plain(article.text)
    if title.strip():
        return _Text(f"{title}\n{body}", len(title), len(title) + 1)
    stop = _SENTENCE_END.search(body)
    return _Text(body, min(stop.end() if stop else len(body), LONGEST_TITLE), 0)


@dataclass(frozen=True, slots=True)
class _Side:
    """What one side, place or field, comes to: its share from 0 to 1, and why."""

    share: float
    reasons: tuple[str, ...]


def _by_topic(seen: _Text, topic: Topic, version: str, local: bool) -> Judgement:
    whole = seen.whole
    lowered = lower(whole)
    fields = list(topic.field.find(whole, lowered))
    mentions = list(topic.places.find(whole, lowered))
    if not fields or not any(found.kind in ("place", "weak", "local") for found in mentions):
        missing = "field" if not fields else "place"
        return _end(topic, version, 0.0, (f"no word of the {missing} is in it",))
    mentions, lowers, notes = _without_decoys(topic, lowered, mentions)
    place = _place(topic, seen, mentions, local)
    field = _field(topic, seen, fields)
    score = 10 * math.sqrt(place.share * field.share) - lowers
    if score >= topic.thresholds.unsure and (not_news := _not_news(topic, seen, lowered)):
        score -= topic.news.lower
        notes = (*notes, not_news)
    return _end(topic, version, max(0.0, score), (*place.reasons, *field.reasons, *notes))


def _end(topic: Topic, version: str, score: float, reasons: tuple[str, ...]) -> Judgement:
    band: Band = "on" if score >= topic.thresholds.on else "unsure" if score >= topic.thresholds.unsure else "off"
    return Judgement(
        topic=None if band == "off" else topic.key, band=band, score=round(score, 2), reasons=reasons, version=version
    )


def _without_decoys(topic: Topic, lowered: str, mentions: list[Found]) -> tuple[list[Found], float, tuple[str, ...]]:
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


def _place(topic: Topic, seen: _Text, mentions: Sequence[Found], local: bool) -> _Side:
    weights = topic.place_weights
    worth = {"place": 1.0, "weak": weights.weak, "local": 1.0 if local else 0.0}
    others = {"elsewhere": 1.0, "national": weights.national}
    ours = [found for found in mentions if worth.get(found.kind)]
    title, lead, body = _sums(ours, worth, seen, seen.lead_end(topic.thresholds.lead_chars))
    other_title, _, other_body = _sums(mentions, others, seen, seen.lead_end(topic.thresholds.lead_chars))
    dense = max(0.0, body - 1) * 1000 / max(SHORTEST, seen.body_chars) / weights.dense
    share = weights.title * min(1, title) + weights.lead * min(1, lead) + weights.density * min(1, dense)
    own, other = body + 3 * title, other_body + 3 * other_title
    focus = own / (own + other) if own else 0.0
    share = min(1.0, share) * min(1.0, focus / weights.focus)
    reasons = _said("place", ours, seen, seen.lead_end(topic.thresholds.lead_chars))
    if focus < weights.focus:
        named = Counter(found.word for found in mentions if found.kind in others)
        reasons += (f"other places weigh {other:.1f} against {own:.1f}: {_listed(named)}",)
    return _Side(share, (f"place {share:.2f}", *reasons))


def _field(topic: Topic, seen: _Text, found: Sequence[Found]) -> _Side:
    weights = topic.field_weights
    worth = {"tier1": weights.tier1, "tier2": weights.tier2, "tier3": weights.tier3}
    title, lead, body = _sums(found, worth, seen, seen.lead_end(topic.thresholds.lead_chars))
    breadth = sum(worth[kind] for _, kind in {(one.word, one.kind) for one in found} if kind != "tier3")
    share = (
        weights.title * min(1, title)
        + weights.lead * min(1, lead)
        + weights.density * min(1, body * 1000 / max(SHORTEST, seen.body_chars) / weights.dense)
        + weights.breadth * min(1, breadth / weights.broad)
    )
    if len(telling := [one for one in found if one.kind != "tier3"]) == 1 and telling[0].start >= seen.title_end:
        share *= weights.single
    reasons = _said("field", found, seen, seen.lead_end(topic.thresholds.lead_chars))
    return _Side(min(1.0, share), (f"field {min(1.0, share):.2f}", *reasons))


def _sums(found: Sequence[Found], worth: dict[str, float], seen: _Text, lead_end: int) -> tuple[float, float, float]:
    """Add up what the words are worth in the title, in the lead, and in the whole body."""
    title = in_lead = body = 0.0
    for one in found:
        value = worth.get(one.kind, 0.0)
        if one.start < seen.title_end:
            title += value
        if one.start >= seen.body_at:
            body += value
            if one.start < lead_end:
                in_lead += value
    return title, in_lead, body


def _said(side: str, found: Sequence[Found], seen: _Text, lead_end: int) -> tuple[str, ...]:
    """Say for people which words stand where, the most frequent first."""
    parts = (
        ("title", [one for one in found if one.start < seen.title_end]),
        ("lead", [one for one in found if seen.title_end <= one.start < lead_end]),
        ("rest", [one for one in found if one.start >= max(lead_end, seen.title_end)]),
    )
    return tuple(f"{side} in the {name}: {_listed(Counter(o.word for o in ones))}" for name, ones in parts if ones)


def _listed(counted: Counter[str]) -> str:
    first = ", ".join(f"{word} ×{n}" for word, n in counted.most_common(NAMED_IN_REASONS))
    rest = len(counted) - NAMED_IN_REASONS
    return f"{first} and {rest} more" if rest > 0 else first


def _not_news(topic: Topic, seen: _Text, lowered: str) -> str | None:
    """Say why this is no news, or None: too short beside its title, a paper, an essay."""
    rest = seen.body.replace(seen.title, "") if seen.body_at else seen.body
    if len(rest.strip()) <= topic.thresholds.least_chars:
        return "no news: nothing but its title"
    if not topic.news.suspect.search(lowered):
        return None
    papers = [match[0] for one in topic.news.papers if (match := one.search(lowered))]
    if len(papers) >= topic.news.paper_limit:
        return f"no news, a paper: {', '.join(papers[:NAMED_IN_REASONS])}"
    essays = [match[0][:12] for one in topic.news.essays if (match := one.search(lowered))]
    if len(essays) < topic.news.essay_limit:
        return None
    if sum(1 for one in topic.news.signs if one.search(lowered)) > topic.news.essay_news:
        return None
    return f"no news, an essay: {', '.join(essays[:NAMED_IN_REASONS])}"


def _is_local(url: str, names: Sequence[str], outlets: Outlets) -> bool:
    """Say whether host or 来源 is an outlet of the region."""
    if any(outlet in name for outlet in outlets.sources for name in names):
        return True
    try:
        parts = urlsplit(url)
    except ValueError:  # a broken bracketed host
        return False
    host, path = (parts.hostname or ""), parts.path
    for outlet in outlets.hosts:
        name, slash, start = outlet.partition("/")
        if (host == name or host.endswith(f".{name}")) and (not slash or path.startswith(f"/{start}")):
            return True
    return False
