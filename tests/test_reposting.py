"""Every way of reposting over the sample's texts and our own: what joins a story, what is linked, what never joins."""

from __future__ import annotations

from random import Random

import pytest

from crawlers.items import Document, Grouping, Pair
from pipelines.dedupe import canonical, compare, fingerprint, group
from tests import reposting
from tests.matching import document
from tests.notices import notices
from tests.sample import pages
from tests.texts import articles

TEXTS = articles()
MOST = {"everything": 0.8, "half": 0.99, "lead_only": 0.97, "byte_shift": 0.98, "edited": 0.98, "taiwan": 0.97}
"""The least share that joins; of every other kind each one does."""


def _found(original: Document, copy: Document) -> bool:
    """Say whether the store would have compared the two."""
    first, second = fingerprint(original.canonical), fingerprint(copy.canonical)
    hits = len(set(first.grams) & set(second.grams))
    return hits >= 2 or bool(set(first.sentences) & set(second.sentences)) or first.exact == second.exact


def _grouped(*documents: Document) -> Grouping:
    pairs: list[Pair] = []
    for at, one in enumerate(documents):
        pairs += [pair for other in documents[at + 1 :] if _found(one, other) and (pair := compare(one, other))]
    return group(documents, pairs)


@pytest.mark.parametrize("kind", [*reposting.COPIES, *reposting.EXCERPTS])
def test_a_copy_joins_the_story_of_what_it_copies(kind: str) -> None:
    repost = {**reposting.COPIES, **reposting.EXCERPTS}[kind]
    missed = []
    for at, text in enumerate(TEXTS):
        original = document(1, text, published_at="2022-03-01")
        copy = document(2, repost(text, Random(at)), published_at="2022-03-02")
        found = _grouped(original, copy)
        if len(found.stories) > 1 or found.stories[0].origin != 1:
            missed.append((text[:20], compare(original, copy)))
    assert len(missed) <= (1 - MOST.get(kind, 1.0)) * len(TEXTS), missed


@pytest.mark.parametrize("kind", reposting.EXCERPTS)
def test_a_part_is_an_excerpt(kind: str) -> None:
    text = TEXTS[0]
    part = document(2, reposting.EXCERPTS[kind](text, Random(1)))
    found = _grouped(document(1, text), part)
    assert found.stories[0].roles == {1: "origin", 2: "excerpt"}
    assert [(edge.child, edge.parent, edge.kind) for edge in found.edges] == [(2, 1, "excerpt")]


def test_a_report_with_other_figures_never_joins() -> None:
    for at, text in enumerate(TEXTS):
        later = reposting.other_figures(text, Random(at))
        if canonical(later) != canonical(text):
            found = _grouped(document(1, text), document(2, later))
            assert len(found.stories) == 2, text


def test_a_quotation_never_joins() -> None:
    for at, text in enumerate(TEXTS):
        host = TEXTS[(at + 5) % len(TEXTS)]
        found = _grouped(document(1, text), document(2, reposting.quoting(text, host, Random(at))))
        assert len(found.stories) == 2, text


def test_a_shared_footer_never_joins() -> None:
    for at, text in enumerate(TEXTS):
        other = TEXTS[(at + 5) % len(TEXTS)]
        found = _grouped(*(document(id, f"{one}\n{reposting.FOOTER}") for id, one in ((1, text), (2, other))))
        assert len(found.stories) == 2, text


def test_two_articles_in_one_are_a_digest_of_both() -> None:
    for at, text in enumerate(TEXTS):
        other = TEXTS[(at + 5) % len(TEXTS)]
        both = document(3, reposting.digest([text, other]), published_at="2022-03-02")
        found = _grouped(document(1, text, published_at="2022-03-01"), document(2, other), both)
        assert {id: role for story in found.stories for id, role in story.roles.items()}[3] == "digest"
        assert len(found.stories) == 3
        assert {(edge.child, edge.parent, edge.kind) for edge in found.edges} == {(3, 1, "digest"), (3, 2, "digest")}


def test_five_leads_in_one_are_a_digest_of_five() -> None:
    texts = [TEXTS[at * len(TEXTS) // 5] for at in range(5)]
    page = reposting.digest([reposting.lead_only(text, Random(0)) for text in texts])
    found = _grouped(*(document(id, text) for id, text in enumerate(texts, 1)), document(6, page))
    assert len(found.stories) == 6
    digest = [edge for edge in found.edges if edge.kind == "digest"]
    assert {edge.child for edge in digest} == {6}
    assert len(digest) >= 4


@pytest.mark.slow
def test_no_two_of_these_articles_are_one_story() -> None:
    found = _grouped(*(document(id, text) for id, text in enumerate(TEXTS, 1)))
    joined = [sorted(story.roles) for story in found.stories if len(story.roles) > 1]
    assert joined == []


def test_no_two_issues_of_a_recurring_notice_are_one_story() -> None:
    issues = enumerate(notices(Random(1), 12), 1)
    documents = [document(id, text, title=title, published_at=day) for id, (title, text, day) in issues]
    found = _grouped(*documents)
    assert [story.roles for story in found.stories if len(story.roles) > 1] == []
    assert sum(edge.kind == "template" for edge in found.edges) >= 0.9 * len(documents)


@pytest.mark.slow
def test_every_copy_that_the_sample_declares_is_told_by_its_kind() -> None:
    """A reprint, an excerpt and a mirror join; a digest, a rewrite and last year's report are linked."""
    known = {page.name: page for page in pages()}
    ids = {name: id for id, name in enumerate(known, 1)}
    documents = [
        document(ids[name], page.text, url=page.page.url, title=page.title, published_at=page.published_at)
        for name, page in known.items()
    ]
    found = _grouped(*documents)
    story_of = {id: story for story in found.stories for id in story.roles}
    linked = {(edge.kind, frozenset((edge.child, edge.parent))) for edge in found.edges}
    copies = [(name, page.parent, page.kind) for name, page in known.items() if page.parent]
    assert len(copies) >= 10
    for name, parent, kind in copies:
        assert parent is not None
        child, of = ids[name], ids[parent]
        if kind in ("reprint", "excerpt", "mirror"):
            assert story_of[child] is story_of[of], name
        else:
            assert story_of[child] is not story_of[of], name
            assert kind == "digest" or (kind, frozenset((child, of))) in linked, name
            assert story_of[child].roles[child] == kind, name
