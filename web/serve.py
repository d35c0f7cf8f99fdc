"""`python -m web.serve`: show the database in a browser, until it is stopped.

python -m web.serve                                   data/news.db, or data/demo.db while there is no other
python -m web.serve --database FILE --listen 127.0.0.1:8002
NEWS_WEB_PASSWORD_HASH=… python -m web.serve --listen 0.0.0.0:8001 --name news.example.org
"""

from __future__ import annotations

import argparse
import logging
import resource
import socket
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import uvicorn

from crawlers.errors import NewsError, UsageError
from crawlers.locks import die_with_parent
from crawlers.words import CommandLine
from pipelines.database import Database
from web.application import NAME, application
from web.binding import HOST, PORT, Binding, bind
from web.connections import Impatient
from web.counts import Uncounted
from web.headers import Guard
from web.sheets import Sheets

DATABASES = (Path("data/news.db"), Path("data/demo.db"))


def main(words: Sequence[str] | None = None) -> int:
    """Read the command line and serve; return the exit status (0 stopped, 1 failed, 2 wrong use)."""
    die_with_parent()
    arguments = parser().parse_args(words)
    try:
        binding = bind(arguments.listen, tuple(arguments.name))
        path = arguments.database or _first_there()
        _check(path)
        with _listening(binding) as listening:
            _serve(path, binding, listening)
    except NewsError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def parser() -> argparse.ArgumentParser:
    """Build the command line."""
    top = CommandLine(prog="python -m web.serve", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    top.add_argument("--database", type=Path, help="the SQLite file (data/news.db, else data/demo.db)")
    top.add_argument("--listen", default=f"{HOST}:{PORT}", metavar="ADDRESS", help=f"where to serve ({HOST}:{PORT})")
    top.add_argument(
        "--name", action="append", default=[], metavar="HOST", help="a name by which it is asked (may be repeated)"
    )
    return top


def _first_there() -> Path:
    for path in DATABASES:
        if path.exists():
            return path
    raise UsageError("there is no database yet: `make demo` makes data/demo.db, `make crawl` data/news.db.")


def _check(path: Path) -> None:
    """Refuse, in one sentence, what is no database of ours or of another version."""
    if not path.exists():
        raise UsageError(f"{path}: there is no such database; name one with --database FILE.")
    with closing(Database.open(path, readonly=True)):
        pass


def _listening(binding: Binding) -> socket.socket:
    family = socket.AF_INET6 if ":" in binding.host else socket.AF_INET
    try:
        return socket.create_server((binding.host, binding.port), family=family, backlog=1024)
    except OSError as error:
        raise UsageError(
            f"{binding.host}:{binding.port} cannot be served ({error.strerror}); name another with --listen."
        ) from error


def _serve(path: Path, binding: Binding, listening: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 8192) if most > 0 else 8192, most))
    config = uvicorn.Config(
        Guard(Sheets(Uncounted(application(path).app(), NAME)), binding, NAME),
        http=Impatient,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,  # whoever writes X-Forwarded-For is still who connects
        server_header=False,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=32 << 10,
    )
    host = f"[{binding.host}]" if ":" in binding.host else binding.host
    print(f"Look at {path}: http://{host}:{listening.getsockname()[1]}/   (Ctrl-C ends it)", flush=True)
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    sys.exit(main())
