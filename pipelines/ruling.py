"""A person's word on stories comes in; it is kept as a ruling, and the stories that it concerns are settled anew.

    one_story    these two articles tell one story, whatever their texts share
    two_stories  these articles are not of the story of those

Refused, with nothing written, is what contradicts a ruling that holds: undo that one first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from crawlers.errors import UsageError
from pipelines.database import Database, Said, Says, said
from pipelines.publishers import Publishers
from pipelines.settle import resettle

Pairs = Sequence[tuple[str, str]]


def merge(db: Database, url: str, other_url: str, known: Publishers, *, by: str, note: str, at: datetime) -> int:
    """Rule that two stored articles are of one story; return the ruling's id. UsageError: it cannot be."""
    with db.transaction():
        if url == other_url:
            raise UsageError(f"{url} is one article: name two to merge.")
        return _rule(db, "one_story", [(url, other_url)], known, by=by, note=note, at=at)


def split(
    db: Database, story_id: int, urls: Sequence[str], known: Publishers, *, by: str, note: str, at: datetime
) -> int:
    """Rule that articles of a story are not of it; return the ruling's id. UsageError: it cannot be."""
    with db.transaction():
        members = db.urls_of_story(story_id)
        for url in urls:
            if url not in members:
                raise UsageError(f"{url} is not in story {story_id}; `scrapy story {story_id}` shows what is.")
        rest = [url for url in members if url not in urls]
        if not rest:
            raise UsageError(f"story {story_id} has no other articles: leave one out of what is split off.")
        pairs = [(url, other) for url in dict.fromkeys(urls) for other in rest]
        return _rule(db, "two_stories", pairs, known, by=by, note=note, at=at)


def undo(db: Database, id_: int, known: Publishers, *, by: str, at: datetime) -> None:
    """Let a ruling hold no longer. UsageError: there is none of this number, or it was undone."""
    with db.transaction():
        ruling = next((one for one in db.rulings() if one.id == id_), None)
        if ruling is None:
            raise UsageError(f"ruling {id_}: none of that number holds; `scrapy story` shows those of a story.")
        db.undo_ruling(id_, undone_by=by, at=at)
        _settle(db, ruling.pairs, known, at)


def _rule(db: Database, says: Says, pairs: Pairs, known: Publishers, *, by: str, note: str, at: datetime) -> int:
    holding = db.rulings()
    wanted = {tuple(sorted(pair)) for pair in pairs}
    for ruling in holding:
        if ruling.says == says and wanted <= set(ruling.pairs):
            raise UsageError(f"{_words(ruling)}: that is what you say; nothing was written.")
    _refuse_contradiction(holding, says, pairs)
    id_ = db.add_ruling(says, pairs, said_by=by, note=note, at=at)
    _settle(db, pairs, known, at)
    return id_


def _settle(db: Database, pairs: Pairs, known: Publishers, at: datetime) -> None:
    ids = {id_ for pair in pairs for url in pair if (id_ := db.article_id(url)) is not None}
    resettle(db, ids, known, at=at)


def _refuse_contradiction(holding: Sequence[Said], says: Says, pairs: Pairs) -> None:
    """Raise UsageError where two articles would be one story by a chain of rulings, and two by another."""
    joining = [*_pairs(holding, "one_story"), *((a, b, None) for a, b in pairs if says == "one_story")]
    parting = [*_pairs(holding, "two_stories"), *((a, b, None) for a, b in pairs if says == "two_stories")]
    sets = _sets((a, b) for a, b, _ in joining)
    for a, b, parted_by in parting:
        if sets.get(a, a) != sets.get(b, b):
            continue
        found = [parted_by] if parted_by else [by for x, _, by in joining if by and sets[x] == sets[a]]
        listed = "; ".join(dict.fromkeys(map(_words, found)))
        first = found[0].id
        raise UsageError(f"{a} and {b} cannot be one story and two ({listed}); undo that first: --undo {first}")


def _pairs(holding: Iterable[Said], says: Says) -> Iterable[tuple[str, str, Said | None]]:
    return ((a, b, one) for one in holding if one.says == says for a, b in one.pairs)


def _sets(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return URL -> one URL that stands for all that it is joined to."""
    found: dict[str, str] = {}
    for a, b in pairs:
        old, new = found.setdefault(a, a), found.setdefault(b, b)
        found = {url: new if name == old else name for url, name in found.items()}
    return found


def _words(ruling: Said) -> str:
    return said(ruling.id, ruling.says, ruling.said_by, ruling.said_at, ruling.note)
