"""An expression that few lines match -> the same behind a look at single characters, which most lines fail.

Every match of the expression holds one of the characters; tests/test_extract_guarded.py proves it for each. Looking for
them costs a fiftieth of trying a list of words at every position.
"""

from __future__ import annotations

import re


class Guarded:
    """An expression that is tried where one of `characters` stands."""

    def __init__(self, characters: str, expression: re.Pattern[str]) -> None:
        self.characters = re.compile(f"[{re.escape(characters)}]")
        self.expression = expression

    def search(self, text: str) -> re.Match[str] | None:
        """Search, as the expression does."""
        return self.expression.search(text) if self.characters.search(text) else None

    def sub(self, put: str, text: str) -> str:
        """Substitute, as the expression does."""
        return self.expression.sub(put, text) if self.characters.search(text) else text

    def match(self, text: str) -> re.Match[str] | None:
        """Match, as the expression does."""
        return self.expression.match(text) if self.characters.search(text) else None
