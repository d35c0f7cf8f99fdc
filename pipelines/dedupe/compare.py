"""How two documents overlap: two documents go in, one pair or None comes out, whichever way round they are given.

Join: the same text, or one that stands in the other (at least 0.9 of it, or a little less when it was edited).
Link only: `template` (the words of one report with the figures of another), `partial` (a passage), `rewrite` (the
figures of one report in other words). Numbers are looked at before anything joins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from crawlers.items import Document, Pair
from pipelines.dedupe import numbers, titles, when
from pipelines.dedupe.overlap import Share, share
from pipelines.dedupe.units import grams

Relation = Literal["same", "short_in_long", "long_in_short", "partial", "template", "rewrite"]
Named = Literal["same", "a_in_b", "b_in_a", "partial", "template", "rewrite"]
_NAMES: Final[Mapping[Relation, tuple[Named, Named]]] = {
    "same": ("same", "same"),
    "short_in_long": ("b_in_a", "a_in_b"),
    "long_in_short": ("a_in_b", "b_in_a"),
    "partial": ("partial", "partial"),
    "template": ("template", "template"),
    "rewrite": ("rewrite", "rewrite"),
}
"""How a relation is called where the long text, or the short one, has the lower id."""

WHOLE: Final = 0.9
"""Contained by so much, a page stands in the other one."""
WHOLE_LATER: Final = 0.97
"""… when they are months apart: a notice is repeated every year."""
LATER_DAYS: Final = 60
EDITED: Final = (0.6, 0.7)
EDITED_LATER: Final = (0.75, 0.85)
"""Contained and covered at least so much, both ways: the same text, edited sentence by sentence, soon or later."""
EDITED_PART: Final = (0.75, 0.9)
"""The same for a text that stands in a longer one."""
SHORTEST: Final = 40
"""Units below which a text must stand in the other word for word, and below half of which only equal texts join:
更多内容请看视频 is on many pages."""
PASSAGE: Final = 130
"""Units of one run that no two articles share by chance (a quotation, a footer: up to 125)."""
OTHER_FIGURES: Final = 0.25
OTHER_FIGURES_LATER: Final = 0.1
"""From this share of differing numbers on, it is another report; from this one where the dates say so, too."""
SOON_DAYS: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class _Look:
    """All that the decision looks at; which of two documents is the short one does not depend on their ids."""

    short: Share
    long: Share
    numbers: numbers.Agreement
    days: int | None
    other_issue: bool
    """The titles differ in their numbers or places alone."""

    @property
    def sentences(self) -> int:
        return max(self.short.sentences, self.long.sentences)

    @property
    def is_later(self) -> bool:
        return self.days is not None and self.days > SOON_DAYS

    @property
    def is_months_later(self) -> bool:
        return self.days is not None and self.days > LATER_DAYS


def compare(a: Document, b: Document) -> Pair | None:
    """Say how two documents overlap, or None where they do not; `a` of the pair is the one with the lower id."""
    short, long = sorted((a, b), key=lambda one: (len(one.canonical), one.canonical, when.order(one)))
    if not _may_overlap(short.canonical, long.canonical):
        return None
    look = _Look(
        short=share(short.canonical, long.canonical),
        long=share(long.canonical, short.canonical),
        numbers=numbers.agreement(short.canonical, long.canonical),
        days=when.days_apart(short, long),
        other_issue=short.canonical != long.canonical and titles.are_two_issues(short.title, long.title),
    )
    relation = _relation(look)
    if relation is None:
        return None
    is_short_first = short.id < long.id
    first, second = (look.short, look.long) if is_short_first else (look.long, look.short)
    return Pair(
        a=min(a.id, b.id),
        b=max(a.id, b.id),
        relation=_NAMES[relation][is_short_first],
        contained_a=round(first.contained, 4),
        contained_b=round(second.contained, 4),
        shared_sentences=look.sentences,
        evidence=_evidence(look),
    )


def _may_overlap(a: str, b: str) -> bool:
    """Spare the sentences of two texts that share next to nothing."""
    own, theirs = grams(a), grams(b)
    return bool(own and theirs) and len(own & theirs) >= 0.05 * min(len(own), len(theirs))


def _relation(look: _Look) -> Relation | None:
    if not _is_close(look):
        return _link(look)
    if _is_other_report(look):
        return "template"
    short_in_long, long_in_short = _stands_in(look.short, look), _stands_in(look.long, look)
    if short_in_long == long_in_short:
        return "same" if short_in_long or _is_same_edited(look) else _link(look)
    return "short_in_long" if short_in_long else "long_in_short"


def _is_close(look: _Look) -> bool:
    """Say whether the texts alone would join, whatever their dates: only then do other numbers make a template."""
    anytime = replace(look, days=None)
    return _stands_in(look.short, anytime) or _stands_in(look.long, anytime) or _is_same_edited(anytime)


def _is_same_edited(look: _Look) -> bool:
    if look.is_months_later:
        return False
    least = EDITED_LATER if look.is_later else EDITED
    return _is_edited(look.short, least) and _is_edited(look.long, least)


def _stands_in(one: Share, look: _Look) -> bool:
    if one.size < SHORTEST:
        return one.contained == 1.0 and (one.size >= SHORTEST // 2 or look.short.size == look.long.size)
    if look.is_months_later:
        return one.contained >= WHOLE_LATER
    return one.contained >= WHOLE or _is_edited(one, EDITED_PART)


def _is_edited(one: Share, least: tuple[float, float]) -> bool:
    return one.size >= SHORTEST and one.contained >= least[0] and one.covered >= least[1]


def _is_other_report(look: _Look) -> bool:
    """Say whether the numbers tell two reports apart; the further apart in time, the fewer it takes."""
    found = look.numbers
    allowed = OTHER_FIGURES_LATER if look.is_later else OTHER_FIGURES
    shares = (_ratio(found.periods_different, found.periods), _ratio(found.different, found.aligned))
    return look.other_issue or max(shares) >= allowed


def _link(look: _Look) -> Relation | None:
    """Name what two texts share that are not copies of one another."""
    found = look.numbers
    if _ratio(found.different, found.aligned) >= OTHER_FIGURES and found.different >= 3:
        return "template"
    shares = (look.short, look.long)
    if look.sentences >= 3 or max(one.longest for one in shares) >= PASSAGE:
        return "partial"
    if any(one.lead >= SHORTEST or (one.contained >= 0.4 and one.covered >= 0.5) for one in shares):
        return "partial"
    if not look.is_months_later and found.shared >= 4 and found.shared >= 0.5 * found.distinctive:
        return "rewrite"
    return None


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _evidence(look: _Look) -> str:
    found = look.numbers
    days = "undated" if look.days is None else f"{look.days} days apart"
    return (
        f"{look.long.contained:.0%} of the longer and {look.short.contained:.0%} of the shorter text are shared, "
        f"{look.sentences} sentences word for word, longest passage {max(look.short.longest, look.long.longest)}, "
        f"{found.aligned - found.different} of {found.aligned} numbers equal, {days}"
    )
