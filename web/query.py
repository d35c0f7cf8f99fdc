"""Reading for the pages: a function of the database goes in, what it returned comes out; nothing can be written.

The function runs in a thread of Datasette's, on a connection opened with mode=ro, of one moment and within a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

from datasette.utils import sqlite_timelimit

from pipelines.database import Database
from web.errors import TooSlowError

Result = TypeVar("Result")
LIMIT_MS = 1000
TEXT_MAX_BYTES = 4 << 20
"""No value that a query makes may be longer: one call of a function cannot be interrupted."""
CLOSED_FUNCTIONS = frozenset(("printf", "format", "zeroblob", "randomblob", "load_extension"))
"""They make long values out of nothing, for seconds at a time, or read files. No view has them."""
PATTERN_MAX_CHARS = 200


async def read(datasette: Any, work: Callable[[Database], Result], *, limit_ms: int = LIMIT_MS) -> Result:
    """Run `work` on the database; TooSlowError when it takes longer than it may.

    `work` may name versioned views only. What it returns is read already: a generator would read after the end.
    """
    file = datasette.get_database()

    def in_thread(connection: sqlite3.Connection) -> Result:
        database = Database(file.path, connection)
        with sqlite_timelimit(connection, limit_ms), database.reading():
            return work(database)

    try:
        result: Result = await file.execute_fn(in_thread)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            raise TooSlowError from error
        raise
    return result


def prepare(connection: sqlite3.Connection) -> None:
    """Take from a connection what no page needs: other files, and values without bounds."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, TEXT_MAX_BYTES)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, PATTERN_MAX_CHARS)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.set_authorizer(_allows)


def _allows(action: int, _one: str | None, two: str | None, _database: str | None, _view: str | None) -> int:
    is_closed = action == sqlite3.SQLITE_FUNCTION and two in CLOSED_FUNCTIONS
    return sqlite3.SQLITE_DENY if is_closed or action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK
