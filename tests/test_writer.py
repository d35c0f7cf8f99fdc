"""The writing thread: in order, its own connection, errors handed back, and nothing written after one that failed."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.errors import StorageError
from crawlers.writer import Writer
from pipelines.database import Database, FoundLink

AT = datetime(2022, 3, 1, tzinfo=UTC)


def take_in(db: Database, number: int) -> int:
    return db.take_in("", "list", [FoundLink(url=f"http://www.example.cn/{number}.html")], at=AT)


def test_writes_run_in_one_other_thread_in_the_order_they_were_asked_for(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "news.db")
    order: list[tuple[int, int]] = []

    async def main() -> list[int]:
        def work(db: Database, number: int) -> int:
            order.append((number, threading.get_ident()))
            return take_in(db, number)

        return await asyncio.gather(*(writer.write(lambda db, n=n: work(db, n)) for n in range(20)))  # type: ignore[misc]

    assert asyncio.run(main()) == [1] * 20
    writer.close()
    assert [number for number, _ in order] == list(range(20))
    assert {thread for _, thread in order} != {threading.get_ident()}
    assert len({thread for _, thread in order}) == 1


def test_after_a_write_that_failed_nothing_is_written(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "news.db")
    told: list[BaseException] = []
    writer.on_failure = told.append

    async def main() -> None:
        with pytest.raises(LookupError):
            await writer.write(lambda db: db.finish("http://x.cn/", "gone", stage="fetch", reason="not_found", at=AT))
        with pytest.raises(StorageError, match="nothing more is written"):
            await writer.write(lambda db: take_in(db, 1))

    asyncio.run(main())
    writer.close()
    assert [type(error) for error in told] == [LookupError]


def test_who_stops_waiting_does_not_undo_the_write(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "news.db")

    async def main() -> None:
        begun, go_on = threading.Event(), threading.Event()

        def work(db: Database) -> None:
            begun.set()
            go_on.wait(10)
            take_in(db, 1)

        task = asyncio.ensure_future(writer.write(work))
        await asyncio.to_thread(begun.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        go_on.set()
        assert await writer.write(lambda db: db.known(["http://www.example.cn/1.html"]))

    asyncio.run(main())
    writer.close()


def test_a_database_that_cannot_be_opened_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "news.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StorageError, match="is not a database"):
        Writer(tmp_path / "news.db")
