"""Search: words that a person types come in, stories with marked places of their text go out, the best first.

    words -> asked -> (index of the database) -> ranked -> one a story -> marked

Texts are looked up in their canonical form, so that 西藏 finds 西藏 in either script, 5G finds ５ｇ, and a reading or a
space that was put into a word hides nothing. Shown is the clean text, marked by positions.
"""

from pipelines.search.asked import LONGEST, Asked, read
from pipelines.search.find import Found, Results, find, hits_of
from pipelines.search.index import BATCH, VERSION, catch_up
from pipelines.search.marks import Piece, marked, snippet

__all__ = [
    "BATCH",
    "LONGEST",
    "VERSION",
    "Asked",
    "Found",
    "Piece",
    "Results",
    "catch_up",
    "find",
    "hits_of",
    "marked",
    "read",
    "snippet",
]
