"""A page whose article is there for its scripts alone -> the markup that the scripts would show.

Some portals send the body as escaped HTML in a textarea, as JSON beside the script, or in JSON-LD. It is looked for
only where the page itself shows next to no text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from pipelines.extract.embedded import Embedded
from pipelines.extract.lines import Noted
from pipelines.html.markup import attributes

LEAST = 100
"""Characters of markup worth reviving."""
MOST_JSON = 2_000_000
KEY = re.compile(r"content|body|text|detail|html|article", re.IGNORECASE)
MARKUP = re.compile(r"<(?:p|br|div|section)\b[^<>]{0,2000}>", re.IGNORECASE)
TEMPLATES = frozenset(("text/html", "text/template", "text/x-template"))


def revive(noted: Iterable[Noted], embedded: Embedded) -> str | None:
    """Return the longest markup of an article that is hidden from readers, None where there is none."""
    found: list[str] = []
    for name, written, held in noted:
        if name not in ("textarea", "script"):
            continue
        kind = attributes(written).get("type")
        if name == "textarea":
            held = unescape(held)
        elif kind == "application/json":
            found += _strings(held)
        if (name == "textarea" or kind in TEMPLATES) and MARKUP.search(held):
            found.append(held)
    if told := embedded.text("articleBody"):
        found.append(told if MARKUP.search(told) else "".join(f"<p>{line}</p>" for line in told.splitlines()))
    longest = max(found, key=len, default="")
    return longest if len(longest) >= LEAST else None


def _strings(text: str) -> list[str]:
    """The strings of a JSON document that hold paragraphs, under keys that speak of content."""
    if len(text) > MOST_JSON:
        return []
    try:
        waiting: list[tuple[str, Any]] = [("", json.loads(text, strict=False))]
    except (ValueError, RecursionError):
        return []
    found: list[str] = []
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.items())
        elif isinstance(value, list):
            waiting.extend((key, each) for each in value)
        elif isinstance(value, str) and KEY.search(key) and MARKUP.search(value):
            found.append(value)
    return found
