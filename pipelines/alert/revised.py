"""The figures of a page before and after its site edited it come in; those that changed go out, with what they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

_SAME: Final = ("indicator", "definition", "region", "slot", "status", "measure", "unit")
"""What two figures share that are one figure, said anew."""


def changed_figures(
    before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]
) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Return (was, is) of each whose print allows none of what it allowed: 171.3 to 173.1, not 171.3 to about 171."""
    stood: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for figure in before:
        stood.setdefault(_key(figure), []).append(figure)
    changed = []
    for figure in after:
        earlier = stood.get(_key(figure), [])
        if earlier and all(figure["high"] <= was["low"] or was["high"] <= figure["low"] for was in earlier):
            changed.append((earlier[0], figure))
    return changed


def _key(figure: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(figure[name] for name in _SAME)
