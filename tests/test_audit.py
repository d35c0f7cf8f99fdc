"""A silent list of advisories is told from a clean one, and a hole fails."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import audit

CLEAN: dict[str, Any] = {"name": "lxml", "version": "6.1.3", "vulns": []}
HOLE = {"name": "six", "version": "1.0", "vulns": [{"id": "PYSEC-0000-1", "fix_versions": ["1.1"]}]}
UNKNOWN = {"name": "attrs", "skip_reason": "Dependency not found"}


def auditor(folder: Path, *packages: dict[str, Any], says: str | None = None) -> Path:
    """A program that answers as pip-audit does."""
    program = folder / "pip-audit"
    answer = says if says is not None else json.dumps({"dependencies": packages, "fixes": []})
    program.write_text(f"#!{sys.executable}\nprint({answer!r})\n", "utf-8")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    ("packages", "said", "strict", "lenient"),
    [
        ((CLEAN, CLEAN), "2 of 2 packages audited: no known hole", 0, 0),
        ((CLEAN, HOLE), "six 1.0 has PYSEC-0000-1, mended in 1.1", 1, 1),
        ((CLEAN, UNKNOWN), "1 of 2 packages audited: no known hole", 1, 0),
        ((UNKNOWN, UNKNOWN), "nothing was audited", 1, 0),
    ],
)
def test_a_hole_fails_and_silence_only_where_it_must_not_be(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    packages: tuple[dict[str, Any], ...],
    said: str,
    strict: int,
    lenient: int,
) -> None:
    program = str(auditor(tmp_path, *packages))
    assert audit.main(["--program", program]) == strict
    assert audit.main(["--program", program, "--if-answered"]) == lenient
    assert capsys.readouterr().out.count(said) == 4


def test_an_auditor_that_fails_has_audited_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = str(auditor(tmp_path, says="no network"))
    assert audit.main(["--program", program, "--if-answered"]) == 0
    assert "nothing was audited" in capsys.readouterr().out
    assert audit.main(["--program", program]) == 1
