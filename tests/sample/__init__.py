"""Readable pages under tests/sites -> data/sample.warc.gz (`python -m tests.sample`), and `pages()` for other tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.sample.archive import write
from tests.sample.copies import resolve
from tests.sample.counts import Counts, counts
from tests.sample.errors import SampleError
from tests.sample.files import read_sites
from tests.sample.page import SamplePage, pages
from tests.sample.render import Answer, Renderer

ARCHIVE = Path(__file__).parent.parent.parent / "data" / "sample.warc.gz"

__all__ = ["ARCHIVE", "Counts", "SampleError", "SamplePage", "answers", "build", "counts", "pages"]


def answers() -> Iterator[Answer]:
    """Yield all answers of all sites, in the order of the archive."""
    sites = read_sites()
    articles = resolve(sites)
    for site in sites.values():
        yield from Renderer(site, articles).answers()


def build() -> bytes:
    """Return the archive's bytes. SampleError when a page is wrong or a copy names an article that is not there."""
    return write(answers())
