"""tests/sites/<key>/ as written -> `Site`: its settings, lists, other responses and articles, checked word by word."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar

from tests.sample.errors import SampleError
from tests.sample.written import Listing, Response, Site, Template, Written

SITES = Path(__file__).parent.parent / "sites"
PART = "---part---"
T = TypeVar("T")


def read_sites(folder: Path = SITES) -> dict[str, Site]:
    """Read every site, in order of its key. SampleError on the first wrong file."""
    return {path.parent.name: read_site(path.parent) for path in sorted(folder.glob("*/site.toml"))}


def read_site(folder: Path) -> Site:
    """Read one site's folder."""
    path = folder / "site.toml"
    table = _toml(path.read_text("utf-8"), path)
    default = _fill(Template, table.pop("default", {}), path)
    templates = {
        name: _fill(Template, vars(default) | given, path) for name, given in table.pop("template", {}).items()
    }
    for name in {p.stem for p in folder.glob("*.html")} - templates.keys():
        templates[name] = default
    site = Site(
        key=folder.name,
        folder=folder,
        publisher=table.pop("publisher", ""),
        headers=table.pop("headers", {}),
        gzip=table.pop("gzip", False),
        part_url=table.pop("part_url", "{stem}_{n}{ext}"),
        templates=templates,
        listings=tuple(_fill(Listing, each, path) for each in table.pop("list", [])),
        responses=tuple(_fill(Response, each, path) for each in table.pop("response", [])),
        articles=tuple(read_article(each) for each in sorted((folder / "articles").glob("*.md"))),
    )
    if table:
        raise SampleError(f"{path}: unknown key {', '.join(sorted(table))}")
    return site


def read_article(path: Path) -> Written:
    """Read front matter between +++ lines, then paragraphs parted by blank lines, parts by `---part---`."""
    empty, _, rest = path.read_text("utf-8").partition("+++\n")
    front, mark, body = rest.partition("\n+++\n")
    if empty or not mark:
        raise SampleError(f"{path}: front matter must stand between two lines of +++ at the top")
    given = _toml(front, path)
    parts = tuple(_paragraphs(part) for part in body.split(PART)) if body.strip() else ()
    return _fill(Written, given | {"number": path.name.split("-")[0], "parts": parts}, path)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(stripped for block in text.split("\n\n") if (stripped := block.strip().replace("\n", "")))


def _toml(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SampleError(f"{path}: {error}") from error


def _fill(kind: type[T], given: Mapping[str, Any], path: Path) -> T:
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]
    if unknown := sorted(given.keys() - known.keys()):
        raise SampleError(f"{path}: unknown key {', '.join(unknown)}; known: {', '.join(known)}")
    required = {n for n, f in known.items() if f.default is MISSING and f.default_factory is MISSING}
    if missing := sorted(required - given.keys()):
        raise SampleError(f"{path}: {', '.join(missing)} is missing")
    return kind(**given)
