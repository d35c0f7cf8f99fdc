"""The file of publishers: data/publishers.toml goes in; publishers by name, host and domain come out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from pipelines import definitions
from pipelines.chinese import to_simplified
from pipelines.publishers.names import Publisher, Publishers, key_of

CLASSES: Final = ("official", "agency", "industry", "portal")
_HOST: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")

Listed = tuple[definitions.Table, Publisher]
"""A publisher with the row that it was read from, so that what is wrong can be named."""


def load_publishers(path: Path) -> Publishers:
    """Read and check the publishers; DefinitionError names the file, the key and the remedy."""
    table = definitions.read(path)
    table.only("nameless", "publisher", "mirror")
    outlets = list(_outlets(table))
    mirrors = list(_mirrors(table, {outlet.name for _, outlet in outlets}))
    houses = {to_simplified(name): outlet.house for _, outlet in outlets for name in (outlet.name, *outlet.aliases)}
    houses |= {mirror.name: mirror.house for _, mirror in mirrors if mirror.house != mirror.name}
    return Publishers(
        by_key=_by_key(outlets),
        by_host=_by_place("hosts", [*outlets, *mirrors]),
        by_domain=_by_place("domains", outlets),
        nameless=frozenset(map(key_of, table.words("nameless"))),
        houses=houses,
        shapes=_shapes(outlets),
    )


def _outlets(table: definitions.Table) -> Iterator[Listed]:
    rows = table.tables("publisher")
    names = {row.text("name") for row in rows}
    for row in rows:
        row.only("name", "class", "aliases", "hosts", "domains", "house", "paths")
        name = row.text("name")
        outlet = Publisher(
            name=name,
            publisher_class=row.one_of("class", CLASSES),
            aliases=row.words("aliases"),
            hosts=_hosts(row, "hosts"),
            domains=_hosts(row, "domains"),
            house=row.text("house", name),
            paths=_paths(row),
        )
        if outlet.house not in names:
            row.wrong("house", f"no publisher is called {outlet.house}; add it, or correct the name.")
        yield row, outlet


def _mirrors(table: definitions.Table, names: set[str]) -> Iterator[Listed]:
    for row in table.tables("mirror"):
        row.only("of", "hosts")
        for host in _hosts(row, "hosts"):
            house = row.text("of", host)
            if house not in (*names, host):
                row.wrong("of", f"no publisher is called {house}; add it, or correct the name.")
            yield row, Publisher(name=host, publisher_class="mirror", hosts=(host,), house=house)


def _by_key(outlets: Sequence[Listed]) -> dict[str, Publisher]:
    found: dict[str, Publisher] = {}
    for row, outlet in outlets:
        for name in (outlet.name, *outlet.aliases):
            if (other := found.setdefault(key_of(name), outlet)) is not outlet:
                row.wrong("aliases", f"{name} already stands for {other.name}; take one out.")
    return found


def _by_place(key: str, listed: Sequence[Listed]) -> dict[str, Publisher]:
    found: dict[str, Publisher] = {}
    for row, publisher in listed:
        for place in publisher.hosts if key == "hosts" else publisher.domains:
            if (other := found.setdefault(place, publisher)) is not publisher:
                row.wrong(key, f"{place} already belongs to {other.name}; take one out.")
    return found


def _shapes(listed: Sequence[Listed]) -> dict[str, re.Pattern[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for _, outlet in listed:
        found[outlet.house] += (f"(?:{path})" for path in outlet.paths)
    return {house: re.compile("|".join(paths)) for house, paths in found.items() if paths}


def _paths(row: definitions.Table) -> tuple[str, ...]:
    paths = row.words("paths")
    for path in paths:
        try:
            re.compile(path)
        except re.error as error:
            row.wrong("paths", f"{path} is no regular expression ({error}).")
        if not path.startswith("/"):
            row.wrong("paths", f"{path} begins with no slash; write what follows the host, to the end.")
    return paths


def _hosts(row: definitions.Table, key: str) -> tuple[str, ...]:
    hosts = row.words(key)
    for host in hosts:
        if not _HOST.fullmatch(host):
            row.wrong(key, f"{host} is no host; write it in lower case without http:// and path.")
    return hosts
