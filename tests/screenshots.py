"""Pictures of every page at desktop and phone widths, light and dark: `python -m tests.screenshots DIR [--only WORD]`.

They are to be looked at by a person: that a page loads, tests say; that it is good to look at, they cannot.
"""

from __future__ import annotations

import argparse
import re
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from pipelines.database import Database
from tests.browsing import WIDTHS, chromium, serving, tab
from tests.program import MIRROR, replay
from tests.showcase import showcase

EMPTY = ("/", "/dropped", "/figures", "/sources", "/search?q=西藏")
"""What has something to say when nothing is stored."""


def pages(database: Path) -> list[str]:
    """Return the addresses that are worth a look."""
    with closing(sqlite3.connect(database)) as connection:
        (most,) = connection.execute("SELECT id FROM stories ORDER BY articles DESC, id DESC LIMIT 1").fetchone()
        (mirrored,) = connection.execute("SELECT id FROM stories WHERE mirrors > 0 LIMIT 1").fetchone()
        (revised,) = connection.execute("SELECT article_id FROM revisions LIMIT 1").fetchone()
    stories = [f"/story/{most}", f"/story/{mirrored}", f"/article/{revised}"]
    today = ["/", "/?place=拉萨&role=reprint", "/?source=某某报", "/?before=0000_1"]
    dropped = [
        "/dropped",
        "/dropped?reason=judge/off_topic",
        f"/why?url={MIRROR}",
        "/why?url=x",
        "/why?url=http://a.example/",
    ]
    others = [
        "/figures",
        "/figures/digital_economy_size",
        "/sources",
        "/sources/cinic",
        "/search?q=西藏",
        "/search?q=无此词",
    ]
    return [
        *today,
        *stories,
        *dropped,
        *others,
        "/login",
        "/nothing",
        "/news",
        "/news/stories_v1",
        "/news?sql=select+1",
    ]


def main() -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--database", type=Path, help="take this one, else the sample is crawled first")
    parser.add_argument("--only", default="", metavar="WORD", help="only addresses that hold this")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        sample = arguments.database or Path(folder) / "sample.db"
        if not arguments.database:
            subprocess.run(replay(sample, "--add", MIRROR, "--jobs", "2"), check=True)
        shown, empty = showcase(sample, Path(folder) / "shown.db"), Path(folder) / "empty.db"
        Database.open(empty).close()
        for database, addresses in ((shown, pages(shown)), (empty, list(EMPTY))):
            with serving(database) as served:
                for address in addresses:
                    if arguments.only in address:
                        shots(browser, served.url, address, arguments.folder, database.stem)
    return 0


def shots(browser: object, url: str, address: str, folder: Path, stem: str) -> None:
    """Take one page four times."""
    name = re.sub(r"\W+", "-", address).strip("-")[:50] or "today"
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            with tab(browser, width, scheme=scheme) as opened:  # type: ignore[arg-type]
                page = opened.go(f"{url}{address}")
                page.screenshot(path=folder / f"{stem}-{name}-{width}-{scheme}.png", full_page=True)
                print(f"{stem} {address} {width} {scheme} {' '.join(opened.wrong)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
