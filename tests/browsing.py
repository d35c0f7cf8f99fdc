"""The pages as people see them: the real server in a process of its own, and a real browser without a window."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

from tests.program import ROOT

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]
OURS = r"http://(127\.0\.0\.1|localhost):|data:"
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}


@dataclass(frozen=True, kw_only=True)
class Served:
    """A server that runs."""

    url: str
    """Without a slash at the end."""
    database: Path
    pid: int


@contextmanager
def serving(database: Path, *words: str, env: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Serve a database on a free port until the block ends; what the server logs is shown when it does not start."""
    log = database.with_suffix(".web.log")
    command = [sys.executable, "-m", "web.serve", "--database", str(database), "--listen", "127.0.0.1:0", *words]
    with log.open("w") as errors:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    assert process.stdout
    try:
        said = re.search(r"https?://\S+:\d+", process.stdout.readline())
        assert said, log.read_text()
        yield Served(url=said[0], database=database, pid=process.pid)
    finally:
        process.terminate()
        process.communicate(timeout=20)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium."""
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing: `sh tests/system.sh` installs what the tests of the pages need.", False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Tab:
    """A page in the browser, and what went wrong on it."""

    page: Page
    wrong: list[str] = field(default_factory=list)
    """What the console said, requests to other hosts, and answers of 500."""

    def note(self, said: str, unless: str | None = None, of: str = "") -> None:
        """Note what is wrong, unless `of` begins as it should."""
        if unless is None or not re.match(unless, of):
            self.wrong.append(said)

    def dismiss(self, dialog: Dialog) -> None:
        """Close what a script of somebody's opened."""
        self.note(f"dialog: {dialog.message}")
        dialog.dismiss()

    def go(self, url: str) -> Page:
        """Open an address and return the page."""
        self.page.goto(url)
        return self.page


@contextmanager
def tab(
    browser: Browser, width: str = "desktop", *, scheme: Literal["dark", "light"] = "light", script: bool = True
) -> Iterator[Tab]:
    """Open a new tab of a width of WIDTHS that notes what goes wrong."""
    wide, high = WIDTHS[width]
    context = browser.new_context(
        viewport={"width": wide, "height": high}, color_scheme=scheme, java_script_enabled=script, locale="zh-CN"
    )
    opened = Tab(context.new_page())
    opened.page.on("console", lambda said: opened.note(f"{said.type}: {said.text}"))
    opened.page.on("pageerror", lambda error: opened.note(str(error)))
    opened.page.on("dialog", opened.dismiss)
    opened.page.on("request", lambda request: opened.note(f"asks elsewhere: {request.url}", OURS, request.url))
    opened.page.on(
        "response", lambda answer: opened.note(f"{answer.status} {answer.url}", r"[1-4]", str(answer.status))
    )
    try:
        yield opened
    finally:
        context.close()
