"""A page read -> the signs by which kinds.py tells what it is when it is no article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from pipelines.extract.lines import Document, Line
from pipelines.extract.marks import is_link
from pipelines.extract.trim import Trimmed
from pipelines.extract.when import DATE
from pipelines.html.markup import Tag, attributes, named

UNDER = 12
"""Lines under the headline in which a wall may stand."""
BRIEF = 20
"""Characters of a sentence that can be a whole brief."""
SHORTEST_LINK = 8
LONGEST_LEAD = 200
LONGEST_STAMP = 20
NEAR = 4
"""Lines in which a date or an author may stand."""
LOOKED_AT = 4000
FEWEST_IMAGES = 3
STAMP = re.compile(r"[\[(（]?(?:\d{2,4}[-/.年])?(?:\d{1,2}[-/.月]\d{1,2}日?)?\s?(?:\d{1,2}:\d\d(?::\d\d)?)?[\])）]?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Signs:
    """What the rules look at, of a page with little text of its own."""

    tags: list[Tag]
    title: str
    """The title element and the headings."""
    page: str
    """All visible lines, up to a few thousand characters."""
    text: str
    """The body's lines."""
    links: int
    """Lines that only lead elsewhere."""
    stamped: int
    """Of these, how many stand beside a line that is a date or an hour alone."""
    has_sentence: bool
    captions: int
    under: str
    """The lines under the headline, the body's or not."""
    is_dated: bool
    """A date line stands right under the headline."""
    has_headline: bool
    """The headline stands before the text."""
    is_news: bool
    """A headline, a date and a sentence: what a brief has and an error page has not."""

    def has_frames(self) -> bool:
        """Say whether the page only parts a window."""
        return bool(named(self.tags, "frameset"))

    def has_scripts(self) -> bool:
        """Say whether scripts could show more than is there."""
        return bool(named(self.tags, "script"))

    def asks_password(self) -> bool:
        """Say whether there is a field for a password."""
        return any(attributes(written).get("type") == "password" for _, written, _ in named(self.tags, "input"))

    def images(self) -> int:
        """Count the images."""
        return len(named(self.tags, "img"))

    def has_player(self) -> bool:
        """Say whether an element is a player, or bears its name."""
        if named(self.tags, "video", "object", "embed"):
            return True
        for name, written, _ in named(self.tags, "iframe", "meta"):
            told = attributes(written)
            if name == "iframe" and any(word in told.get("src", "") for word in ("player", "video", "live")):
                return True
            if told.get("property") == "og:type" and told.get("content", "").startswith("video"):
                return True
        called_so = (attributes(written) for _, _, written, _ in self.tags if "player" in written)
        return any("player" in told.get("id", "") or "player" in told.get("class", "") for told in called_so)


def signs_of(tags: list[Tag], document: Document, page_title: str, parts: Trimmed, headline_at: int | None) -> Signs:
    """Gather what the rules look at."""
    shown = [line for line in document.lines if not line.section.hidden]
    headings = [line.text for line in shown if line.tag in ("h1", "h2", "h3")]
    own = [document.lines[at] for at in parts.body]
    under = document.lines[headline_at + 1 : headline_at + 1 + UNDER] if headline_at is not None else []
    has_sentence = any(line.worth >= BRIEF for line in own)
    has_date = any(line.size < 80 and not line.links > 0.5 * line.size and DATE.search(line.text) for line in shown)
    return Signs(
        tags=tags,
        title="\n".join([page_title, *headings[:5]]),
        page="\n".join(line.text for line in shown)[:LOOKED_AT],
        text="\n".join(line.text for line in own),
        links=sum(1 for line in shown if is_link(line)),
        stamped=sum(1 for line, after in pairwise(shown) if _is_stamp(line) and is_link(after)),
        has_sentence=has_sentence,
        captions=len(parts.captions) or _captions(shown),
        under="\n".join(line.text for line in under),
        is_dated=is_dated(document.lines, headline_at),
        has_headline=headline_at is not None,
        is_news=has_sentence and has_date and headline_at is not None,
    )


def is_dated(lines: list[Line], headline_at: int | None) -> bool:
    """Say whether a date line stands right under the headline."""
    under = lines[headline_at + 1 : headline_at + 3] if headline_at is not None else []
    return any(DATE.search(line.text) and not line.links > 0.5 * line.size for line in under)


def leads_of(lines: list[Line], headline_at: int | None) -> set[int]:
    """Return the lines of text that stand under a link of their own: a date and an author may stand between."""
    found: set[int] = set()
    link = -NEAR
    for at, line in enumerate(lines):
        if at == headline_at:
            link = -NEAR
        elif line.size >= SHORTEST_LINK and line.links >= 0.8 * line.size:
            link = at
        elif line.worth >= BRIEF and line.size < LONGEST_LEAD:
            if at - link < NEAR:
                found.add(at)
            link = -NEAR
    return found


def _captions(shown: list[Line]) -> int:
    """How many lines are marked up as captions, 0 when too few for a gallery; a linked card's caption is a link."""
    count = sum(1 for line in shown if line.tag == "figcaption" and not is_link(line))
    return count if count >= FEWEST_IMAGES else 0


def _is_stamp(line: Line) -> bool:
    return line.size <= LONGEST_STAMP and STAMP.fullmatch(line.text) is not None
