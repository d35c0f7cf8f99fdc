"""Links as they are found: an address, its text and place come in; whether the site takes it as an article goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from crawlers.fetch.guard import refusal
from crawlers.urls import canonicalise, date_in

MAX_TITLE_CHARACTERS = 300
MAX_URL_CHARACTERS = 2000
SKIPPED_ENDINGS = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|bmp|css|js|json|xml|mp3|mp4|flv|avi|m3u8|pdf|docx?|xlsx?|pptx?|zip|rar|exe|apk)$",
    re.IGNORECASE,
)
LIST_ENDINGS = re.compile(r"/(?:(?:[^/]*index|list|node|default|more)(?:[_-]?\d+)?\.\w+)?$", re.IGNORECASE)
MIXED_KEY = r"^\d(?-i:(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z]))[0-9A-Za-z]{9,13}$"
"""A file that is a key: a digit, then letters of both cases, without an ending. 环球网 writes /article/4TTaoSTxMLp."""
NUMBER = re.compile(rf"\d{{5,}}|[0-9a-f]{{32}}|(?<![A-Z0-9])(?=(?:[A-Z]*\d){{3}})[A-Z0-9]{{12,}}|{MIXED_KEY}")
"""An article's running number: five digits and more, or a key; a list's page or channel has fewer, mostly."""
OTHER_HOSTS = re.compile(r"(?:comment|bbs|live|video|tv|v|photo|pic|passport|search|so|auth|login|my|mail)[.-]")
OTHER_FOLDERS = re.compile(
    r"/(?:photo\w*|galler(?:y|ies)|pics?|picture\w*|tuji|tupian|videos?|live|room|comments?|\w+_bbs|bbs|tags?|users?|author)/",
    re.IGNORECASE,
)
"""Where pictures, films, comments and rooms are numbered as articles are."""
COUNTER = re.compile(r"\W*(?:跟贴|评论|回复|阅读|点击|点赞|浏览)\W*\d+\W*|[\d\W年月日号]+(?:星期.\W*)?")
"""A text that is no headline: how many comments an article has, or a day of a calendar."""
MIN_TITLE_CHARACTERS = 8
"""Shorter texts are the names of channels (数字经济), headlines are longer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One link to an article."""

    url: str
    """Canonical."""
    title: str | None = None
    day: date | None = None
    """The day in its address or, without one, printed beside it."""
    spelled: tuple[str, ...] = ()
    """How else the address was written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Discovered:
    """What one list page, feed or sitemap gave."""

    links: tuple[Found, ...]
    overflow: int = 0
    """How many more it offered beyond the bound."""
    next_url: str | None = None
    """The next list page, where a link to it was asked for and found."""
    sitemaps: tuple[str, ...] = ()
    """Sitemaps that an index names, newest first."""
    damage: str | None = None
    """Why it may not have been read whole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Taking:
    """Which links a site takes: those on its own hosts that look like its articles."""

    hosts: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...] = ()

    def is_article(self, url: str, text: str | None) -> bool:
        """Decide by the site's patterns; without any by the URL's shape and, where there is one, the link's text."""
        if not self.is_own(url):
            return False
        if self.patterns:
            return any(pattern.search(url) for pattern in self.patterns)
        if text is not None and (len(text) < MIN_TITLE_CHARACTERS or COUNTER.fullmatch(text)):
            return False
        return _looks_like_an_article(url)

    def is_own(self, url: str) -> bool:
        """Tell whether a URL may be asked for: on one of the site's hosts, compared exactly."""
        return refusal(url, self.hosts) is None


def absolute(base: str, href: str) -> str | None:
    """Return the canonical URL that `href` on page `base` means; None when it is no web address, or a monster."""
    try:
        target = canonicalise(urljoin(base, href.strip()))
    except ValueError:
        return None
    return target if len(target) <= MAX_URL_CHARACTERS else None


def spelled(base: str, href: str, url: str) -> tuple[str, ...]:
    """Return how a link writes an address, where that is more than its canonical form `url` and a fragment."""
    written = urldefrag(urljoin(base, href.strip())).url
    is_other = written.lower() != url.lower() and len(written) <= MAX_URL_CHARACTERS
    return (written,) if is_other and is_alike(written, url) else ()


def is_alike(written: str, url: str) -> bool:
    """Leave out spellings that differ in nothing a person would see: escapes, an index file, a default port."""
    one, other = urlsplit(written), urlsplit(url)
    return one.query != other.query or ";" in one.path or "/gate/" in one.path or "/(S(" in one.path


def bounded(found: Iterable[Found], limit: int) -> tuple[tuple[Found, ...], int]:
    """Keep the first `limit` different links, and count how many more there were."""
    kept: dict[str, Found] = {}
    over: set[str] = set()
    for link in found:
        if link.url in kept:
            kept[link.url] = _fuller(kept[link.url], link)
        elif len(kept) < limit:
            kept[link.url] = link
        else:
            over.add(link.url)
    return tuple(kept.values()), len(over)


def title_of(text: str | None) -> str | None:
    """Fold the white space of a link's text; None for none."""
    folded = " ".join((text or "").split())[:MAX_TITLE_CHARACTERS]
    return folded or None


def day_of(url: str, printed: date | None) -> date | None:
    """Prefer the day in the address: what is printed near a link may belong to its neighbour."""
    return date_in(url) or printed


def _fuller(one: Found, other: Found) -> Found:
    """Of two links to one page (its picture and its headline) keep the longer text and any day."""
    longer = max(one.title or "", other.title or "", key=len) or None
    spellings = tuple(dict.fromkeys((*one.spelled, *other.spelled)))
    return Found(url=one.url, title=longer, day=one.day or other.day, spelled=spellings)


def _looks_like_an_article(url: str) -> bool:
    parts = urlsplit(url)
    if SKIPPED_ENDINGS.search(parts.path) or LIST_ENDINGS.search(parts.path):
        return False
    if OTHER_HOSTS.match(parts.netloc) or OTHER_FOLDERS.search(parts.path):
        return False
    return bool(date_in(url)) or any(NUMBER.search(text) for text in _identifying(parts.path, parts.query))


def _identifying(path: str, query: str) -> Iterator[str]:
    yield path.rpartition("/")[2]
    for name, value in parse_qsl(query):
        if name.lower() in ("id", "aid", "newsid", "articleid", "contentid"):
            yield value if not value.isdigit() else value.zfill(5)
