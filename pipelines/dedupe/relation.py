"""What an overlap means: shares, numbers and days go in, the relation of two texts comes out.

Join: the same text, or one that stands in the other (at least 0.9 of it, or a little less when it was edited).
Link only: `template` (the words of one report with the figures of another), `partial` (a passage), `rewrite` (the
figures of one report in other words). Numbers are looked at before anything joins.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from pipelines.dedupe.numbers import Agreement
from pipelines.dedupe.overlap import Share

Relation = Literal["same", "short_in_long", "long_in_short", "partial", "template", "rewrite"]

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
OTHER_PLACES: Final = 0.5
"""From this share of differing towns on, it is the notice of another one."""
SOON_DAYS: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """All that the decision looks at; which of two documents is the short one does not depend on their ids."""

    short: Share
    long: Share
    numbers: Agreement
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


def relation_of(look: Look) -> Relation | None:
    """Name the relation of two texts, or None where they share nothing to speak of."""
    if not _is_close(look):
        return _link(look)
    if _is_other_report(look):
        return "template"
    short_in_long, long_in_short = _stands_in(look.short, look), _stands_in(look.long, look)
    if short_in_long == long_in_short:
        return "same" if short_in_long or _is_same_edited(look) else _link(look)
    return "short_in_long" if short_in_long else "long_in_short"


def _is_close(look: Look) -> bool:
    """Say whether the texts alone would join, whatever their dates: only then do other numbers make a template."""
    anytime = replace(look, days=None)
    return _stands_in(look.short, anytime) or _stands_in(look.long, anytime) or _is_same_edited(anytime)


def _is_same_edited(look: Look) -> bool:
    if look.is_months_later:
        return False
    least = EDITED_LATER if look.is_later else EDITED
    return _is_edited(look.short, least) and _is_edited(look.long, least)


def _stands_in(one: Share, look: Look) -> bool:
    if one.size < SHORTEST:
        return one.contained == 1.0 and (one.size >= SHORTEST // 2 or look.short.size == look.long.size)
    if look.is_months_later:
        return one.contained >= WHOLE_LATER
    return one.contained >= WHOLE or _is_edited(one, EDITED_PART)


def _is_edited(one: Share, least: tuple[float, float]) -> bool:
    return one.size >= SHORTEST and one.contained >= least[0] and one.covered >= least[1]


def _is_other_report(look: Look) -> bool:
    """Say whether numbers or places tell two reports apart; the further apart in time, the fewer it takes."""
    found = look.numbers
    allowed = OTHER_FIGURES_LATER if look.is_later else OTHER_FIGURES
    shares = (_ratio(found.periods_different, found.periods), _ratio(found.different, found.aligned))
    return look.other_issue or max(shares) >= allowed or _ratio(found.places_different, found.places) >= OTHER_PLACES


def _link(look: Look) -> Relation | None:
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
