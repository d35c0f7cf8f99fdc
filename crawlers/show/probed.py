"""What a probe learnt, for the person who describes the site: sheets and sentences."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from statistics import median

from crawlers.probe.look import Asked, Site
from crawlers.show.sheet import Sheet
from pipelines.explain import Told

GROUPS_SHOWN = 8
SHOWN_CHARACTERS = 60


def sheets(site: Site, article: Told | None) -> Iterator[Sheet]:
    """Show feeds and sitemaps, groups of links, and the article with what is behind its fields."""
    yield Sheet(
        title="Feeds and sitemaps",
        columns=("kind", "address", "named by", "links", "what came"),
        rows=[
            *_asked("feed", site.feeds, "the page"),
            *_asked("sitemap", site.sitemaps, "robots.txt"),
        ],
        right=frozenset({"links"}),
    )
    yield Sheet(
        title="Groups of links on the page",
        columns=("links", "articles", "median text", "list", "selector", "for example"),
        rows=[
            [
                str(len(group.links)),
                str(group.articles),
                f"{median(len(link.text) for link in group.links):g}",
                "yes" if group.is_list else "",
                printable(group.selector),
                printable(max((link.text for link in group.links), key=len)),
            ]
            for group in site.looked.groups[:GROUPS_SHOWN]
        ],
        right=frozenset({"links", "articles", "median text"}),
    )
    if article is not None and site.article is not None:
        yield _article(site.article.url, article)


def sentences(site: Site) -> Iterator[str]:
    """Say how far the guess goes, and what failed."""
    guessed = site.guessed
    if guessed.patterns:
        yield (
            f"Article pattern: takes {guessed.taken} of {guessed.articles} links that look like articles"
            f" and {guessed.others_taken} of {guessed.others} others."
        )
    else:
        yield f"No article pattern: {guessed.articles} links look like articles, too few or too unlike each other."
    if site.delay_s:
        yield f"robots.txt asks for {site.delay_s:g} s between two requests; a crawl keeps to it."
    if site.article is None:
        yield "No article came, so no field was tried."
    yield from (f"Failed: {printable(end, 200)}" for end in site.ends)
    yield f"{site.requests} requests."


def printable(text: str, most: int = SHOWN_CHARACTERS) -> str:
    """Cut a stranger's text to a length, and leave out what a terminal would obey."""
    plain = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def _asked(kind: str, asked: Iterable[Asked], by: str) -> Iterator[list[str]]:
    for each in asked:
        links = "" if each.found is None else str(len(each.found.links))
        came = printable(each.end) or ("ok" if each.is_usable else "nothing of use")
        yield [kind, printable(each.url, 100), by if each.is_named else "nobody (tried)", links, came]


def _article(url: str, told: Told) -> Sheet:
    outcome = told.outcome
    rows = [[name, printable(b.value), b.place, printable(b.line)] for name, b in told.behind.items()]
    if outcome.article is not None:
        text = outcome.article.text
        rows.append(["text", f"{len(text)} characters in {text.count(chr(10)) + 1} paragraphs", "", printable(text)])
    if outcome.verdict is not None:
        rows.append(
            ["kept", "no", f"{outcome.verdict.stage}/{outcome.verdict.reason}", printable(outcome.verdict.rule)]
        )
    elif outcome.judgement is not None:
        rows.append(["kept", "yes", f"judge/{outcome.judgement.band}", printable("; ".join(outcome.judgement.reasons))])
    return Sheet(
        title=f"An article: {printable(url, 200)}", columns=("field", "value", "from", "line there"), rows=rows
    )
