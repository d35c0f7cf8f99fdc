"""What a site file says of where its fields stand -> the elements on a page.

CSS selectors are tried in order. One that matches nothing costs nothing here; the caller falls back to the rules that
serve every site and flags it, which is how a redesign shows.
"""

from __future__ import annotations

from functools import lru_cache

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from crawlers.items import SiteHints
from pipelines.extract.lines import Document, Section
from pipelines.html.parse import Element


@lru_cache(maxsize=512)
def compiled(css: str) -> etree.XPath:
    """Compile one CSS selector; ValueError when it is none."""
    try:
        return etree.XPath(HTMLTranslator().css_to_xpath(css))
    except SelectorError as error:
        raise ValueError(f"{css!r} is no CSS selector: {error}") from error


def find(root: Element, site: SiteHints, field: str) -> list[Element]:
    """Return the elements of the first of the field's selectors that matches any with text in it."""
    for css in site.selectors.get(field, ()):
        found = [
            element for element in _matches(compiled(css), root) if any(text.strip() for text in element.itertext())
        ]
        if found:
            return found
    return []


def _matches(xpath: etree.XPath, root: Element) -> list[Element]:
    found = xpath(root)
    return [each for each in found if isinstance(each, Element)] if isinstance(found, list) else []


def text_of(root: Element, site: SiteHints, field: str) -> str | None:
    """Return the text of the field's first match, None when there is none."""
    found = find(root, site, field)
    return " ".join("".join(map(str, found[0].itertext())).split()) if found else None


def section_of(root: Element, document: Document, site: SiteHints) -> Section | None:
    """Return the innermost section that holds all matches of the body's selector, None without a match with lines."""
    by_element = {element: number for number, element in enumerate(document.elements)}
    best: Section | None = None
    for element in find(root, site, "body"):
        holder: Element | None = element
        while holder is not None and holder not in by_element:
            holder = holder.getparent()
        if holder is None:
            continue
        section = document.sections[by_element[holder]]
        while best is not None and not (section.start <= best.start and best.end <= section.end):
            if best.start <= section.start and section.end <= best.end:
                section = best
            elif section.parent is not None:
                section = section.parent
        best = section
    return best if best is not None and best.end > best.start else None
