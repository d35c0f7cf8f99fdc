"""What a page may end with beside itself."""

from __future__ import annotations

from crawlers.errors import WorkError


class TooSlowError(WorkError):
    """A query took longer than a page may."""

    def __init__(self) -> None:
        super().__init__("this took too long; narrow it down.")
