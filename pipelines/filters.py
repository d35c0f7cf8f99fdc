"""A stage as a filter: JSON lines come in on standard input, one JSON line for each goes out, in the same order.

    def main() -> int:
        words = filters.command_line("clean", "Take the menu off a page.", takes={"text": "…"}, gives={"text": "…"})
        words.parse_args()
        return filters.run(lambda line: {"text": clean(filters.text(line, "text"))})

`id` is read and written here: a stage never sees it missing. A line that cannot be used gives `id` and `error`
and the run goes on, so that ten thousand pages of somebody else's are not lost to one of them.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import BinaryIO, NoReturn

from crawlers.errors import NewsError
from crawlers.items import JSON

log = logging.getLogger(__name__)

MAX_LINE_BYTES = 64 * 2**20
"""A longer line is refused and skipped: memory stays constant whatever is piped in."""


class BadLineError(ValueError):
    """One input line cannot be used; the message says what about it."""


class CommandLine(argparse.ArgumentParser):
    """Wrong words end with one sentence instead of the whole usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; --help says what it takes.\n")


def command_line(stage: str, does: str, *, takes: Mapping[str, str], gives: Mapping[str, str]) -> CommandLine:
    """Make the command line of a filter; `takes` and `gives` map a key of the JSON line to its meaning."""
    width = max(map(len, (*takes, *gives))) + 2
    listed = [[f"  {key:<{width}}{meaning}" for key, meaning in keys.items()] for keys in (takes, gives)]
    return CommandLine(
        prog=f"python -m pipelines.{stage}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=f"{does}\nReads JSON lines on standard input, writes one JSON line for each, in order.",
        epilog="\n".join(
            [
                *("each line in:", *listed[0], "", "each line out:", *listed[1], ""),
                "A line that cannot be used gives id and error, and the run goes on.",
            ]
        ),
    )


def run(
    handle: Callable[[JSON], JSON],
    *,
    final: Callable[[], Iterable[JSON]] | None = None,
    source: BinaryIO | None = None,
    target: BinaryIO | None = None,
) -> int:
    """Answer every line of `source` (standard input) on `target` (standard output); return the exit status, 0.

    `handle` takes the decoded line and returns the answer without its id; it raises `BadLineError` for one it cannot
    use. What `final` yields is written as it is after the last line.
    """
    source, target = source or sys.stdin.buffer, target or sys.stdout.buffer
    try:
        for raw in _lines(source):
            _write(target, _answer(raw, handle))
        for row in final() if final else ():
            _write(target, row)
    except BrokenPipeError:  # the reader, say `head`, has seen enough
        if target is sys.stdout.buffer:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def start(main: Callable[[], int]) -> NoReturn:
    """Run a filter's `main` and exit; what a person can put right is said in one sentence, without a trace."""
    gc.freeze()  # what the imports left stays for good, and a line leaves thousands of objects, none of them in a cycle
    gc.set_threshold(50_000)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    try:
        status = main()
    except NewsError as error:
        sys.stderr.write(f"{error}\n")
        status = error.exit_code
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


def text(line: JSON, key: str) -> str:
    """Return the string under `key`; BadLineError when it is missing, null or something else."""
    value = optional_text(line, key)
    if value is None:
        raise BadLineError(f"{key} is null, it must be a string" if key in line else f"{key} is missing")
    return value


def nullable_text(line: JSON, key: str) -> str | None:
    """Return the string or null under `key`; BadLineError when the key is missing or holds something else."""
    if key not in line:
        raise BadLineError(f"{key} is missing")
    return optional_text(line, key)


def optional_text(line: JSON, key: str) -> str | None:
    """Return the string under `key`, None when it is null or missing; BadLineError when it is something else."""
    value = line.get(key)
    if value is not None and not isinstance(value, str):
        raise BadLineError(f"{key} is {_kind(value)}, it must be a string")
    return value


def _lines(source: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines without their end; None stands for one that is too long."""
    while raw := source.readline(MAX_LINE_BYTES + 1):
        if len(raw) <= MAX_LINE_BYTES:
            yield raw
            continue
        while raw and not raw.endswith(b"\n"):
            raw = source.readline(MAX_LINE_BYTES)
        yield None


def _answer(raw: bytes | None, handle: Callable[[JSON], JSON]) -> JSON:
    key: str | int | None = None
    try:
        line = _decode(raw)
        key = _id(line)
        return {"id": key, **handle(line)}
    except BadLineError as error:
        return {"id": key, "error": str(error)}
    except Exception as error:
        # The page is broken, not the run: the same border as in a crawl, and the trace is kept.
        log.exception("filter broken id=%s", key)
        return {"id": key, "error": f"broken: {type(error).__name__}: {error}"}


def _decode(raw: bytes | None) -> JSON:
    if raw is None:
        raise BadLineError(f"the line is longer than {MAX_LINE_BYTES} bytes")
    try:
        line = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise BadLineError(f"the line is not UTF-8 (byte {error.start})") from error
    except (ValueError, RecursionError) as error:
        raise BadLineError(f"the line is not JSON: {error}") from error
    if not isinstance(line, dict):
        raise BadLineError(f"the line is {_kind(line)}, it must be an object")
    return line


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _id(line: JSON) -> str | int:
    key = line.get("id")
    if isinstance(key, str) or (isinstance(key, int) and not isinstance(key, bool)):
        return key
    raise BadLineError(
        f"id is {_kind(key)}, it must be a string or a whole number" if "id" in line else "id is missing"
    )


def _kind(value: object) -> str:
    names = {bool: "a truth value", int: "a number", float: "a number", str: "a string", list: "a list"}
    return "null" if value is None else names.get(type(value), "an object")


def _write(target: BinaryIO, row: JSON) -> None:
    try:
        line = json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can say only escaped
        line = json.dumps(row).encode()
    target.write(line + b"\n")
    target.flush()
