"""A page through the pure stages, with the place behind each field: for people who describe a new site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crawlers.items import Outcome, Page
from pipelines.extract.behind import Behind, explain
from pipelines.flow import Rules, process

__all__ = ["Behind", "Told", "told"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a page comes to; nothing of it is stored."""

    outcome: Outcome
    behind: Mapping[str, Behind]


def told(page: Page, rules: Rules) -> Told:
    """Take a page through extract, clean and judge, and say where each field came from."""
    return Told(outcome=process(page, rules), behind=explain(page).behind)
