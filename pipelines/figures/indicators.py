"""data/indicators.toml comes in, checked key by key; the indicators and regions that figures are named by go out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipelines.definitions import Table, read
from pipelines.figures.numerals import COUNTED, UNITS
from pipelines.figures.sentences import plain
from pipelines.figures.wordings import any_of, first_characters, literal_part

_KEYS = (
    "key",
    "family",
    "definition",
    "names",
    "patterns",
    "units",
    "flow",
    "counted",
    "anywhere",
    "needs",
    "least",
    "most",
    "series",
    "part",
    "whole",
    "headline",
    "instead_of",
    "beside",
)
_WORD, _CHARACTER = re.compile("[a-z]{4}"), re.compile("[\u4e00-\u9fff]")
_ANY = frozenset(("%", "个百分点", "倍", "番", COUNTED))
"""Growth and what an English noun counts may be of anything."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Indicator:
    """What a figure may be a figure of. Two definitions never share a series, so each is an indicator of its own."""

    key: str
    family: str
    """The wider thing that it counts towards: software_firms is of the family firms; else its own key."""
    definition: str
    names: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    unit: str
    """Of what states none: 7,140 5G base stations, and growth without a level."""
    units: frozenset[str]
    flow: bool
    """An amount of a period (revenue), no state (stations)."""
    needs: re.Pattern[str] | None
    """What else the sentence must say: 90家公立医院 are informatised hospitals only where it says 信息化."""
    anywhere: bool
    """What is needed may stand anywhere in the article."""
    counted: bool
    """Whatever counting word is printed (座, 处), the unit kept is the first: a series has one unit."""
    least: float
    most: float
    series: bool
    """False where the sentence decides of what it is (投资, 就业): such figures are kept and make no series."""
    part: str | None
    """Of a share, the indicators that it relates: 占GDP比重 is a share of the gdp."""
    whole: str | None
    headline: re.Pattern[str] | None
    """Where an article's headline says it, what stands under `instead_of` is this one: 总投资 of a data centre."""
    instead_of: tuple[str, ...]
    beside: tuple[str, ...]
    """The same where its sentence has one of these families: 投资26亿元 beside 机架2.4万架 is a data centre's."""


@dataclass(frozen=True, slots=True)
class Region:
    """A region that figures are of, and the words that mean it."""

    name: str
    words: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """An indicator's wording at its place in a plain sentence."""

    start: int
    end: int
    indicator: Indicator


@dataclass(frozen=True, slots=True)
class Place:
    """A region's name at its place in a plain sentence."""

    start: int
    end: int
    region: str


class Indicators:
    """All indicators and regions of one file, ready to be looked up."""

    def __init__(self, version: str, indicators: tuple[Indicator, ...], regions: tuple[Region, ...]) -> None:
        self.version = version
        self.indicators = indicators
        self._by_key = {one.key: one for one in indicators}
        self._by_name = {plain(name).lower(): one for one in indicators for name in one.names}
        self._names = re.compile(f"(?=({any_of(self._by_name)}))")
        self._patterns = tuple(
            (
                re.compile(pattern.pattern, re.I) if pattern.pattern.isascii() else pattern,
                literal_part(pattern.pattern).lower(),
                pattern.pattern.isascii(),
                one,
            )
            for one in indicators
            for pattern in one.patterns
        )
        self._shaped = lru_cache(maxsize=256)(self._patterns_for)
        self._regions = {plain(word): region.name for region in regions for word in region.words}
        self._places = re.compile(any_of(self._regions))
        shaped = [(pattern.pattern, region.name) for region in regions for pattern in region.patterns]
        self._shaped_regions = {f"r{at}": name for at, (_, name) in enumerate(shaped)}
        begins = first_characters(each for each, _ in shaped)
        any_shape = "|".join(f"(?P<r{at}>{each})" for at, (each, _) in enumerate(shaped))
        self._shapes = re.compile(f"(?=[{begins}])(?:{any_shape})" if shaped else "(?!)")

    def by_key(self, key: str | None) -> Indicator | None:
        """Return the indicator of a figure."""
        return self._by_key.get(key) if key else None

    def mentions(self, plain_sentence: str, units: frozenset[str]) -> tuple[Mention, ...]:
        """Find the longest wording at every place; some overlap, as 大数据应用示范 and 应用示范企业 do.

        `units` are those of the sentence's quantities: what fits none of them is not looked for.
        """
        lowered = plain_sentence.lower()
        found = {
            (match.span(1), self._by_name[match[1]].key): self._by_name[match[1]]
            for match in self._names.finditer(lowered)
        }
        is_english, is_chinese = bool(_WORD.search(plain_sentence)), bool(_CHARACTER.search(plain_sentence))
        met: dict[str, bool] = {}
        for pattern, literal, indicator in self._shaped(units, is_english, is_chinese):
            if literal not in lowered:
                continue
            if (needs := indicator.needs) and not indicator.anywhere:
                if needs.pattern not in met:
                    met[needs.pattern] = bool(needs.search(plain_sentence))
                if not met[needs.pattern]:
                    continue
            for match in pattern.finditer(plain_sentence):
                found[match.span(), indicator.key] = indicator
        return tuple(
            Mention(*span, indicator) for (span, _), indicator in sorted(found.items(), key=lambda one: one[0])
        )

    def _patterns_for(
        self, units: frozenset[str], is_english: bool, is_chinese: bool
    ) -> tuple[tuple[re.Pattern[str], str, Indicator], ...]:
        """Return what may match in such a sentence."""
        any_unit = not units.isdisjoint(_ANY)
        return tuple(
            (pattern, literal, one)
            for pattern, literal, is_ascii, one in self._patterns
            if (is_english if is_ascii else is_chinese) and (any_unit or not units.isdisjoint(one.units))
        )

    def told(self, headline: str) -> dict[str, Indicator]:
        """Return what stands for wider indicators in an article of this headline."""
        found = [one for one in self.indicators if one.headline and one.headline.search(headline)]
        return {key: one for one in found for key in one.instead_of}

    def beside(self, mentions: Sequence[Mention], units: frozenset[str]) -> dict[str, Indicator]:
        """Return what stands for wider indicators in a sentence that counts something else in these units too."""
        families = {each.indicator.family for each in mentions if units & each.indicator.units}
        found = [one for one in self.indicators if one.beside and not families.isdisjoint(one.beside)]
        return {key: one for one in found for key in one.instead_of}

    def subject(self, headline: str) -> str | None:
        """Return the key of what a headline speaks of first, by name."""
        found = self._names.search(headline.lower())
        return self._by_name[found[1]].key if found else None

    def named(self, words: str) -> Indicator | None:
        """Return what these words by themselves name."""
        if found := self._by_name.get(words.lower()):
            return found
        return next((one for pattern, _, _, one in self._patterns if pattern.fullmatch(words)), None)

    def places(self, plain_sentence: str) -> tuple[Place, ...]:
        """Find the regions named, in order."""
        found = [Place(*match.span(), self._regions[match[0]]) for match in self._places.finditer(plain_sentence)]
        shaped = [match for match in self._shapes.finditer(plain_sentence) if match.lastgroup]
        found += [Place(*match.span(), self._shaped_regions[match.lastgroup or ""]) for match in shaped]
        return tuple(sorted(found, key=lambda place: place.start))


def load_indicators(path: Path) -> Indicators:
    """Read the indicators; DefinitionError names file, key and remedy of the first thing wrong."""
    root = read(path)
    root.only("version", "indicator", "region")
    tables = root.tables("indicator")
    if not tables:
        root.wrong("indicator", "there is none; write at least one [[indicator]].")
    indicators = tuple(_indicator(table) for table in tables)
    seen: dict[tuple[str, str], str] = {}
    for table, one in zip(tables, indicators, strict=True):
        for kind, word in (("key", one.key), *(("names", name.lower()) for name in one.names)):
            if (kind, word) in seen:
                table.wrong(kind, f"{word} stands under {seen[kind, word]} too; take one out.")
            seen[kind, word] = one.key
    _check_shares(tables, indicators)
    keys = {one.key for one in indicators}
    for table, one in zip(tables, indicators, strict=True):
        if bool(one.headline or one.beside) != bool(one.instead_of):
            table.wrong("instead_of", "goes with `headline` or `beside`, and either goes with it: write both or none.")
        for key in one.beside:
            if key not in {each.family for each in indicators}:
                table.wrong("beside", f"{key} is no indicator's family; name one that is.")
        for key in one.instead_of:
            if key not in keys:
                table.wrong("instead_of", f"{key} is no indicator; name one that is.")
    return Indicators(root.text("version"), indicators, _regions(root))


def _indicator(table: Table) -> Indicator:
    table.only(*_KEYS)
    names, patterns = table.words("names"), table.patterns("patterns")
    if not names and not patterns:
        table.wrong("names", "write at least one name or pattern.")
    units = table.words("units", required=True)
    least, most = table.number("least", 0), table.number("most", 100 if units == ("%",) else float("inf"))
    if least > most:
        table.wrong("least", f"{least:g} is above most, {most:g}; make it at most that.")
    for unit in units:
        if unit not in UNITS:
            table.wrong("units", f"{unit} is no unit that is read; write one of {'、'.join(sorted(UNITS))}.")
    return Indicator(
        key=table.text("key"),
        family=table.text("family") if "family" in table.values else table.text("key"),
        definition=table.text("definition"),
        names=names,
        patterns=patterns,
        unit=units[0],
        units=frozenset(units),
        flow=table.truth("flow"),
        counted=table.truth("counted"),
        anywhere=table.truth("anywhere"),
        needs=re.compile(table.pattern("needs").pattern, re.I) if "needs" in table.values else None,
        least=least,
        most=most,
        series=table.truth("series", default=True),
        part=table.text("part") if "part" in table.values else None,
        whole=table.text("whole") if "whole" in table.values else None,
        headline=table.pattern("headline") if "headline" in table.values else None,
        instead_of=table.words("instead_of"),
        beside=table.words("beside"),
    )


def _check_shares(tables: Sequence[Table], indicators: Sequence[Indicator]) -> None:
    """Refuse a share of what nothing measures: it could be held against nothing."""
    amounts = [one.key for one in indicators if one.series and one.units != {"%"}]
    for table, one in zip(tables, indicators, strict=True):
        for kind, other in (("part", one.part), ("whole", one.whole)):
            if (one.part is None) != (one.whole is None):
                table.wrong("part" if one.part is None else "whole", "a share relates two: name both or none.")
            if other is not None and one.units != {"%"}:
                table.wrong(kind, "only an indicator in % is a share; take it out.")
            if other is not None and other not in amounts:
                table.wrong(kind, f"{other} is no indicator of an amount that makes a series; name one that is.")


def _regions(root: Table) -> tuple[Region, ...]:
    regions: list[Region] = []
    seen: dict[str, str] = {}
    for table in root.tables("region"):
        table.only("name", "words", "patterns")
        region = Region(table.text("name"), table.words("words"), table.patterns("patterns"))
        for word in region.words:
            if word in seen:
                table.wrong("words", f"{word} stands under {seen[word]} too; take one out.")
            seen[word] = region.name
        regions.append(region)
    return tuple(regions)
