"""What extraction hands to cleaning: the lines around and in an article, each with its role, and the fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

BlockRole = Literal["body", "head", "tail", "caption"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """One line of the page, near or in the article."""

    text: str = field(repr=False)
    role: BlockRole


@dataclass(frozen=True, kw_only=True, slots=True)
class Extracted:
    """A page read: fields as printed, None where the page prints none; `kind` names a page that is no article."""

    url: str
    blocks: tuple[Block, ...] = ()
    kind: str | None = None
    reason: str = ""
    """Why it is no article, for people."""
    title: str | None = None
    published_at: str | None = None
    published_precision: Literal["minute", "day"] | None = None
    source: str | None = None
    reprinted_from: str | None = None
    author: str | None = None
    editor: str | None = None
    original_title: str | None = None
    dateline: str | None = None
    copyright_holder: str | None = None
    declared_language: str | None = None
    flags: tuple[str, ...] = ()
    version: str = ""
