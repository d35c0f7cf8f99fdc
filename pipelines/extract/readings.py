"""Lines of a page -> whether pronunciations were injected into them, as mirrors do: 數(shù)字經(jīng)濟(jì)."""

from __future__ import annotations

import re

from pipelines.chinese import HAN, count_readings, ideographs

BRACKETS = re.compile(rf"[(\uff08](?<=[{HAN}].)\s?[^\W\d_A-Z]")
FEWEST = 5
DENSITY = 1 / 150
"""Readings per ideograph. A gloss of a rare character stands once or twice in an article of a thousand."""


def are_injected(texts: list[str]) -> bool:
    """Say whether a page's readings are too many and too dense to be glosses."""
    page = "\n".join(texts)
    if page.count("(") + page.count("\uff08") < FEWEST:
        return False  # as most pages; counting one character costs next to nothing
    if sum(1 for _ in BRACKETS.finditer(page)) < FEWEST:
        return False
    found = count_readings(page)
    return found >= FEWEST and found >= DENSITY * ideographs(page)
