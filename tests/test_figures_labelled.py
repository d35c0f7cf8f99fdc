"""The figures filter on the labelled cases: as good as the document says, on both halves."""

from __future__ import annotations

import pytest

from tests.benchmarks.figures import DOCUMENT, Score, report, score, written

LEAST = {"tuning": (0.96, 0.94), "untouched": (0.85, 0.74)}
"""Precision and recall. On the untouched half what holds today; the aim there, 0.95 and 0.92, is not met."""


@pytest.fixture(scope="module")
def results() -> dict[str, Score]:
    return {half: score(half) for half in LEAST}


@pytest.mark.parametrize("half", LEAST)
def test_precision_and_recall_hold(results: dict[str, Score], half: str) -> None:
    result = results[half]
    right = result.right["all"]
    precision, recall = right / result.found["all"], right / result.labelled["all"]
    assert precision >= LEAST[half][0], f"{precision:.3f}"
    assert recall >= LEAST[half][1], f"{recall:.3f}"


def test_the_document_shows_what_was_measured(results: dict[str, Score]) -> None:
    text = DOCUMENT.read_text("utf-8")
    assert "\n".join(written(results)).strip() in text
    assert "\n".join(report()).strip() in text
