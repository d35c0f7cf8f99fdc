"""The labelled cases go through the judge's filter, how well it decides comes out: `python -m tests.benchmarks.judge`.

`--write` puts the table into docs/judge.md. Misses are named by id for the tuning halves alone: of the untouched ones
only sums are shown, so that no rule can be written for one of their cases.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
LABELLED: Final = ROOT / "tests" / "labelled"
DOCUMENT: Final = ROOT / "docs" / "judge.md"
BEGIN: Final = "<!-- measured: begin -->"
END: Final = "<!-- measured: end -->"
HALVES: Final = ("tuning", "untouched")
WRITERS: Final = {
    "first two writers": "ab",
    "third writer": "c",
    "fourth writer": "e",
    "fifth writer": "f",
    "sixth writer": "g",
    "seventh writer": "h",
    "eighth writer": "i",
    "ninth writer": "j",
    "tenth writer": "k",
    "all": "abcefghijk",
}
"""Whose cases: the letters of the files. All but the first two wrote when rules had been tuned for long; all of the
fourth's to tenth's are to tune on. The files d are by whoever writes the rules: they say nothing of how well these
are, and are in no table."""
TAKEN: Final = ("id", "url", "title", "text", "source")


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One labelled article and what the filter says of it."""

    id: str
    kind: str
    relevant: bool
    band: str

    @property
    def is_kept(self) -> bool:
        """Unsure counts as kept."""
        return self.band != "off"

    @property
    def is_hard_negative(self) -> bool:
        return not self.relevant and "easy" not in self.kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """The sums over some cases."""

    cases: int
    relevant: int
    kept: int
    found: int
    hard_negatives: int
    hard_refused: int
    unsure: int

    @property
    def precision(self) -> float:
        return self.found / self.kept if self.kept else 1.0

    @property
    def recall(self) -> float:
        return self.found / self.relevant if self.relevant else 1.0

    @property
    def refused(self) -> float:
        return self.hard_refused / self.hard_negatives if self.hard_negatives else 1.0

    @property
    def unsure_share(self) -> float:
        return self.unsure / self.cases if self.cases else 0.0


def judged(half: str, writers: str = WRITERS["all"]) -> list[Case]:
    """Send a half's cases through the filter, without their labels."""
    rows: list[dict[str, Any]] = [
        json.loads(line)
        for path in sorted(LABELLED.glob(f"judge_[{writers}]_{half}.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    answers = _filtered("".join(json.dumps({key: row.get(key) for key in TAKEN}) + "\n" for row in rows))
    return [
        Case(id=row["id"], kind=row["kind"], relevant=row["relevant"], band=answer["band"])
        for row, answer in zip(rows, answers, strict=True)
    ]


def score(cases: Sequence[Case]) -> Score:
    """Sum up what the filter says of these cases."""
    hard = [case for case in cases if case.is_hard_negative]
    return Score(
        cases=len(cases),
        relevant=sum(case.relevant for case in cases),
        kept=sum(case.is_kept for case in cases),
        found=sum(case.relevant and case.is_kept for case in cases),
        hard_negatives=len(hard),
        hard_refused=sum(not case.is_kept for case in hard),
        unsure=sum(case.band == "unsure" for case in cases),
    )


def articles_per_second(rounds: int = 20) -> float:
    """Send the tuning half through one filter so many times; count its processor seconds, its start left out."""
    texts = [line for path in sorted(LABELLED.glob("judge_[abc]_tuning.jsonl")) for line in path.open(encoding="utf-8")]
    seconds = []
    for times in (1, rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        _filtered("".join(texts) * times)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return len(texts) * (rounds - 1) / (seconds[1] - seconds[0])


def scores_of(half: str) -> dict[tuple[str, str], Score]:
    """Sum up a half's cases, by writers."""
    by_writers = {(half, name): score(judged(half, writers)) for name, writers in WRITERS.items()}
    return {key: one for key, one in by_writers.items() if one.cases}


def table(scores: Mapping[tuple[str, str], Score]) -> str:
    """Write the sums of each half and writers as a table."""
    lines = [
        "| half | cases of | cases | precision | recall | hard negatives refused | unsure |",
        "|---|---|---|---|---|---|---|",
    ]
    for (half, name), one in scores.items():
        lines.append(
            f"| {half} | {name} | {one.cases} | {one.precision:.3f} ({one.found}/{one.kept}) "
            f"| {one.recall:.3f} ({one.found}/{one.relevant}) "
            f"| {one.refused:.3f} ({one.hard_refused}/{one.hard_negatives}) "
            f"| {one.unsure_share:.1%} ({one.unsure}) |"
        )
    return "\n".join(lines)


def by_kind(cases: Sequence[Case]) -> Iterator[str]:
    """Say of each kind how many there are, how many are judged right, and which are not."""
    for kind in sorted({case.kind for case in cases}):
        ones = [case for case in cases if case.kind == kind]
        wrong = [case.id for case in ones if case.is_kept != case.relevant]
        unsure = [case.id for case in ones if case.band == "unsure"]
        said = f"wrong: {', '.join(wrong)}" if wrong else ""
        said += f"  unsure: {', '.join(unsure)}" if unsure else ""
        yield f"{kind:<34} {len(ones) - len(wrong):>3} of {len(ones):>3}  {said}".rstrip()


def write(measured: str, document: Path = DOCUMENT) -> None:
    """Put the table between the markers of the document; ValueError where they are missing."""
    old = document.read_text("utf-8")
    new, found = re.subn(f"(?s)(?<={re.escape(BEGIN)}\n).*(?={re.escape(END)})", lambda _: f"\n{measured}\n\n", old)
    if not found:
        raise ValueError(f"{document} lacks the lines {BEGIN} and {END}")
    document.write_text(new, "utf-8")


def _filtered(lines: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.judge"], cwd=ROOT, input=lines, stdout=subprocess.PIPE, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--half", choices=HALVES, help="only this half")
    words.add_argument("--write", action="store_true", help="put the table into docs/judge.md")
    asked = words.parse_args()
    if asked.write and asked.half:
        words.error("--write shows both halves; leave --half out")
    halves = [half for half in HALVES if asked.half in (None, half)]
    measured = table({key: one for half in halves for key, one in scores_of(half).items()})
    print("\n".join((*by_kind(judged("tuning") if "tuning" in halves else ()), measured)))
    speed = f"Through the filter: {articles_per_second():,.0f} articles a processor second (on the machine of the day)."
    print(speed)
    if asked.write:
        write(f"{measured}\n\n{speed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
