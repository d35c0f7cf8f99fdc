"""The extractor as a filter: pages come in as JSON lines; title, clean text and fields go out."""

from __future__ import annotations

from datetime import UTC, datetime

import pybase64

from crawlers.items import JSON, Article, Page
from pipelines import filters
from pipelines.clean import clean
from pipelines.extract import extract
from pipelines.furniture import LARGE, Memory

TAKES = {
    "id": "string or number",
    "url": "string or null; may carry the day",
    "html_b64": "the page's bytes as sent, in Base64",
    "content_type": "the Content-Type header; optional",
    "fetched_at": "ISO 8601; optional",
}
FIELDS = [
    "published_at",
    "source",
    "reprinted_from",
    "author",
    "editor",
    "original_title",
    "dateline",
    "language",
    "script",
]
GIVES = {
    "id": "as it came in",
    "title": "the headline without the site's name",
    "text": "the clean body, paragraphs parted by a line feed; null when the page is no article",
    **dict.fromkeys(FIELDS, "as printed, without its label; null where the page prints none"),
    "published_at": "2020-07-29, or 2020-07-29T10:05+08:00 where the minute is printed",
    "language": "zh, en, bo …",
    "script": "Hans, Hant, Latn or Tibt",
    "flags": "what was damaged, and not_article:<kind>; each names its layer",
}


def handle(line: JSON, memory: Memory) -> JSON:
    """Extract and clean one page; what its host repeats goes as far as the lines before have shown it."""
    page = Page(
        url=filters.optional_text(line, "url") or "",
        body=_bytes(filters.text(line, "html_b64")),
        content_type=filters.optional_text(line, "content_type") or "",
        fetched_at=_moment(filters.optional_text(line, "fetched_at")),
    )
    extracted = extract(page)
    found = clean(extracted)
    if isinstance(found, Article):
        cut = memory.clean(found)
        return {
            "title": found.title,
            "text": cut.text,
            **{field: getattr(found, field) for field in FIELDS},
            "flags": sorted({*found.flags, LARGE} if cut.is_large else found.flags),
        }
    return {
        "title": extracted.title,
        "text": None,
        **{field: getattr(extracted, field, None) for field in FIELDS},
        "flags": sorted({*extracted.flags, found.reason}),
    }


def _bytes(text: str) -> bytes:
    try:
        return pybase64.b64decode(text, validate=True)
    except ValueError as error:
        raise filters.BadLineError(f"html_b64 is not Base64: {error}") from error


def _moment(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise filters.BadLineError(f"fetched_at is not ISO 8601: {text[:40]}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def main() -> int:
    words = filters.command_line(
        "extract", "Read the article on a page, and nothing but the article.", takes=TAKES, gives=GIVES
    )
    words.parse_args()
    memory = Memory()
    return filters.run(lambda line: handle(line, memory))


if __name__ == "__main__":
    filters.start(main)
