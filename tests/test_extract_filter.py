"""The extractor as a filter: its contract with other programs."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from pipelines.extract.__main__ import FIELDS
from tests.extract_pages import FIRST, SECOND, TITLE, html, paragraphs

ROOT = Path(__file__).resolve().parents[1]
KEYS = ["id", "title", "text", *FIELDS, "flags"]


def run(*lines: object) -> list[dict[str, Any]]:
    sent = "".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines)
    command = [sys.executable, "-m", "pipelines.extract"]
    done = subprocess.run(command, input=sent, capture_output=True, text=True, cwd=ROOT, check=True, timeout=60)
    return [json.loads(line) for line in done.stdout.splitlines()]


def line(key: str | int, markup: str, **more: str) -> dict[str, object]:
    return {
        "id": key,
        "url": "http://www.example.com/1.html",
        "html_b64": base64.b64encode(markup.encode()).decode(),
        **more,
    }


def test_every_line_is_answered_in_order_and_a_bad_one_costs_only_itself() -> None:
    news = html(f"<div><h1>{TITLE}</h1><div>2024-05-06 10:20 来源：河谷日报</div>{paragraphs(FIRST, SECOND)}</div>")
    rows = run(
        line("a", news),
        "{broken\n",
        {"id": 2, "url": "x"},
        {"id": "c", "url": "x", "html_b64": "%%%"},
        line("d", news, fetched_at="yesterday"),
        line(5, html("<h1>404</h1><p>抱歉，您访问的页面不存在。</p>", title="404")),
        line("f", news, content_type="text/html; charset=utf-8", fetched_at="2026-11-23T00:00:00Z"),
    )
    assert [row["id"] for row in rows] == ["a", None, 2, "c", "d", 5, "f"]
    assert [sorted(row) == ["error", "id"] for row in rows] == [False, True, True, True, True, False, False]
    first = rows[0]
    assert list(first) == KEYS
    assert (first["title"], first["text"]) == (TITLE, f"{FIRST}\n{SECOND}")
    assert (first["published_at"], first["source"], first["author"]) == ("2024-05-06T10:20+08:00", "河谷日报", None)
    assert (first["language"], first["script"], first["flags"]) == ("zh", "Hans", [])
    assert (rows[5]["text"], rows[5]["flags"]) == (None, ["not_article:not_found"])
    assert list(rows[5]) == KEYS
    assert rows[6] == {**first, "id": "f"}
