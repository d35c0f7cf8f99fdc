"""What the names of an element say, told from its attributes however they are written."""

from __future__ import annotations

import pytest

from pipelines.extract.hints import Hint, hint, hints

WRITTEN: dict[str, tuple[Hint, bool]] = {
    ' class="article"': (1, False),
    ' id="article" class="left"': (1, False),
    ' class="left" id="article" ': (1, False),
    ' class="left" class="article"': (0, False),  # of two with one name the first counts
    " class='article'": (1, False),
    " CLASS=article": (1, False),
    ' class="&#97;rticle"': (1, False),
    ' class="article" style="display:none"': (1, True),
    ' width="100%" border="0"': (0, False),
    ' data-id="article"': (0, False),
    " hidden": (0, True),
    "": (0, False),
}


@pytest.mark.parametrize(("written", "told"), WRITTEN.items())
def test_a_name_counts_however_it_is_written(written: str, told: tuple[Hint, bool]) -> None:
    assert hints(written) == told


def test_of_several_words_the_post_wins_then_what_is_against() -> None:
    assert hint("article comment") == -1
    assert hint("comment hentry tag-politics") == 1
    assert hint("left main") == 1
    assert hint("newsArticle") == hint("news-article") == 1
    assert hint("TopNav") == -1
    assert hint("left clearfix") == 0
