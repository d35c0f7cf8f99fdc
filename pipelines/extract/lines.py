"""A parsed tree -> its lines of text in reading order, and the nested sections that hold them.

A line is what a reader sees as one: the text between two block boundaries or `<br>`. Bodies parted by bare `<br>`,
by `<p>` and by `<div>` therefore look alike to everything that follows. A section is an element that can hold lines;
it covers a range of them, so that every question about a section is a question about a range.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from lxml import etree

from pipelines.extract.hints import hint
from pipelines.extract.parse import Element


class Kind(IntEnum):
    """How an element breaks the text; what is not listed runs on within its line."""

    SKIPPED = 1
    SECTION = 2
    PARAGRAPH = 3
    BREAK = 4
    LINK = 5


TAGS: Final = {
    Kind.SKIPPED: "script style noscript iframe object embed select option button input template svg canvas map audio "
    "video head applet math datalist textarea xmp",
    Kind.SECTION: "html body div section article main td th tr table tbody thead tfoot ul ol dl center form fieldset "
    "header footer nav aside blockquote figure details",
    Kind.PARAGRAPH: "p h1 h2 h3 h4 h5 h6 li dd dt pre address figcaption caption summary legend hr",
    Kind.BREAK: "br",
    Kind.LINK: "a",
}
KINDS: Final = {tag: int(kind) for kind, tags in TAGS.items() for tag in tags.split()}
AGAINST_TAGS: Final = frozenset(("nav", "footer", "aside", "form"))
INVISIBLE: Final = ("display:none", "display: none", "visibility:hidden", "visibility: hidden")


class Section:
    """An element that holds the lines from `start` to `end` (not included)."""

    __slots__ = ("against", "depth", "end", "favour", "gain", "hidden", "parent", "start", "tag")

    def __init__(self, tag: str, parent: Section | None, start: int) -> None:
        self.tag = tag
        self.parent = parent
        self.start = start
        self.end = start
        self.depth: int = parent.depth + 1 if parent else 0
        self.against = False
        """Its name, or that of a section around it, speaks against an article."""
        self.hidden = False
        self.favour = 0
        self.gain = 0.0


class Line:
    """One line: `text` with single spaces, how many characters, how many of them within links, what it is worth."""

    __slots__ = ("links", "section", "size", "tag", "text", "worth")

    def __init__(self, text: str, links: int, tag: str, section: Section) -> None:
        self.text = text
        self.size = len(text)
        self.links = links
        self.tag = tag
        self.section = section
        self.worth = 0.0


class Document:
    """The lines of a page and its sections, outermost first; the section of an element, for site selectors."""

    __slots__ = ("elements", "lines", "sections")

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.sections: list[Section] = []
        self.elements: list[Element] = []
        """The element of each section, by the same number."""


def read(root: Element) -> Document:
    """Read all lines and sections; scripts and controls are left out, hidden elements are kept and marked."""
    document = Document()
    lines, sections, elements = document.lines, document.sections, document.elements
    section = Section("html", None, 0)
    sections.append(section)
    elements.append(root)
    pieces: list[str] = []
    links = open_links = 0
    tag = ""

    def flush() -> None:
        nonlocal links
        text = " ".join("".join(pieces).split())
        if text:
            lines.append(Line(text, links, tag, section))
        pieces.clear()
        links = 0

    # One flat loop: it runs for every tag of every page, and calls would cost more than the work.
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        kind = KINDS.get(element.tag, 0)
        if event == "start":
            if kind == 1:
                walk.skip_subtree()
                continue
            if kind:
                if kind == 5:
                    open_links += 1
                else:
                    if pieces:
                        flush()
                    if kind == 3:
                        tag = element.tag
                    elif kind == 2:
                        tag = ""
                        if element is not root:
                            section = _open(element, section, len(lines))
                            sections.append(section)
                            elements.append(element)
            text = element.text
        else:
            if kind > 1:
                if kind == 5:
                    open_links -= 1
                elif kind != 4:
                    if pieces:
                        flush()
                    tag = ""
                    if kind == 2 and section.parent is not None:
                        section.end = len(lines)
                        section = section.parent
            text = element.tail
        if text:
            pieces.append(text)
            if open_links:
                links += len(text.strip())
    if pieces:
        flush()
    sections[0].end = len(lines)
    return document


def _open(element: Element, parent: Section, start: int) -> Section:
    """Open the section of an element, with what its names and its style say of it."""
    section = Section(element.tag, parent, start)
    attributes = element.attrib
    if attributes:
        name = f"{attributes.get('class', '')} {attributes.get('id', '')}"
        if len(name) > 1:
            section.favour = hint(name)
        style = attributes.get("style")
        if (style and any(word in style.lower() for word in INVISIBLE)) or "hidden" in attributes:
            section.hidden = True
    if section.favour < 0 or section.tag in AGAINST_TAGS:
        section.against = True
    return section
