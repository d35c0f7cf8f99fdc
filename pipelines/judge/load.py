"""data/topics.toml comes in, checked key by key; its topics go out, with every pattern compiled."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

from pipelines.definitions import Table, read
from pipelines.judge.hints import Hints
from pipelines.judge.scan import Scan
from pipelines.judge.topics import (
    Decoy,
    Effect,
    FieldWeights,
    News,
    NotNews,
    Outlets,
    PlaceWeights,
    Thresholds,
    Topic,
    Topics,
)
from pipelines.judge.words import Words

EFFECTS = ("remove", "lower", "flag")
PLACE_LISTS = ("words", "weak", "local_only", "elsewhere", "national", "neutral")
TIERS = ("tier1", "tier2", "tier3")
FIELD_LISTS = (*TIERS, "other", "neutral")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def load_topics(path: Path) -> Topics:
    """Read the topics; DefinitionError names file, key and remedy of the first thing wrong."""
    root = read(path)
    root.only("version", "topic")
    tables = root.tables("topic")
    if not tables:
        root.wrong("topic", "there is none; write at least one [[topic]].")
    topics = tuple(_topic(table) for table in tables)
    keys = [topic.key for topic in topics]
    for table, key in zip(tables, keys, strict=True):
        if keys.count(key) > 1:
            table.wrong("key", f"{key} is the key of two topics; rename one.")
    return Topics(version=root.text("version"), topics=topics)


def _topic(table: Table) -> Topic:
    table.only("key", "name", "thresholds", "place", "field", "hints", "outlets", "news", "decoy")
    place, field = table.table("place"), table.table("field")
    decoys = tuple(_decoy(one) for one in table.tables("decoy"))
    return Topic(
        key=table.text("key"),
        name=table.text("name"),
        thresholds=_thresholds(table.table("thresholds")),
        place_weights=_place_weights(place.table("weights")),
        field_weights=_field_weights(field.table("weights")),
        places=_places(place),
        partners=place.patterns("partner"),
        field=_field(field),
        hints=_hints(table.table("hints")) if "hints" in table.values else None,
        decoys=decoys,
        decoy_scan=Scan([one.pattern for one in decoys]),
        outlets=_outlets(table.table("outlets")),
        news=_news(table.table("news")),
    )


def _thresholds(table: Table) -> Thresholds:
    table.only("on", "unsure", "lead_chars", "latin", "least_chars")
    on, unsure = table.number("on"), table.number("unsure")
    if unsure > on:
        table.wrong("unsure", f"{unsure:g} is above on, {on:g}; make it at most that.")
    lead, least = int(table.number("lead_chars", least=1)), int(table.number("least_chars"))
    latin = table.number("latin", 1, least=1)
    return Thresholds(on=on, unsure=unsure, lead_chars=lead, latin=latin, least_chars=least)


def _place_weights(table: Table) -> PlaceWeights:
    table.only("title", "lead", "spread", "weak", "wide", "focus", "least", "alone", "home", "national")
    return PlaceWeights(
        title=table.number("title"),
        lead=table.number("lead"),
        spread=table.number("spread"),
        weak=table.number("weak"),
        wide=table.number("wide", least=0.001),
        focus=table.number("focus", least=0.001),
        least=table.number("least", 0.001, least=0.001),
        alone=table.number("alone", 0),
        home=table.number("home", 0),
        national=table.number("national"),
    )


def _field_weights(table: Table) -> FieldWeights:
    table.only("title", "lead", "spread", "breadth", *TIERS, "act", "wide", "broad", "focus", "single", "passing")
    return FieldWeights(
        title=table.number("title"),
        lead=table.number("lead"),
        spread=table.number("spread"),
        breadth=table.number("breadth"),
        tier1=table.number("tier1"),
        tier2=table.number("tier2"),
        tier3=table.number("tier3"),
        act=table.number("act", 0),
        wide=table.number("wide", least=0.001),
        broad=table.number("broad", least=0.001),
        focus=table.number("focus", 0),
        single=table.number("single", 1),
        passing=table.number("passing", 1),
    )


def _places(table: Table) -> Words:
    table.only(*PLACE_LISTS, "patterns", "partner", "weights")
    listed = {key: table.words(key, required=key == "words") for key in PLACE_LISTS}
    _only_once(table, listed)
    kinds = {
        "place" if key == "words" else "local" if key == "local_only" else key: words for key, words in listed.items()
    }
    return Words(kinds, {"place": table.patterns("patterns")})


def _field(table: Table) -> Words:
    table.only(*FIELD_LISTS, "patterns", "acts", "weights")
    listed = {key: table.words(key) for key in FIELD_LISTS}
    if not any(listed[key] for key in TIERS):
        table.wrong("tier1", "name at least one word in one of the tiers.")
    _only_once(table, listed)
    return Words(listed, {"tier2": table.patterns("patterns"), "act": table.patterns("acts")})


def _only_once(table: Table, listed: dict[str, tuple[str, ...]]) -> None:
    seen: dict[str, str] = {}
    for key, words in listed.items():
        for word in words:
            other = seen.setdefault(word.lower(), key)
            if other != key:
                table.wrong(key, f"{word} stands in {other} too; take one out.")


def _hints(table: Table) -> Hints:
    table.only("lift", "keeps", "least", "scale", "chars", "base", "learnt")
    weights: dict[str, float] = {}
    for one in table.text("learnt").split():
        piece, colon, weight = one.rpartition(":")
        if not colon or not _NUMBER.fullmatch(weight):
            table.wrong("learnt", f"{one} must be a piece of text, a colon and its weight, 屏:0.31.")
        weights[piece] = float(weight)
    return Hints(
        weights=weights,
        base=table.number("base", least=-100),
        least=table.number("least"),
        scale=table.number("scale", least=0.001),
        lift=table.number("lift"),
        keeps=table.number("keeps"),
        chars=int(table.number("chars", least=1)),
    )


def _decoy(table: Table) -> Decoy:
    table.only("pattern", "effect", "by", "why", "hit", "miss")
    pattern, effect = table.pattern("pattern"), table.one_of("effect", EFFECTS)
    for example in table.words("hit", required=True):
        if not pattern.search(example):
            table.wrong("hit", f"the pattern does not find {example}; put one of the two right.")
    for example in table.words("miss"):
        if pattern.search(example):
            table.wrong("miss", f"the pattern finds {example}; put one of the two right.")
    if effect != "lower" and "by" in table.values:
        table.wrong("by", "goes only with the effect lower; take it out.")
    by = table.number("by", least=0.001) if effect == "lower" else 0.0
    return Decoy(pattern=pattern, effect=cast(Effect, effect), by=by, why=table.text("why"))


def _outlets(table: Table) -> Outlets:
    table.only("hosts", "sources")
    for host in table.words("hosts"):
        if "://" in host or host != host.lower():
            table.wrong("hosts", f"{host} must be a host in lower case without https://.")
    return Outlets(hosts=table.words("hosts"), sources=table.words("sources"))


def _news(table: Table) -> News:
    table.only(
        "papers", "essays", "adverts", "signs", "paper_limit", "essay_limit", "advert_limit", "essay_news", "lower"
    )
    listed: list[tuple[NotNews, re.Pattern[str]]] = [
        *(("paper", one) for one in table.patterns("papers")),
        *(("advert", one) for one in table.patterns("adverts")),
        *(("essay", one) for one in table.patterns("essays")),
    ]
    return News(
        marks=Scan([one for _, one in listed]),
        kinds=tuple(kind for kind, _ in listed),
        signs=table.patterns("signs"),
        paper_limit=int(table.number("paper_limit", 2, least=1)),
        advert_limit=int(table.number("advert_limit", 2, least=1)),
        essay_limit=int(table.number("essay_limit", 2, least=1)),
        essay_news=int(table.number("essay_news", 0)),
        lower=table.number("lower", 0),
    )
