"""Every regular expression of the project, by where it was found.

Expressions are found where they live: in the globals, classes and default arguments of every module of `crawlers` and
`pipelines`, in the rules they load from data/, and as literals within calls such as `re.sub("…", …)`.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import crawlers
import pipelines
from pipelines import flow

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
METHODS = {
    "match": "match",
    "fullmatch": "fullmatch",
    "search": "search",
    **dict.fromkeys(("finditer", "findall", "sub", "subn", "split"), "finditer"),
}
"""How an expression is used, and what costs the same."""
DEFAULT = frozenset(("search", "finditer"))
DEPTH = 6


@dataclasses.dataclass(frozen=True, kw_only=True)
class Found:
    """One expression, where it lives, and the methods it is used by."""

    where: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


def found() -> dict[str, Found]:
    """Return the expressions, each once, by a name for people."""
    used = _methods()
    once: dict[Any, Found] = {}
    for where, pattern in _everywhere():
        methods = used.get(where.rpartition(".")[2], DEFAULT)
        known = once.get(pattern.pattern)
        if known is None:
            once[pattern.pattern] = Found(where=where, pattern=pattern, methods=methods)
        elif methods is not DEFAULT:
            once[pattern.pattern] = dataclasses.replace(known, methods=methods)
    return {f"{at} {each.where}": each for at, each in enumerate(once.values())}


def _methods() -> dict[str, frozenset[str]]:
    """Return by the name of a global how it is used anywhere: `marks.DATE.search(…)` gives DATE: search."""
    used: dict[str, set[str]] = {}
    for module in _modules():
        for node in ast.walk(_tree(module)):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                owner = node.value
                name = (
                    owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
                )
                used.setdefault(name, set()).add(METHODS[node.attr])
    return {name: frozenset(methods) for name, methods in used.items() if name.isupper()}


def _everywhere() -> Iterator[tuple[str, re.Pattern[Any]]]:
    seen: set[int] = set()
    for module in _modules():
        yield from _within(module.__name__, vars(module), seen, DEPTH, module.__name__)
        yield from _literals(module)
    rules = flow.load_rules(DATA / "topics.toml", DATA / "publishers.toml", DATA / "indicators.toml")
    yield from _within("rules", rules, seen, 2 * DEPTH, "")


def _modules() -> Iterator[ModuleType]:
    for package in (crawlers, pipelines):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(info.name)


@cache
def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(Path(str(module.__file__)).read_text("utf-8"))


def _within(where: str, value: Any, seen: set[int], depth: int, home: str) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Walk a value: containers, dataclasses, the project's own classes, functions' defaults and closures."""
    if isinstance(value, re.Pattern):
        yield where, value
        return
    if depth == 0 or isinstance(value, str | bytes | int | float | ModuleType | None) or id(value) in seen:
        return
    seen.add(id(value))
    for name, inner in _inner(value, home):
        yield from _within(f"{where}.{name}" if name else where, inner, seen, depth - 1, home)


def _inner(value: Any, home: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        # In one order: what is made of a set of words has another in each process, and the names count.
        items = sorted(value.items(), key=lambda item: str(item[0]))
        yield from ((str(key) if isinstance(key, str) else "", inner) for key, inner in items)
    elif isinstance(value, list | tuple):
        yield from (("", inner) for inner in value)
    elif isinstance(value, set | frozenset):
        yield from (("", inner) for inner in sorted(value, key=str))
    elif isinstance(value, FunctionType):
        cells = (cell.cell_contents for cell in value.__closure__ or ())
        yield from (
            ("", inner) for inner in (*(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values(), *cells)
        )
    elif isinstance(value, type):
        if value.__module__ == home:
            yield from vars(value).items()
    elif dataclasses.is_dataclass(value):
        yield from ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
    elif type(value).__module__.startswith(("crawlers.", "pipelines.")) and hasattr(value, "__dict__"):
        yield from vars(value).items()


def _literals(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Find `re.sub("…", …)` and the like; flags do not matter for how an expression grows."""
    for node in ast.walk(_tree(module)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in {*METHODS, "compile"}
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield f"{module.__name__}:{node.lineno}", re.compile(node.args[0].value)
