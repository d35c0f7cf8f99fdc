"""Whom a story may have come from: members and their claims go in; candidates with what speaks for each come out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from crawlers.items import Document
from pipelines.dedupe.claims import Claim, Field, Houses, claim_of, has_own_dateline, host_of, own_house
from pipelines.dedupe.cluster import Cluster, is_excerpt_of
from pipelines.dedupe.when import is_before

TRUSTED: Final = frozenset({"official", "agency", "industry"})
_NAMED: Final[Mapping[Field, int]] = {"转自": 4, "来源": 3, "电头": 2}
_UNKNOWN_HOST: Final = 1
"""Taken off where nobody knows who publishes the page that names …"""
_UNKNOWN_BOTH: Final = 1
"""… and all that is left where nobody knows the one that it names either: a spinner's 来源 is often false."""
OWN_DATELINE: Final = 3
_HINT: Final = 1


@dataclass(kw_only=True, slots=True)
class Candidate:
    """An outlet that a story may have come from; `document` is None where it was named and not seen."""

    house: str
    name: str
    document: Document | None
    named_by: set[str] = field(default_factory=set)
    strong: int = 0
    hints: int = 0
    evidence: list[str] = field(default_factory=list)

    @property
    def weight(self) -> int:
        return self.strong + self.hints


def candidates_of(
    members: Sequence[Document],
    mirrors: Mapping[int, str],
    claims: Mapping[int, Claim],
    ends: Mapping[str, str],
    seen: Mapping[str, list[Document]],
    houses: Houses,
) -> list[Candidate]:
    """Return one candidate for each house where a chain of claims ends, with what speaks for it by name."""
    found: dict[str, Candidate] = {}
    for house, documents in seen.items():
        if ends[house] == house:
            document = next((one for one in documents if one.id not in claims), documents[0])
            found[house] = Candidate(house=house, name=document.publisher or host_of(document), document=document)
    for one in members:
        claim = claims.get(one.id)
        if not claim:
            continue
        end = ends.get(claim.house, claim.house)
        if end == own_house(one, houses) and one.id not in mirrors:
            continue  # it stands in a circle that ends with itself
        if end not in found:
            found[end] = Candidate(house=end, name=_name_of(end, claims), document=None)
        candidate = found[end]
        own = own_house(one, houses)
        if own in candidate.named_by:
            continue  # a host says the same on every page
        candidate.named_by.add(own)
        if one.publisher is not None and one.id not in mirrors:
            candidate.strong += _NAMED[claim.field]
        else:
            is_name_known = claim.house in seen or claim.house in houses
            candidate.strong += _NAMED[claim.field] - _UNKNOWN_HOST if is_name_known else _UNKNOWN_BOTH
        via = "" if end == claim.house else f" ({claim.name} names it in turn)"
        candidate.evidence.append(f"{claim.field} on {host_of(one)}{via}")
    return list(found.values())


def _name_of(house: str, claims: Mapping[int, Claim]) -> str:
    """Return the name by which most claims call a house: 经济日报 and 中国经济网 are one."""
    names = sorted(claim.name for claim in claims.values() if claim.house == house)
    return max(names, key=names.count, default=house)


def weigh(
    candidate: Candidate,
    document: Document,
    members: Sequence[Document],
    texts: Collection[int],
    cluster: Cluster,
    houses: Houses,
) -> None:
    """Add what the document itself speaks for; `texts` are the first documents with each text of the members."""
    if has_own_dateline(document, houses):
        candidate.strong += OWN_DATELINE
        candidate.evidence.append(f"its own dateline {document.dateline}")
    if len(members) == 1:
        return
    if document.publisher_class in TRUSTED and claim_of(document, houses) is None:
        candidate.hints += _HINT
        candidate.evidence.append("a known publisher that names nobody else")
    if _holds_the_others(document, members, texts, cluster):
        candidate.hints += _HINT
        candidate.evidence.append("the others are parts of its text")
    is_local = "西藏" in (document.publisher or "") or "xizang" in host_of(document)
    if is_local and "我区" in document.canonical and not all("我区" in cluster.by_id[id].canonical for id in texts):
        candidate.hints += _HINT
        candidate.evidence.append("it alone writes 我区")


def _holds_the_others(
    document: Document, members: Sequence[Document], texts: Collection[int], cluster: Cluster
) -> bool:
    """Say whether no text of the story holds the document's, and some later one is an excerpt of it."""
    parts = set()
    for id in texts:
        beside = cluster.between(document.id, id)
        if beside is None or beside.side == "in":
            return False
        if is_excerpt_of(beside):
            parts.add(id)
    if not parts:
        return False
    return not any(cluster.first(one.id) in parts and is_before(one, document) for one in members)


def hint_earliest(candidates: Sequence[Candidate], members: Sequence[Document]) -> None:
    """Of several documents, the first on a trusted clock is likelier the origin; a host that copies sets any date."""
    if len(members) < 2:
        return
    for one in members:
        if one.publisher_class in TRUSTED and one.published_at:
            for candidate in candidates:
                if candidate.document is one:
                    candidate.hints += _HINT
                    candidate.evidence.append("the earliest on a trusted clock")
            return
