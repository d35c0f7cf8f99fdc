"""What a page is read into: its lines of text in reading order, and the nested sections that hold them.

A line is what a reader sees as one: the text between two block boundaries or `<br>`. Bodies parted by bare `<br>`,
by `<p>` and by `<div>` therefore look alike to everything that follows. A section is an element that can hold lines;
it covers a range of them, so that every question about a section is a question about a range.
"""

from __future__ import annotations

from typing import Final

from pipelines.extract.hints import Hint, hints

AGAINST_TAGS: Final = frozenset(("nav", "footer", "aside", "form"))


Noted = tuple[str, str, str]
"""A tag's name, its attributes as written, what it holds."""


class Section:
    """An element that holds the lines from `start` to `end` (not included)."""

    __slots__ = (
        "against",
        "depth",
        "end",
        "favour",
        "gain",
        "hidden",
        "in_link",
        "parent",
        "start",
        "tag",
        "written",
    )

    def __init__(self, tag: str, parent: Section | None, start: int, written: str = "", in_link: bool = False) -> None:
        self.tag = tag
        self.parent = parent
        self.start = start
        self.end = start
        self.written = written
        """Its attributes as written."""
        self.in_link = in_link
        """It began within a link."""
        self.depth: int = parent.depth + 1 if parent else 0
        self.favour: Hint
        self.hidden: bool
        self.against: bool
        """Its name, or that of a section around it, speaks against an article."""
        self.gain = 0.0

    def weigh_names(self) -> None:
        """Read what its class, id and style say of it."""
        self.favour, self.hidden = hints(self.written) if self.written else (0, False)
        self.against = self.favour < 0 or self.tag in AGAINST_TAGS


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
    """The lines of a page and its sections, outermost first, none without lines."""

    __slots__ = ("lines", "noted", "sections")

    def __init__(self, lines: list[Line], sections: list[Section], noted: list[Noted]) -> None:
        self.lines = lines
        self.sections = sections
        self.noted = noted
        """What stands in no line: metas, the title, scripts, the roots."""

    @property
    def levels(self) -> int:
        """How many sections stand in one another at most."""
        return max((section.depth for section in self.sections), default=0)
