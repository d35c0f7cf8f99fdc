"""Copies among real pages, where the labelled ones stand beside this repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks import neardup


@pytest.mark.skipif(
    not (neardup.BENCH / "neardup_pairs.jsonl").is_file(),
    reason="the labelled real pages are not beside this repository",
)
def test_reposts_of_real_pages_join_and_other_reports_do_not() -> None:
    results = neardup.score(neardup.BENCH)
    assert neardup.wrong(results) == []
    assert results["repost"]["merged"] >= 4
    assert results["partial"]["linked"] >= 2


def test_a_folder_without_pairs_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert neardup.main([str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err
