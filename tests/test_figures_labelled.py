"""The figures filter on the labelled cases: as good as the document says, on every set and part."""

from __future__ import annotations

import pytest

from tests.benchmarks.figures import DOCUMENT, PARTS, Score, report, score, written

pytestmark = pytest.mark.slow  # every labelled text is read; tests/test_figures.py has what is quick
LEAST = {
    ("tuning", "first set"): (0.99, 0.985),
    ("tuning", "second set"): (0.99, 0.99),
    ("tuning", "third set"): (0.99, 0.99),
    ("tuning", "fourth set"): (0.98, 0.98),
    ("tuning", "fifth set"): (0.97, 0.97),
    ("tuning", "sixth set"): (0.955, 0.95),
    ("tuning", "seventh set"): (0.96, 0.96),
    ("tuning", "eighth set"): (0.94, 0.925),
    ("tuning", "ninth set"): (0.845, 0.82),
    ("untouched", "first set"): (0.895, 0.86),
    ("untouched", "second set"): (0.93, 0.93),
    ("untouched", "third set"): (0.97, 0.97),
    ("untouched", "all"): (0.925, 0.905),
}
"""Precision and recall: what holds today, and may only rise. The aim on what is untouched is 0.95 and 0.92."""


@pytest.fixture(scope="module")
def results() -> dict[str, Score]:
    return {part: score(part) for part in PARTS}


@pytest.mark.parametrize(("part", "name"), LEAST)
def test_precision_and_recall_hold(results: dict[str, Score], part: str, name: str) -> None:
    result = results[part]
    right = result.right[name]
    precision, recall = right / result.found[name], right / result.labelled[name]
    assert precision >= LEAST[part, name][0], f"{precision:.3f}"
    assert recall >= LEAST[part, name][1], f"{recall:.3f}"


def test_the_document_shows_what_was_measured(results: dict[str, Score]) -> None:
    text = DOCUMENT.read_text("utf-8")
    assert "\n".join(written(results)).strip() in text
    assert "\n".join(report()).strip() in text
