"""What is asked for: a way, and which word, page or day of it, come in; address, body and headers go out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote, quote_plus

from crawlers.ways import DayRoll, Endpoint, Search


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One request of a list."""

    url: str
    body: bytes | None = None
    """What is posted; None for GET."""
    headers: Mapping[str, str] = field(default_factory=dict)


def page_of(way: Search | Endpoint, number: int, word: str = "") -> Asked:
    """Ask for page `number`, counted from 1, of a search for `word` or of an endpoint."""
    n = way.first + (number - 1) * way.step
    encoding = way.encoding if isinstance(way, Search) else "utf-8"
    url = filled(way.url, quote(word, safe="", encoding=encoding), n)
    if way.form is not None:
        fields = (
            f"{quote_plus(name, encoding=encoding)}={quote_plus(filled(value, word, n), encoding=encoding)}"
            for name, value in way.form.items()
        )
        kind = "application/x-www-form-urlencoded"
        return Asked(url=url, body="&".join(fields).encode("ascii"), headers={"Content-Type": kind})
    if way.json is not None:
        body = json.dumps(_filled_in(way.json, word, n), ensure_ascii=False).encode("utf-8")
        return Asked(url=url, body=body, headers={"Content-Type": "application/json"})
    return Asked(url=url)


def day_of(way: DayRoll, day: date) -> Asked:
    """Ask for the page of a day."""
    return Asked(url=day.strftime(way.url))


def has_pages(way: Search | Endpoint) -> bool:
    """Tell whether there are later pages: only where {n} is written somewhere."""
    return "{n}" in f"{way.url} {way.form} {way.json}"


def filled(text: str, word: str, n: int) -> str:
    """Fill in {word} and {n}; other braces, of which JSON in an address has many, stay."""
    return text.replace("{n}", str(n)).replace("{word}", word)


def _filled_in(value: object, word: str, n: int) -> object:
    match value:
        case "{n}":
            return n
        case str():
            return filled(value, word, n)
        case Mapping():
            return {name: _filled_in(each, word, n) for name, each in value.items()}
        case list() | tuple():
            return [_filled_in(each, word, n) for each in value]
    return value
