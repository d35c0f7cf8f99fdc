"""The steps that bring a database from one version to the next, in order; step n makes version n.

A step that was released is never edited: a change is a new step at the end.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlite_utils

from pipelines.database.accepted_tables import ACCEPTED_TABLES, ACCEPTED_VIEW
from pipelines.database.again_tables import AGAIN_TABLES, AGAIN_VIEWS
from pipelines.database.alias_tables import ALIAS_TABLES, ALIAS_VIEW
from pipelines.database.backfill_tables import BACKFILL_TABLES
from pipelines.database.figure_indexes import FIGURE_INDEXES
from pipelines.database.furniture_tables import FURNITURE_TABLES, FURNITURE_VIEW
from pipelines.database.growth_tables import GROWTH_TABLES
from pipelines.database.health_tables import HEALTH_TABLES, HEALTH_VIEW, SITE_STATE, SITE_STATES_VIEW, SITES_VIEW
from pipelines.database.index_tables import INDEX_TABLES
from pipelines.database.ledger_tables import FETCHES_VIEW, LEDGER_TABLES, POLITENESS_VIEW, ROBOTS_VIEW
from pipelines.database.look_tables import LOOK_INDEXES
from pipelines.database.matching_tables import MATCHING_TABLES
from pipelines.database.newest_tables import NEWEST_INDEXES
from pipelines.database.notice_tables import NOTICE_TABLES, NOTICE_VIEWS
from pipelines.database.origin_tables import ORIGIN_COLUMNS, STORIES_VIEW
from pipelines.database.place_tables import PLACE_COLUMNS, PLACE_VIEWS
from pipelines.database.ruling_tables import RULING_TABLES, RULING_VIEW
from pipelines.database.search_tables import SEARCH_TABLES
from pipelines.database.series_steps import SERIES_COLUMNS
from pipelines.database.series_views import SERIES_VIEWS
from pipelines.database.sighting_tables import SIGHTING_TABLES, SIGHTINGS_VIEW
from pipelines.database.tables import ARCHIVE_TABLES, TABLES
from pipelines.database.upkeep_tables import UPKEEP_TABLES, UPKEEP_VIEWS
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


def _know_more_of_places(database: sqlite_utils.Database) -> None:
    """Before the series, which leave out what was told long before its page's date."""
    database.executescript(PLACE_COLUMNS)


def _set_figures_side_by_side(database: sqlite_utils.Database) -> None:
    """Figures stored before this enter a series when their pages are reprocessed; their views are a later step."""
    database.executescript(SERIES_COLUMNS)
    database.create_view("figures_v1", SERIES_VIEWS["figures_v1"], replace=True)


def _watch_health(database: sqlite_utils.Database) -> None:
    database.executescript(f"{HEALTH_TABLES}{SITE_STATE};")
    for name, sql in {"health_v1": HEALTH_VIEW, "site_states_v1": SITE_STATES_VIEW, "sites_v1": SITES_VIEW}.items():
        database.create_view(name, sql, replace=True)


def _keep_ledger(database: sqlite_utils.Database) -> None:
    database.executescript(LEDGER_TABLES)
    for name, sql in {"fetches_v1": FETCHES_VIEW, "robots_v1": ROBOTS_VIEW, "politeness_v1": POLITENESS_VIEW}.items():
        database.create_view(name, sql, replace=True)


def _keep_sightings(database: sqlite_utils.Database) -> None:
    database.executescript(SIGHTING_TABLES)
    database.create_view("sightings_v1", SIGHTINGS_VIEW)


def _hold_a_text_once(database: sqlite_utils.Database) -> None:
    database.executescript(INDEX_TABLES)


def _ask_again(database: sqlite_utils.Database) -> None:
    database.executescript(AGAIN_TABLES)
    for name, sql in AGAIN_VIEWS.items():
        database.create_view(name, sql, replace=True)


def _walk_back(database: sqlite_utils.Database) -> None:
    database.executescript(BACKFILL_TABLES)


def _know_aliases(database: sqlite_utils.Database) -> None:
    database.executescript(ALIAS_TABLES)
    database.create_view("aliases_v1", ALIAS_VIEW)


def _let_people_rule(database: sqlite_utils.Database) -> None:
    database.executescript(RULING_TABLES)
    database.create_view("rulings_v1", RULING_VIEW)


def _know_how_far_matching_is(database: sqlite_utils.Database) -> None:
    database.executescript(MATCHING_TABLES)


def _tell_of_places(database: sqlite_utils.Database) -> None:
    for name, sql in PLACE_VIEWS.items():
        database.create_view(name, sql, replace=True)


def _tell_origins_apart(database: sqlite_utils.Database) -> None:
    """Of stories stored before this, the house is the name, until `rematch` settles them."""
    database.executescript(ORIGIN_COLUMNS)
    by_house = {name: SERIES_VIEWS[name] for name in ("series_v1", "conflicts_v1", "targets_v1")}
    for name, sql in {"stories_v1": STORIES_VIEW, **by_house}.items():
        database.create_view(name, sql, replace=True)


def _keep_itself_going(database: sqlite_utils.Database) -> None:
    database.executescript(UPKEEP_TABLES)
    for name, sql in UPKEEP_VIEWS.items():
        database.create_view(name, sql)


def _let_people_accept(database: sqlite_utils.Database) -> None:
    database.executescript(ACCEPTED_TABLES)
    database.create_view("accepted_fields_v1", ACCEPTED_VIEW)


def _look_without_reading_all(database: sqlite_utils.Database) -> None:
    database.executescript(LOOK_INDEXES)


def _read_the_newest_first(database: sqlite_utils.Database) -> None:
    database.executescript(NEWEST_INDEXES)


def _tell_people(database: sqlite_utils.Database) -> None:
    database.executescript(NOTICE_TABLES)
    for name, sql in NOTICE_VIEWS.items():
        database.create_view(name, sql)


def _search(database: sqlite_utils.Database) -> None:
    database.executescript(SEARCH_TABLES)


def _know_when_stories_grew(database: sqlite_utils.Database) -> None:
    database.executescript(GROWTH_TABLES)


def _read_figures_by_one_index(database: sqlite_utils.Database) -> None:
    database.executescript(FIGURE_INDEXES)


MIGRATIONS: tuple[Callable[[sqlite_utils.Database], None], ...] = (
    _create,
    _learn_furniture,
    _archive,
    _know_more_of_places,
    _set_figures_side_by_side,
    _watch_health,
    _keep_ledger,
    _keep_sightings,
    _hold_a_text_once,
    _ask_again,
    _walk_back,
    _know_aliases,
    _let_people_rule,
    _know_how_far_matching_is,
    _tell_of_places,
    _tell_origins_apart,
    _keep_itself_going,
    _let_people_accept,
    _look_without_reading_all,
    _read_the_newest_first,
    _tell_people,
    _search,
    _know_when_stories_grew,
    _read_figures_by_one_index,
)
