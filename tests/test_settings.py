"""The settings: each differs from Scrapy's default, and the project's own modules win over installed ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.settings import Settings, default_settings

from crawlers import settings
from tests.program import ROOT
from tests.sample import ARCHIVE

OURS = ("crawlers", "pipelines", "scheduler")


def test_no_setting_repeats_a_default() -> None:
    names = [name for name in vars(settings) if name.isupper() and hasattr(default_settings, name)]
    assert len(names) > 20
    assert [name for name in names if getattr(settings, name) == getattr(default_settings, name)] == []


def test_what_is_switched_on_is_what_is_named() -> None:
    """Scrapy adds its own lists to ours; they are empty, so that nothing is imported that nobody uses."""
    own = Settings()
    own.setmodule(settings)
    for name in ("EXTENSIONS", "DOWNLOADER_MIDDLEWARES"):
        assert set(own.getwithbase(name)) == set(own.getdict(name))
        assert None not in own.getdict(name).values()


@pytest.mark.slow
def test_a_replay_imports_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    """One child is started for each site: what each imports is paid for thirty times."""
    words = ("crawl", "cnii", "--replay", str(ARCHIVE), "--database", str(tmp_path / "news.db"))
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "scrapy", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "import time:" in line}
    assert "pipelines.flow" in imported
    unused = {"requests", "bs4", "aiohttp", "tldextract", "twisted.conch", "scrapy.core.downloader.handlers.http11"}
    assert not imported & unused


def test_the_projects_modules_resolve_inside_the_repository(tmp_path: Path) -> None:
    for name in ("pipelines", "scheduler"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('not this one')")
    look = (
        "from scrapy.utils.project import get_project_settings; get_project_settings();"
        " import importlib, json;"
        f" print(json.dumps([importlib.import_module(name).__file__ for name in {OURS!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", look],  # -P: the working folder is not searched, as in the `scrapy` script
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert all(Path(file).is_relative_to(ROOT) for file in json.loads(done.stdout)), done.stdout
