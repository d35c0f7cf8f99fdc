"""An expression behind a look at single characters finds what it would find without: proved from how it is written."""

from __future__ import annotations

import importlib
import pkgutil
import re
import re._constants as op  # type: ignore[import-not-found]  # how the standard library names a parsed expression's parts
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

import pipelines.extract
from pipelines.extract import phrases
from pipelines.extract.guarded import Guarded


def _guarded() -> Iterator[tuple[str, Guarded]]:
    for each in pkgutil.iter_modules(pipelines.extract.__path__):
        if not each.name.endswith("__main__"):
            module = importlib.import_module(f"pipelines.extract.{each.name}")
            yield from (
                (f"{each.name}.{name}", value) for name, value in vars(module).items() if isinstance(value, Guarded)
            )


ALL = dict(_guarded())


def holds(parts: Iterable[Any], characters: frozenset[str], any_case: bool) -> bool:
    """Say whether every text that these parts of an expression match holds one of the characters."""
    return any(_holds(kind, value, characters, any_case) for kind, value in parts)


def _holds(kind: Any, value: Any, characters: frozenset[str], any_case: bool) -> bool:
    if kind is op.LITERAL:
        return {chr(value).lower(), chr(value).upper()} <= characters if any_case else chr(value) in characters
    if kind is op.IN:
        return all(_holds(each[0], each[1], characters, any_case) for each in value)
    if kind is op.BRANCH:
        return all(holds(branch, characters, any_case) for branch in value[1])
    if kind is op.SUBPATTERN:
        return holds(value[-1], characters, any_case)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return value[0] > 0 and holds(value[2], characters, any_case)
    return False


@pytest.mark.parametrize("name", ALL)
def test_every_match_holds_one_of_the_characters(name: str) -> None:
    guarded = ALL[name]
    characters = frozenset(filter(guarded.characters.fullmatch, map(chr, range(0x10000))))
    flags = guarded.expression.flags
    assert holds(parser.parse(guarded.expression.pattern, flags), characters, bool(flags & re.IGNORECASE))


def test_the_proof_fails_where_a_match_needs_none_of_the_characters() -> None:
    assert holds(parser.parse("(?:版权|copyright)"), frozenset("权r"), False)
    assert not holds(parser.parse("(?:版权|copyright)"), frozenset("权"), False)
    assert not holds(parser.parse("(?:版权)?所有"), frozenset("权"), False)
    assert not holds(parser.parse("copyright"), frozenset("r"), True)


def test_a_guarded_expression_finds_what_it_finds_alone() -> None:
    guarded = Guarded("]-^", re.compile(r"[\]^-]."))
    for text in ("a]b", "^x", "-y", "abc", ""):
        assert bool(guarded.search(text)) == bool(guarded.expression.search(text))
        assert bool(guarded.match(text)) == bool(guarded.expression.match(text))
        assert guarded.sub("", text) == guarded.expression.sub("", text)


CAPTIONS = """photo caption|Image: a|picture by b|media provided|file photo: c|file image by d|credits: e|credit by f
Video: g|a (image: b)|a [photo by c]|(credit d)|(pic e)|a (pictures: f)|[Xinhua/Zhang San]|by Getty Images
Shutterstock.|iStock
AP Photo|getty|Associated Press|a credit...|Photos of a|Photographer b|photography|photograph|Courtesy of a"""


@pytest.mark.parametrize("caption", CAPTIONS.replace("\n", "|").split("|"))
def test_each_caption_of_the_expression_holds_a_word_that_is_looked_for_first(caption: str) -> None:
    assert phrases.CAPTION_EN.search(caption)
    assert phrases.CAPTION_WORD.search(caption.lower())
