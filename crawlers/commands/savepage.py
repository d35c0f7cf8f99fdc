"""`scrapy savepage KEY URL`: save a page of a site for oneself, and its structure, blanked, for the tests."""

from __future__ import annotations

import argparse
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawlers.command import NewsCommand, address
from crawlers.definition import ROOT
from crawlers.errors import UsageError, WorkError
from crawlers.fetch.ends import End
from pipelines.html.limits import HostilePageError

if TYPE_CHECKING:
    from crawlers.probe.asking import Answer
    from crawlers.site import NewsSpider

FIELDS = ("title", "published_at", "source", "reprinted_from", "author", "editor", "original_title", "dateline")
EXPECTED = """# What the page prints, to be filled in by who has read it: {raw}
# A text that is somebody's (a title, a dateline) is written in our own words, and so on the skeleton beside this file.
url = {url}
saved_on = {day}
{fields}
# What each selector of the site's file rests on: seen on this page, in public code, or a guess, which goes again.
rests_on = []
"""


class Command(NewsCommand):
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy declares it so

    def syntax(self) -> str:
        return "[options] KEY URL"

    def short_desc(self) -> str:
        return "Save a page's structure, its text blanked, as the start of a test"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--raw", type=Path, metavar="DIR", default=ROOT / "data" / "pages", help="for the page")
        parser.add_argument(
            "--tests", type=Path, metavar="DIR", default=ROOT / "tests" / "sites", help="for the skeleton"
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 2:
            raise UsageError(
                "name a site and one of its pages: scrapy savepage cinic http://www.cinic.org.cn/xy/1.html"
            )
        key, url = args[0], args[1].strip()
        address(url)
        site = self.sites.load(key)
        name = name_of(url)
        raw, blanked, expected = (
            opts.raw / key / f"{name}.html",
            opts.tests / key / "saved" / f"{name}.html",
            opts.tests / key / "saved" / f"{name}.toml",
        )
        for path in (raw, blanked, expected):
            if path.exists():
                raise UsageError(f"{path}: is there already; move it away to save the page anew.")
        answer = self._ask(url, site)
        from crawlers.probe.skeleton import skeleton  # as in _ask

        try:
            text = skeleton(answer.body, answer.content_type, site.encoding)
        except HostilePageError as error:
            raise WorkError(f"{url}: refused before parsing: {error}.") from error
        _write(raw, answer.body)
        _write(blanked, text.encode("utf-8", "replace"))
        _write(expected, _expected(url, raw).encode())
        print(f"{raw}: the page as it came, for you alone; git does not see it")
        print(f"{blanked}: its structure, blanked")
        print(f"{expected}: what it prints, to be filled in")
        return 0

    def _ask(self, url: str, site: type[NewsSpider]) -> Answer:
        # Scrapy imports every command at every start; only those that probe ask with requests.
        from crawlers.probe.asking import Asker
        from crawlers.probe.beside import beside

        assert self.settings is not None
        try:
            with beside(self.settings, [site.name], "savepage") as ledger:
                asker = Asker(self.settings, ledger)
                asker.hosts = site.hosts
                return asker.get(url)
        except End as end:
            raise WorkError(f"{url}: {end}.") from end


def name_of(url: str) -> str:
    """Name a page by its address: xw_t20200922_35790012 of /xw/t20200922_35790012.shtml, xw_list of /xw/."""
    path = urlsplit(url).path
    named = f"{path}list" if path.endswith("/") else re.sub(r"\.\w+$", "", path)
    return re.sub(r"\W+", "_", named, flags=re.ASCII).strip("_")[-80:].strip("_") or "list"


def _expected(url: str, raw: Path) -> str:
    shown = raw.relative_to(ROOT) if raw.is_relative_to(ROOT) else raw.name
    fields = "\n".join(f'{name} = ""' for name in FIELDS)
    quoted = '"' + url.replace("\\", "%5C").replace('"', "%22") + '"'
    return EXPECTED.format(raw=shown, url=quoted, day=datetime.now(UTC).date().isoformat(), fields=fields)


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise WorkError(f"{path}: cannot be written ({error.strerror}).") from error
