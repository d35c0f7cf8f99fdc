"""The steps that bring a database from one version to the next, in order; step n makes version n.

A step that was released is never edited: a change is a new step at the end.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlite_utils

from pipelines.database.furniture_tables import FURNITURE_TABLES, FURNITURE_VIEW
from pipelines.database.index_tables import INDEX_TABLES
from pipelines.database.matching_tables import MATCHING_TABLES
from pipelines.database.place_tables import PLACE_COLUMNS, PLACE_VIEWS
from pipelines.database.ruling_tables import RULING_TABLES, RULING_VIEW
from pipelines.database.series_steps import SERIES_COLUMNS
from pipelines.database.series_views import SERIES_VIEWS
from pipelines.database.tables import ARCHIVE_TABLES, TABLES
from pipelines.database.views import VIEWS

APPLICATION_ID = 0x785A644E
"""Marks the file as ours (`PRAGMA application_id`), so that another program's database is refused."""


def _create(database: sqlite_utils.Database) -> None:
    database.executescript(TABLES)
    for name, sql in VIEWS.items():
        database.create_view(name, sql)


def _learn_furniture(database: sqlite_utils.Database) -> None:
    database.executescript(FURNITURE_TABLES)
    database.create_view("furniture_v1", FURNITURE_VIEW)


def _archive(database: sqlite_utils.Database) -> None:
    database.executescript(ARCHIVE_TABLES)


def _set_figures_side_by_side(database: sqlite_utils.Database) -> None:
    """Figures stored before this enter a series when their pages are reprocessed."""
    database.executescript(SERIES_COLUMNS)
    for name, sql in SERIES_VIEWS.items():
        database.create_view(name, sql, replace=True)


def _hold_a_text_once(database: sqlite_utils.Database) -> None:
    database.executescript(INDEX_TABLES)


def _let_people_rule(database: sqlite_utils.Database) -> None:
    database.executescript(RULING_TABLES)
    database.create_view("rulings_v1", RULING_VIEW)


def _know_how_far_matching_is(database: sqlite_utils.Database) -> None:
    database.executescript(MATCHING_TABLES)


def _say_more_of_places(database: sqlite_utils.Database) -> None:
    database.executescript(PLACE_COLUMNS)
    for name, sql in PLACE_VIEWS.items():
        database.create_view(name, sql, replace=True)


MIGRATIONS: tuple[Callable[[sqlite_utils.Database], None], ...] = (
    _create,
    _learn_furniture,
    _archive,
    _set_figures_side_by_side,
    _hold_a_text_once,
    _let_people_rule,
    _know_how_far_matching_is,
    _say_more_of_places,
)
