"""A page's tags -> its lines and sections, in one walk; scripts and controls are left out, hidden elements marked.

Of the tree that a browser builds only sections are kept, for nothing asks for more. An end tag ends the innermost open
section of its name, but never reaches out of the cell or table it stands in; a cell or a row ends those before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import unescape
from typing import Final

from pipelines.extract.lines import Document, Line, Noted, Section
from pipelines.html.markup import Tag

# What a tag does to the lines; what is not listed runs on within its line. Up to BREAK they end the line before them.
SECTION: Final = 1
SECTION_END: Final = 2
PARAGRAPH: Final = 3
PARAGRAPH_END: Final = 4
BREAK: Final = 5
LINK: Final = 6
LINK_END: Final = 7
SKIPPED: Final = 8
SKIPPED_END: Final = 9
SILENT: Final = 10
NOTED: Final = 11
RUNS_ON: Final = 0

TAGS: Final = {
    SECTION: "div section article main td th tr table tbody thead tfoot ul ol dl center form fieldset header footer "
    "nav aside blockquote figure details",
    PARAGRAPH: "p h1 h2 h3 h4 h5 h6 li dd dt pre address figcaption caption summary",
    LINK: "a",
    SKIPPED: "noscript object select option button template svg canvas map audio video applet math datalist",
}
ENDS: Final = {SECTION: SECTION_END, PARAGRAPH: PARAGRAPH_END, LINK: LINK_END, SKIPPED: SKIPPED_END}
CHOICES: Final = frozenset(("select", "option", "datalist"))
"""Of what is skipped: these hold no blocks, so that one ends them."""
RANKS: Final = {"div": 1, "td": 2, "th": 2, "tr": 3, "tbody": 4, "thead": 4, "tfoot": 4, "table": 5, "body": 6}
"""An end tag reaches past open sections of its own rank and below: a stray </div> ends no cell."""
CELLS: Final = frozenset(("td", "th"))
ROWS: Final = CELLS | {"tr"}
GROUPS: Final = ROWS | {"tbody", "thead", "tfoot"}
FOLLOWED: Final = {"td": CELLS, "th": CELLS, "tr": ROWS, "tbody": GROUPS, "thead": GROUPS, "tfoot": GROUPS}
"""What of its own table an element ends when it begins."""
REACH: Final = 100
"""How many open sections an end tag looks through for its own; so deep, nobody has forgotten one by mistake."""


KINDS: Final = {
    **{name: kind for kind, names in TAGS.items() for name in names.split()},
    **{f"/{name}": ENDS[kind] for kind, names in TAGS.items() for name in names.split()},
    **dict.fromkeys(("br", "/br", "/body"), BREAK),
    "hr": PARAGRAPH_END,
    **dict.fromkeys(("html", "body", "meta"), NOTED),
    **dict.fromkeys(("title", "script", "style", "textarea", "iframe", "xmp"), SILENT),
    # The commonest of those that run on are found at once, too.
    **dict.fromkeys(("", "span", "/span", "img", "strong", "/strong", "link", "/script", "b", "/b"), RUNS_ON),
    **dict.fromkeys(("i", "/i", "em", "/em", "font", "/font", "input", "/iframe", "/style"), RUNS_ON),
    **dict.fromkeys(("path", "/path", "rect", "/rect", "label", "/label"), RUNS_ON),
}
"""What a tag does, by its name, an end tag's with its slash."""


def read(*pages: Iterable[Tag]) -> Document:
    """Read all lines and sections of one page; what follows the first is read as if it stood at the page's end."""
    walk = Walk()
    for tags in pages:
        walk.go(tags)
    return walk.document()


class Walk:
    """What is open while the tags go by."""

    __slots__ = ("body", "in_link", "lines", "links", "noted", "pieces", "root", "section", "sections", "tag", "tags")

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.noted: list[Noted] = []
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
        lines, pieces, sections, known = self.lines, self.pieces, self.sections, KINDS.get
        for _, name, written, text in self.tags:
            kind = known(name)
            if kind is None:
                name = name.lower()
                kind = known(name, RUNS_ON)
            if kind:
                if kind <= BREAK:
                    if pieces:
                        self._end_line()
                    if kind != BREAK:
                        self.tag = name if kind == PARAGRAPH else ""
                    if kind == SECTION:
                        if name != "div" or written[-1:] == "/":
                            self._begin(name, written)
                        else:  # the commonest, which ends nothing before it
                            self.section = Section(name, self.section, len(lines), written, self.in_link)
                            sections.append(self.section)
                    elif kind == SECTION_END:
                        section = self.section
                        if section.tag == name[1:] and section.parent:  # as nearly always: nothing else is open
                            section.end = len(lines)
                            self.section = section.parent
                            self.in_link = self.in_link and section.in_link
                        else:
                            self._end_named(name[1:])
                elif kind == LINK:
                    self.in_link = written[-1:] != "/" or not is_empty(written)
                elif kind == LINK_END:
                    self.in_link = False
                else:
                    text = self._leave_out(kind, name, written, text)
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
        if pieces:
            self._end_line()
        self._end(self.body)
        self.section = self.body

    def document(self) -> Document:
        """Return the lines and the sections that hold any."""
        self.root.end = self.body.end
        for name, written, _ in reversed(self.noted):  # of two bodies the first counts
            if name in ("html", "body"):
                (self.root if name == "html" else self.body).written = written
        sections = [section for section in self.sections if section.end > section.start]
        for section in sections:
            section.weigh_names()
        return Document(self.lines, sections, self.noted)

    def _end_line(self) -> None:
        pieces = self.pieces
        text = " ".join((pieces[0] if len(pieces) == 1 else "".join(pieces)).split())
        pieces.clear()
        if text:
            self.lines.append(Line(text, self.links, self.tag, self.section))
        self.links = 0

    def _begin(self, name: str, written: str) -> None:
        """Begin a section."""
        if name in FOLLOWED:
            self._end_before(FOLLOWED[name])
        if written[-1:] != "/" or not is_empty(written):
            self.section = Section(name, self.section, len(self.lines), written, self.in_link)
            self.sections.append(self.section)

    def _end_named(self, name: str) -> bool:
        """End the section that an end tag is meant for, if one is open."""
        section, rank = self.section, RANKS.get(name, 0)
        for _ in range(REACH):
            if section.tag == name:
                self._end(section)
                return True
            if section.parent is None or RANKS.get(section.tag, 0) > rank:
                return False
            section = section.parent
        return False

    def _end(self, ended: Section) -> None:
        """End an open section and all within it, with the links that began there."""
        if self.pieces:
            self._end_line()
        at = len(self.lines)
        section: Section | None = self.section
        while section is not None:
            section.end = at
            if section is ended:
                break
            section = section.parent
        self.section = ended.parent or self.body
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

    def _leave_out(self, kind: int, name: str, written: str, text: str) -> str:
        """Deal with a tag that is no part of any line; return the text that goes on after it."""
        if kind == SKIPPED:
            return text if is_empty(written) else self._pass_over(name)
        self.noted.append((name, written, text))
        return text if kind == NOTED else ""

    def _pass_over(self, name: str) -> str:
        """Leave an element out; return the text after its end, or after that of the section that it stands in."""
        within = [name]
        for _, other, written, text in self.tags:
            other = other.lower()
            kind = KINDS.get(other, RUNS_ON)
            if name in CHOICES and kind in (SECTION, PARAGRAPH):
                self._end_line()
                self.tag = other if kind == PARAGRAPH else ""
                if kind == SECTION:
                    self._begin(other, written)
                return text
            if kind in (SECTION, SKIPPED) and not is_empty(written):
                within.append(other)
            elif kind in (SECTION_END, SKIPPED_END):
                ended = other[1:]
                if ended in within[-REACH:]:
                    while within.pop() != ended:
                        pass
                    if not within:
                        return text
                elif self._end_named(ended):
                    return text
        return ""


def is_empty(written: str) -> bool:
    """Say whether a tag ends itself: `<div/>`, not `<a href=/>`."""
    return written[-1:] == "/" and (len(written) == 1 or written[-2] in " \"'\n\t")
