"""The labelled cases: the untouched halves stay as they were written, before any rule was tuned on the other halves."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "labelled"
PINNED = {
    "judge_a_untouched.jsonl": "8bd1354b9cf2bde1eb98a2a9293d1d7a30636a449dd8d3fac79c6695a4912461",
    "judge_b_untouched.jsonl": "aec4077222574fe65e67e03a09e7c556600883a34756155e900767f4d722043f",
    "judge_c_untouched.jsonl": "948c76ba7617cd4caf12b58d96a3159132dedfc63aa85612680e077026bdce3f",
    "figures_untouched.jsonl": "b39f16f64a51983ec96af8eae204075fcf71bf4a74d750dab4a0b6ea35638941",
    "figures_b_untouched.jsonl": "1ff757835369effb56dac68585b2d829181537fc15ce9fbb3ce8cfe99b97965a",
    "figures_c_untouched.jsonl": "f4cfaaa19602615b02ad9e1f6ea25e2049d08d6916c3290ffb13f5d645622fd1",
}
SENTENCE_CHARACTERS = 12


@pytest.mark.parametrize("name", PINNED)
def test_an_untouched_half_is_as_it_was_committed(name: str) -> None:
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == PINNED[name]


def rows(pattern: str) -> list[dict[str, object]]:
    """Read the cases of all files of a pattern."""
    return [json.loads(line) for path in sorted(FOLDER.glob(pattern)) for line in path.read_text("utf-8").splitlines()]


def test_there_are_enough_cases_and_each_has_an_id_of_its_own() -> None:
    judge, figures = rows("judge_*.jsonl"), rows("figures_*.jsonl")
    assert len(judge) >= 400
    assert len(figures) >= 300
    assert len({row["id"] for row in (*judge, *figures)}) == len(judge) + len(figures)
    hard_negatives = [row for row in judge if not row["relevant"] and "easy" not in str(row["kind"])]
    assert len(hard_negatives) >= len(judge) / 3


def test_no_sentence_stands_in_both_halves() -> None:
    def sentences(pattern: str) -> set[str]:
        texts = (str(row["text"]) for row in rows(pattern))
        found = {each for text in texts for each in re.split(r"[。！？；\n]|\. ", text)}
        return {each for each in found if len(each) >= SENTENCE_CHARACTERS}

    assert not sentences("*_tuning.jsonl") & sentences("*_untouched.jsonl")
