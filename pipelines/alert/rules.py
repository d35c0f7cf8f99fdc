"""data/notices.toml as values: rules, channels, hours and digests; what is wrong is one sentence with file and key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Final, Literal, cast

from pipelines import definitions
from pipelines.alert.happened import KINDS, Cause

Kind = Literal["webhook", "mail", "wecom", "dingtalk", "feishu", "telegram", "slack"]
CHANNEL_KINDS: Final[tuple[Kind, ...]] = ("webhook", "mail", "wecom", "dingtalk", "feishu", "telegram", "slack")
STATES: Final = ("suspect", "down", "blocked", "recovered")
DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PER_HOUR: Final = 20
AGE_DAYS: Final = 14
_ENVIRONMENT: Final = re.compile(r"[A-Z][A-Z0-9_]*\Z")
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}\Z")
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\Z")


@dataclass(frozen=True, kw_only=True, slots=True)
class Hours:
    """A time of day, in Shanghai, in which nobody is to be woken: from 22:00 to 07:30."""

    begins: time
    ends: time

    def holds(self, local: datetime) -> bool:
        """Tell whether it is such a time; `local` is Shanghai's."""
        now = local.time().replace(tzinfo=None)
        if self.begins <= self.ends:
            return self.begins <= now < self.ends
        return now >= self.begins or now < self.ends


@dataclass(frozen=True, kw_only=True, slots=True)
class Channel:
    """A way to reach somebody. What must not be seen stands in the environment, and here is only where."""

    name: str
    kind: Kind
    url_env: str
    """The environment variable that holds its address."""
    secret_env: str | None = None
    """Of a webhook: the one that holds the key by which messages are signed."""
    language: Literal["zh", "en"] = "zh"
    per_hour: int = PER_HOUR
    quiet: Hours | None = None
    digests: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """What is told, and where. A list that is empty narrows nothing."""

    name: str
    tell: tuple[Cause, ...]
    channels: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    stories: tuple[int, ...] = ()
    copies: int = 2
    states: tuple[str, ...] = STATES


@dataclass(frozen=True, kw_only=True, slots=True)
class Digests:
    """When digests are sent, in Shanghai: the daily one of yesterday, the weekly one of the seven days before."""

    daily: time = time(8, 30)
    weekly: time = time(8, 30)
    weekday: int = 0
    """Of the weekly one; 0 is Monday."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeRules:
    """All of the file. Without one, nothing is told."""

    rules: tuple[Rule, ...] = ()
    channels: Mapping[str, Channel] = field(default_factory=dict)
    digests: Digests = field(default_factory=Digests)
    age_days: int = AGE_DAYS

    @property
    def followed(self) -> tuple[int, ...]:
        """The stories that some rule follows."""
        return tuple(sorted({id_ for rule in self.rules for id_ in rule.stories}))


def load_notices(path: Path) -> NoticeRules:
    """Read the file; DefinitionError names file, key and remedy of the first thing that is wrong."""
    top = definitions.read(path)
    top.only("version", "age_days", "digest", "channel", "rule")
    top.text("version")
    channels: dict[str, Channel] = {}
    for table in top.tables("channel"):
        channel = _channel(table)
        if channel.name in channels:
            table.wrong("name", f"{channel.name} is named twice; give each channel a name of its own.")
        channels[channel.name] = channel
    return NoticeRules(
        rules=tuple(_rule(table, channels) for table in top.tables("rule")),
        channels=channels,
        digests=_digests(top.table("digest")),
        age_days=_whole(top, "age_days", AGE_DAYS, 1, 36500),
    )


def _channel(table: definitions.Table) -> Channel:
    table.only("name", "kind", "url_env", "secret_env", "language", "per_hour", "quiet", "digests")
    name = table.text("name")
    if not _NAME.match(name):
        table.wrong("name", f"write small letters, digits, - and _, such as team-mail. Found: {name!r}")
    kind = cast(Kind, table.one_of("kind", CHANNEL_KINDS))
    secret = _environment(table, "secret_env") if "secret_env" in table.values else None
    if kind == "webhook" and secret is None:
        table.wrong("secret_env", "name the environment variable with the key that signs messages. It is missing.")
    if kind != "webhook" and secret is not None:
        table.wrong("secret_env", f"takes no key of its own: that of {kind} stands in its address; take the line out.")
    digests = table.words("digests")
    for word in digests:
        if word not in ("daily", "weekly"):
            table.wrong("digests", f"write daily, weekly or both. Found: {word!r}")
    return Channel(
        name=name,
        kind=kind,
        url_env=_environment(table, "url_env"),
        secret_env=secret,
        language=cast(Literal["zh", "en"], table.one_of("language", ("zh", "en"), "zh")),
        per_hour=_whole(table, "per_hour", PER_HOUR, 1, 1000),
        quiet=_hours(table, "quiet"),
        digests=digests,
    )


def _rule(table: definitions.Table, channels: Mapping[str, Channel]) -> Rule:
    table.only("name", "tell", "channels", "topics", "sites", "indicators", "stories", "copies", "states")
    tell = table.words("tell", required=True)
    for word in tell:
        if word not in KINDS:
            table.wrong("tell", f"write some of {', '.join(KINDS)}. Found: {word!r}")
    named = table.words("channels")
    for name in named:
        if name not in channels:
            table.wrong("channels", f"there is no [[channel]] of the name {name!r}; add one or take the name out.")
    states = table.words("states") or STATES
    for word in states:
        if word not in STATES:
            table.wrong("states", f"write some of {', '.join(STATES)}. Found: {word!r}")
    stories = table.values.get("stories", [])
    if not isinstance(stories, list) or not all(type(id_) is int and id_ > 0 for id_ in stories):
        table.wrong("stories", f"write numbers of stories, such as [12, 40]. Found: {stories!r}")
    if not stories and {"document_number", "independent_origin"} & set(tell):
        table.wrong("stories", "name the stories that are followed, such as [12]. It is missing.")
    return Rule(
        name=table.text("name"),
        tell=cast(tuple[Cause, ...], tell),
        channels=named,
        topics=table.words("topics"),
        sites=table.words("sites"),
        indicators=table.words("indicators"),
        stories=tuple(stories),
        copies=_whole(table, "copies", 2, 1, 10_000),
        states=states,
    )


def _digests(table: definitions.Table) -> Digests:
    table.only("daily", "weekly")
    weekly = table.text("weekly", "Mon 08:30")
    day, _, clock = weekly.partition(" ")
    if day not in DAYS or not _CLOCK.match(clock):
        table.wrong("weekly", f"write a day and a time of Shanghai, such as Mon 08:30. Found: {weekly!r}")
    return Digests(
        daily=_clock(table, "daily", table.text("daily", "08:30")),
        weekly=_clock(table, "weekly", clock),
        weekday=DAYS.index(day),
    )


def _hours(table: definitions.Table, key: str) -> Hours | None:
    if key not in table.values:
        return None
    begins, _, ends = table.text(key).partition("-")
    return Hours(begins=_clock(table, key, begins), ends=_clock(table, key, ends))


def _clock(table: definitions.Table, key: str, text: str) -> time:
    match = _CLOCK.match(text)
    if not match:
        shown = "22:00-07:30" if key == "quiet" else "08:30"
        table.wrong(key, f"write a time of Shanghai, such as {shown}. Found: {table.values.get(key)!r}")
    return time(int(match[1]), int(match[2]))


def _environment(table: definitions.Table, key: str) -> str:
    """Return the name of a variable. An address written in its place is not repeated: it may hold a password."""
    name = table.text(key)
    if not _ENVIRONMENT.match(name):
        table.wrong(key, "write the name of an environment variable, such as NEWS_TEAM_URL, and never what it holds.")
    return name


def _whole(table: definitions.Table, key: str, default: int, least: int, most: int) -> int:
    value = table.values.get(key, default)
    if type(value) is not int or not least <= value <= most:
        table.wrong(key, f"write a whole number from {least} to {most}. Found: {value!r}")
    return value
