"""A parsed tree -> its lines of text in reading order, and the nested sections that hold them.

A line is what a reader sees as one: the text between two block boundaries or `<br>`. Bodies parted by bare `<br>`,
by `<p>` and by `<div>` therefore look alike to everything that follows. A section is an element that can hold lines;
it covers a range of them, so that every question about a section is a question about a range.
"""

from __future__ import annotations

from lxml import etree

from pipelines.extract.hints import hint
from pipelines.extract.parse import Element

SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "iframe",
        "object",
        "embed",
        "select",
        "option",
        "button",
        "input",
        "template",
        "svg",
        "canvas",
        "map",
        "audio",
        "video",
        "head",
        "applet",
        "math",
        "datalist",
    ]
)
SECTIONS = frozenset(
    [
        "html",
        "body",
        "div",
        "section",
        "article",
        "main",
        "td",
        "th",
        "tr",
        "table",
        "tbody",
        "thead",
        "tfoot",
        "ul",
        "ol",
        "dl",
        "center",
        "form",
        "fieldset",
        "header",
        "footer",
        "nav",
        "aside",
        "blockquote",
        "figure",
        "details",
    ]
)
PARAGRAPHS = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "dd",
        "dt",
        "pre",
        "address",
        "figcaption",
        "caption",
        "summary",
        "legend",
        "hr",
    ]
)
AGAINST_TAGS = frozenset(("nav", "footer", "aside", "form"))
INVISIBLE = ("display:none", "display: none", "visibility:hidden", "visibility: hidden")


class Section:
    """An element that holds lines `start` to `end` (not included)."""

    __slots__ = ("against", "depth", "element", "end", "favour", "gain", "hidden", "parent", "start")

    def __init__(self, element: Element, parent: Section | None, start: int) -> None:
        self.element = element
        self.parent = parent
        self.start = start
        self.end = start
        self.depth: int = parent.depth + 1 if parent else 0
        self.against: bool = parent.against if parent else False
        self.hidden: bool = parent.hidden if parent else False
        self.favour = 0
        self.gain = 0.0


class Line:
    """One line: `text` with single spaces, how many characters, how many of them within links."""

    __slots__ = ("bold", "image_before", "links", "section", "size", "tag", "text")

    def __init__(self, text: str, links: int, tag: str, section: Section) -> None:
        self.text = text
        self.size = len(text)
        self.links = links
        self.tag = tag
        self.section = section


class Document:
    """The lines of a page and its sections, outermost first."""

    __slots__ = ("lines", "sections")

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.sections: list[Section] = []


def read(root: Element) -> Document:
    """Read all lines and sections; scripts and controls are left out, hidden elements are kept and marked."""
    return _Reader(root).read()


class _Reader:
    """The state of one walk over the tree: the open line, the open section, the open links."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.document = Document()
        self.pieces: list[str] = []
        self.links = 0
        self.open_links = 0
        self.tag = ""
        self.section = Section(root, None, 0)
        self.document.sections.append(self.section)

    def read(self) -> Document:
        walk = etree.iterwalk(self.root, events=("start", "end"))
        add = self.add
        for event, element in walk:
            tag = element.tag
            if event == "start":
                if tag in SKIPPED:
                    walk.skip_subtree()
                    continue
                self.start(element, tag)
                if text := element.text:
                    add(text)
            else:
                if tag not in SKIPPED:
                    self.end(element, tag)
                if text := element.tail:
                    add(text)
        self.flush()
        self.section.end = len(self.document.lines)
        return self.document

    def add(self, text: str) -> None:
        self.pieces.append(text)
        if self.open_links:
            self.links += len(text.strip())

    def start(self, element: Element, tag: str) -> None:
        if tag in SECTIONS:
            self.flush()
            self.open(element, tag)
        elif tag in PARAGRAPHS:
            self.flush()
            self.tag = tag
        elif tag == "br":
            self.flush(keep=True)
        elif tag == "a":
            self.open_links += 1

    def end(self, element: Element, tag: str) -> None:
        if tag in SECTIONS:
            self.flush()
            if element is not self.root:
                self.section.end = len(self.document.lines)
                assert self.section.parent is not None
                self.section = self.section.parent
        elif tag in PARAGRAPHS:
            self.flush()
        elif tag == "a":
            self.open_links -= 1

    def open(self, element: Element, tag: str) -> None:
        if element is self.root:
            return
        section = Section(element, self.section, len(self.document.lines))
        attributes = element.attrib
        if attributes:
            if name := f"{attributes.get('class', '')} {attributes.get('id', '')}".strip():
                section.favour = hint(name)
            style = attributes.get("style")
            if (style and any(word in style.lower() for word in INVISIBLE)) or "hidden" in attributes:
                section.hidden = True
        if section.favour < 0 or tag in AGAINST_TAGS:
            section.against = True
        self.document.sections.append(section)
        self.section = section

    def flush(self, *, keep: bool = False) -> None:
        """Close the line; `keep` when the paragraph it stands in goes on."""
        if self.pieces:
            text = " ".join("".join(self.pieces).split())
            if text:
                self.document.lines.append(Line(text, self.links, self.tag, self.section))
            self.pieces.clear()
            self.links = 0
        if not keep:
            self.tag = ""
