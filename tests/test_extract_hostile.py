"""Pages made to hold the reader, pages cut and shuffled, and every regular expression on its worst input."""

from __future__ import annotations

import importlib
import pkgutil
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType

import pytest

import pipelines.extract
from crawlers.items import Article, Verdict
from pipelines.clean import clean
from pipelines.extract import extract
from pipelines.extract.guarded import Guarded
from pipelines.flow import process
from pipelines.html.limits import HostilePageError
from pipelines.html.parse import parse
from tests.extract_pages import FIRST, SECOND, THIRD, TITLE, article, html, page, paragraphs
from tests.program import ROOT
from tests.sample import pages
from tests.storing import rules

HOLDS_A_PARSER = {
    "b10_a million attributes on a tag": "<p" + " a=1" * 1_000_000 + ">x</p>",
    "b10_a hundred thousand names of attributes": "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x</p>",
    "attributes behind a quoted bracket": "<p " + " ".join(f'a{n}=">"' for n in range(50_000)) + ">x</p>",
    "attributes without values": "<p " + " ".join(f"b{n}" for n in range(60_000)) + ">x</p>",
    "attributes on many tags": ("<p " + " ".join(f"a{n}=1" for n in range(4_000)) + ">x</p>") * 80,
}
HOSTILE = {
    "b11_a million tags": "<i>x</i>" * 500_000,
    "a million line breaks": "x<br>" * 1_000_000,
}
BOUNDED = {
    **HOLDS_A_PARSER,
    "b08_a hundred thousand levels": "<div>" * 100_000 + "x",
    "tables in tables": "<table><tr><td>" * 20_000 + "x",
    "paragraphs that nobody closes": "<p><b>" * 60_000,
    "one long attribute": '<p title="' + "x" * 3_000_000 + '">y</p>',
    "angle brackets": "<" * 140_000,
    "ampersands": "&amp" * 1_000_000,
    "an open comment": "<!--" * 100_000,
    "an open script": "<script>" * 100_000,
    "an open tag": "<a" * 100_000,
    "zeros": "\x00" * 1_000_000,
    "b09_one endless line": "字" * 3_000_000,
    "one endless line of links": "<a href=/>字</a>" * 70_000,
    "nothing but punctuation": "。" * 2_000_000,
    "brackets": "（" * 1_000_000 + "）" * 1_000_000,
    "spaces": " \u3000\xa0" * 1_000_000,
}


@pytest.mark.parametrize("sent", [*HOLDS_A_PARSER.values(), *HOSTILE.values()], ids=[*HOLDS_A_PARSER, *HOSTILE])
def test_a_page_that_would_hold_the_parser_is_refused_before_it_does(sent: str) -> None:
    started = time.process_time()
    with pytest.raises(HostilePageError):
        parse(sent)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("sent", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_page_too_large_to_be_an_article_is_refused(sent: str) -> None:
    started = time.process_time()
    found = clean(extract(page(sent)))
    assert isinstance(found, Verdict)
    assert found.reason == "not_article:hostile"
    assert time.process_time() - started < 1


@pytest.mark.parametrize("sent", BOUNDED.values(), ids=BOUNDED.keys())
def test_a_page_of_excess_is_bounded(sent: str) -> None:
    started = time.process_time()
    clean(extract(page(sent)))
    assert time.process_time() - started < 2


DEEP = """
import sys
from pathlib import Path
from tests.extract_pages import page
from pipelines.clean import clean
from pipelines.extract import extract

found = extract(page("<div>" * int(sys.argv[1]) + "<p>西藏的数据中心扩建了机房。</p>"))
clean(found)
status = Path("/proc/self/status").read_text()
print(*found.flags, status.partition("VmHWM:")[2].split()[0])
"""


@pytest.mark.parametrize("levels", [100_000, 149_000])
def test_b08_a_page_of_many_levels_is_told_with_their_number_and_takes_little_memory(levels: int) -> None:
    done = subprocess.run([sys.executable, "-c", DEEP, str(levels)], cwd=ROOT, capture_output=True, text=True)
    flag, peak_kb = done.stdout.split()
    assert flag == f"page:depth:{levels + 1}"  # the body is one
    assert int(peak_kb) < 150 << 10


def test_b08_the_warning_names_page_and_depth_and_a_page_as_people_make_it_has_none(
    caplog: pytest.LogCaptureFixture,
) -> None:
    deep = replace(
        page(html("<div>" * 300 + f"<h1>{TITLE}</h1>{paragraphs(FIRST, SECOND, THIRD)}")), url="http://a.test/1"
    )
    assert process(deep, rules()).article is not None
    (warning,) = caplog.records
    assert warning.getMessage() == "extract depth=302 url=http://a.test/1"
    caplog.clear()
    process(page(html("<div>" * 200 + f"<h1>{TITLE}</h1>{paragraphs(FIRST, SECOND, THIRD)}")), rules())
    assert caplog.records == []


def test_code_full_of_angle_brackets_is_not_taken_for_tags() -> None:
    code = "<script>" + "for(i=0;i<a && b<c;i++){x=y<z?'</div>':'';}" * 4000 + "</script>"
    assert article(html(f"{code}<div><h1>{TITLE}</h1>{paragraphs(FIRST, SECOND, THIRD)}</div>{code}")).text.startswith(
        FIRST
    )


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    names = [f"pipelines.extract.{each.name}" for each in pkgutil.iter_modules(pipelines.extract.__path__)]
    modules: list[ModuleType] = [importlib.import_module(name) for name in names if not name.endswith("__main__")]
    for module in modules:
        for name, value in vars(module).items():
            if isinstance(value, Guarded):
                value = value.expression
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                yield f"{module.__name__.rpartition('.')[2]}.{name}", value


PATTERNS = dict(_patterns())
WORST = {
    "spaces": " ",
    "ideographs": "字",
    "digits": "1",
    "letters": "aA",
    "brackets": "（【[(《",
    "dates": "2024年05月06日 ",
    "labels": "来源：作者：编辑：责任编辑 ",
    "legal": "转载未经版权声明凡本网不代表",
    "tags": '<a b="',
    "quotes": "。”\"'",
    "links": "相关阅读更多点击查看 | ",
    "reporters": "记者 张三、",
}


def _seconds(pattern: re.Pattern[str], worst: str, size: int) -> float:
    text = (worst * (size // len(worst) + 1))[:size]
    started = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - started


@pytest.mark.parametrize("name", PATTERNS)
def test_a_regular_expression_is_linear(name: str) -> None:
    pattern = PATTERNS[name]
    for worst in WORST.values():
        short, long = (min(_seconds(pattern, worst, size) for _ in range(2)) for size in (2_000, 8_000))
        # Four times the text may take eight times as long on a busy machine; a quadratic one takes sixteen.
        assert long < max(0.02, 10 * short), worst


@pytest.mark.slow
@pytest.mark.parametrize("name", PATTERNS)
def test_a_regular_expression_reads_a_million_characters(name: str) -> None:
    pattern = PATTERNS[name]
    slowest = max(WORST.values(), key=lambda worst: _seconds(pattern, worst, 4_000))
    assert _seconds(pattern, slowest, 1_000_000) < 5


def _mutated(sent: bytes, chance: random.Random) -> bytes:
    """Cut, shuffle, double, nest or empty a page."""
    at, to = sorted((chance.randrange(len(sent)), chance.randrange(len(sent))))
    match chance.randrange(7):
        case 0:
            return sent[:to]
        case 1:
            return sent[:at] + sent[to:]
        case 2:
            return sent + sent[at:to]
        case 3:
            return sent[:at] + bytes(chance.randrange(256) for _ in range(40)) + sent[at:]
        case 4:
            return b"<div>" * chance.randrange(300) + sent
        case 5:
            pieces = sent.split(b"<")
            chance.shuffle(pieces)
            return b"<".join(pieces)
        case _:
            return re.sub(rb">[^<]+<", b"><", sent[at:to])


@pytest.mark.slow
def test_three_thousand_mutated_pages_raise_nothing_and_take_no_second() -> None:
    chance = random.Random(11)  # the same pages every time
    sent = [sample.page for sample in pages()]
    for number in range(3000):
        body = _mutated(sent[number % len(sent)].body, chance)
        started = time.process_time()
        found = clean(extract(page(body)))
        assert isinstance(found, Article | Verdict)
        assert time.process_time() - started < 1
