"""The one SQLite file: tables, migrations, queries. No other package names a table; views are for everybody."""

from __future__ import annotations

from pipelines.database.again import Again
from pipelines.database.aliases import AliasKind
from pipelines.database.archived import Archived, ArchivedResponse, ArchiveFile, Waiting
from pipelines.database.articles import Names, Saved
from pipelines.database.backfills import Backfills, Place
from pipelines.database.changes import Op
from pipelines.database.connection import make_folder
from pipelines.database.deaths import KILLED, Deaths
from pipelines.database.documents import Carried
from pipelines.database.furniture import Due, Furniture, Line, Printed
from pipelines.database.health import Health, Look, SiteState, Standing, Turn
from pipelines.database.links import FoundLink, Lease, LinkState
from pipelines.database.matching import MatchedBy, Matching
from pipelines.database.news import Carrier, News
from pipelines.database.notices import Delivery, Notices, Told
from pipelines.database.picked import COUNTED_UP_TO, Picked
from pipelines.database.rulings import Said, Says, said
from pipelines.database.runs import Runs
from pipelines.database.search import Entry as SearchEntry
from pipelines.database.search import Hit, Search
from pipelines.database.upkeep import Upkeep

__all__ = [
    "COUNTED_UP_TO",
    "KILLED",
    "AliasKind",
    "ArchiveFile",
    "ArchivedResponse",
    "Carried",
    "Carrier",
    "Database",
    "Delivery",
    "Due",
    "FoundLink",
    "Hit",
    "Lease",
    "Line",
    "LinkState",
    "Look",
    "MatchedBy",
    "Names",
    "Op",
    "Place",
    "Printed",
    "Said",
    "Saved",
    "Says",
    "SearchEntry",
    "SiteState",
    "Standing",
    "Told",
    "Turn",
    "Waiting",
    "make_folder",
    "said",
]


class Database(
    Again, Archived, Backfills, Deaths, Runs, Health, Furniture, Matching, News, Notices, Picked, Search, Upkeep
):
    """All queries on one connection. One instance per thread; every write is a transaction, or joins the open one."""
