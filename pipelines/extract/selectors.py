"""What a site file says of where its fields stand -> the elements on a page.

CSS selectors are tried in order. One that matches nothing costs nothing here; the caller falls back to the rules that
serve every site and flags it, which is how a redesign shows. Only the pages of sites with selectors are parsed.
"""

from __future__ import annotations

from functools import lru_cache

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from crawlers.items import SiteHints
from pipelines.extract.lines import Document, Section
from pipelines.extract.walk import SECTION, TAGS
from pipelines.html import markup, parse
from pipelines.html.markup import Tag
from pipelines.html.parse import Element

MARK = " selected-as-body"
"""An attribute that a matched element's tag is given on the way to the lines."""
HOLDERS = frozenset((*TAGS[SECTION].split(), "body", "html"))


@lru_cache(maxsize=512)
def compiled(css: str) -> etree.XPath:
    """Compile one CSS selector; ValueError when it is none."""
    try:
        return etree.XPath(HTMLTranslator().css_to_xpath(css))
    except SelectorError as error:
        raise ValueError(f"{css!r} is no CSS selector: {error}") from error


class Selected:
    """What the selectors of a site's file match on one page."""

    def __init__(self, html: str, site: SiteHints) -> None:
        self._selectors = site.selectors
        self._root = parse.parse(html) if site.selectors else None

    def text_of(self, field: str) -> str | None:
        """Return the text of the field's first match, None when there is none."""
        found = self._find(field)
        return " ".join("".join(map(str, found[0].itertext())).split()) if found else None

    def marked(self, tags: list[Tag]) -> list[Tag]:
        """Return the page's tags, with a mark on those of the sections that hold the body's matches."""
        holders = {holder for element in self._find("body") if (holder := _holder(element)) is not None}
        if self._root is None or not holders:
            return tags
        places = _places(self._root, holders, tags)
        if len(places) < len(holders):
            # The parser has mended something before one: then the tree is written out, and read as a page.
            for holder in holders:
                holder.set(MARK.strip(), "")
            return markup.read(str(etree.tostring(self._root, method="html", encoding="unicode")))
        marked = tags.copy()
        for at in places:
            held, name, written, text = marked[at]
            marked[at] = (held, name, MARK + written, text)
        return marked

    def _find(self, field: str) -> list[Element]:
        """Return the elements of the first of the field's selectors that matches any with text in it."""
        if self._root is None:
            return []
        for css in self._selectors.get(field, ()):
            matches = _matches(compiled(css), self._root)
            found = [element for element in matches if any(text.strip() for text in element.itertext())]
            if found:
                return found
        return []


def _matches(xpath: etree.XPath, root: Element) -> list[Element]:
    found = xpath(root)
    return [each for each in found if isinstance(each, Element)] if isinstance(found, list) else []


def _holder(element: Element | None) -> Element | None:
    """The section that an element is or stands in."""
    while element is not None and element.tag not in HOLDERS:
        element = element.getparent()
    return element


def _places(root: Element, wanted: set[Element], tags: list[Tag]) -> list[int]:
    """Where these elements' tags stand: the third div of the tree is the third div of the page, if it looks so."""
    found: list[int] = []
    for name in {str(element.tag) for element in wanted}:
        places = (at for at, tag in enumerate(tags) if tag[1].lower() == name)
        for at, element in zip(places, root.iter(name), strict=False):
            if element in wanted:
                told = markup.attributes(tags[at][2])
                found += [at] if all(told.get(key) == element.get(key) for key in ("class", "id")) else []
    return found


def body_of(document: Document) -> Section | None:
    """Return the innermost section that holds all that is marked, None without a mark on a section with lines."""
    best: Section | None = None
    for section in document.sections:
        if MARK.strip() not in section.written:
            continue
        while best is not None and not (section.start <= best.start and best.end <= section.end):
            if best.start <= section.start and section.end <= best.end:
                section = best
            elif section.parent is not None:
                section = section.parent
        best = section
    return best
