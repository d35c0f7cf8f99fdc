"""What a site changed of an article: two texts in, words that stayed, went and came out.

A word is a number with what belongs to it (171.3亿), a word in Latin letters, or one character. Paragraphs are compared
first, and words only inside of those that changed, so that a long article costs little.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

Kind = Literal["same", "out", "in"]
_WORDS = re.compile(r"\d+(?:[.,:]\d+)*(?:[%％‰]|[十百千万亿]+)?|[A-Za-z]+|\s+|.", re.DOTALL)
_NUMBER = re.compile(r"\d")
WORDS_MAX = 4000
"""Two paragraphs that have more words together are shown one after the other."""
SAME_SHOWN = 60
"""Of a stretch that stayed, so many characters are shown at either end."""
FIELDS = ("title", "published_at", "source", "reprinted_from", "author", "editor", "original_title", "dateline")


@dataclass(frozen=True)
class Piece:
    """A run of text that stayed, went or came."""

    kind: Kind
    text: str
    is_figure: bool = False
    """A number that is another one now."""


@dataclass(frozen=True, kw_only=True)
class Revision:
    """How an article was changed at one time."""

    op: str
    at: str
    changed: Sequence[str]
    fields: Sequence[tuple[str, str | None, str | None]]
    """Field, what it was, what it became."""
    text: Sequence[Piece]
    """Empty where the text stayed the same."""


def revisions(article: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]) -> list[Revision]:
    """Compare each earlier form, the latest first, with the one that came after it."""
    found, later = [], article
    for form in earlier:
        fields = [(name, form[name], later[name]) for name in FIELDS if form[name] != later[name]]
        text = list(shortened(compare(form["text"], later["text"]))) if form["text"] != later["text"] else []
        changed = json.loads(form["changed"])
        found.append(Revision(op=form["op"], at=form["replaced_at"], changed=changed, fields=fields, text=text))
        later = form
    return found


def compare(old: str, new: str) -> list[Piece]:
    """Return the pieces of both texts, in order."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    pieces: list[Piece] = []
    for op, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        out, into = "".join(before[a:b]), "".join(after[c:d])
        pieces += [Piece("same", out)] if op == "equal" else _words(out, into)
    return pieces


def shortened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Leave out the middle of long stretches that stayed."""
    for piece in pieces:
        if piece.kind == "same" and len(piece.text) > 2 * SAME_SHOWN + 20:
            yield Piece("same", f"{piece.text[:SAME_SHOWN]} … {piece.text[-SAME_SHOWN:]}")
        else:
            yield piece


def _words(old: str, new: str) -> list[Piece]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > WORDS_MAX:
        return [Piece("out", old), Piece("in", new)]
    pieces: list[Piece] = []
    for op, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            pieces.append(Piece("same", "".join(before[a:b])))
            continue
        out, into = "".join(before[a:b]), "".join(after[c:d])
        pieces += [Piece("out", out, bool(_NUMBER.search(out)))] if out else []
        pieces += [Piece("in", into, bool(_NUMBER.search(into)))] if into else []
    return pieces
