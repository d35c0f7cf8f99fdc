"""What a site file says of where its fields stand -> the elements on a page.

CSS selectors are tried in order. One that matches nothing costs nothing here; the caller falls back to the rules that
serve every site and flags it, which is how a redesign shows. Only such a page is parsed into a tree: its body's element
is marked there, and the tree is written out again, to be read as every page is.
"""

from __future__ import annotations

from functools import lru_cache

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from crawlers.items import SiteHints
from pipelines.extract.lines import Document, Section
from pipelines.extract.walk import SECTION, TAGS
from pipelines.html import parse
from pipelines.html.parse import Element

MARK = "selected-as-body"
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
        self._html = html
        self._root = parse.parse(html) if site.selectors else None

    def marked(self) -> str:
        """Return the page, with a mark on the sections that hold the body's matches."""
        found = self._find("body")
        if not found or self._root is None:
            return self._html
        for element in found:
            holder: Element | None = element
            while holder is not None and holder.tag not in HOLDERS:
                holder = holder.getparent()
            if holder is not None:
                holder.set(MARK, "")
        return str(etree.tostring(self._root, method="html", encoding="unicode"))

    def text_of(self, field: str) -> str | None:
        """Return the text of the field's first match, None when there is none."""
        found = self._find(field)
        return " ".join("".join(map(str, found[0].itertext())).split()) if found else None

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


def body_of(document: Document) -> Section | None:
    """Return the innermost section that holds all that is marked, None without a mark on a section with lines."""
    best: Section | None = None
    for section in document.sections:
        if MARK not in section.written:
            continue
        while best is not None and not (section.start <= best.start and best.end <= section.end):
            if best.start <= section.start and section.end <= best.end:
                section = best
            elif section.parent is not None:
                section = section.parent
        best = section
    return best
