"""What a probe learnt -> the text of a site file, ready to paste, and checked as a site file is when it is loaded.

What a page says of itself is a stranger's text: it stands in the file as a quoted literal or not at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.definition import KEY
from crawlers.errors import UsageError, WorkError
from crawlers.probe.look import Asked, Site
from crawlers.site import NewsSpider
from crawlers.ways import Feed, Listing, Sitemap, Way

PUBLISHER_CHARACTERS = 40
SEPARATORS = re.compile(r"[|｜_»]|\s[-–—]+\s|--|(?<=[\u4e00-\u9fff])-(?=[\u4e00-\u9fff])")
SUFFIXES = frozenset(("com", "cn", "net", "org", "gov", "edu", "ac", "info", "example"))
"""Labels of a host that do not name a site."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A site file to be."""

    key: str
    publisher: str
    hosts: tuple[str, ...]
    ways: tuple[Way, ...]
    patterns: tuple[str, ...]

    @property
    def class_name(self) -> str:
        """`people_xz` is PeopleXz."""
        return "".join(word.capitalize() for word in self.key.split("_") if word)

    def text(self) -> str:
        """Write the file; DefinitionError when what was learnt makes no site that can be loaded."""
        words = {"name": self.key, "publisher": self.publisher, "hosts": self.hosts, "discover": self.ways}
        type(self.class_name, (NewsSpider,), words | ({"article": self.patterns} if self.patterns else {}))
        imports = ", ".join(sorted({type(way).__name__ for way in self.ways} | {"NewsSpider"}))
        lines = [
            f'"""{self.key}: say in a sentence what of this site is of use here."""',
            "",
            f"from crawlers.site import {imports}",
            "",
            "",
            f"class {self.class_name}(NewsSpider):",
            '    """Say what is special about its pages, and what the words below rest on: a probe, so far."""',
            "",
            f"    name = {_quoted(self.key)}",
            f"    publisher = {_quoted(self.publisher)}",
            f"    hosts = ({', '.join(map(_quoted, self.hosts))},)",
            "    discover = (",
            *(f"        {_way(way)}," for way in self.ways),
            "    )",
            *self._article(),
        ]
        return "\n".join(lines) + "\n"

    def _article(self) -> Iterator[str]:
        if len(self.patterns) == 1:
            yield f"    article = {_raw(self.patterns[0])}"
        elif self.patterns:
            yield "    article = ("
            yield from (f"        {_raw(pattern)}," for pattern in self.patterns)
            yield "    )"


def draft(site: Site, key: str | None = None, *, holder: str | None = None) -> Draft:
    """Choose the words; `holder` is whom an article's own footer names as the owner of its rights."""
    publisher = site.looked.site_name or holder or SEPARATORS.split(site.looked.title)[-1].strip() or site.hosts[0]
    return Draft(
        key=key or key_of(site.hosts[0]),
        publisher=publisher[:PUBLISHER_CHARACTERS],
        hosts=site.hosts,
        ways=tuple(_ways(site)),
        patterns=site.guessed.patterns,
    )


def place(key: str, folder: Path) -> Path:
    """Say where a new site's file goes; UsageError when one is there already, or the key is none."""
    if not KEY.fullmatch(key):
        raise UsageError(f"--write {key}: a key has lower-case letters, digits and _ only.")
    path = folder / f"{key}.py"
    if path.exists():
        raise UsageError(f"{path}: this site is there already; take another key, or change the file.")
    return path


def write(text: str, path: Path) -> None:
    """Write a site file, never over another one."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise WorkError(f"{path}: cannot be written ({error.strerror}).") from error


def key_of(host: str) -> str:
    """Make a key of a host: `www.cinic.org.cn` is cinic, `xz.people.com.cn` is xz_people, `127.0.0.1:80` is a site."""
    name = urlsplit(f"//{host}").hostname or ""
    labels = [label for label in name.split(".") if label not in SUFFIXES and label not in ("www", "m")]
    key = re.sub(r"\W+", "_", "_".join(labels), flags=re.ASCII).strip("_").lower()
    return key if KEY.fullmatch(key) else f"site_{key}".rstrip("_")


def _ways(site: Site) -> Iterator[Way]:
    looked = site.looked
    feeds = [Feed(each.url) for each in site.feeds if each.is_usable]
    maps = [_sitemap(each) for each in site.sitemaps if each.is_usable]
    if looked.lists or not (feeds or maps):
        if looked.pages:
            yield Listing(looked.url, pages=looked.pages, first=looked.first)
        else:
            yield Listing(looked.url, next_page=looked.next_page)
    yield from feeds
    yield from dict.fromkeys(maps)


def _sitemap(asked: Asked) -> Sitemap:
    """Those that robots.txt names need no address: they may move."""
    return Sitemap() if asked.is_named else Sitemap(asked.url)


def _way(way: Way) -> str:
    match way:
        case Listing(url=url, pages=str() as pages, first=first):
            counted = "" if first == 1 else f", first={first}"
            return f"Listing({_quoted(url)}, pages={_quoted(pages)}{counted})"
        case Listing(url=url, next_page=str() as selector):
            return f"Listing({_quoted(url)}, next_page={_quoted(selector)})"
        case Sitemap(url=None):
            return "Sitemap()"
    return f"{type(way).__name__}({_quoted(way.url or '')})"


def _quoted(text: str) -> str:
    """Write a text as a literal; JSON's escapes are Python's, and no text ends it early."""
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False)


def _raw(pattern: str) -> str:
    """Write a pattern as people do; one with a quote or a line end in it as any other text."""
    return f'r"{pattern}"' if not re.search(r'["\n\r]|\\$', pattern) else _quoted(pattern)
