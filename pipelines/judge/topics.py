"""The values of data/topics.toml: what a topic's place, field, decoys and outlets are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipelines.judge.hints import Hints
from pipelines.judge.scan import Scan
from pipelines.judge.words import Words

Effect = Literal["remove", "lower", "flag"]


NotNews = Literal["paper", "advert", "essay"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Thresholds:
    """From which score an article is on topic or unsure, and how its text is cut."""

    on: float
    unsure: float
    lead_chars: int
    latin: float
    least_chars: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceWeights:
    """How much the place's words count by where they stand; see data/topics.toml for each."""

    title: float
    lead: float
    spread: float
    weak: float
    wide: float
    focus: float
    least: float
    alone: float
    home: float
    national: float


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldWeights:
    """How much the field's words count by where they stand and by tier."""

    title: float
    lead: float
    spread: float
    breadth: float
    tier1: float
    tier2: float
    tier3: float
    act: float
    wide: float
    broad: float
    focus: float
    single: float
    passing: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoy:
    """What looks like a word of the topic and is none."""

    pattern: re.Pattern[str]
    effect: Effect
    by: float
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlets:
    """Who means this region by 我区."""

    hosts: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """What tells a paper, an essay or an advertisement from news."""

    marks: Scan
    """The marks of papers, adverts and essays, in the order of `kinds`."""
    kinds: tuple[NotNews, ...]
    signs: tuple[re.Pattern[str], ...]
    paper_limit: int
    essay_limit: int
    advert_limit: int
    essay_news: int
    lower: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """One topic: an article is on it when it is about the place and about the field."""

    key: str
    name: str
    thresholds: Thresholds
    place_weights: PlaceWeights
    field_weights: FieldWeights
    places: Words
    """Classes: place, weak, local, elsewhere, national, neutral."""
    partners: tuple[re.Pattern[str], ...]
    """What stands behind another region's name where that is a partner's: 北京的老师 teach a class here."""
    field: Words
    """Classes: tier1, tier2, tier3, act, other, neutral."""
    hints: Hints | None
    """What was learnt of the field, where something was."""
    decoys: tuple[Decoy, ...]
    decoy_scan: Scan
    """The patterns of the decoys, in their order."""
    outlets: Outlets
    news: News


@dataclass(frozen=True, kw_only=True, slots=True)
class Topics:
    """All topics of one file, and its version."""

    version: str
    topics: tuple[Topic, ...]
