"""The measures: what a real Prometheus scrapes of the real daemon, and what /healthz says; promtool reads all of it."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from crawlers.daemon import beat
from crawlers.measures.collect import Measures
from crawlers.measures.serve import serving
from pipelines.database import Database
from tests.daemons import articles, daemon
from tests.program import ROOT, copy, run, scheduler
from tests.server import serve

DEPLOY = ROOT / "deploy"


def measured(database: Path) -> str:
    registry = CollectorRegistry()
    registry.register(Measures(database))
    return generate_latest(registry).decode()


def value(text: str, line: str) -> float:
    (found,) = re.findall(rf"^{re.escape(line)} (\S+)$", text, re.MULTILINE)
    return float(found)


def ask(port: int, path: str, host: str | None = None) -> tuple[int, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host} if host else {})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def promtool(*words: str | Path, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(["promtool", *map(str, words)], input=given, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_promtool_finds_nothing_wrong_with_the_measures_and_the_alerts(crawl_of_the_sample: Path) -> None:
    found = promtool("check", "metrics", given=measured(crawl_of_the_sample / "demo.db"))
    assert (found.returncode, found.stdout + found.stderr) == (0, "")
    checked = promtool("check", "rules", DEPLOY / "alerts.yml")
    assert checked.returncode == 0, checked.stderr


@pytest.mark.slow
def test_every_measure_that_a_board_or_an_alert_asks_for_is_there(crawl_of_the_sample: Path) -> None:
    measures = set(re.findall(r"^# TYPE (\w+)", measured(crawl_of_the_sample / "demo.db"), re.MULTILINE))
    daemons = set(re.findall(r'"(news_\w+)"', (ROOT / "crawlers/measures/collect.py").read_text("utf-8")))
    known = measures | daemons | {f"{name}_total" for name in daemons}
    board = json.loads((DEPLOY / "grafana.json").read_text("utf-8"))
    asked = " ".join(target["expr"] for panel in board["panels"] for target in panel["targets"])
    asked += (DEPLOY / "alerts.yml").read_text("utf-8")
    wanted = set(re.findall(r"\bnews_\w+", asked))
    assert len(wanted) > 15 and wanted <= known, wanted - known


@pytest.mark.slow
def test_what_runs_counted_is_summed_up_once_and_then_followed(tmp_path: Path, crawl_of_the_sample: Path) -> None:
    path = copy(crawl_of_the_sample / "demo.db", tmp_path / "news.db")
    measures = Measures(path)
    registry = CollectorRegistry()
    registry.register(measures)

    def now() -> str:
        measures._made = (-1e9, [])
        return generate_latest(registry).decode()

    with closing(Database.open(path)) as db:
        (added,) = db.rows("SELECT sum(counts ->> '$.\"store/added\"') AS n FROM runs_v1")
        (judged,) = db.rows("SELECT sum(counts ->> '$.\"judge/off_topic\"') AS n FROM runs_v1")
        first = now()
        total = sum(map(float, re.findall(r"^news_articles_added_total\S* (\S+)$", first, re.MULTILINE)))
        assert total == added["n"] > 80
        assert value(first, 'news_drops_total{reason="off_topic",stage="judge"}') == judged["n"]
        assert value(first, "news_articles") == added["n"]
        assert value(now(), 'news_drops_total{reason="off_topic",stage="judge"}') == judged["n"]
        at = datetime.now(UTC)
        early, late = db.start_run("ce", "add", at=at), db.start_run("ce", "add", at=at)
        db.end_run(late, "ok", None, {"judge/off_topic": 2}, at=at)
        assert value(now(), 'news_drops_total{reason="off_topic",stage="judge"}') == judged["n"] + 2
        db.end_run(early, "failed", "x", {"judge/off_topic": 3}, at=at)
        for _ in range(2):
            assert value(now(), 'news_drops_total{reason="off_topic",stage="judge"}') == judged["n"] + 5
        db.save_site("ce", None, next_due_at=at - timedelta(hours=2))
        assert value(now(), 'news_site_lag_seconds{site="ce"}') == pytest.approx(7200, abs=60)
        db.notify("story", "1", "all", {}, ("desk",), at=at - timedelta(hours=1))
        assert value(now(), 'news_delivery_oldest_seconds{channel="desk"}') == pytest.approx(3600, abs=60)


@pytest.mark.slow
def test_a_scrape_takes_little_and_is_not_repeated_within_seconds(crawl_of_the_sample: Path) -> None:
    measures = Measures(crawl_of_the_sample / "demo.db")
    first = measures.collect()
    assert measures.collect() is first


def test_a_database_that_cannot_be_read_is_one_measure_and_no_failure(tmp_path: Path) -> None:
    (tmp_path / "news.db").write_bytes(b"no database" * 1000)
    assert value(measured(tmp_path / "news.db"), "news_scrape_ok") == 0


def test_it_is_served_on_loopback_alone_and_only_under_its_own_name(tmp_path: Path) -> None:
    Database.open(tmp_path / "news.db").close()
    with serving(tmp_path / "news.db", 0) as port:
        assert port is not None
        assert ask(port, "/metrics")[0] == 200
        assert ask(port, "/metrics", host="evil.test")[0] == 400
        assert ask(port, "/metrics", host="localhost")[0] == 200
        assert ask(port, "/")[0] == ask(port, "/../etc/passwd")[0] == 404
        status, why = ask(port, "/healthz")
        assert (status, "no daemon runs" in why) == (503, True)
        listening = subprocess.run(["ss", "-Hltn"], capture_output=True, text=True, check=False).stdout
        if listening:
            assert f"127.0.0.1:{port}" in listening and f"0.0.0.0:{port}" not in listening


def test_f13_no_secret_is_among_the_measures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_DESK_URL", "https://hunter2@example.com")
    Database.open(tmp_path / "news.db").close()
    assert "hunter2" not in measured(tmp_path / "news.db")


@pytest.mark.slow
def test_a_real_prometheus_scrapes_the_real_daemon_and_healthz_follows_its_heartbeat(tmp_path: Path) -> None:
    port = free_port()
    with serve(articles(range(1, 6))) as site, daemon(tmp_path, {"loop": site}) as served:
        served.start("--metrics", str(port))
        served.until(lambda: len(served.stored()) == 5 and served.says("loop: done"))
        served.until(lambda: ask(port, "/healthz")[0] == 200)
        with prometheus(tmp_path / "prometheus", port) as asked:
            until = time.monotonic() + 60
            while not (found := query(asked, "sum(news_articles_added_total)")) and time.monotonic() < until:
                time.sleep(0.5)
            assert float(found[0]["value"][1]) == 5
            assert float(query(asked, 'up{job="news"}')[0]["value"][1]) == 1
            assert float(query(asked, "news_well")[0]["value"][1]) == 1
            assert float(query(asked, "sum(news_extract_cpu_seconds_total)")[0]["value"][1]) > 0
            assert query(asked, "process_resident_memory_bytes")
        line = json.loads((tmp_path / "logs" / "runs.jsonl").read_text("utf-8").splitlines()[-1])
        assert (line["site"], line["outcome"], line["counts"]["store/added"]) == ("loop", "ok", 5)
        served.signal(signal.SIGTERM)
        served.ends()


def test_h15_healthz_is_503_when_the_heartbeat_is_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Database.open(tmp_path / "news.db").close()
    (tmp_path / "locks").mkdir()
    long_ago = (datetime.now(UTC) - timedelta(seconds=90)).isoformat(timespec="seconds")
    beat.write(tmp_path / "news.db", beat.Beat(pid=1, at=long_ago, started_at=long_ago, looked_at=long_ago))
    monkeypatch.setattr(beat, "is_held", lambda *_: True)  # as if a daemon that hangs held its lock
    with serving(tmp_path / "news.db", 0) as port:
        assert port is not None
        status, why = ask(port, "/healthz")
    assert (status, "the daemon gave no sign of life for 9" in why) == (503, True)


@pytest.mark.slow
def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        done = run(scheduler("run", "--database", tmp_path / "news.db", "--no-backups", "--metrics", str(port)))
    assert done.returncode == 1
    assert f"port {port} cannot be listened on" in done.stderr
    assert "Traceback" not in done.stderr


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        return int(listening.getsockname()[1])


class prometheus:  # noqa: N801 - reads as a function
    """Run a Prometheus that scrapes a port every second."""

    def __init__(self, folder: Path, port: int) -> None:
        folder.mkdir()
        self._own, self._folder = free_port(), folder
        (folder / "prometheus.yml").write_text(
            f"global: {{scrape_interval: 1s}}\nrule_files: ['{DEPLOY / 'alerts.yml'}']\n"
            f"scrape_configs:\n  - job_name: news\n    static_configs: [{{targets: ['127.0.0.1:{port}']}}]\n",
            "utf-8",
        )

    def __enter__(self) -> int:
        self._process = subprocess.Popen(
            [
                "prometheus",
                f"--config.file={self._folder / 'prometheus.yml'}",
                f"--storage.tsdb.path={self._folder / 'data'}",
                f"--web.listen-address=127.0.0.1:{self._own}",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if ask(self._own, "/-/ready")[0] == 200:
                    return self._own
            except OSError:
                pass
            assert self._process.poll() is None
            time.sleep(0.2)
        raise AssertionError("Prometheus did not start")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(30)


def query(port: int, what: str) -> list[dict[str, Any]]:
    status, text = ask(port, f"/api/v1/query?query={urllib.parse.quote(what)}")
    assert status == 200, text
    found: list[dict[str, Any]] = json.loads(text)["data"]["result"]
    return found
