"""docs/faults.md says nothing that no test shows: every row names a test that is there and bears the row's id."""

from __future__ import annotations

import re

from tests.documents import DOCS
from tests.program import ROOT

WANTED = {
    "A": [*range(1, 12), *range(13, 20)],
    "B": [1, 2, 3, 4, *range(6, 14), 15, 16, 17, 19, 20, 21],
    "C": [1, 2, 3, 6, 7],
    "D": [*range(1, 13), *range(14, 19), 20, 21],
    "E": [1, 2, *range(5, 17)],
    "F": [1, 2, 5, 6, 7, 8, 9],
    "G": [*range(1, 12)],
    "H": [1, 2, *range(4, 12), 13, 14, 15, 16, *range(18, 22)],
    "I": [1, 2, 4, 5],
    "J": [1, 2, 3, 4, 5],
}
"""The rows that are promised, by group."""
ROW = re.compile(r"^\| ([A-J]\d\d) \| (.+?) \| (yes|in part|not shown) \| (.+) \|$", re.MULTILINE)


def rows() -> dict[str, tuple[str, str]]:
    """Return each id's word and how it is shown."""
    return {id_: (held, how) for id_, _, held, how in ROW.findall((DOCS / "faults.md").read_text("utf-8"))}


def test_every_row_is_there_once() -> None:
    ids = [id_ for id_, *_ in ROW.findall((DOCS / "faults.md").read_text("utf-8"))]
    wanted = [f"{group}{number:02}" for group, numbers in WANTED.items() for number in numbers]
    assert [id_ for id_ in wanted if id_ not in ids] == []
    assert len(ids) == len(set(ids))


def test_every_row_has_a_test_that_bears_its_id_or_says_that_it_has_none() -> None:
    """In the name of the test, or in that of one of its cases."""
    code = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "tests").glob("test_*.py")))
    named = [*re.findall(r"def test(_\w+)", code), *(f"_{case}" for case in re.findall(r"[\"']([a-j]\d\d_)", code))]
    borne = {id_ for name in named for id_ in re.findall(r"_([a-j]\d\d)(?=_)", name)}
    for id_, (held, _) in rows().items():
        assert (id_.lower() in borne) == (held != "not shown"), id_


def test_every_test_that_is_named_is_there() -> None:
    code = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "tests").glob("test_*.py")))
    for id_, (_, how) in rows().items():
        for name in re.findall(r"`(test_\w+)`", how):
            assert f"def {name}(" in code, f"{id_}: {name}"
