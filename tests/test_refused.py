"""Pages that are no article are refused with their kind; articles, however short or odd, are not."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest

from crawlers.items import Article, Page, Verdict
from pipelines.clean import clean
from pipelines.extract import extract
from tests.refused import Kept, kept, no_articles
from tests.sample import pages

KINDS = {"list", "video", "gallery", "not_found", "login", "script", "search", "empty"}
REFUSED = list(no_articles())
KEPT = list(kept())
LEAST_REFUSED = 0.95
MOST_LOST = 0.01


@cache
def found() -> dict[str, Article | Verdict]:
    """Read every page once, by its name."""
    named: list[tuple[str, Page]] = [(each.name, each.page) for each in REFUSED]
    named += [(each.name, each.page) for each in KEPT] + [(each.name, each.page) for each in pages()]
    assert len(dict(named)) == len(named), "two pages have one name"
    return {name: clean(extract(page)) for name, page in named}


def said(name: str) -> str:
    """Return the kind a page was refused as, "" for an article."""
    read = found()[name]
    return read.reason.removeprefix("not_article:") if isinstance(read, Verdict) else ""


def test_there_are_pages_of_every_kind() -> None:
    counts = Counter(kind for each in REFUSED for kind in each.kinds)
    assert counts.keys() == KINDS
    assert min(counts.values()) >= 6
    assert len(REFUSED) >= 48
    assert len(KEPT) >= 40


def test_pages_that_are_no_article_are_refused_with_their_kind() -> None:
    wrong = {each.name: said(each.name) or "kept" for each in REFUSED if said(each.name) not in each.kinds}
    assert len(wrong) <= (1 - LEAST_REFUSED) * len(REFUSED), wrong


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_of_every_kind_no_more_than_one_page_comes_through(kind: str) -> None:
    through = [each.name for each in REFUSED if kind in each.kinds and not said(each.name)]
    assert len(through) <= 1


def test_articles_are_not_refused() -> None:
    articles = found().keys() - {each.name for each in REFUSED}
    assert len(articles) >= 100
    lost = {name: said(name) for name in articles if said(name)}
    assert len(lost) <= MOST_LOST * len(articles), lost


def test_of_a_short_article_its_first_and_last_lines_are_kept() -> None:
    """A page that is kept for its list of links, or without its text, would pass the test above."""
    wrong = {each.name: missing for each in KEPT if (missing := lacks(each))}
    assert len(wrong) <= (1 - LEAST_REFUSED) * len(KEPT), wrong


def lacks(each: Kept) -> list[str]:
    read = found()[each.name]
    text = re.sub(r"\s", "", read.text) if isinstance(read, Article) else ""
    return [words for words in each.holds if re.sub(r"\s", "", words) not in text]


def test_a_refusal_says_by_what() -> None:
    """`scrapy why` shows it: a person must be able to see what decided."""
    assert not [each.name for each in REFUSED if isinstance(read := found()[each.name], Verdict) and not read.rule]
