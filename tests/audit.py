"""Locked packages go in, those with known holes come out: `python -m tests.audit [--if-answered]`.

pip-audit asks the index's list of advisories, over the network. Where nobody answers it says that it found nothing; so
here it is counted what was asked for and answered. A hole ends it with 1, and so does a silent index, unless
`--if-answered` allows for that: CI has no network, and says in one line that nothing was audited.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.program import ROOT

LOCKS: Final = ("run", "test")


@dataclass(frozen=True, kw_only=True, slots=True)
class Audited:
    """What is known of the packages of a lock file."""

    lock: str
    packages: int
    answered: int
    holes: tuple[str, ...]
    why: str = ""
    """What kept it from being asked, in the auditor's or the asker's words."""

    def __str__(self) -> str:
        if not self.answered:
            return f"{self.lock}: nothing was audited, no list of advisories answers from here: {self.why}"
        of = f"{self.lock}: {self.answered} of {self.packages} packages audited"
        return f"{of}: {'; '.join(self.holes) or 'no known hole'}"


def read(lock: str, found: Mapping[str, Any]) -> Audited:
    """Read pip-audit's JSON: {dependencies: [{name, version, vulns: [{id, fix_versions}]} | {name, skip_reason}]}."""
    packages = found["dependencies"]
    answered = [each for each in packages if "skip_reason" not in each]
    holes = tuple(
        f"{each['name']} {each['version']} has {hole['id']}, "
        f"mended in {', '.join(hole['fix_versions']) or 'no version'}"
        for each in answered
        for hole in each["vulns"]
    )
    why = next((each["skip_reason"] for each in packages if "skip_reason" in each), "")
    return Audited(lock=lock, packages=len(packages), answered=len(answered), holes=holes, why=why)


def ask(program: Path, lock: str) -> Audited:
    """Have pip-audit ask for a lock file; where it cannot, nothing was answered."""
    words = ["--format", "json", "--progress-spinner", "off", "--require-hashes", "--disable-pip", "--requirement"]
    path = f"requirements/{lock}.lock"
    done = subprocess.run([program, *words, path], cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        return read(path, json.loads(done.stdout))
    except json.JSONDecodeError:
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        return Audited(lock=path, packages=0, answered=0, holes=(), why=said[-1])


def main(arguments: Sequence[str]) -> int:
    """Ask for every lock file, a line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--if-answered", action="store_true", help="a list of advisories that does not answer is no fault"
    )
    parser.add_argument("--program", type=Path, default=ROOT / ".venv-audit" / "bin" / "pip-audit")
    words = parser.parse_args(arguments)
    audited = [ask(words.program, lock) for lock in LOCKS]
    print("\n".join(map(str, audited)))
    is_silent = any(each.answered < each.packages or not each.answered for each in audited)
    return int(any(each.holes for each in audited) or (is_silent and not words.if_answered))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
