"""A parsed tree -> its lines of text in reading order, and the nested sections that hold them.

A line is what a reader sees as one: the text between two block boundaries or `<br>`. Bodies parted by bare `<br>`,
by `<p>` and by `<div>` therefore look alike to everything that follows. A section is an element that can hold lines;
it covers a range of them, so that every question about a section is a question about a range.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

from pipelines.extract.hints import hint
from pipelines.html.parse import Element

# How an element breaks the text; what is not listed runs on within its line.
SKIPPED: Final = 1
SECTION: Final = 2
PARAGRAPH: Final = 3
BREAK: Final = 4
LINK: Final = 5
TAGS: Final = {
    SKIPPED: "script style noscript iframe object embed select option button input template svg canvas map audio "
    "video head applet math datalist textarea xmp",
    SECTION: "html body div section article main td th tr table tbody thead tfoot ul ol dl center form fieldset "
    "header footer nav aside blockquote figure details",
    PARAGRAPH: "p h1 h2 h3 h4 h5 h6 li dd dt pre address figcaption caption summary legend hr",
    BREAK: "br",
    LINK: "a",
}
KINDS: Final = {tag: kind for kind, tags in TAGS.items() for tag in tags.split()}
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
    section: Section | None = None
    pieces: list[str] = []
    links = open_links = 0
    tag = ""

    def flush() -> None:
        nonlocal links
        if section is not None:
            lines.append(Line(" ".join("".join(pieces).split()), links, tag, section))
        pieces.clear()
        links = 0

    def close(kind: int) -> None:
        nonlocal section, tag
        if pieces:
            flush()
        tag = ""
        if kind == SECTION and section is not None:
            section.end = len(lines)
            section = section.parent

    # One flat loop over a stack of siblings: it runs for every tag of every page, and calls would cost more than the
    # work, while recursion would end at a thousand levels.
    stack: list[tuple[Iterator[Element], Element, int]] = []
    siblings: Iterator[Element] = iter((root,))
    while True:
        for element in siblings:
            kind = KINDS.get(element.tag, 0)
            if kind != SKIPPED:
                if kind == LINK:
                    open_links += 1
                elif kind:
                    if pieces:
                        flush()
                    if kind == PARAGRAPH:
                        tag = element.tag
                    elif kind == SECTION:
                        tag = ""
                        section = _open(element, section, len(lines))
                        sections.append(section)
                        elements.append(element)
                text = element.text
                if text:
                    if not text.isspace():
                        pieces.append(text)
                        if open_links:
                            links += len(text.strip())
                    elif pieces:
                        pieces.append(" ")
                if len(element):
                    stack.append((siblings, element, kind))
                    siblings = iter(element)
                    break
                if kind == LINK:
                    open_links -= 1
                elif kind and kind != BREAK:
                    close(kind)
            text = element.tail
            if text:
                if not text.isspace():
                    pieces.append(text)
                    if open_links:
                        links += len(text.strip())
                elif pieces:
                    pieces.append(" ")
        else:
            if not stack:
                break
            siblings, element, kind = stack.pop()
            if kind == LINK:
                open_links -= 1
            elif kind and kind != BREAK:
                close(kind)
            text = element.tail
            if text:
                if not text.isspace():
                    pieces.append(text)
                    if open_links:
                        links += len(text.strip())
                elif pieces:
                    pieces.append(" ")
    return document


def _open(element: Element, parent: Section | None, start: int) -> Section:
    """Open the section of an element, with what its names and its style say of it."""
    section = Section(element.tag, parent, start)
    name = ""
    for key, value in cast(list[tuple[str, str]], element.items()):
        if key in ("class", "id"):
            name = f"{name} {value}" if name else value
        elif key == "hidden" or (key == "style" and any(word in value.lower() for word in INVISIBLE)):
            section.hidden = True
    if name:
        section.favour = hint(name)
    if section.favour < 0 or section.tag in AGAINST_TAGS:
        section.against = True
    return section
