"""How well the labelled cases are judged: never worse than before, and as it is published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.benchmarks import judge as benchmark

pytestmark = pytest.mark.slow  # every labelled text is judged; tests/test_judge.py has what is quick
FLOORS = {
    ("tuning", "first two writers"): (210, 0.99, 0.99, 0.98),
    ("tuning", "third writer"): (120, 0.98, 0.98, 0.97),
    ("tuning", "fourth writer"): (200, 0.99, 0.99, 0.98),
    ("tuning", "fifth writer"): (160, 0.99, 0.99, 0.98),
    ("tuning", "sixth writer"): (140, 0.97, 0.93, 0.96),
    ("tuning", "seventh writer"): (140, 0.98, 0.97, 0.98),
    ("tuning", "eighth writer"): (160, 0.95, 0.97, 0.95),
    ("tuning", "ninth writer"): (160, 0.98, 0.94, 0.98),
    ("tuning", "tenth writer"): (160, 0.95, 0.98, 0.95),
    ("tuning", "all"): (1450, 0.98, 0.98, 0.98),
    ("untouched", "first two writers"): (210, 0.97, 0.97, 0.95),
    ("untouched", "third writer"): (120, 0.94, 0.91, 0.92),
    ("untouched", "all"): (330, 0.95, 0.94, 0.93),
}
"""Half and writers -> cases, precision, recall, hard negatives refused. They only rise; the goal of the untouched
halves is 0.97, 0.97, 0.95."""
SHORT = {
    ("untouched", "first two writers"): (0.97, 0.96, 0.95),
    ("untouched", "third writer"): (0.91, 0.91, 0.88),
    ("untouched", "all"): (0.95, 0.94, 0.929),
}
"""What falls short of its floor, by one to three cases each, and has to hold meanwhile. These rules find far more of
the texts of writers whom they had never met (docs/judge.md): a floor is no reason to keep the worse ones, nor to be
lowered."""


@pytest.fixture(scope="module")
def scores() -> dict[tuple[str, str], benchmark.Score]:
    return {key: one for half in benchmark.HALVES for key, one in benchmark.scores_of(half).items()}


@pytest.mark.parametrize("which", FLOORS)
def test_labelled_cases_are_decided_no_worse_than_before(
    scores: dict[tuple[str, str], benchmark.Score], which: tuple[str, str]
) -> None:
    reached = scores[which]
    cases, *floors = FLOORS[which]
    assert reached.cases == cases
    assert reaches(reached, SHORT.get(which, floors))
    assert reached.unsure_share <= 0.1


@pytest.mark.xfail(strict=True, reason="one to three cases short of its floor")
@pytest.mark.parametrize("which", SHORT)
def test_what_falls_short_reaches_its_floor_again(
    scores: dict[tuple[str, str], benchmark.Score], which: tuple[str, str]
) -> None:
    assert reaches(scores[which], FLOORS[which][1:])


def reaches(reached: benchmark.Score, floors: Sequence[float]) -> bool:
    """Tell whether precision, recall and refusals are no lower than these."""
    return all(
        one >= least for one, least in zip((reached.precision, reached.recall, reached.refused), floors, strict=True)
    )


def test_what_the_rules_were_written_by_is_decided_no_worse_than_before() -> None:
    reached = benchmark.score(benchmark.judged("tuning", "d"))
    assert reached.precision == 1.0
    assert reached.recall >= 0.89


def test_the_published_table_is_what_the_filter_does(scores: dict[tuple[str, str], benchmark.Score]) -> None:
    assert benchmark.table(scores) in benchmark.DOCUMENT.read_text("utf-8")


def test_a_document_without_markers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d.md").write_text("none")
    with pytest.raises(ValueError, match="lacks the lines"):
        benchmark.write("table", tmp_path / "d.md")
