"""What a site file must be: a spider class comes in, nothing goes out, or one sentence that names file and field."""

from __future__ import annotations

import difflib
import inspect
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from cssselect import GenericTranslator
from cssselect.parser import SelectorError

from crawlers.errors import DefinitionError
from crawlers.fetch.guard import refusal
from crawlers.ways import Feed, Listing, Sitemap, Way

ROOT = Path(__file__).resolve().parent.parent
KEY = re.compile(r"[a-z][a-z0-9_]*")
HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?")
"""A name with, where it is another than 80 and 443, a port."""
SELECTORS = ("title", "body", "published_at", "source", "author", "editor")
FIELDS = ("name", "publisher", "hosts", "discover", "article", "local", "encoding", "arguments", *SELECTORS)
"""Every word a site may use."""


def as_tuple(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """Read a field that takes one text or several."""
    return (value,) if isinstance(value, str) else tuple(value)


def check(site: type) -> None:
    """Raise DefinitionError when a site is written wrongly; the first fault found is named."""
    _check_words(site)
    _check_name(site)
    _check_hosts(site)
    _check_article(site)
    _check_ways(site)
    _check_selectors(site)


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


def _check_words(site: type) -> None:
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
        if not isinstance(way, Listing | Feed | Sitemap):
            raise wrong(site, "discover", f"{way!r} is none of Listing(…), Feed(…), Sitemap().")
        if way.url is not None:
            _check_address(site, way, way.url)
        if isinstance(way, Listing):
            _check_listing(site, way)


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
    if not isinstance(way.max_pages, int) or way.max_pages < 1:
        raise wrong(site, field, "max_pages is a whole number from 1.")


def _check_selectors(site: type) -> None:
    for field in SELECTORS:
        for selector in _texts(site, field):
            _check_selector(site, field, selector)


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
