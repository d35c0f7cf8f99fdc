"""A definition file in TOML: tables come out key by key, each checked; a wrong one is named with file, key, remedy."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from crawlers.errors import DefinitionError


def read(path: Path) -> Table:
    """Read a TOML file; DefinitionError when it is missing or cannot be parsed."""
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise DefinitionError(path, "", f"cannot be read ({error.strerror}); name a readable file.") from error
    except UnicodeDecodeError as error:
        raise DefinitionError(path, "", f"is not UTF-8 (byte {error.start}); save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(path, "", f"is no valid TOML: {error}; put that line right.") from error
    return Table(path=path, at="", values=values)


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of a definition file. `at` is its dotted place: `topic[1].place`."""

    path: Path
    at: str
    values: Mapping[str, Any]

    def wrong(self, key: str, remedy: str) -> NoReturn:
        """Raise DefinitionError for one key of this table; "" for the table itself."""
        raise DefinitionError(self.path, ".".join(filter(None, (self.at, key))), remedy)

    def only(self, *known: str) -> None:
        """Refuse a key that is not among these, and name the near ones."""
        for key in self.values:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=2) or list(known)
                self.wrong(key, f"is not a known key; did you mean {' or '.join(near)}?")

    def text(self, key: str, default: str | None = None) -> str:
        """Return a string that is not empty."""
        value = self.values.get(key, default)
        if not isinstance(value, str) or not value:
            self.wrong(key, 'write a string that is not empty, such as "西藏".' + _found(value))
        return value

    def one_of(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """Return a string that is one of these."""
        value = self.text(key, default)
        if value not in allowed:
            self.wrong(key, f"write one of {', '.join(allowed)}.{_found(value)}")
        return value

    def number(self, key: str, default: float | None = None, *, least: float = 0.0) -> float:
        """Return a number that is at least `least`."""
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not value >= least:
            self.wrong(key, f"write a number of at least {least:g}.{_found(value)}")
        return float(value)

    def truth(self, key: str, *, default: bool = False) -> bool:
        """Return true or false; `default` when it is missing."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.wrong(key, f"write true or false.{_found(value)}")
        return value

    def words(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of strings, none empty and none twice."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
            self.wrong(key, f'write a list of strings, such as ["西藏", "拉萨"].{_found(value)}')
        if required and not value:
            self.wrong(key, "name at least one word.")
        seen: set[str] = set()
        for word in value:
            if word in seen:
                self.wrong(key, f"names {word} twice; take one out.")
            seen.add(word)
        return tuple(value)

    def pattern(self, key: str) -> re.Pattern[str]:
        """Return a regular expression that compiles and does not match nothing."""
        return self._compiled(key, self.text(key))

    def patterns(self, key: str) -> tuple[re.Pattern[str], ...]:
        """Return a list of regular expressions that compile."""
        return tuple(self._compiled(key, one) for one in self.words(key))

    def table(self, key: str) -> Table:
        """Return a sub-table; an empty one when it is missing."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.wrong(key, f"write it as a table, [{key}].{_found(value)}")
        return Table(path=self.path, at=".".join(filter(None, (self.at, key))), values=value)

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return an array of tables ([[key]]), in order."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.wrong(key, f"write it as tables, each headed [[{key}]].{_found(value)}")
        place = ".".join(filter(None, (self.at, key)))
        return tuple(Table(path=self.path, at=f"{place}[{n}]", values=one) for n, one in enumerate(value, 1))

    def _compiled(self, key: str, pattern: str) -> re.Pattern[str]:
        try:
            compiled = re.compile(pattern)
        except re.error as error:
            self.wrong(key, f"{pattern} is no regular expression ({error}); put it right.")
        if compiled.search(""):
            self.wrong(key, f"{pattern} matches the empty string, so everywhere; make it say more.")
        return compiled


def _found(value: object) -> str:
    return " It is missing." if value is None else f" Found: {value!r}."
