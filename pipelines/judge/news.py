"""A text that scored well comes in; why it is no news goes out: a paper, an essay, advertising, a bare title."""

from __future__ import annotations

from collections import Counter

from pipelines.judge.text import Text
from pipelines.judge.topics import NotNews, Topic

NAMED_IN_REASONS = 4
MARK_CHARS = 12
"""How much of a mark is said in the reasons."""


def not_news(topic: Topic, seen: Text, lowered: str) -> str | None:
    """Say why this is no news, or None: too short beside its title, a paper, advertising, an essay."""
    rest = seen.body.replace(seen.title, "") if seen.body_at else seen.body
    if len(rest.strip()) <= topic.thresholds.least_chars:
        return "no news: nothing but its title"
    news = topic.news
    marks = _marks(topic, seen, lowered)
    if not any(marks.values()):
        return None
    signs = sum(1 for one in news.signs if one.search(lowered))
    papers, adverts, essays = marks["paper"], marks["advert"], marks["essay"]
    if papers.total() >= news.paper_limit:
        return f"no news, a paper: {_said(papers)}"
    if adverts.total() >= news.advert_limit:
        return f"no news, advertising: {_said(adverts)}"
    if essays.total() >= news.essay_limit and signs <= news.essay_news:
        return f"no news, an essay: {_said(essays)}"
    if not signs:  # nobody says anything on any day: one mark is enough
        return f"no news, and nothing of news in it: {_said(papers + adverts + essays)}"
    return None


def _marks(topic: Topic, seen: Text, lowered: str) -> dict[NotNews, Counter[str]]:
    """Return by kind what each pattern finds first; in the title it counts twice."""
    marks: dict[NotNews, Counter[str]] = {"paper": Counter(), "advert": Counter(), "essay": Counter()}
    found: set[int] = set()
    for index, match in topic.news.marks.find(lowered):
        if index not in found:
            found.add(index)
            said = match[0].strip()[:MARK_CHARS]
            marks[topic.news.kinds[index]][said] += 2 if match.start() < seen.title_end else 1
    return marks


def _said(marks: Counter[str]) -> str:
    return ", ".join(list(marks)[:NAMED_IN_REASONS])
