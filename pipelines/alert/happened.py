"""What happened and what is to be told of it, as values: facts, never a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Cause = Literal[
    "story", "figure", "conflict", "target", "stale_reprint", "document_number", "independent_origin", "source"
]
KINDS: Final[tuple[Cause, ...]] = (
    "story",
    "figure",
    "conflict",
    "target",
    "stale_reprint",
    "document_number",
    "independent_origin",
    "source",
)
"""What a rule may ask to be told of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """One thing that a transaction brought about, whoever wants to know of it."""

    cause: Cause
    key: str
    """Which one: the same thing found again has the same key."""
    facts: Mapping[str, Any]
    """As JSON can hold them."""
    topic: str | None = None
    site: str | None = None
    story_id: int | None = None
    article_id: int | None = None
    figure_id: int | None = None
    indicators: tuple[str, ...] = ()
    size: int = 0
    """Of a stale reprint: how many pages carry it."""
    states: tuple[str, ...] = ()
    """Of a source: what it, or a channel of it, turned to; `recovered` for ok."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What is to be told, and where."""

    happening: Happening
    rule: str
    """The name of the first rule that asks for it."""
    channels: tuple[str, ...] = field(default=())
