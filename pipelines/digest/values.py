"""What a digest shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True, slots=True)
class StoryRow:
    """One story of the time."""

    id: int
    title: str
    url: str | None
    origin: str | None
    confidence: str
    published_on: str | None
    copies: int
    mirrors: int
    origins: int
    new_copies: int = 0
    """Of one that was there before: the pages that joined."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One point of a series."""

    period: str
    value: str
    share: float
    """Of the greatest one, 0 to 1."""
    is_new: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class FigureRow:
    """One figure that nobody stated before."""

    indicator: str
    definition: str | None
    region: str | None
    period: str
    printed: str
    qualifier: str | None
    status: str
    measure: str
    growth_percent: float | None
    growth_base: str | None
    title: str
    url: str | None
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ConflictRow:
    """Figures that cannot all be true."""

    kind: str
    indicator: str
    definition: str | None
    region: str | None
    period: str | None
    sides: tuple[tuple[str, str | None, str | None], ...]
    """What each states, who, and on which day."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetRow:
    """A target of which the time brought what came."""

    indicator: str
    definition: str | None
    region: str | None
    period: str | None
    state: str
    printed: str
    outcome: str
    by: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceRow:
    """A source in trouble."""

    site: str
    publisher: str | None
    state: str
    since_on: str | None
    why: str
    channels: int
    """Of it that are in trouble; 0: the whole site."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """All of it."""

    what: str
    """daily or weekly"""
    first: date
    last: date
    stories: tuple[StoryRow, ...] = ()
    more_stories: int = 0
    """New ones that are not shown."""
    old_stories: int = 0
    """Stored in the time, and dated long before it."""
    grown: tuple[StoryRow, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    more_figures: int = 0
    conflicts: tuple[ConflictRow, ...] = ()
    targets: tuple[TargetRow, ...] = ()
    sources: tuple[SourceRow, ...] = ()
    articles: int = 0
    runs: int = 0
    failed_runs: int = 0

    @property
    def is_empty(self) -> bool:
        """Nothing is to be read."""
        return not (self.stories or self.grown or self.figures or self.conflicts or self.targets or self.sources)
