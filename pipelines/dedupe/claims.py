"""Whom a document names: a document goes in, the outlet that it says its text is from comes out.

转自 beats 来源, 来源 beats the dateline. A page that names its own publisher, or one of the same house, says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal
from urllib.parse import urlsplit

from crawlers.items import Document
from pipelines.chinese import to_simplified

Houses = Mapping[str, str]
"""Every known publisher's name, in simplified script, to the name of its house."""
Field = Literal["转自", "来源", "电头"]

_OWN_WORDS: Final = re.compile(r"本(报|网|台|刊|社|站)")
_OUTLET: Final = re.compile(r"[\w\s]+?(?:社|网|报|台|Xinhua|News)")
_OFFICE: Final = re.compile(r"(处|科|室|厅办|办公室)$")
"""来源:信息化和数字经济处 on a department's page is the department itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A document's word that its text is another outlet's."""

    name: str
    house: str
    field: Field


def house_of(name: str, houses: Houses) -> str:
    """Return the house of a printed or resolved name; of an unknown one, the name itself in simplified script."""
    simplified = to_simplified(name)
    return houses.get(simplified, simplified)


def host_of(document: Document) -> str:
    return (_host(document.url) or document.site).removeprefix("www.")


@lru_cache(maxsize=4096)  # a story of a thousand pages asks for each of its hosts a dozen times
def _host(url: str) -> str | None:
    return urlsplit(url).hostname


def own_house(document: Document, houses: Houses) -> str:
    """Return the house that a document's host belongs to; a host of nobody's is a house of its own."""
    return house_of(document.publisher, houses) if document.publisher else host_of(document)


def claim_of(document: Document, houses: Houses) -> Claim | None:
    """Return the strongest claim that names another house, or None."""
    fields: tuple[tuple[Field, str | None], ...] = (
        ("转自", document.reprinted_from_name),
        ("来源", document.source_name),
        ("电头", _outlet_of(document.dateline, houses)),
    )
    for field, names in fields:
        for name in filter(None, (names or "").split("、")):
            house = house_of(name, houses)
            if not _is_own(document, name, house, houses):
                return Claim(name=to_simplified(name), house=house, field=field)
    return None


def _is_own(document: Document, name: str, house: str, houses: Houses) -> bool:
    if house == own_house(document, houses):
        return True
    if document.publisher_class == "official" and name not in houses and _OFFICE.search(name):
        return True
    # a small site whose footer and 来源 agree speaks of itself, unless the name is a known publisher's
    holder = to_simplified(document.copyright_holder or "")
    return document.publisher is None and house not in houses.values() and holder == to_simplified(name)


def has_own_dateline(document: Document, houses: Houses) -> bool:
    """Say whether the dateline is the host's own: its house, or 本报 where nobody else is named."""
    dateline = document.dateline or ""
    if _OWN_WORDS.match(dateline):
        return True
    outlet = _outlet_of(dateline, houses)
    return outlet is not None and house_of(outlet, houses) == own_house(document, houses)


def _outlet_of(dateline: str | None, houses: Houses) -> str | None:
    """Return the outlet that a dateline begins with: 新华社 of 新华社拉萨7月5日电."""
    text = to_simplified(dateline or "").strip()
    if not text or _OWN_WORDS.match(text):
        return None
    known = max((name for name in houses if text.startswith(name)), key=lambda name: (len(name), name), default=None)
    if known:
        return known
    found = _OUTLET.match(text)
    return found[0].strip() if found else None
