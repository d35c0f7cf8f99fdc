"""Changes come in; a file of JSON lines, CSV or Parquet goes out, whole or not at all."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

from crawlers.errors import StorageError, UsageError
from pipelines.out import cells
from pipelines.out.changes import Change

Format = Literal["jsonl", "csv", "parquet"]
FORMATS: Final[tuple[Format, ...]] = ("jsonl", "csv", "parquet")
BATCH: Final = 5000
"""Rows that Parquet has in memory."""


def write(file: BinaryIO, changes: Iterable[Change], format_: Format, columns: Mapping[str, str]) -> tuple[int, int]:
    """Write changes; return how many there were and the place of the last, 0 for none.

    JSON lines hold any kinds: `seq`, `kind`, `id`, `row`. CSV and Parquet hold one kind, whose `columns` come after
    `seq` and `gone` (1 for a row that is gone, of which the others but `id` are empty).
    """
    counted = _Counted(changes)
    if format_ == "jsonl":
        for each in counted:
            told = {"seq": each.seq, "kind": each.kind, "id": each.id, "row": each.row}
            file.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")
    elif format_ == "csv":
        names = ("seq", "gone", *columns)
        file.write(cells.head(names).encode())
        for each in counted:
            file.write(cells.line(_flat(each, columns), names).encode())
    else:
        _parquet(file, counted, {"seq": "INTEGER", "gone": "INTEGER", **columns})
    return counted.count, counted.seq


class _Counted:
    """Changes that are counted as they go by."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self._changes, self.count, self.seq = changes, 0, 0

    def __iter__(self) -> Iterator[Change]:
        for each in self._changes:
            self.count, self.seq = self.count + 1, each.seq
            yield each


def _flat(change: Change, columns: Iterable[str]) -> dict[str, Any]:
    row = change.row or {**dict.fromkeys(columns), "id": change.id}
    return {**row, "seq": change.seq, "gone": int(change.row is None)}


def need_parquet() -> None:
    """Raise UsageError where the package that writes Parquet is missing."""
    try:
        import pyarrow.parquet  # noqa: F401 - 150 MB that nobody else needs
    except ImportError as error:
        raise UsageError(
            "--format parquet needs pyarrow: .venv/bin/python -m pip install -r requirements/parquet.lock"
        ) from error


def _parquet(file: BinaryIO, changes: Iterable[Change], columns: Mapping[str, str]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    types = {"INTEGER": pa.int64(), "REAL": pa.float64(), "TEXT": pa.string()}
    schema = pa.schema([(name, types[kind]) for name, kind in columns.items()])
    rows = (_flat(each, columns) for each in changes)
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        while batch := list(islice(rows, BATCH)):
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))


@contextmanager
def whole(path: Path | None) -> Iterator[BinaryIO]:
    """Open a file that is there when the block has ended, and not before; None is standard output."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)
