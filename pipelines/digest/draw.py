"""A Digest as something to read: HTML that mail programs take (tables, no script), or plain text."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipelines.digest.values import Digest
from pipelines.digest.words import WORDS, name_in, period_in

Language = Literal["zh", "en"]

_FOLDER: Final = Path(__file__).parent / "templates"
_HTML: Final = Environment(
    loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_TEXT: Final = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=False,  # noqa: S701  # nosec B701
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def draw(digest: Digest, language: Language) -> str:
    """Return a whole HTML document; every word of a page in it is escaped."""
    return _HTML.get_template("digest.html.j2").render(_values(digest, language))


def write(digest: Digest, language: Language) -> str:
    """Return the same as plain text."""
    return _TEXT.get_template("digest.txt.j2").render(_values(digest, language))


def title_of(digest: Digest, language: Language) -> str:
    """Name it by its days."""
    days = digest.first.isoformat()
    if digest.last != digest.first:
        days += f" – {digest.last.isoformat()}"
    return f"{WORDS[language][digest.what]} {days}"


def _values(digest: Digest, language: Language) -> dict[str, Any]:
    words = WORDS[language]
    return {
        "d": digest,
        "w": words,
        "language": "zh-CN" if language == "zh" else "en",
        "title": title_of(digest, language),
        "say": lambda key, *values: words[key].format(*values),
        "name": lambda row: name_in(row.indicator, row.definition, language),
        "grown": lambda said: said.replace(" yoy", f" {words['yoy']}").replace(" mom", f" {words['mom']}"),
        "period": lambda row: period_in(row.period, language),
    }
