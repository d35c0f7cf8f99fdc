"""Locks: one holder a name, told apart by its pid, let go by its death; and a child that dies with its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawlers.errors import LockedError
from crawlers.locks import hold
from tests.program import ROOT

HOLD = (
    "import sys, time; from pathlib import Path; from crawlers.locks import *; {};"
    " print('held', flush=True); time.sleep(60)"
)


def child(work: str, *words: str | Path) -> subprocess.Popen[str]:
    """Start a process that does `work`, and wait until it has."""
    command = [sys.executable, "-c", HOLD.format(work), *map(str, words)]
    started = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert started.stdout
    assert started.stdout.readline() == "held\n"
    return started


def test_a_second_holder_is_told_the_pid_of_the_first(tmp_path: Path) -> None:
    holder = child("lock = hold(Path(sys.argv[1]), 'cinic')", tmp_path / "news.db")
    with pytest.raises(LockedError, match=f"cinic is already running .pid {holder.pid}.") as caught:
        hold(tmp_path / "news.db", "cinic")
    assert caught.value.pid == holder.pid
    hold(tmp_path / "news.db", "ce").release()
    hold(tmp_path / "other.db", "cinic").release()
    holder.kill()
    holder.communicate()
    hold(tmp_path / "news.db", "cinic").release()


def test_a_lock_that_was_let_go_can_be_taken_again(tmp_path: Path) -> None:
    for _ in range(2):
        with hold(tmp_path / "news.db", "cinic") as lock:
            pass
        lock.release()


def test_a_child_dies_with_its_parent_where_that_asked_for_it() -> None:
    spawn = (
        "import os, subprocess; env = {**os.environ, DIE_WITH_PARENT: str(os.getpid())};"
        " wait = 'from crawlers.locks import *; die_with_parent(); print(0, flush=True); import time; time.sleep(60)';"
        " one = subprocess.Popen([sys.executable, '-c', wait], env=env, stdout=subprocess.PIPE);"
        " one.stdout.readline(); print(one.pid, flush=True)"
    )
    command = [sys.executable, "-c", HOLD.format(spawn)]
    parent = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    pid = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    until_gone(pid)


def until_gone(pid: int, patience_s: float = 10.0) -> None:
    """Wait for the end of a process: the kernel ends a child after its parent, not with it."""
    patience_ends = time.monotonic() + patience_s
    while is_running(pid):
        assert time.monotonic() < patience_ends, f"process {pid} outlived whoever started it"
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
