"""Names and hosts: the name that a page prints, or the host it came from, goes in; the publisher comes out.

A name that is not known is kept as printed, in simplified script.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pipelines.chinese import fold, to_simplified

_QUOTES: Final = "《》〈〉「」『』【】[]“”\"'‘’ "
_SEVERAL: Final = re.compile(r"[、,\uff0c;\uff1b]\s*")
_JOINED: Final = re.compile(r"\s*[-－—–_|｜/]+\s*|\s+")
_SUFFIX: Final = re.compile(
    r"(官方网站|门户网站|官方微信|官方微博|微信公众号|客户端|公众号|网站|官网|微信|微博|app|消息|记者.*|网)$"
)
_SECTION: Final = re.compile(r"(频道|栏目|专题|专栏|版|分社|站)$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Publisher:
    """An outlet, or a host that copies outlets (class mirror; its name is the host)."""

    name: str
    publisher_class: str
    aliases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    """Every host under these that is not listed elsewhere is the publisher's too."""
    house: str
    """The outlet it belongs to, else its own name; of a mirror, whom it poses as, else its own name."""
    paths: tuple[str, ...] = ()
    """Regular expressions of the paths of its pages, where they look like nobody else's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """What a printed name stands for; `known` says whether data/publishers.toml lists it."""

    name: str
    known: bool


@dataclass(frozen=True, kw_only=True)
class Publishers:
    """The known publishers, looked up by name and by host."""

    by_key: Mapping[str, Publisher] = field(repr=False)
    by_host: Mapping[str, Publisher] = field(repr=False)
    by_domain: Mapping[str, Publisher] = field(repr=False)
    nameless: frozenset[str] = field(repr=False)
    houses: Mapping[str, str] = field(repr=False)
    """Every known name and alias, in simplified script, to the name of its house; a mirror's host to whom it copies."""
    shapes: Mapping[str, re.Pattern[str]] = field(repr=False)
    """House to what the paths of its pages look like, where they look like nobody else's."""

    def of_host(self, host: str) -> Publisher | None:
        """Say whom a host belongs to: the host as listed, else the nearest listed domain above it."""
        name = host.lower().split(":", 1)[0].rstrip(".")
        if publisher := self.by_host.get(name):
            return publisher
        above = name.split(".")
        return next(filter(None, (self.by_domain.get(".".join(above[at:])) for at in range(len(above)))), None)

    def resolve(self, name: str | None) -> Name | None:
        """Resolve a printed 来源 or 转自; names joined by 、 stay joined. None if it names nobody (网络, 本站)."""
        found = list(dict.fromkeys(filter(None, (self._resolve_one(one) for one in _SEVERAL.split(name or "")))))
        if not found:
            return None
        return Name(name="、".join(one.name for one in found), known=all(one.known for one in found))

    def _resolve_one(self, printed: str) -> Name | None:
        printed = to_simplified(printed).strip(_QUOTES)
        if not printed or key_of(printed) in self.nameless:
            return None
        if publisher := self._look_up(printed):
            return Name(name=publisher.name, known=True)
        parts = [part for part in _JOINED.split(printed) if part]
        if len(parts) > 1 and any(map(self._look_up, parts)):
            return self._resolve_joined(parts)
        return Name(name=printed, known=False)

    def _resolve_joined(self, parts: list[str]) -> Name | None:
        """Resolve `X-Y`: Y wrote it, on the site of X (中国西藏新闻网—西藏商报), unless Y is a part of X (西藏频道)."""
        last = parts[-1]
        if (publisher := self._look_up(last)) or _SECTION.search(last) or not re.search(r"[报网社台]$", last):
            publisher = publisher or next(filter(None, map(self._look_up, parts)))
            return Name(name=publisher.name, known=True)
        return Name(name=last.strip(_QUOTES), known=False)

    def _look_up(self, name: str) -> Publisher | None:
        """Find a known publisher by its name, or by what stays when a tail such as 客户端 or 网 is cut off."""
        key = key_of(name)
        return self.by_key.get(key) or self.by_key.get(_SUFFIX.sub("", key))


def key_of(name: str) -> str:
    """Fold a name to what is compared: script, width, case, spaces and quotes do not count."""
    return re.sub(rf"[{re.escape(_QUOTES)}\s·]", "", fold(name))
