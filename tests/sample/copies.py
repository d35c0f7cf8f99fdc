"""Articles as written -> articles with their text: a copy gets its parent's paragraphs, changed as it declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

from tests.sample.errors import SampleError
from tests.sample.written import Site, Written


def resolve(sites: Mapping[str, Site]) -> dict[str, Written]:
    """Return every article by `key/NN`, its text in place. SampleError names all parents that are missing."""
    written = {f"{site.key}/{each.number}": each for site in sites.values() for each in site.articles}
    missing = [
        f"{name} copies {parent}, which is not there"
        for name, each in written.items()
        for parent in chain([each.copy_of] if each.copy_of else [], each.shares)
        if parent not in written
    ]
    if missing:
        raise SampleError("; ".join(missing))
    return {name: _with_text(name, written, ()) for name in written}


def _with_text(name: str, written: Mapping[str, Written], seen: tuple[str, ...]) -> Written:
    article = written[name]
    if name in seen:
        raise SampleError(f"{name} copies itself by way of {' -> '.join(seen)}")
    if (article.copy_of is None) != (article.kind is None):
        raise SampleError(f"{name}: copy_of and kind go together")
    if article.parts:
        return article
    if article.copy_of is None:
        raise SampleError(f"{name} has no text and copies nobody")
    parent = _with_text(article.copy_of, written, (*seen, name)).paragraphs
    kept = parent if article.keep is None else tuple(parent[index] for index in article.keep)
    text = (*article.prepend, *(_changed(paragraph, article) for paragraph in kept), *article.append)
    for old, _ in article.replace:
        if not any(old in paragraph for paragraph in kept):
            raise SampleError(f"{name} replaces {old}, which {article.copy_of} does not say")
    return replace(article, parts=(text,))


def _changed(paragraph: str, article: Written) -> str:
    for old, new in article.replace:
        paragraph = paragraph.replace(old, new)
    return paragraph


def family(name: str, articles: Mapping[str, Written]) -> frozenset[str]:
    """Name all articles that are tied to one by declared copies and shares, itself included."""
    ties = {
        each: {other for other in (article.copy_of, *article.shares) if other} for each, article in articles.items()
    }
    found, grown = frozenset({name}), True
    while grown:
        more = {o for each in found for o in ties[each]} | {each for each, tied in ties.items() if tied & found}
        grown = not more <= found
        found |= more
    return found
