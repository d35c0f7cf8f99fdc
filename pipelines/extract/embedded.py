"""A page's tags -> what it says of itself to machines: title element, metas, JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any

from pipelines.chinese import drop_readings
from pipelines.extract.lines import Noted
from pipelines.html.markup import attributes

ARTICLES = re.compile(r"article|posting|report", re.IGNORECASE)
MAX_JSON = 200_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Embedded:
    """Metas by their lower-case name, property or itemprop; the JSON-LD object that is an article, if any."""

    title: str = ""
    language: str | None = None
    metas: Mapping[str, str] = field(default_factory=dict)
    article: Mapping[str, Any] = field(default_factory=dict)

    def first(self, *names: str) -> str | None:
        """Return the first of these metas that says something."""
        for name in names:
            if value := self.metas.get(name):
                return value
        return None

    def person(self) -> str | None:
        """Return the names of JSON-LD's authors, parted by a comma."""
        authors = self.article.get("author")
        found = authors if isinstance(authors, list) else [authors]
        names = [person.get("name") if isinstance(person, dict) else person for person in found]
        return "、".join(" ".join(name.split()) for name in names if isinstance(name, str) and name.strip()) or None

    def without_readings(self) -> Embedded:
        """Return the same without pronunciations in the title element and the metas."""
        metas = {name: drop_readings(value) for name, value in self.metas.items()}
        return replace(self, title=drop_readings(self.title), metas=metas)

    def text(self, key: str) -> str | None:
        """Return a text of the JSON-LD article."""
        value = self.article.get(key)
        return value if isinstance(value, str) and value.strip() else None


def read(noted: Iterable[Noted]) -> Embedded:
    """Read what the page says of itself; broken JSON-LD counts as none."""
    title, language, metas = "", None, dict[str, str]()
    article: dict[str, Any] = {}
    for tag, written, text in noted:
        if tag == "meta":
            said = attributes(written)
            name = said.get("name") or said.get("property") or said.get("itemprop")
            if name and (content := " ".join(said.get("content", "").split())):
                metas.setdefault(name.lower(), content)
        elif tag == "title":
            title = title or " ".join(unescape(text).split())
        elif tag == "html":
            said = attributes(written)
            language = language or said.get("lang") or said.get("xml:lang")
        elif tag == "script" and not article and "ld+json" in written:
            article = next(_articles(text), {})
    return Embedded(title=title, language=language, metas=metas, article=article)


def _articles(text: str) -> Iterator[dict[str, Any]]:
    if len(text) > MAX_JSON:
        return
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    waiting = [data]
    for _ in range(200):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting.extend(item[:50])
        elif isinstance(item, dict):
            if ARTICLES.search(str(item.get("@type", ""))):
                yield item
            if isinstance(graph := item.get("@graph"), list):
                waiting.extend(graph[:50])
