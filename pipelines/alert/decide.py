"""Which of the things that happened are told, by which rule and on which channels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from typing import Final

from pipelines.alert.happened import Happening, Notice
from pipelines.alert.rules import NoticeRules, Rule

SHANGHAI: Final = timezone(timedelta(hours=8))


def decide(happenings: Iterable[Happening], rules: NoticeRules) -> list[Notice]:
    """Return what is told of, in order; what no rule asks for is left out.

    The figures of a new story are in its notice: a channel that gets that one is not told of them once more.
    """
    found = list(happenings)
    stories = {one.story_id: set(_channels(one, rules)) for one in found if one.cause == "story"}
    told = {one.story_id for one in found if one.cause == "story" and any(_asks(rule, one) for rule in rules.rules)}
    notices = []
    for one in found:
        asking = [rule for rule in rules.rules if _asks(rule, one)]
        if not asking:
            continue
        covered = stories.get(one.story_id, set()) if one.cause == "figure" else set()
        channels = tuple(name for name in _channels(one, rules) if name not in covered)
        if one.cause == "figure" and one.story_id in told and not channels:
            continue
        notices.append(Notice(happening=one, rule=asking[0].name, channels=channels))
    return notices


def is_recent(published_at: str | None, at: datetime, age_days: int) -> bool:
    """Tell whether a page is new enough to be told of; one that prints no date is."""
    if published_at is None:
        return True
    try:
        printed = date.fromisoformat(published_at[:10])
    except ValueError:
        return True
    return (at.astimezone(SHANGHAI).date() - printed).days <= age_days


def _channels(one: Happening, rules: NoticeRules) -> tuple[str, ...]:
    """Name each channel once, in the order of the rules."""
    return tuple(dict.fromkeys(name for rule in rules.rules if _asks(rule, one) for name in rule.channels))


def _asks(rule: Rule, one: Happening) -> bool:
    return (
        one.cause in rule.tell
        and (not rule.topics or one.topic in rule.topics)
        and (not rule.sites or one.site in rule.sites)
        and (not rule.indicators or not set(one.indicators).isdisjoint(rule.indicators))
        and (not rule.stories or one.story_id in rule.stories)
        and (one.cause not in ("document_number", "independent_origin") or one.story_id in rule.stories)
        and (one.cause != "stale_reprint" or one.size >= rule.copies)
        and (one.cause != "source" or not set(one.states).isdisjoint(rule.states))
    )
