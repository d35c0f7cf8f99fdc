"""What a day, or a week, brought: rows of the database come in, a page to read goes out, as HTML and as plain text.

    gather(db, …) -> Digest (values) -> draw(digest, language) -> HTML for a mail or a page; write(…) -> plain text

Both are pure but for the reading of the database. Text of pages is data: the template escapes all of it.
"""

from __future__ import annotations

from pipelines.digest.draw import draw, write
from pipelines.digest.gather import gather
from pipelines.digest.values import Digest
from pipelines.digest.words import name_in, period_in

__all__ = ["Digest", "draw", "gather", "name_in", "period_in", "write"]
