"""Copies: which documents tell one story, and who copied whom. Pure functions; `store` asks and writes.

    text -> canonical -> fingerprint -> (candidates of the store) -> compare -> pairs -> group -> stories and edges

Pairs are symmetric facts about two texts, stored once. Everything that depends on more than two documents is decided
again by `group` for the whole cluster, so that nothing depends on which page came first.
"""

from pipelines.dedupe.canonical import canonical
from pipelines.dedupe.compare import closest, compare
from pipelines.dedupe.fingerprint import VERSION, fingerprint
from pipelines.dedupe.group import group

__all__ = ["VERSION", "canonical", "closest", "compare", "fingerprint", "group"]
