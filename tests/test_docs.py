"""What the documents say is so: commands, files, packages; and both languages say the same."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.program import ROOT
from tests.sample import counts

READMES = ("README.md", "README.zh.md")
EXAMPLE = ("crawlers/spiders/szjj.py", "tests/sites/szjj")
"""The site of docs/add-a-site.md, which is nowhere."""
WORD = re.compile(r"`([^`\n]+)`")


def text(name: str) -> str:
    """Read a document."""
    return (ROOT / name).read_text("utf-8")


@cache
def listed() -> str:
    """What scrapy says that it can do."""
    return subprocess.run([sys.executable, "-m", "scrapy"], cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("name", READMES)
def test_every_make_target_that_is_named_exists_and_is_explained(name: str) -> None:
    targets = set(re.findall(r"\bmake ([a-z]+(?:-[a-z]+)*)", text(name)))
    makefile = text("Makefile")
    assert targets >= {"demo", "test", "crawl", "check", "bench", "help"}
    for target in targets - {"and", "alone"}:
        assert re.search(rf"^{target}:.*## ", makefile, re.MULTILINE), target


@pytest.mark.parametrize("name", READMES)
def test_every_scrapy_command_that_is_named_is_listed(name: str) -> None:
    named = set(re.findall(r"\.venv/bin/scrapy ([a-z]+)", text(name)))
    assert named == {
        "list", "crawl", "add", "why", "story", "figures", "search", "export", "dryrun", "sites", "probe", "savepage",
        "livecheck",
    }  # fmt: skip
    for command in named:
        assert re.search(rf"^  {command} ", listed(), re.MULTILINE), command


@pytest.mark.parametrize(
    "name",
    [*READMES, "docs/consume.md", "docs/decisions.md", "docs/add-a-site.md", "docs/operate.md", "docs/notices.md"],
)
def test_every_file_that_is_named_is_there(name: str) -> None:
    made = (
        "crawlers/spiders/szjj.py",
        "tests/sites/szjj",
        "data/news.db",
        "data/demo.db",
        "data/archive",
        "data/logs",
        "data/locks",
        "data/pages",
        "data/backups",
        "data/running",
    )
    for path in re.findall(r"\b(?:crawlers|pipelines|tests|data|docs)/[\w./-]*\w", text(name)):
        assert path.startswith(made) or (ROOT / path).exists(), path


def test_both_readmes_have_the_same_headings_blocks_and_commands() -> None:
    english, chinese = (text(name) for name in READMES)
    assert english.count("\n## ") == chinese.count("\n## ")
    commands = [re.findall(r"^\| `([^`]+)`", each, re.MULTILINE) for each in (english, chinese)]
    assert commands[0] == commands[1]
    typed = [re.findall(r"^    (make [a-z]+|\.venv\S+ .*)", each, re.MULTILINE) for each in (english, chinese)]
    assert typed[0] == typed[1]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("README.md", r"on (?P<articles>\d+) articles of (?P<sites>\d+) sites and\s+a mirror"),
        ("README.zh.md", r"处理 (?P<sites>\d+) 个站点和一个镜像的 (?P<articles>\d+) 篇文章"),
    ],
)
def test_the_size_of_the_sample_is_what_both_readmes_say(name: str, sentence: str) -> None:
    (said,) = re.finditer(sentence, text(name))
    assert {word: int(number) for word, number in said.groupdict().items()} == {
        "articles": counts().articles,
        "sites": counts().sites,
    }


@pytest.mark.parametrize("name", READMES)
def test_the_table_of_packages_is_what_is_installed(name: str) -> None:
    wanted = {
        re.split(r"[=<> ]", line)[0]
        for line in text("requirements/run.in").splitlines()
        if line and not line.startswith("#")
    }
    rows = re.findall(r"^\| ([a-z0-9, -]+) \| .* \| .* \|$", text(name), re.MULTILINE)
    listed = {package for row in rows for package in row.split(", ")}
    assert wanted <= listed, wanted - listed


def test_every_package_of_the_table_is_imported() -> None:
    code = "\n".join(
        path.read_text("utf-8") for path in tracked("crawlers/*.py", "pipelines/*.py", "web/*.py", "scheduler.py")
    )
    for package in re.findall(r"^([a-z0-9-]+)", text("requirements/run.in"), re.MULTILINE):
        module = {"backports-zstd": "backports", "beautifulsoup4": "bs4"}.get(package, package.replace("-", "_"))
        assert re.search(rf"^\s*(?:import|from) {module}\b", code, re.MULTILINE), package


def test_nothing_speaks_of_a_machine() -> None:
    for path in tracked("*.py", "*.md", "*.toml", "*.txt", "*.in", "*.lock", "Makefile", ".ci/run"):
        assert not re.search(r"(?<![\w.])/(?:root|home|work)/|file://(?!\W)", path.read_text("utf-8")), path


def test_half_of_all_files_are_under_120_lines() -> None:
    sizes = sorted(
        path.read_text("utf-8").count("\n")
        for path in tracked("crawlers/*.py", "pipelines/*.py", "web/*.py", "scheduler.py")
    )
    assert sizes[len(sizes) // 2] < 120


def tracked(*patterns: str) -> list[Path]:
    """Name the files that belong to the project."""
    listed = subprocess.run(
        ["git", "ls-files", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [path for line in listed.splitlines() if (path := ROOT / line).exists()]
