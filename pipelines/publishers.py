"""Who publishes: the name that a page prints, or the host it came from, goes in; the publisher comes out.

data/publishers.toml says who is known. A name that is not known is kept as printed, in simplified script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipelines import definitions
from pipelines.chinese import fold, to_simplified

CLASSES: Final = ("official", "agency", "industry", "portal")
_HOST: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_QUOTES: Final = "《》〈〉「」『』【】[]“”\"'‘’ "
_SEVERAL: Final = re.compile(r"[、,,;;]\s*")
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
    house: str
    """The outlet it belongs to, else its own name; of a mirror, whom it poses as, else its own name."""


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
    nameless: frozenset[str] = field(repr=False)
    houses: Mapping[str, str] = field(repr=False)
    """Every known name and alias, in simplified script, to the name of its house; a mirror's host to whom it copies."""

    def of_host(self, host: str) -> Publisher | None:
        """Say whom a host belongs to; hosts are compared exactly, without port and case."""
        return self.by_host.get(host.lower().split(":", 1)[0].rstrip("."))

    def resolve(self, name: str | None) -> Name | None:
        """Resolve a printed 来源 or 转自; names joined by 、 stay joined. None if it names nobody (网络, 本站)."""
        found = list(dict.fromkeys(filter(None, (self._resolve_one(one) for one in _SEVERAL.split(name or "")))))
        if not found:
            return None
        return Name(name="、".join(one.name for one in found), known=all(one.known for one in found))

    def _resolve_one(self, printed: str) -> Name | None:
        printed = to_simplified(printed).strip(_QUOTES)
        if not printed or _key(printed) in self.nameless:
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
        key = _key(name)
        return self.by_key.get(key) or self.by_key.get(_SUFFIX.sub("", key))


def load_publishers(path: Path) -> Publishers:
    """Read and check the publishers; DefinitionError names the file, the key and the remedy."""
    table = definitions.read(path)
    table.only("nameless", "publisher", "mirror")
    by_key: dict[str, Publisher] = {}
    by_host: dict[str, Publisher] = {}
    known = list(_publishers(table))
    for row, publisher in (*known, *_mirrors(table, {publisher.name for _, publisher in known})):
        for host in publisher.hosts:
            if host in by_host:
                row.wrong("hosts", f"{host} already belongs to {by_host[host].name}; take one out.")
            by_host[host] = publisher
        if publisher.publisher_class == "mirror":
            continue
        for name in (publisher.name, *publisher.aliases):
            if (other := by_key.setdefault(_key(name), publisher)) is not publisher:
                row.wrong("aliases", f"{name} already stands for {other.name}; take one out.")
    houses = {to_simplified(name): one.house for _, one in known for name in (one.name, *one.aliases)}
    houses |= {
        host: one.house for host, one in by_host.items() if one.publisher_class == "mirror" and one.house != host
    }
    nameless = frozenset(map(_key, table.words("nameless")))
    return Publishers(by_key=by_key, by_host=by_host, nameless=nameless, houses=houses)


def _publishers(table: definitions.Table) -> Iterator[tuple[definitions.Table, Publisher]]:
    rows = table.tables("publisher")
    names = {row.text("name") for row in rows}
    for row in rows:
        row.only("name", "class", "aliases", "hosts", "house")
        name = row.text("name")
        if row.text("house", name) not in names:
            row.wrong("house", f"no publisher is called {row.text('house')}; add it, or correct the name.")
        yield (
            row,
            Publisher(
                name=name,
                publisher_class=row.one_of("class", CLASSES),
                aliases=row.words("aliases"),
                hosts=_hosts(row),
                house=row.text("house", name),
            ),
        )


def _mirrors(table: definitions.Table, names: set[str]) -> Iterator[tuple[definitions.Table, Publisher]]:
    for row in table.tables("mirror"):
        row.only("of", "hosts")
        if "of" in row.values and row.text("of") not in names:
            row.wrong("of", f"no publisher is called {row.text('of')}; add it, or correct the name.")
        for host in _hosts(row):
            house = row.text("of", host)
            yield row, Publisher(name=host, publisher_class="mirror", hosts=(host,), house=house)


def _hosts(row: definitions.Table) -> tuple[str, ...]:
    hosts = row.words("hosts")
    for host in hosts:
        if not _HOST.fullmatch(host):
            row.wrong("hosts", f"{host} is no host; write it in lower case without http:// and path.")
    return hosts


def _key(name: str) -> str:
    """Fold a name to what is compared: script, width, case, spaces and quotes do not count."""
    return re.sub(rf"[{re.escape(_QUOTES)}\s·]", "", fold(name))
