"""Where a story came from: its members and whom they name go in, the origin with its evidence comes out.

Evidence, strongest first: 转自 and 来源 that name another outlet, a dateline of the host's own, which text contains
the others, local wording, the earliest time on a clock that is trusted. Never the earliest crawl. A mirror speaks
for whom it copied, and never for itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from crawlers.items import Document
from pipelines.dedupe.candidates import OWN_DATELINE, TRUSTED, Candidate, candidates_of, hint_earliest, weigh
from pipelines.dedupe.chains import follow
from pipelines.dedupe.claims import Claim, Houses, claim_of, own_house
from pipelines.dedupe.cluster import Cluster

MOST_TOLD: Final = 4
"""So much evidence is told of an origin."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """The decision, and the claims that it weighed."""

    document: Document | None
    name: str | None
    house: str | None
    confidence: Literal["high", "medium", "unknown"]
    evidence: str
    flags: tuple[str, ...]
    claims: Mapping[int, Claim]


def find_origin(members: Sequence[Document], mirrors: Mapping[int, str], cluster: Cluster, houses: Houses) -> Origin:
    """Decide where the story of these members, in the order of time and URL, came from."""
    claims = {one.id: claim for one in members if (claim := claim_of(one, houses))}
    seen: defaultdict[str, list[Document]] = defaultdict(list)
    for one in members:
        if one.id not in mirrors:
            seen[own_house(one, houses)].append(one)
    ends, flags = follow(claims, seen)
    candidates = candidates_of(members, mirrors, claims, ends, seen, houses)
    texts = {cluster.first(one.id) for one in members}
    for candidate in candidates:
        if candidate.document:
            weigh(candidate, candidate.document, members, texts, cluster, houses)
    hint_earliest(candidates, members)
    if not candidates:
        return Origin(
            document=None, name=None, house=None, confidence="unknown", evidence="", flags=flags, claims=claims
        )
    best, *others = sorted(candidates, key=lambda one: _rank(one, cluster))
    if sum(one.strong > 0 for one in candidates) > 1:
        flags = (*flags, "conflicting_claims")
    return Origin(
        document=best.document,
        name=best.name,
        house=best.house,
        confidence=_confidence(best, others),
        evidence=_told(best.evidence),
        flags=flags,
        claims=claims,
    )


def _told(evidence: Sequence[str]) -> str:
    """Put evidence into a sentence; were all hosts named, the edges of every copy would change with every new one."""
    if len(evidence) > MOST_TOLD:
        evidence = [*evidence[:MOST_TOLD], "and others"]
    return "; ".join(evidence) or "nothing speaks for another"


def _rank(candidate: Candidate, cluster: Cluster) -> tuple[int, bool, bool, int, str]:
    """Sort by weight, then seen before named, trusted before others, then by time and URL."""
    document = candidate.document
    is_trusted = document is not None and document.publisher_class in TRUSTED
    at = cluster.rank[document.id] if document else len(cluster.documents)
    return -candidate.weight, document is None, not is_trusted, at, candidate.house


def _confidence(best: Candidate, others: Sequence[Candidate]) -> Literal["high", "medium", "unknown"]:
    """High: seen, and named or with its own dateline, and nobody else comes near. Medium: any evidence at all."""
    rival = max((one.strong for one in others), default=0)
    if best.document and best.strong >= OWN_DATELINE and best.strong >= rival + 2:
        return "high"
    return "medium" if best.strong or best.hints else "unknown"
