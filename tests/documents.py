"""The code that a document shows: a heading's fenced blocks come out, so that a test can run them."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"


def blocks(document: str, language: str) -> list[str]:
    """Return the fenced blocks of a language in docs/`document`, in order."""
    text = (DOCS / document).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def put_between(document: str, mark: str, measured: str) -> None:
    """Put what was measured between `<!-- MARK: begin -->` and `<!-- MARK: end -->` of docs/`document`."""
    path = DOCS / document
    begin, end = f"<!-- {mark}: begin -->\n", f"<!-- {mark}: end -->"
    before, _, rest = path.read_text("utf-8").partition(begin)
    _, _, after = rest.partition(end)
    if not after:
        raise ValueError(f"{path} lacks the lines {begin.strip()} and {end}")
    path.write_text(f"{before}{begin}\n{measured}\n\n{end}{after}", "utf-8")
