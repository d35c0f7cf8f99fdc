"""What a site file must be: a spider class comes in, nothing goes out, or one sentence that names file and field."""

from __future__ import annotations

import difflib
import inspect
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import get_args
from urllib.parse import urljoin, urlsplit

from cssselect import GenericTranslator
from cssselect.parser import SelectorError

from crawlers.discover.ask import day_of, page_of
from crawlers.due import bounds_of
from crawlers.errors import DefinitionError
from crawlers.fetch.guard import refusal
from crawlers.ways import DayRoll, Endpoint, Listing, Search, Way

ROOT = Path(__file__).resolve().parent.parent
KEY = re.compile(r"[a-z][a-z0-9_]*")
HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?")
"""A name with, where it is another than 80 and 443, a port."""
SELECTORS = ("title", "body", "published_at", "source", "author", "editor")
FIELDS = (
    "name",
    "publisher",
    "hosts",
    "discover",
    "article",
    "local",
    "encoding",
    "canary",
    "every",
    "waking",
    "arguments",
    *SELECTORS,
)
"""Every word a site may use."""
WAYS = ", ".join(f"{way.__name__}(…)" for way in get_args(Way))
PERCENT = re.compile(r"%-?.?")
DAY_LETTERS = ("%Y", "%y", "%m", "%d", "%-m", "%-d", "%%")


def as_tuple(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """Read a field that takes one text or several."""
    return (value,) if isinstance(value, str) else tuple(value)


def check(site: type) -> None:
    """Raise DefinitionError when a site is written wrongly; the first fault found is named."""
    _check_fields(site)
    _check_name(site)
    _check_hosts(site)
    _check_article(site)
    _check_ways(site)
    _check_selectors(site)
    _check_canary(site)
    _check_pace(site)


def soup_to_css(selector: str) -> str:
    """Rewrite `:-soup-contains(…)` as the `:contains(…)` that cssselect knows."""
    return selector.replace(":-soup-contains(", ":contains(")


def wrong(site: type, field: str, remedy: str) -> DefinitionError:
    """Build the sentence for a fault of a site's file."""
    return DefinitionError(shown(inspect.getfile(site)), field, remedy)


def shown(file: str) -> str:
    """Name a file as a person in the project's folder would."""
    path = Path(file).resolve()
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def _check_fields(site: type) -> None:
    for word in vars(site):
        if word.startswith("_") or word in FIELDS:
            continue
        near = difflib.get_close_matches(word, FIELDS, n=2)
        meant = f"did you mean {' or '.join(near)}?" if near else f"a site knows {', '.join(FIELDS)}."
        raise wrong(site, word, f"no such word; {meant}")


def _check_name(site: type) -> None:
    name = getattr(site, "name", None)
    if not isinstance(name, str) or not KEY.fullmatch(name):
        raise wrong(site, "name", "write the site's key, lower-case letters, digits and _ only.")
    publisher = getattr(site, "publisher", None)
    if not isinstance(publisher, str) or not publisher.strip():
        raise wrong(site, "publisher", "write who publishes the site.")
    if not isinstance(getattr(site, "local", False), bool):
        raise wrong(site, "local", "write True or False.")


def _check_hosts(site: type) -> None:
    hosts = getattr(site, "hosts", None)
    if not isinstance(hosts, tuple) or not hosts:
        raise wrong(site, "hosts", 'name at least one host: hosts = ("www.example.org",), with the comma.')
    for host in hosts:
        if not isinstance(host, str) or not HOST.fullmatch(host):
            raise wrong(site, "hosts", f"{host!r} is no host name: lower case, no scheme, no path.")


def _check_article(site: type) -> None:
    for pattern in _texts(site, "article"):
        try:
            re.compile(pattern)
        except re.error as error:
            raise wrong(site, "article", f"the pattern {pattern!r} does not compile: {error}.") from error


def _check_ways(site: type) -> None:
    ways = getattr(site, "discover", None)
    if not isinstance(ways, tuple) or not ways:
        raise wrong(site, "discover", "name at least one way: Listing(…), Feed(…) or Sitemap().")
    for way in ways:
        if not isinstance(way, Way):
            raise wrong(site, "discover", f"{way!r} is none of {WAYS}.")
        if way.url is not None:
            _check_address(site, way, way.url)
        match way:
            case Listing():
                _check_listing(site, way)
            case Search() | Endpoint():
                _check_asked(site, way)
            case DayRoll():
                _check_day_roll(site, way)


def _check_address(site: type, way: Way, url: str) -> None:
    word = type(way).__name__
    parts = urlsplit(url) if isinstance(url, str) else urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise wrong(site, f"discover: {word}", f"{url!r} is no http or https address.")
    hosts: tuple[str, ...] = getattr(site, "hosts", ())
    if refusal(url, hosts) is not None:
        raise wrong(site, f"discover: {word}", f"{url} is outside hosts ({', '.join(hosts)}).")


def _check_listing(site: type, way: Listing) -> None:
    field = f"discover: Listing {way.url}"
    if way.next_page and way.pages:
        raise wrong(site, field, "give next_page or pages, not both.")
    if way.pages is not None:
        if "{n}" not in way.pages:
            raise wrong(site, field, f"pages = {way.pages!r} has no {{n}} for the number.")
        _check_address(site, way, urljoin(way.url, way.pages.replace("{n}", str(way.first))))
    if way.next_page is not None:
        _check_selector(site, field, way.next_page)
    _check_whole(site, field, "max_pages", way.max_pages)


def _check_asked(site: type, way: Search | Endpoint) -> None:
    field = f"discover: {type(way).__name__} {way.url}"
    if way.form is not None and way.json is not None:
        raise wrong(site, field, "give form or json, not both.")
    if isinstance(way.form, str) or not isinstance(way.form, Mapping | None):
        raise wrong(site, field, 'form is written as {"q": "{word}"}.')
    if way.form and not all(isinstance(text, str) for pair in way.form.items() for text in pair):
        raise wrong(site, field, 'every name and value of form is a text: {"page": "{n}"}.')
    if not isinstance(way.json, Mapping | None):
        raise wrong(site, field, 'json is written as {"q": "{word}", "page": "{n}"}.')
    if isinstance(way, Search):
        _check_words(site, field, way)
    elif not isinstance(way.items, str):
        raise wrong(site, field, 'items says where the rows stand: "data.list", or "" for the whole answer.')
    for name, least in (("first", 0), ("step", 1), ("max_pages", 1)):
        _check_whole(site, field, name, getattr(way, name), least)
    if not isinstance(way.link, str) or not way.link:
        raise wrong(site, field, 'link names the field of a row that holds its address: "url".')


def _check_words(site: type, field: str, way: Search) -> None:
    if not isinstance(way.words, tuple) or not way.words or not all(isinstance(w, str) and w for w in way.words):
        raise wrong(site, field, 'words has at least one: words = ("西藏 数字经济",), with the comma.')
    if "{word}" not in f"{way.url} {way.form} {way.json}":
        raise wrong(site, field, "nothing in url, form or json has {word} for what is searched.")
    try:
        for word in way.words:
            page_of(way, 1, word)
    except LookupError:
        raise wrong(site, field, f"encoding = {way.encoding!r} is none that Python knows.") from None
    except UnicodeEncodeError:
        raise wrong(site, field, f"not every word can be written in encoding = {way.encoding!r}.") from None


def _check_day_roll(site: type, way: DayRoll) -> None:
    field = f"discover: DayRoll {way.url}"
    if unknown := [each for each in PERCENT.findall(way.url) if each not in DAY_LETTERS]:
        raise wrong(site, field, f"{unknown[0]!r} is no part of a day; it knows {' '.join(DAY_LETTERS)}.")
    if day_of(way, date(2021, 1, 2)).url == day_of(way, date(2021, 1, 3)).url:
        raise wrong(site, field, "the address is the same for two days; write the day in it as %d or %-d.")
    _check_whole(site, field, "days", way.days)


def _check_whole(site: type, field: str, name: str, value: object, least: int = 1) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise wrong(site, field, f"{name} is a whole number from {least}.")


def _check_pace(site: type) -> None:
    every, waking = getattr(site, "every", ()), getattr(site, "waking", None)
    if not isinstance(every, tuple) or len(every) != 2 or not all(isinstance(each, str) for each in every):
        raise wrong(site, "every", 'write the shortest and the longest time between two crawls: ("1h", "1d").')
    is_hours = isinstance(waking, tuple) and len(waking) == 2 and all(type(each) is int for each in waking)
    if waking is not None and not is_hours:
        raise wrong(site, "waking", "write the hours between which it is crawled: (7, 23).")
    for field, hours in (("every", None), ("waking", waking)):
        try:
            bounds_of(every, hours)
        except ValueError as error:
            raise wrong(site, field, str(error)) from error


def _check_selectors(site: type) -> None:
    for field in SELECTORS:
        for selector in _texts(site, field):
            _check_selector(site, field, selector)


def _check_canary(site: type) -> None:
    url, hosts = getattr(site, "canary", None), getattr(site, "hosts", ())
    if url is not None and (not isinstance(url, str) or refusal(url, hosts) is not None):
        raise wrong(site, "canary", f"{url!r} is no address on hosts ({', '.join(hosts)}).")


def _check_selector(site: type, field: str, selector: str) -> None:
    try:
        GenericTranslator().css_to_xpath(soup_to_css(selector))
    except SelectorError as error:
        raise wrong(site, field, f"the selector {selector!r} does not compile: {error}.") from error


def _texts(site: type, field: str) -> tuple[str, ...]:
    value = getattr(site, field, ())
    texts = as_tuple(value) if isinstance(value, str | tuple) else None
    if texts is None or not all(isinstance(text, str) and text for text in texts):
        raise wrong(site, field, "write a text, or several in a tuple.")
    return texts
