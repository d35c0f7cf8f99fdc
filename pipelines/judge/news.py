"""A text that scored well comes in; why it is no news goes out: a paper, an essay, advertising, a bare title."""

from __future__ import annotations

from pipelines.judge.text import Text
from pipelines.judge.topics import Topic

NAMED_IN_REASONS = 4


def not_news(topic: Topic, seen: Text, lowered: str) -> str | None:
    """Say why this is no news, or None: too short beside its title, a paper, advertising, an essay."""
    rest = seen.body.replace(seen.title, "") if seen.body_at else seen.body
    if len(rest.strip()) <= topic.thresholds.least_chars:
        return "no news: nothing but its title"
    if not topic.news.suspect.search(lowered):
        return None
    papers = [match[0] for one in topic.news.papers if (match := one.search(lowered))]
    if len(papers) >= topic.news.paper_limit:
        return f"no news, a paper: {', '.join(papers[:NAMED_IN_REASONS])}"
    adverts = [match[0] for one in topic.news.adverts if (match := one.search(lowered))]
    if len(adverts) >= topic.news.advert_limit:
        return f"no news, advertising: {', '.join(adverts[:NAMED_IN_REASONS])}"
    essays = [match[0][:12] for one in topic.news.essays if (match := one.search(lowered))]
    signs = sum(1 for one in topic.news.signs if one.search(lowered))
    if len(essays) >= topic.news.essay_limit and signs <= topic.news.essay_news:
        return f"no news, an essay: {', '.join(essays[:NAMED_IN_REASONS])}"
    if not signs:  # nobody says anything on any day: one mark of the others is enough
        return f"no news, and nothing of news in it: {', '.join((*papers, *adverts, *essays)[:NAMED_IN_REASONS])}"
    return None
