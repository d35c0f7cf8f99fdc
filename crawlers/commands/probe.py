"""`scrapy probe URL`: read a site that nobody has described, and print the site file to paste."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from crawlers import spiders
from crawlers.command import NewsCommand, address
from crawlers.errors import UsageError, WorkError
from crawlers.fetch.ends import End
from crawlers.show.sheet import show
from pipelines.explain import Told, told
from pipelines.flow import rules_of
from pipelines.html.limits import HostilePageError

if TYPE_CHECKING:
    from crawlers.probe.draft import Draft
    from crawlers.probe.look import Site


class Command(NewsCommand):
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy declares it so

    def syntax(self) -> str:
        return "[options] URL"

    def short_desc(self) -> str:
        return "Read a new site's page and print the site file to paste"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--write", metavar="KEY", help="write crawlers/spiders/KEY.py, unless it is there")
        parser.add_argument(
            "--folder", type=Path, metavar="DIR", default=Path(spiders.__path__[0]), help="where to write it instead"
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            raise UsageError("name one page that lists articles: scrapy probe http://www.cinic.org.cn/xy/gdcj/")
        # Scrapy imports every command at every start; only this one asks with requests and reads with BeautifulSoup.
        from crawlers.probe.draft import place, write
        from crawlers.show.probed import sentences, sheets

        assert self.settings is not None
        path = place(opts.write, opts.folder) if opts.write else None
        rules = rules_of(self.settings)
        address(args[0])  # what is no address ends here; it is asked for as it is typed, index.html and all
        site = self._probe(args[0].strip())
        article = told(site.article, rules) if site.article else None
        console = Console()
        for sheet in sheets(site, article):
            show(sheet, console)
        drafted = _draft(site, article, opts.write)
        text = drafted.text()
        for sentence in ("", *sentences(site), "", text):
            console.print(sentence, markup=False, highlight=False, soft_wrap=True)
        if path:
            write(text, path)
            console.print(f"Written to {path}. Next: scrapy crawl {drafted.key}", markup=False, highlight=False)
        return 0

    def _probe(self, url: str) -> Site:
        from crawlers.probe.asking import Asker
        from crawlers.probe.beside import beside, keys_of
        from crawlers.probe.look import probe

        assert self.settings is not None
        try:
            with beside(self.settings, keys_of(url, self.sites), "probe") as ledger:
                return probe(Asker(self.settings, ledger), url)
        except End as end:
            raise WorkError(f"{url}: {end}.") from end
        except HostilePageError as error:
            raise WorkError(f"{url}: refused before parsing: {error}.") from error


def _draft(site: Site, article: Told | None, key: str | None) -> Draft:
    from crawlers.probe.draft import draft

    found = article.outcome.article if article else None
    return draft(site, key, holder=found.copyright_holder if found else None)
