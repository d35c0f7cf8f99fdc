"""The one SQLite file: tables, migrations, queries. No other package names a table; views are for everybody."""

from __future__ import annotations

from pipelines.database.archived import Archived, ArchivedResponse, ArchiveFile, Waiting
from pipelines.database.articles import Names, Saved
from pipelines.database.changes import Op
from pipelines.database.connection import make_folder
from pipelines.database.documents import Carried
from pipelines.database.furniture import Due, Furniture, Line, Printed
from pipelines.database.links import FoundLink, Lease, Links, LinkState
from pipelines.database.matching import MatchedBy, Matching
from pipelines.database.rulings import Said, Says, said
from pipelines.database.runs import Runs

__all__ = [
    "ArchiveFile",
    "ArchivedResponse",
    "Carried",
    "Database",
    "Due",
    "FoundLink",
    "Lease",
    "Line",
    "LinkState",
    "MatchedBy",
    "Names",
    "Op",
    "Printed",
    "Said",
    "Saved",
    "Says",
    "Waiting",
    "make_folder",
    "said",
]


class Database(Archived, Links, Runs, Furniture, Matching):
    """All queries on one connection. One instance per thread; every write is a transaction, or joins the open one."""
