"""The bench's scorer and our own pages -> the figures that tests/floors.json holds.

`python -m tests.quality` prints the figures of the day beside the floors and raises those that are passed.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crawlers.items import Article
from pipelines.clean import clean
from pipelines.extract import extract
from tests.program import ROOT
from tests.sample import SamplePage, pages

BENCH = ROOT.parent / "shared" / "bench"
FLOORS = ROOT / "tests" / "floors.json"
SETS = {"hand": ["--gold", "hand"], "zh": [], "en": ["--lang", "en"]}
"""Sets of the bench: labelled by hand, all Chinese, English; and the scorer's words for each."""
NAMES = ("f1", "site_f1", "exact", "leak", "noise")
FIELDS = ("title", "published_at", "source", "author", "editor", "reprinted_from", "original_title", "dateline")
FEWER_IS_BETTER = {"leak", "noise"}
CHANCE = 1e-4
"""Figures are written to four places."""


def floors() -> dict[str, Any]:
    """Read the floors."""
    read: dict[str, Any] = json.loads(FLOORS.read_text("utf-8"))
    return read


def is_below(name: str, got: float, floor: float) -> bool:
    """Say whether a figure is worse than its floor; of leaks and noise more is worse."""
    return got > floor + CHANCE if name in FEWER_IS_BETTER else got < floor - CHANCE


def scored(which: str, folder: Path) -> dict[str, Any]:
    """Run the bench's own scorer on the real filter; add the mean per site and the counts of misses."""
    out = folder / f"{which}.json"
    command = f"{sys.executable} -m pipelines.extract"
    words = [sys.executable, str(BENCH / "score.py"), "--cmd", command, *SETS[which], "--json", str(out)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True, timeout=600)
    result: dict[str, Any] = json.loads(out.read_text("utf-8"))
    sites = defaultdict(list)
    rows = [json.loads(line) for line in (BENCH / "index.jsonl").read_text("utf-8").splitlines()]
    site_of = {row["id"]: row["site_group"] for row in rows}
    for page in result["per_page"]:
        sites[site_of[page["id"]]].append(page["f1"])
    result["site_f1"] = statistics.fmean(map(statistics.fmean, sites.values()))
    result["misses"] = misses(result["meta"])
    return result


def misses(meta: Mapping[str, tuple[float, int]]) -> dict[str, int]:
    """Turn shares into counts; values where the page prints none count together."""
    counts: dict[str, int] = defaultdict(int)
    for field, (share, of) in meta.items():
        counts["none" if field.endswith("_none") else field] += round((1 - share) * of)
    return dict(counts)


def own() -> tuple[dict[str, float], dict[str, list[str]]]:
    """Return by field the share of the sample's pages that are read to the letter, and the names of the others."""
    wrong: dict[str, list[str]] = {name: [] for name in ("text", *FIELDS)}
    every = list(pages())
    for page in every:
        for name in _differing(page):
            wrong[name].append(page.name)
    return {name: 1 - len(names) / len(every) for name, names in wrong.items()}, wrong


def _differing(page: SamplePage) -> list[str]:
    read = clean(extract(page.page))
    if not isinstance(read, Article):
        return ["text", *FIELDS]
    return [name for name in ("text", *FIELDS) if getattr(read, name) != getattr(page, name)]


def raised(floor: dict[str, Any], got: Mapping[str, Any]) -> dict[str, Any]:
    """Return a set's floors, those raised that are passed."""
    better = {name: round(got[name], 4) for name in floor if name in NAMES and is_below(name, floor[name], got[name])}
    most = {field: min(count, got["misses"].get(field, count)) for field, count in floor.get("misses", {}).items()}
    return floor | better | ({"misses": most} if most else {})


def main() -> None:
    """Measure, print, raise."""
    kept = floors()
    with tempfile.TemporaryDirectory() as folder:
        for which in SETS if BENCH.exists() else ():
            got = scored(which, Path(folder))
            print(which, {name: round(got[name], 4) for name in NAMES}, got["misses"])
            kept[which] = raised(kept[which], got)
    shares, wrong = own()
    print("own", {name: round(share, 4) for name, share in shares.items()}, {n: w for n, w in wrong.items() if w})
    kept["own"] = {name: max(kept["own"].get(name, 0), round(share, 4)) for name, share in shares.items()}
    FLOORS.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
