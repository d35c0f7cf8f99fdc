"""A page's tags -> its lines and sections, in one walk; scripts and controls are left out, hidden elements marked.

Of the tree that a browser builds only sections are kept, for nothing asks for more. An end tag ends the innermost open
section of its name, but never reaches out of the cell or table it stands in; a cell or a row ends those before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import unescape
from typing import Final

from pipelines.extract.lines import Document, Line, Section
from pipelines.html.markup import Tag

SECTIONS: Final = (
    "div section article main td th tr table tbody thead tfoot ul ol dl center form fieldset header footer nav aside "
    "blockquote figure details"
).split()
PARAGRAPHS: Final = "p h1 h2 h3 h4 h5 h6 li dd dt pre address figcaption caption summary".split()
SKIPPED: Final = (
    "noscript object select option button template svg canvas map audio video applet math datalist".split()
)
CHOICES: Final = frozenset(("select", "option", "datalist"))
"""Of what is skipped: these hold no blocks, so that one ends them."""
RANKS: Final = {"div": 1, "td": 2, "th": 2, "tr": 3, "tbody": 4, "thead": 4, "tfoot": 4, "table": 5, "body": 6}
"""An end tag reaches past open sections of its own rank and below: a stray </div> ends no cell."""
CELLS: Final = frozenset(("td", "th"))
ROWS: Final = CELLS | {"tr"}
GROUPS: Final = ROWS | {"tbody", "thead", "tfoot"}
ENDS: Final = {"td": CELLS, "th": CELLS, "tr": ROWS, "tbody": GROUPS, "thead": GROUPS, "tfoot": GROUPS}
"""What of its own table an element ends when it begins."""
REACH: Final = 100
"""How many open sections an end tag looks through for its own; so deep, nobody has forgotten one by mistake."""


def read(*pages: Iterable[Tag]) -> Document:
    """Read all lines and sections of one page; what follows the first is read as if it stood at the page's end."""
    walk = Walk()
    for tags in pages:
        walk.go(tags)
    return walk.document()


class Walk:
    """What is open while the tags go by."""

    __slots__ = ("body", "in_link", "lines", "links", "pieces", "root", "section", "sections", "tag", "tags")

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.root = Section("html", None, 0)
        self.body = self.section = Section("body", self.root, 0)
        self.sections = [self.root, self.body]
        self.tags: Iterator[Tag] = iter(())
        self.pieces: list[str] = []
        """The texts of the line that is read."""
        self.links = 0
        """Characters of it within links."""
        self.in_link = False
        self.tag = ""
        """The paragraph that the line stands in, until another block begins or ends."""

    def go(self, tags: Iterable[Tag]) -> None:
        """Read a page's tags to their end."""
        self.tags = iter(tags)
        pieces = self.pieces
        for _, name, written, text in self.tags:
            if act := ACTS[name]:
                text = act(self, name, written, text)
            if not text:
                continue
            if text.isspace():
                if pieces:
                    pieces.append(" ")
                continue
            if "&" in text:
                text = unescape(text)
            pieces.append(text)
            if self.in_link:
                self.links += len(text.strip())
        self._end_line()
        self._end(self.body)
        self.section = self.body

    def document(self) -> Document:
        """Return the lines and the sections that hold any."""
        self.root.end = self.body.end
        sections = [section for section in self.sections if section.end > section.start]
        for section in sections:
            section.weigh_names()
        return Document(self.lines, sections)

    def begin_section(self, name: str, written: str, text: str) -> str:
        if self.pieces:
            self._end_line()
        self.tag = ""
        name = name.lower()
        if name in ENDS:
            self._end_before(ENDS[name])
        if not is_empty(written):
            section = Section(name, self.section, len(self.lines), written, self.in_link)
            self.section = section
            self.sections.append(section)
        return text

    def end_section(self, name: str, written: str, text: str) -> str:
        if self.pieces:
            self._end_line()
        self.tag = ""
        if section := self._open(name[1:].lower()):
            self._end(section)
        return text

    def begin_paragraph(self, name: str, written: str, text: str) -> str:
        if self.pieces:
            self._end_line()
        self.tag = name.lower()
        return text

    def end_paragraph(self, name: str, written: str, text: str) -> str:
        if self.pieces:
            self._end_line()
        self.tag = ""
        return text

    def break_line(self, name: str, written: str, text: str) -> str:
        if self.pieces:
            self._end_line()
        return text

    def begin_link(self, name: str, written: str, text: str) -> str:
        self.in_link = not is_empty(written)
        return text

    def end_link(self, name: str, written: str, text: str) -> str:
        self.in_link = False
        return text

    def name_root(self, name: str, written: str, text: str) -> str:
        section = self.root if name.lower() == "html" else self.body
        section.written = section.written or written
        return text

    def drop(self, name: str, written: str, text: str) -> str:
        return ""

    def pass_over(self, name: str, written: str, text: str) -> str:
        """Leave an element out; return the text after its end, or after that of the section that it stands in."""
        if is_empty(written):
            return text
        within = [name.lower()]
        for _, other, written, text in self.tags:
            act, other = ACTS[other], other.lower()
            if act in BLOCKS and name.lower() in CHOICES:
                return act(self, other, written, text)
            if act in (Walk.begin_section, Walk.pass_over):
                if not is_empty(written):
                    within.append(other)
            elif act in (Walk.end_section, Walk.end_passed):
                other = other[1:]
                if other in within[-REACH:]:
                    while within.pop() != other:
                        pass
                    if not within:
                        return text
                elif section := self._open(other):
                    self._end(section)
                    return text
        return ""

    def end_passed(self, name: str, written: str, text: str) -> str:
        return text

    def _end_line(self) -> None:
        text = " ".join("".join(self.pieces).split())
        self.pieces.clear()
        if text:
            self.lines.append(Line(text, self.links, self.tag, self.section))
        self.links = 0

    def _open(self, name: str) -> Section | None:
        """The section that an end tag ends."""
        section, rank = self.section, RANKS.get(name, 0)
        for _ in range(REACH):
            if section.tag == name:
                return section
            if section.parent is None or RANKS.get(section.tag, 0) > rank:
                return None
            section = section.parent
        return None

    def _end(self, ended: Section) -> None:
        """End an open section and all within it, with the links that began there."""
        at = len(self.lines)
        section = self.section
        while section is not ended:
            section.end = at
            section = section.parent
        ended.end = at
        self.section = ended.parent
        self.in_link = self.in_link and ended.in_link

    def _end_before(self, tags: frozenset[str]) -> None:
        """End the cell or row that a new one follows."""
        section, ended = self.section, None
        for _ in range(REACH):
            if section.tag == "table" or section.parent is None:
                break
            if section.tag in tags:
                ended = section
            section = section.parent
        if ended:
            self._end(ended)


def is_empty(written: str) -> bool:
    """Say whether a tag ends itself: `<div/>`, not `<a href=/>`."""
    return written[-1:] == "/" and (len(written) == 1 or written[-2] in " \"'\n\t")


Act = Callable[[Walk, str, str, str], str]


BLOCKS: Final[tuple[Act, ...]] = (Walk.begin_section, Walk.begin_paragraph)


class Acts(dict[str, Act | None]):
    """What a tag does, by its name as written; what is not listed runs on within its line."""

    def __missing__(self, name: str) -> Act | None:
        return self.get(name.lower())


ACTS: Final = Acts(
    {
        **dict.fromkeys(SECTIONS, Walk.begin_section),
        **dict.fromkeys(PARAGRAPHS, Walk.begin_paragraph),
        **dict.fromkeys(SKIPPED, Walk.pass_over),
        **{f"/{name}": Walk.end_section for name in SECTIONS},
        **{f"/{name}": Walk.end_paragraph for name in PARAGRAPHS},
        **{f"/{name}": Walk.end_passed for name in SKIPPED},
        "br": Walk.break_line,
        "/br": Walk.break_line,
        "/body": Walk.break_line,
        "hr": Walk.end_paragraph,
        "a": Walk.begin_link,
        "/a": Walk.end_link,
        "html": Walk.name_root,
        "body": Walk.name_root,
        **dict.fromkeys(("title", "script", "style", "textarea", "iframe", "xmp"), Walk.drop),
        **dict.fromkeys(("span", "/span", "img", "strong", "/strong", "/script", "meta", "link", "b", "/b"), None),
        **dict.fromkeys(("i", "/i", "em", "/em", "font", "/font", "input", "/style", "", "/title"), None),
    }
)
