"""Sets that grow together: nodes are joined two by two, unless a veto keeps their sets apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


class Unions:
    """Disjoint sets of document ids. The result depends on the order of `join` only where there is a veto."""

    def __init__(self, nodes: Iterable[int], vetoes: Iterable[tuple[int, int]] = ()) -> None:
        self._root = {node: node for node in nodes}
        self._members = {node: {node} for node in self._root}
        self._apart: defaultdict[int, set[int]] = defaultdict(set)
        for a, b in vetoes:
            self._apart[a].add(b)
            self._apart[b].add(a)

    def root(self, node: int) -> int:
        return self._root[node]

    def join(self, a: int, b: int) -> bool:
        """Make one set of the sets of two nodes; False where a veto stands between them."""
        small, large = sorted((self._root[a], self._root[b]), key=lambda root: len(self._members[root]))
        if small == large:
            return True
        if any(self._apart[node] & self._members[large] for node in self._members[small] if node in self._apart):
            return False
        for node in self._members[small]:
            self._root[node] = large
        self._members[large] |= self._members.pop(small)
        return True

    def sets(self) -> list[set[int]]:
        return list(self._members.values())
