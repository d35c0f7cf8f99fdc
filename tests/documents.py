"""The code that a document shows: a heading's fenced blocks come out, so that a test can run them."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"


def blocks(document: str, language: str) -> list[str]:
    """Return the fenced blocks of a language in docs/`document`, in order."""
    text = (DOCS / document).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
