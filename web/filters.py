"""What a reader of Today asked for: the address's arguments in, checked filters out, and back into an address."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from pipelines.chinese import to_simplified
from web.words import ROLES

WORD_MAX_CHARS = 40


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Each empty where nothing was asked; `before` is where the page before this one ended."""

    source: str = ""
    place: str = ""
    term: str = ""
    role: str = ""
    since: str = ""
    until: str = ""
    before: str = ""

    @classmethod
    def of(cls, args: Any) -> Self:
        """Read the arguments; what is no role, no day or no place in the list counts as not asked."""
        given = {each.name: (args.get(each.name) or "").strip()[:WORD_MAX_CHARS] for each in fields(cls)}
        return cls(
            source=to_simplified(given["source"]),
            place=to_simplified(given["place"]),
            term=to_simplified(given["term"]),
            role=given["role"] if given["role"] in ROLES else "",
            since=_day(given["since"]),
            until=_day(given["until"]),
            before=given["before"] if _place(given["before"]) else "",
        )

    @property
    def are_any(self) -> bool:
        """Something was asked for beside the place in the list."""
        return replace(self, before="") != type(self)()

    @property
    def start(self) -> tuple[str, int]:
        """The time and id below which the list goes on; both beyond all that is stored at its head."""
        return _place(self.before) or ((f"{self.until}T~" if self.until else "~"), 2**63 - 1)

    def address(self, *, before: str = "") -> str:
        """Write them as an address, going on from `before`."""
        words = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "before"}
        query = urlencode({name: word for name, word in (words | {"before": before}).items() if word})
        return f"/?{query}" if query else "/"


def _place(text: str) -> tuple[str, int] | None:
    """Read `2025-06-30T10:25+08:00_17`."""
    at, _, id_ = text.rpartition("_")
    return (at, int(id_)) if at[:4].isdecimal() and id_.isdecimal() and len(id_) < 19 else None


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""
