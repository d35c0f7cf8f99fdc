"""Pages -> how many a CPU second beside trafilatura, and CPU a page by size, as tables in docs/extraction.md.

Both read the same JSON lines in a child process of their own, with metadata; the same pages once and many times over,
so that the difference is what pages cost, start-up left out. They take turns, and of the turns' ratios the median is
told: the machine's speed drifts, a ratio within one turn hardly. Run it as
`.venv-bench/bin/python -m tests.benchmarks.extract`; `make bench` makes that environment.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from crawlers.items import JSON
from tests.benchmarks.pages import articles
from tests.program import ROOT
from tests.sample import pages

BENCH = ROOT.parent / "shared" / "bench"
DOCUMENT = ROOT / "docs" / "extraction.md"
BEGIN, END = "<!-- measured by python -m tests.benchmarks.extract -->\n", "<!-- end of what was measured -->\n"
ROUNDS, TIMES = 5, 3
OFTENER = 4
"""So many times oftener ours reads the pages: a run of a second or two would say more of the machine than of it."""
MOST = 900_000
"""Bytes of text, and of links: half a million characters on a page are refused, so what is left of a larger one is data
in a script, as it is on real ones."""
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000, 4_000_000)
COMMANDS = {"ours": ["-m", "pipelines.extract"], "trafilatura": ["-m", "tests.benchmarks.extract", "--as-trafilatura"]}
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}-地方财经</title></head><body>
<div class="nav"><ul>{before}</ul></div><div class="main"><h1>{title}</h1>
<div>来源：中国经济网   时间：2024-05-11 10:20</div>
<div class="dc-ccm1">{text}</div></div><div class="hot"><ul>{after}</ul></div>
<div class="foot">版权所有 京ICP备00000000号</div><script>var data=[{data}];</script></body></html>"""
DATA = '{"id":10086,"url":"/xw/kx/10086.html","price":1<2},'
LINK = (
    '<li><a href="/xw/kx/{0}.html" target="_blank" title="各地推进重点项目建设第{0}号">各地推进重点项目建设第{0}号</a>'
    "<span>05-11</span></li>"
)


def main() -> None:
    """Measure, print, and write the table into the document."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.extract", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often each takes its turn ({ROUNDS})")
    parser.add_argument("--as-trafilatura", action="store_true", help="be the other one: JSON lines in and out")
    words = parser.parse_args()
    if words.as_trafilatura:
        sys.exit(be_trafilatura())
    table = [*speed(words.rounds), "", *curve(words.rounds)]
    print("\n".join(table))
    write("\n".join(table) + "\n")


def be_trafilatura() -> int:
    """Answer lines as `pipelines.extract` does, with trafilatura's words."""
    import trafilatura

    from pipelines import filters

    def handle(line: JSON) -> JSON:
        body = base64.b64decode(line["html_b64"])
        found = trafilatura.bare_extraction(body, url=line["url"] or None, with_metadata=True)
        return {"title": found.title, "text": found.text} if found else {"text": None}

    return filters.run(handle)


def speed(rounds: int) -> list[str]:
    """Return the rows of pages per CPU second, on real pages where they are and on ours."""
    rows = [
        "| pages | ours, a CPU second | trafilatura, a CPU second | times, median | least and most |",
        "|---|---|---|---|---|",
    ]
    for name, bodies in {"the sample's": [each.page.body for each in pages()], **real_ones()}.items():
        turns = measure(bodies, rounds, TIMES)
        ours, other = (1 / statistics.median(costs) for costs in zip(*turns, strict=True))
        times = sorted(theirs / own for own, theirs in turns)
        mean = sum(map(len, bodies)) // len(bodies) // 1000
        rows.append(
            f"| {len(bodies)} {name}, {mean} KB on average | {ours:.0f} | {other:.0f} "
            f"| {statistics.median(times):.1f} | {times[0]:.1f} to {times[-1]:.1f} |"
        )
    return rows


def real_ones() -> dict[str, list[bytes]]:
    """Return the real pages by language, as the scorer beside them parts them; none where they are not."""
    found: dict[str, list[bytes]] = {}
    if BENCH.exists():
        for line in (BENCH / "index.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            language = "Chinese" if row["language"].startswith("zh") else "English"
            body = (BENCH / "pages" / f"{row['id']}.html.gz").read_bytes()
            found.setdefault(f"real ones, {language}", []).append(gzip.decompress(body))
    return found


def curve(rounds: int) -> list[str]:
    """Return the rows of CPU a page by its size."""
    rows = ["| page | ours, ms | ours, ms a 100 KB | trafilatura, ms | times |", "|---|---|---|---|---|"]
    for size in SIZES:
        body = page_of(size)
        turns = measure([body], rounds, max(2, 3_000_000 // size))
        ours, other = (1000 * statistics.median(costs) for costs in zip(*turns, strict=True))
        each = ours * 100_000 / len(body)
        rows.append(f"| {len(body) // 1000:,} KB | {ours:.1f} | {each:.1f} | {other:.1f} | {other / ours:.1f} |")
    return rows


def page_of(size: int) -> bytes:
    """Return a page of about `size` bytes, half of it text and half links, no two paragraphs alike."""
    paragraphs: list[str] = []
    written = 0
    for _, article in articles(2 + size // 4000):
        text = article.decode().partition('<div class="dc-ccm1">')[2].partition("<p>【版权")[0]
        paragraphs.append(text)
        written += len(text.encode())
        if written > min(size // 2, MOST):
            break
    links = [LINK.format(number) for number in range(min(size // 2, MOST) // len(LINK.encode()))]
    data = DATA * (max(0, size - 2 * MOST) // len(DATA))
    third = len(links) // 3
    page = PAGE.format(
        title="西藏数字经济规模持续扩大",
        before="".join(links[:third]),
        after="".join(links[third:]),
        text="".join(paragraphs),
        data=data,
    )
    return page.encode()


def measure(bodies: Sequence[bytes], rounds: int, times: int) -> list[tuple[float, float]]:
    """Return CPU seconds a page, ours and the other's, of each turn; RuntimeError when one leaves pages unanswered."""
    turns: list[tuple[float, float]] = []
    for _ in range(rounds):
        costs = []
        for name, over in (("ours", OFTENER * times), ("trafilatura", times)):
            more, less = run(name, bodies, over + 1), run(name, bodies, 1)
            costs.append((more - less) / (over * len(bodies)))
        turns.append((costs[0], costs[1]))
    return turns


def run(name: str, bodies: Sequence[bytes], times: int) -> float:
    """Let one of them read all pages that many times; return its CPU seconds."""
    with tempfile.TemporaryFile() as feed, tempfile.TemporaryFile() as answers:
        for at in range(times * len(bodies)):
            line = {"id": at, "url": "", "html_b64": base64.b64encode(bodies[at % len(bodies)]).decode()}
            feed.write(json.dumps(line).encode() + b"\n")
        feed.seek(0)
        child = subprocess.Popen([sys.executable, *COMMANDS[name]], cwd=ROOT, stdin=feed, stdout=answers)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        answers.seek(0)
        texts = [bool(json.loads(line).get("text")) for line in answers]
    if child.returncode or len(texts) != times * len(bodies) or sum(texts) < 0.9 * len(texts):
        raise RuntimeError(f"{name} ended {child.returncode}: {sum(texts)} texts of {times * len(bodies)} pages")
    return usage.ru_utime + usage.ru_stime


def write(table: str) -> None:
    """Put the table between the markers of the document."""
    before, begin, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise RuntimeError(f"{DOCUMENT} has lost its markers: {BEGIN.strip()} … {END.strip()}")
    Path(DOCUMENT).write_text(before + BEGIN + "\n" + table + "\n" + END + after, "utf-8")


if __name__ == "__main__":
    main()
