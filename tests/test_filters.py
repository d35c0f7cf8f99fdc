"""The loop that every stage's filter shares."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from crawlers.items import JSON
from pipelines import filters

ROOT = Path(__file__).resolve().parents[1]


def answers(raw: bytes) -> list[JSON]:
    def handle(line: JSON) -> JSON:
        if line.get("title") == "boom":
            raise KeyError("a fault of ours")
        return {"text": filters.text(line, "text"), "source": filters.optional_text(line, "source")}

    target = io.BytesIO()
    assert filters.run(handle, source=io.BytesIO(raw), target=target) == 0
    return [json.loads(line) for line in target.getvalue().splitlines()]


def test_one_line_out_for_each_line_in_and_in_order() -> None:
    raw = "".join(json.dumps({"id": n, "text": f"第{n}篇"}) + "\n" for n in range(5)).encode()
    assert [(row["id"], row["text"]) for row in answers(raw)] == [(n, f"第{n}篇") for n in range(5)]


@pytest.mark.parametrize(
    ("raw", "key", "says"),
    [
        (b"{not json}\n", None, "not JSON"),
        (b"\n", None, "not JSON"),
        (b"[1]\n", None, "must be an object"),
        (b'{"text": "x"}\n', None, "id is missing"),
        (b'{"id": null, "text": "x"}\n', None, "id is null"),
        (b'{"id": true, "text": "x"}\n', None, "id is a truth value"),
        (b'{"id": NaN, "text": "x"}\n', None, "NaN"),
        (b'{"id": "a"}\n', "a", "text is missing"),
        (b'{"id": "a", "text": null}\n', "a", "text is null"),
        (b'{"id": "a", "text": 5}\n', "a", "text is a number"),
        (b'{"id": "a", "text": "x", "source": ["y"]}\n', "a", "source is a list"),
        (b'{"id": "a", "text": "\xff"}\n', None, "not UTF-8"),
        (b"[" * 100_000 + b"\n", None, "not JSON"),
        (b'{"id": "a", "title": "boom", "text": "x"}\n', "a", "broken: KeyError"),
    ],
)
def test_a_bad_line_is_an_error_line_and_the_run_goes_on(raw: bytes, key: str | None, says: str) -> None:
    bad, good = answers(raw + b'{"id": 2, "text": "y"}\n')
    assert bad["id"] == key
    assert says in bad["error"]
    assert set(bad) == {"id", "error"}
    assert good == {"id": 2, "text": "y", "source": None}


def test_a_line_beyond_the_bound_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "MAX_LINE_BYTES", 100)
    long, good = answers(b'{"id": 1, "text": "' + b"x" * 1000 + b'"}\n' + b'{"id": 2, "text": "y"}')
    assert "longer than 100 bytes" in long["error"]
    assert good["id"] == 2


def test_half_a_surrogate_pair_is_written_escaped() -> None:
    (row,) = answers(b'{"id": 1, "text": "\\ud800"}\n')
    assert row["text"] == "\ud800"


def test_a_byte_order_mark_is_no_bad_line() -> None:
    (row,) = answers(b'\xef\xbb\xbf{"id": 1, "text": "x"}\r\n')
    assert row["text"] == "x"


def test_final_rows_follow_the_last_line() -> None:
    target = io.BytesIO()
    filters.run(lambda _: {"n": 1}, final=lambda: [{"final": True}], source=io.BytesIO(b'{"id":1}\n'), target=target)
    assert target.getvalue() == b'{"id": 1, "n": 1}\n{"final": true}\n'


def script(body: str) -> list[str]:
    return [sys.executable, "-c", f"from pipelines import filters\n{body}"]


ECHO = script("filters.start(lambda: filters.run(lambda line: {'got': filters.text(line, 'text')}))")


def test_each_answer_is_flushed_before_the_next_line_is_read() -> None:
    with subprocess.Popen(ECHO, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin and child.stdout
        for n in range(3):
            child.stdin.write(b'{"id": %d, "text": "x"}\n' % n)
            child.stdin.flush()
            assert json.loads(child.stdout.readline()) == {"id": n, "got": "x"}
        child.stdin.close()
        assert child.wait(20) == 0


def test_a_reader_that_leaves_early_is_no_fault() -> None:
    with subprocess.Popen(
        ECHO, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdin and child.stdout and child.stderr
        child.stdout.close()
        child.stdin.write(b'{"id": 1, "text": "x"}\n')
        child.stdin.close()
        assert child.stderr.read() == b""
        assert child.wait(20) == 0


WORDS = "words = filters.command_line('clean', 'Clean.', takes={'text': 'the page'}, gives={'text': 'the body'})\n"


def test_wrong_words_end_with_one_sentence_and_exit_2() -> None:
    done = subprocess.run([*script(WORDS + "words.parse_args()"), "--wrong"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "--wrong" in done.stderr


def test_help_names_the_keys_of_a_line() -> None:
    done = subprocess.run([*script(WORDS + "words.parse_args()"), "--help"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0
    assert "the page" in done.stdout and "the body" in done.stdout and "JSON lines" in done.stdout


def test_a_wrong_definition_ends_with_its_sentence_and_exit_2() -> None:
    body = (
        "from crawlers.errors import DefinitionError\n"
        "def main(): raise DefinitionError('data/x.toml', 'name', 'write a name')\n"
        "filters.start(main)"
    )
    done = subprocess.run(script(body), cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "data/x.toml: name: write a name\n")
