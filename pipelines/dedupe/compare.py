"""How two documents overlap: two documents go in, one pair or None comes out, whichever way round they are given.

Join: the same text, or one that stands in the other (at least 0.9 of it, or a little less when it was edited).
Link only: `template` (the words of one report with the figures of another), `partial` (a passage), `rewrite` (the
figures of one report in other words). Numbers are looked at before anything joins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from crawlers.items import Document, Pair
from pipelines.dedupe import numbers, when
from pipelines.dedupe.canonical import canonical
from pipelines.dedupe.overlap import Share, share
from pipelines.dedupe.units import grams

Relation = Literal["same", "a_in_b", "b_in_a", "partial", "template", "rewrite"]

WHOLE: Final = 0.9
"""Contained by so much, a page stands in the other one."""
WHOLE_LATER: Final = 0.97
"""… when they are months apart: a notice is repeated every year."""
LATER_DAYS: Final = 60
EDITED: Final = (0.6, 0.7)
"""Contained and covered at least so much, both ways: the same text, edited sentence by sentence."""
EDITED_PART: Final = (0.75, 0.9)
"""The same for a text that stands in a longer one."""
SHORTEST: Final = 40
"""Units below which a text must stand in the other word for word, and below half of which only equal texts join:
更多内容请看视频 is on many pages."""
PASSAGE: Final = 130
"""Units of one run that no two articles share by chance (a quotation, a footer: up to 125)."""
OTHER_FIGURES: Final = 0.25
"""From this share of differing numbers on, it is another report."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Look:
    """All that the decision looks at."""

    a: Share
    b: Share
    numbers: numbers.Agreement
    days: int | None
    other_issue: bool
    """The titles differ in their numbers alone: 第三期, 第四期."""


def compare(a: Document, b: Document) -> Pair | None:
    """Say how two documents overlap, or None where they do not; `a` of the pair is the one with the lower id."""
    a, b = (a, b) if a.id < b.id else (b, a)
    if not _may_overlap(a.canonical, b.canonical):
        return None
    look = _Look(
        a=share(a.canonical, b.canonical),
        b=share(b.canonical, a.canonical),
        numbers=numbers.agreement(a.canonical, b.canonical),
        days=when.days_apart(a, b),
        other_issue=a.canonical != b.canonical and _other_issue(a.title, b.title),
    )
    relation = _relation(look)
    if relation is None:
        return None
    return Pair(
        a=a.id,
        b=b.id,
        relation=relation,
        contained_a=round(look.a.contained, 4),
        contained_b=round(look.b.contained, 4),
        shared_sentences=max(look.a.sentences, look.b.sentences),
        evidence=_evidence(look),
    )


def _may_overlap(a: str, b: str) -> bool:
    """Spare the sentences of two texts that share next to nothing."""
    own, theirs = grams(a), grams(b)
    return bool(own and theirs) and len(own & theirs) >= 0.05 * min(len(own), len(theirs))


def _other_issue(a: str | None, b: str | None) -> bool:
    first, second = canonical(a or ""), canonical(b or "")
    return first != second and numbers.frame(first) == numbers.frame(second)


def _relation(look: _Look) -> Relation | None:
    a_in_b, b_in_a = _stands_in(look.a, look), _stands_in(look.b, look)
    edited = _is_edited(look.a, EDITED) and _is_edited(look.b, EDITED)
    if not (a_in_b or b_in_a or edited):
        return _link(look)
    if _is_other_report(look):
        return "template"
    if a_in_b == b_in_a:
        return "same"
    return "a_in_b" if a_in_b else "b_in_a"


def _stands_in(one: Share, look: _Look) -> bool:
    if one.size < SHORTEST:
        return one.contained == 1.0 and (one.size >= SHORTEST // 2 or look.a.size == look.b.size)
    if look.days is not None and look.days > LATER_DAYS:
        return one.contained >= WHOLE_LATER
    return one.contained >= WHOLE or _is_edited(one, EDITED_PART)


def _is_edited(one: Share, least: tuple[float, float]) -> bool:
    return one.size >= SHORTEST and one.contained >= least[0] and one.covered >= least[1]


def _is_other_report(look: _Look) -> bool:
    """Say whether the numbers tell two reports apart; the further apart in time, the fewer it takes."""
    found = look.numbers
    if look.other_issue or _ratio(found.periods_different, found.periods) >= OTHER_FIGURES:
        return True
    allowed = OTHER_FIGURES if look.days is None or look.days <= LATER_DAYS else 0.05
    return _ratio(found.different, found.aligned) >= allowed


def _link(look: _Look) -> Relation | None:
    """Name what two texts share that are not copies of one another."""
    found = look.numbers
    if _ratio(found.different, found.aligned) >= OTHER_FIGURES and found.different >= 3:
        return "template"
    shares = (look.a, look.b)
    if max(look.a.sentences, look.b.sentences) >= 3 or max(one.longest for one in shares) >= PASSAGE:
        return "partial"
    if any(one.lead >= SHORTEST or (one.contained >= 0.4 and one.covered >= 0.5) for one in shares):
        return "partial"
    is_near = look.days is None or look.days <= LATER_DAYS
    if is_near and found.shared >= 4 and found.shared >= 0.5 * found.distinctive:
        return "rewrite"
    return None


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _evidence(look: _Look) -> str:
    found = look.numbers
    days = "undated" if look.days is None else f"{look.days} days apart"
    # The larger share first: which document has the lower id depends on which came first.
    most, least = sorted((look.a.contained, look.b.contained), reverse=True)
    return (
        f"{most:.0%} and {least:.0%} contained, "
        f"{max(look.a.sentences, look.b.sentences)} sentences shared, "
        f"longest passage {max(look.a.longest, look.b.longest)}, "
        f"{found.aligned - found.different} of {found.aligned} numbers equal, {days}"
    )
