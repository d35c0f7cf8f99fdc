"""The spider loader: the files of crawlers/spiders come in, one site each; a broken file stops that site only.

`broken` maps the key of such a site to the sentence that says what is wrong; whoever crawls them all tells it.
"""

from __future__ import annotations

import builtins
import difflib
import importlib
import importlib.util
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields
from types import ModuleType, TracebackType
from typing import Self, get_args

from scrapy import Request
from scrapy.settings import BaseSettings

from crawlers.definition import shown
from crawlers.errors import DefinitionError, NewsError, UsageError
from crawlers.site import NewsSpider
from crawlers.ways import Way

WRITING_FAULTS = (
    SyntaxError,
    ImportError,
    NameError,
    AttributeError,
    TypeError,
    ValueError,
    LookupError,
    ArithmeticError,
    OSError,
    re.error,
)
"""What importing a wrongly written file raises. A fault of Python itself (MemoryError …) is none of them."""
UNKNOWN_WORD = re.compile(r"\b(\w+)\.__init__\(\) got an unexpected keyword argument '(\w+)'")


class UnknownSiteError(UsageError, KeyError):
    """No site has this key. A KeyError too, as Scrapy's loader protocol asks."""

    __str__ = Exception.__str__


class SiteLoader:
    """The sites of the packages in SPIDER_MODULES."""

    def __init__(self, packages: list[str]) -> None:
        self._sites: dict[str, type[NewsSpider]] = {}
        self._faults: dict[str, DefinitionError] = {}
        for package in packages:
            for module in _modules(package):
                self._load(module)

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Load what SPIDER_MODULES names; a broken site is noted, not raised."""
        return cls(settings.getlist("SPIDER_MODULES"))

    @property
    def broken(self) -> dict[str, str]:
        """Site key to the sentence that names file, field and remedy."""
        return {key: str(fault) for key, fault in sorted(self._faults.items())}

    def load(self, spider_name: str) -> type[NewsSpider]:
        """Return the site of that key; DefinitionError when it is broken, UnknownSiteError when there is none."""
        if spider_name in self._faults:
            raise self._faults[spider_name]
        if spider_name not in self._sites:
            near = difflib.get_close_matches(spider_name, self._sites, n=2, cutoff=0.5)
            meant = f"did you mean {' or '.join(near)}?" if near else "`scrapy list` names the sites."
            raise UnknownSiteError(f"{spider_name}: no such site; {meant}")
        return self._sites[spider_name]

    def list(self) -> builtins.list[str]:
        """Name the sites that can be crawled."""
        return sorted(self._sites)

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """Name the sites that own the host of a request."""
        return [key for key, site in sorted(self._sites.items()) if site.handles_request(request)]

    def _load(self, module_name: str) -> None:
        key = module_name.rpartition(".")[2]
        try:
            self._sites[key] = _site_of(importlib.import_module(module_name), key)
        except NewsError as fault:
            wrong = fault if isinstance(fault, DefinitionError) else DefinitionError(f"{key}.py", "", str(fault))
            self._faults[key] = wrong
        except WRITING_FAULTS as fault:
            self._faults[key] = _fault(module_name, fault)


def _modules(package: str) -> Iterator[str]:
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        yield f"{package}.{module.name}"


def _site_of(module: ModuleType, key: str) -> type[NewsSpider]:
    file = shown(module.__file__ or key)
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, NewsSpider) and value.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise DefinitionError(file, "", f"write one class of NewsSpider in it; it has {len(found)}.")
    (site,) = found
    if site.name != key:
        raise DefinitionError(file, "name", f"{site.name!r} is not the file's name; write {key!r} or rename the file.")
    return site


def _fault(module_name: str, fault: BaseException) -> DefinitionError:
    spec = importlib.util.find_spec(module_name)
    file = spec.origin if spec and spec.origin else module_name
    if isinstance(fault, SyntaxError):
        return DefinitionError(shown(fault.filename or file), f"line {fault.lineno}", f"{fault.msg}.")
    line = _line_in(file, fault.__traceback__)
    return DefinitionError(shown(file), f"line {line}" if line else "", _remedy(fault))


def _line_in(file: str, trace: TracebackType | None) -> int | None:
    line = None
    while trace:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _remedy(fault: BaseException) -> str:
    match = UNKNOWN_WORD.search(str(fault))
    ways = {way.__name__: [field.name for field in fields(way) if field.name != "_"] for way in get_args(Way)}
    if match and match[1] in ways:
        near = difflib.get_close_matches(match[2], ways[match[1]], n=1)
        meant = f"did you mean {near[0]}?" if near else f"it knows {', '.join(ways[match[1]])}."
        return f"{match[1]} has no word {match[2]!r}; {meant}"
    return f"{type(fault).__name__}: {fault}."
