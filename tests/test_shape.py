"""Who may know whom: stages know no other stage and no spider, and our packages are found inside the repository."""

from __future__ import annotations

import ast
import itertools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.program import ROOT

STAGES = ("extract", "clean", "judge", "dedupe", "figures", "alert")
LEAVES = (
    "crawlers.items",
    "crawlers.errors",
    "pipelines.database",
    "pipelines.chinese",
    "pipelines.html",
    "pipelines.definitions",
)
READERS = ("crawlers.show", "scheduler", "crawlers.commands")
"""What only shows what is stored, or starts crawls."""


def imports(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def files(module: str) -> list[Path]:
    """Return the files of a module or package."""
    path = ROOT / module.replace(".", "/")
    return sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]


def ours(name: str) -> bool:
    """Tell our modules from everybody else's."""
    return name.startswith(("crawlers", "pipelines", "scheduler", "web", "tests"))


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_its_own_files_and_the_leaves_alone(stage: str) -> None:
    own = f"pipelines.{stage}"
    for path in files(own):
        if path.name != "__main__.py":
            others = {name for name in imports(path) if ours(name) and not name.startswith((own, *LEAVES))}
            assert not others, f"{path.name}: {others}"


def test_nothing_but_settings_and_the_scheduler_ties_crawlers_to_stages() -> None:
    for path in files("crawlers"):
        stages = {name for name in imports(path) if name.startswith(tuple(f"pipelines.{stage}" for stage in STAGES))}
        assert not stages, f"{path.name}: {stages}"


def test_nobody_outside_the_database_names_a_table() -> None:
    tables = ("links", "articles", "stories", "copies", "figures", "runs", "sites", "fetches", "revisions", "documents")
    for path in [*files("crawlers"), *files("pipelines"), ROOT / "scheduler.py"]:
        if "database" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "SELECT" in node.value:
                words = node.value.replace(",", " ").replace("(", " ").replace(")", " ").split()
                named = {b for a, b in itertools.pairwise(words) if a in ("FROM", "JOIN", "INTO", "UPDATE")}
                assert not named & set(tables), f"{path.name}: {named & set(tables)}"


def test_our_packages_are_found_in_the_repository_whatever_is_installed(tmp_path: Path) -> None:
    for name in ("crawlers", "pipelines", "scheduler"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('a stranger of our name')\n", "utf-8")
    code = "import crawlers.settings, pipelines, scheduler; print(scheduler.__file__, pipelines.__file__)"
    probe = f"import sys; sys.path.append({str(tmp_path)!r}); {code}"
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert all(Path(each).is_relative_to(ROOT) for each in done.stdout.split())
