"""One page of a site that nobody has described -> its feeds, its groups of links, and the way to the page behind it.

BeautifulSoup, because a person reads along: every group is named by a selector that they can paste and try.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from crawlers.discover.links import LIST_ENDINGS, Taking, absolute, title_of
from crawlers.probe.asking import Answer
from pipelines.html.decode import decode
from pipelines.html.limits import HostilePageError
from pipelines.html.parse import refuse_hostile

FEED_TYPES = frozenset(("application/rss+xml", "application/atom+xml", "application/rdf+xml"))
LEAST_LINKS = 3
"""Fewer links in like places are no list."""
HEADLINE_CHARACTERS = 8
"""The median text of a list of articles is longer; 数字经济 is the name of a channel."""
MAX_LINKS = 3000
MAX_DEPTH = 40
NAME = re.compile(r"[A-Za-z][\w-]*")
NUMBERED = re.compile(r"\d+")
NEXT_TEXTS = ("下一页", "下页", "下一頁", "Next")
TRS_PAGES = re.compile(
    r"createPageHTML\s*\(\s*[^,()]{1,40},[^,()]{1,40},\s*[\"']([\w-]{1,40})[\"']\s*,\s*[\"'](\w{3,6})[\"']"
)
"""How TRS draws its page numbers: createPageHTML(20, 0, "index", "shtml")."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Anchor:
    """One link."""

    url: str
    """Canonical."""
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Links in like places of the page."""

    selector: str
    """CSS of the links."""
    links: tuple[Anchor, ...]
    """Different addresses, in order."""
    articles: int
    """How many of them look like articles of the site."""

    @property
    def is_list(self) -> bool:
        """Most of it leads to articles, and the texts are headlines."""
        return 2 * self.articles > len(self.links) and median(len(a.text) for a in self.links) >= HEADLINE_CHARACTERS


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """What a page shows."""

    url: str
    title: str
    site_name: str | None
    feeds: tuple[str, ...]
    """That the page names itself (rel=alternate)."""
    groups: tuple[Group, ...]
    """Those that lead to most articles first."""
    links: tuple[Anchor, ...]
    """All of the page, also those that stand in no group."""
    next_page: str | None
    """Selector of the link to the page behind, ready for Listing."""
    pages: str | None
    """Or the names of the pages behind, as Listing takes them."""
    first: int

    @property
    def lists(self) -> tuple[Group, ...]:
        """The groups that list articles."""
        return tuple(group for group in self.groups if group.is_list)


def look(answer: Answer, taking: Taking) -> Looked:
    """Read a page. HostilePageError instead of a parse that takes seconds."""
    text, _ = decode(answer.body, answer.content_type)
    refuse_hostile(text)
    soup = BeautifulSoup(text.replace("\x00", ""), "lxml")
    base = _base(soup, answer.url)
    pages, first = _numbered(soup, text, base)
    next_page = None if pages else _next(soup, base, taking)
    places = _places(soup, base)
    return Looked(
        url=answer.url,
        title=title_of(soup.title.get_text()) or "" if soup.title else "",
        site_name=_meta(soup, "og:site_name", "application-name"),
        feeds=tuple(dict.fromkeys(_feeds(soup, base))),
        groups=tuple(sorted(_groups(places, taking), key=lambda group: -group.articles)),
        links=tuple(link for links in places.values() for link in links.values()),
        next_page=next_page,
        pages=pages,
        first=first,
    )


def _base(soup: BeautifulSoup, url: str) -> str:
    base = soup.find("base", href=True)
    # As asked for, not canonical: index.shtml is what the names of the later pages are made of.
    return (absolute(url, str(base["href"])) if isinstance(base, Tag) else None) or url


def _meta(soup: BeautifulSoup, *names: str) -> str | None:
    for name in names:
        for key in ("property", "name"):
            found = soup.find("meta", attrs={key: name})
            if isinstance(found, Tag) and (value := title_of(str(found.get("content") or ""))):
                return value
    return None


def _feeds(soup: BeautifulSoup, base: str) -> Iterator[str]:
    for link in soup.find_all("link", href=True):
        relations = link.get_attribute_list("rel")
        kind = str(link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" in relations and kind in FEED_TYPES and (url := absolute(base, str(link["href"]))):
            yield url


def _places(soup: BeautifulSoup, base: str) -> Mapping[str, Mapping[str, Anchor]]:
    """Sort the page's links by where they stand, each address once a place."""
    places: defaultdict[str, dict[str, Anchor]] = defaultdict(dict)
    for anchor in soup.find_all("a", href=True, limit=MAX_LINKS):
        if url := absolute(base, str(anchor["href"])):
            text = title_of(anchor.get_text()) or title_of(str(anchor.get("title") or "")) or ""
            links = places[_place(anchor)]
            if url not in links or len(text) > len(links[url].text):  # a picture and its headline lead to one page
                links[url] = Anchor(url=url, text=text)
    return places


def _groups(places: Mapping[str, Mapping[str, Anchor]], taking: Taking) -> Iterator[Group]:
    for selector, links in places.items():
        if len(links) >= LEAST_LINKS:
            articles = sum(taking.is_article(each.url, each.text) for each in links.values())
            yield Group(selector=selector, links=tuple(links.values()), articles=articles)


def _place(anchor: Tag) -> str:
    """Name where a link stands, as all links of its list do: from the nearest named ancestor down, without numbers."""
    steps: list[str] = []
    named = 0
    for element in (anchor, *list(anchor.parents)[:MAX_DEPTH]):
        if element.name in ("body", "html", "[document]"):
            break
        step = _step(element, is_row=element is anchor or element.name in ("li", "tr", "dd", "dt"))
        steps.append(step)
        named += element is not anchor and step != element.name
        # Two named ancestors tell lists apart; a third would tell apart the boxes that one list is laid out in.
        if named == 2 or "#" in step:
            break
    return " > ".join(reversed(steps))


def _step(element: Tag, *, is_row: bool) -> str:
    """Name an element by its id or first class; of a row the class says odd, first, on: only its tag counts."""
    id_, classes = str(element.get("id") or ""), element.get_attribute_list("class")
    if not is_row and NAME.fullmatch(id_) and not NUMBERED.search(id_):
        return f"{element.name}#{id_}"
    name = next((str(each) for each in classes if each and NAME.fullmatch(str(each))), None)
    return f"{element.name}.{name}" if name and not is_row else str(element.name)


def _next(soup: BeautifulSoup, base: str, taking: Taking) -> str | None:
    for text in NEXT_TEXTS:
        for anchor in soup.find_all("a", href=True):
            # On its last page PHPCMS points at the page itself: a list of one page has none behind it all the same.
            url = absolute(base, str(anchor["href"])) if anchor.get_text(strip=True).startswith(text) else None
            if url and taking.is_own(url):
                return f"a:-soup-contains('{text}')"
    return None


def _numbered(soup: BeautifulSoup, text: str, base: str) -> tuple[str | None, int]:
    """Find pages that are numbered in their names: by TRS's script, or by links from index.html to index_1.html."""
    if trs := TRS_PAGES.search(text):
        return f"{trs[1]}_{{n}}.{trs[2]}", 1
    name = urlsplit(base).path.rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    if not LIST_ENDINGS.search(f"/{name}") or NUMBERED.search(stem):
        return None, 1
    numbers = _numbers(soup, base, stem or "index", ending if dot else r"s?html?")
    if not numbers:
        return None, 1
    pattern, first = min(numbers, key=lambda found: found[1])
    return pattern, first


def _numbers(soup: BeautifulSoup, base: str, stem: str, ending: str) -> Sequence[tuple[str, int]]:
    behind = re.compile(rf"{re.escape(stem)}(_|-|)(\d{{1,3}})\.({ending})")
    folder = base.rpartition("/")[0]
    found: list[tuple[str, int]] = []
    for anchor in soup.find_all("a", href=True, limit=MAX_LINKS):
        url = absolute(base, str(anchor["href"])) or ""
        if url.rpartition("/")[0] == folder and (match := behind.fullmatch(url.rpartition("/")[2])):
            found.append((f"{stem}{match[1]}{{n}}.{match[3]}", int(match[2])))
    return found


__all__ = ["Anchor", "Group", "HostilePageError", "Looked", "look"]
