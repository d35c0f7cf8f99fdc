"""What reads a page, as one word: extractor, stages, rule files and a site's file come in, a digest of them goes out.

People forget to raise a version; the bytes do not. A word that differs only means that a page is read once more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from scrapy.settings import BaseSettings

import pipelines
from crawlers.sites import SiteLoader
from pipelines import flow

RULES = ("NEWS_TOPICS", "NEWS_PUBLISHERS", "NEWS_INDICATORS")
NOT_READING = ("alert", "database")
"""Packages of pipelines that decide nothing about a page."""


def versions_of(settings: BaseSettings, sites: SiteLoader) -> Mapping[str, str]:
    """Return the word of each site, and under "" that of pages from anywhere."""
    rules = digest(Path(settings[name]) for name in RULES)
    shared = f"extract {flow.EXTRACTOR_VERSION}, stages {digest(_code())}, rules {rules}"
    words = {"": shared}
    for key in sites.list():
        site = sites.load(key)
        words[key] = f"{shared}, site {_short(repr((site.hints(''), site.article)))}"
    return words


def sites_of(sites: SiteLoader) -> str:
    """Return a word for what tells the responses of an archive apart: hosts, article patterns, broken files."""
    loaded = [(key, sites.load(key)) for key in sites.list()]
    return _short(repr([(key, site.hosts, site.article, site.discover) for key, site in loaded]))


def _code() -> Iterable[Path]:
    root = Path(pipelines.__path__[0])
    files = (path for pattern in ("*.py", "*.txt") for path in root.rglob(pattern))
    return sorted(path for path in files if path.relative_to(root).parts[0] not in NOT_READING)


def digest(paths: Iterable[Path]) -> str:
    """Return a word that changes with what the files hold."""
    return _short("".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
