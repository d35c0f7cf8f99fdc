"""When a document says it was published: ISO text goes in; days between two, and an order that never ties, come out."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from crawlers.items import Document

CHINA = timezone(timedelta(hours=8))

SortKey = tuple[str, str, str]


def published(document: Document) -> tuple[date, str] | None:
    """Return the day and `HH:MM` (UTC+8; "" where only the day is known), or None for no date or one that is none."""
    text = document.published_at or ""
    try:
        if len(text) <= 10:
            return date.fromisoformat(text), ""
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    at = at.astimezone(CHINA) if at.tzinfo else at
    return at.date(), at.strftime("%H:%M")


def days_apart(a: Document, b: Document) -> int | None:
    """Return the whole days between two documents, or None where one has no date."""
    first, second = published(a), published(b)
    return abs((first[0] - second[0]).days) if first and second else None


def is_before(a: Document, b: Document) -> bool:
    """Say whether `a` is surely earlier; a day alone never beats a minute of the same day."""
    first, second = published(a), published(b)
    if not first or not second:
        return False
    return first[0] < second[0] or (first[0] == second[0] and "" not in (first[1], second[1]) and first[1] < second[1])


def order(document: Document) -> SortKey:
    """Sort by time, then URL: undated last, a day without minutes after its minutes; arrival and ids play no part."""
    at = published(document)
    return (at[0].isoformat(), at[1] or "24:00", document.url) if at else ("9999", "", document.url)
