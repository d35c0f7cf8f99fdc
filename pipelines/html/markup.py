"""Decoded HTML -> its tags in reading order, each with the text that follows it: one expression, in one pass.

Tags are told from text as browsers do it: a `>` within a quoted value ends no tag, what a script holds is no markup, a
`<` before anything but a letter is text. A tag or a script that nobody closes runs to the end of the page.
Every repetition is possessive, so that a page costs time in proportion to its length, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import Final

from pipelines.html.limits import refuse_large

Tag = tuple[str, str, str, str]
"""Its name again if it holds what is no markup (a script); its name as written, an end tag's with the slash before it;
its attributes as written; what it holds, in the first case, or else the text up to the next tag, entities undecoded."""

_SPACE = r" \t\n\r\f"
_HOLDER = (
    r"(?:[sS](?:[cC][rR][iI][pP][tT]|[tT][yY][lL][eE])|[tT][eE][xX][tT][aA][rR][eE][aA]"
    rf"|[iI][fF][rR][aA][mM][eE]|[xX][mM][pP])(?=[{_SPACE}/>])"
)
_NAME = rf"/?[a-zA-Z][^{_SPACE}/>]*+"
_ATTRIBUTES = rf"[^>=]*+(?:=[{_SPACE}]*+(?:\"[^\"]*+\"|'[^']*+'|)[^>=]*+)*+"
_COMMENT = r"!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?>|\Z))"
_DECLARATION = r"[!?/][^>]*+>?+"
_HELD = rf"[^<]*+(?:<(?!/(?i:\1)[{_SPACE}/>])[^<]*+)*+"
_TEXT = r"[^<]*+(?:<(?![a-zA-Z/!?])[^<]*+)*+"
TAG: Final = re.compile(
    rf"(?:<(?:(?=({_HOLDER})|)({_NAME})({_ATTRIBUTES})>?+|{_COMMENT}|{_DECLARATION})|\A)((?(1){_HELD}|{_TEXT}))"
)
ATTRIBUTE: Final = re.compile(r"([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]*+)))?")


def read(html: str, *, has_zeros: bool = True) -> list[Tag]:
    """Return the tags, the first of them none for the text before them; HostilePageError for a page too large.

    `has_zeros` is false for what was decoded: a zero is looked for in bytes in no time, in wide characters one by one.
    """
    refuse_large(html)
    if has_zeros and "\x00" in html:
        html = html.replace("\x00", "")
    opened = html.find("<!--", html.rfind("-->") + 1)
    if opened >= 0:  # nobody closes it: it hides one tag, not the rest of the page
        html = html[:opened] + html[opened:].replace("<!--", "<!")
    tags: list[Tag] = TAG.findall(html)
    return tags


def named(tags: Iterable[Tag], *names: str) -> list[tuple[str, str, str]]:
    """Return name, attributes, and what it holds or is followed by, of each tag that bears one of these names."""
    spelt = {spelling: name for name in names for spelling in (name, name.upper(), name.title())}
    return [(spelt[tag[1]], *tag[2:]) for tag in tags if tag[1] in spelt]


def attributes(written: str) -> dict[str, str]:
    """Read a tag's attributes: names in lower case, values decoded; of two with one name the first counts."""
    found: dict[str, str] = {}
    for name, double, single, bare in ATTRIBUTE.findall(written):
        value = double or single or bare
        found.setdefault(name.lower(), unescape(value) if "&" in value else value)
    return found
