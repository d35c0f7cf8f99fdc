"""Dedupe as a filter: each line is answered as a crawl would, and the settled rows tell nothing of the order."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from tests import reposting
from tests.documents import DOCS
from tests.sample import pages

KEYS = ["id", "story", "role", "parent", "evidence"]


def test_each_line_is_answered_with_what_is_known_so_far() -> None:
    original, reprint, other = answers([sample("ce/02"), sample("cinic/03"), sample("xinhua_tibet/05")])
    assert [list(each) for each in (original, reprint, other)] == [KEYS] * 3
    assert (original["role"], reprint["role"], other["role"]) == ("unique", "reprint", "unique")
    assert (reprint["story"], reprint["parent"]) == (original["story"], "ce/02") == ("ce/02", "ce/02")
    assert "中国经济网" in reprint["evidence"]
    assert (original["parent"], original["evidence"]) == (None, None)
    assert other["story"] == "xinhua_tibet/05"


def test_a_copy_whose_source_was_not_seen_has_no_parent_and_says_whom_it_names() -> None:
    (alone,) = answers([sample("cinic/03")])
    assert (alone["parent"], alone["role"]) == (None, "reprint")
    assert "中国经济网" in alone["evidence"]


def test_a_copy_full_of_readings_or_in_another_script_is_a_mirror() -> None:
    original = sample("ce/02")
    chance = random.Random(1)
    spoilt = [reposting.readings(original["text"], chance), reposting.traditional(original["text"], chance)]
    copies = [
        {**original, "id": id_, "url": f"http://{id_}.example/a", "text": text}
        for id_, text in zip("ab", spoilt, strict=True)
    ]
    answered = answers([original, *copies])
    assert [each["role"] for each in answered] == ["unique", "mirror", "mirror"]
    assert [each["parent"] for each in answered] == [None, "ce/02", "ce/02"]


def test_the_same_url_is_the_same_article() -> None:
    line = sample("ce/02")
    first, second = answers([line, {**line, "id": 2}])
    assert first["story"] == second["story"] == "ce/02"


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ({"id": 7, "url": None, "title": None}, "text is missing"),
        ({"id": 7, "text": None}, "text is null"),
        ({"id": 7, "text": "拉萨", "published_at": 2020}, "published_at is a number"),
    ],
)
def test_a_bad_line_is_answered_and_the_run_goes_on(line: dict[str, Any], error: str) -> None:
    bad, good = answers([line, sample("ce/02")])
    assert bad["id"] == 7
    assert bad["error"].startswith(error)
    assert good["story"] == "ce/02"


def test_a_line_without_url_or_date_is_taken() -> None:
    (answer,) = answers([{"id": 1, "text": "昨天拉萨的一家合作社第一次在直播里卖出了青稞饼干。"}])
    assert answer == {"id": 1, "story": 1, "role": "unique", "parent": None, "evidence": None}


@pytest.mark.slow
def test_the_settled_rows_do_not_depend_on_the_order_of_arrival() -> None:
    lines = [sample(each.name) for each in pages()]
    settled = []
    for seed in range(3):
        shuffled = random.Random(seed).sample(lines, len(lines))
        rows = answers(shuffled, "--final")
        assert [each["id"] for each in rows[: len(lines)]] == [each["id"] for each in shuffled]
        assert all(each["final"] is True for each in rows[len(lines) :])
        settled.append(sorted(rows[len(lines) :], key=lambda each: str(each["id"])))
    assert settled[0] == settled[1] == settled[2]
    assert len({each["story"] for each in settled[0]}) < len(lines)


def sample(name: str) -> dict[str, Any]:
    """One article of the sample as a line, its name as its id."""
    each = next(each for each in pages() if each.name == name)
    return {
        "id": each.name,
        "url": each.page.url,
        "title": each.title,
        "text": each.text,
        "published_at": each.published_at,
        "source": each.source,
        "reprinted_from": each.reprinted_from,
    }


def answers(lines: Iterable[dict[str, Any]], *words: str) -> Sequence[dict[str, Any]]:
    """Run the filter on the lines as a stranger would."""
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.dedupe", *words],
        input="".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines),
        cwd=DOCS.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]
