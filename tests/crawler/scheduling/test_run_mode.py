"""Crawls that stay, crawls that leave at once, and the notice of one that ended badly."""

from __future__ import annotations

import json
import shlex
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from crawling import Folder

from crawler.demo.web import InventedWeb
from crawler.scheduling.run_mode import LOOK_EVERY_S, seconds_to_wait
from pipelines.clock import to_text

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def web() -> Iterator[InventedWeb]:
    with InventedWeb() as served:
        yield served


@pytest.fixture
def news(tmp_path: Path, web: InventedWeb) -> Folder:
    made = Folder(tmp_path, web.proxy)
    web.write_feeds_file(made.feeds)
    return made


def change(news: Folder, statement: str) -> None:
    with closing(sqlite3.connect(news.db, timeout=30)) as connection, connection:
        connection.execute(statement)


def fall_due(news: Folder, in_s: float) -> None:
    moment = to_text(datetime.now(UTC) + timedelta(seconds=in_s))
    change(news, f"UPDATE feeds SET next_fetch_attempt = '{moment}'")


def wait_until(condition: Any) -> None:
    """A crawl that does not get there is caught by the limit, however slow the machine."""
    end = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("stay", "seconds", "expected"),
    [
        ("once", (1.0,), None),
        ("until-idle", (), None),
        ("until-idle", (90.0, 30.0), 30.0),
        ("until-idle", (61.0,), None),
        ("continuous", (), LOOK_EVERY_S),
        ("continuous", (4.0,), 4.0),
        ("continuous", (9000.0,), LOOK_EVERY_S),
        ("continuous", (-3.0,), 0.5),
    ],
)
def test_a_crawl_waits_for_what_comes_next_as_long_as_it_is_to(
    stay: Any, seconds: tuple[float, ...], expected: float | None
) -> None:
    moments = [None, *(NOON + timedelta(seconds=s) for s in seconds)]
    assert seconds_to_wait(stay, moments, NOON, 60.0) == expected


def test_until_idle_waits_for_feeds_that_fall_due_soon_and_ends(news: Folder, web: InventedWeb) -> None:
    news.crawl("feeds")
    fall_due(news, 3)
    web.requests.clear()
    done = news.crawl("feeds", "--until-idle", "-s", "COPYDESK_IDLE_S=60")
    assert done.returncode == 0, done.stdout
    assert {request.url for request in web.requests} >= set(web.feeds())
    assert [row["status"] for row in news.rows("SELECT status FROM runs")] == ["finished", "finished"]


def test_continuous_polls_what_falls_due_and_ends_in_good_order_when_told(news: Folder, web: InventedWeb) -> None:
    process = news.start("feeds", "--continuous")
    try:
        wait_until(lambda: news.db.exists() and len(web.requests) > 20)
        wait_until(lambda: news.value("SELECT count(*) FROM site_profiles WHERE applied_at IS NULL") == 0
                   and news.value("SELECT count(*) FROM site_profiles") > 0)  # fmt: skip
        web.publish_edits()
        fall_due(news, -1)
        wait_until(lambda: news.value("SELECT count(*) FROM revisions") == 1)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=10)
    finally:
        process.kill()
    assert process.returncode == 0, out
    (run,) = news.rows("SELECT status, finished_at, counts FROM runs")
    assert (run["status"], bool(run["finished_at"])) == ("interrupted", True)
    assert json.loads(run["counts"])["checks.revised"] == 1


@pytest.mark.parametrize(
    "args",
    [["feeds", "--continuous", "-a", "only=http://harborwire.test/rss.xml"], ["pages", "-a", "path=x", "--until-idle"]],
    ids=["one feed", "pages"],
)
def test_what_cannot_stay_says_so(news: Folder, args: list[str]) -> None:
    done = news.crawl(*args)
    assert done.returncode == 2
    assert "is for crawl feeds" in done.stdout


# ------------------------------------------------------------------------------------------------------- the notice


@pytest.fixture
def notice(tmp_path: Path) -> tuple[str, Path]:
    """A command that writes down what it is told, as a setting, and where."""
    told = tmp_path / "told.json"
    program = tmp_path / "tell.py"
    program.write_text(f"import pathlib, sys\npathlib.Path({str(told)!r}).write_text(sys.stdin.read())\n", "utf-8")
    return f"COPYDESK_ON_FAILURE={shlex.join([sys.executable, str(program)])}", told


def test_a_run_that_fails_is_told_with_its_row(news: Folder, notice: tuple[str, Path]) -> None:
    setting, told = notice
    assert news.crawl("feeds", "-s", setting).returncode == 0
    assert not told.exists()
    change(news, "CREATE TRIGGER full BEFORE INSERT ON polls BEGIN SELECT RAISE(ABORT, 'no'); END")
    done = news.crawl("feeds", "-a", "due=all", "-s", setting)
    assert done.returncode == 1, done.stdout
    run = json.loads(told.read_text("utf-8"))
    assert (run["id"], run["status"], run["database"]) == (2, "failed", str(news.db.resolve()))
    assert "could not be stored" in run["reason"]


def test_a_run_that_cannot_start_is_told_with_its_reason(tmp_path: Path, notice: tuple[str, Path]) -> None:
    setting, told = notice
    assert Folder(tmp_path).crawl("feeds", "-s", setting).returncode == 2
    run = json.loads(told.read_text("utf-8"))
    assert (run["id"], run["status"]) == (None, "not started")
    assert "feeds.toml" in run["reason"]


@pytest.mark.parametrize(
    ("command", "says"),
    [("nothing-of-that-name", "No such file"), ("false", "ended with status 1")],
    ids=["missing", "failing"],
)
def test_a_notice_that_fails_is_a_line_in_the_log(tmp_path: Path, command: str, says: str) -> None:
    done = Folder(tmp_path).crawl("feeds", "-s", f"COPYDESK_ON_FAILURE={command}")
    assert done.returncode == 2
    assert says in done.stdout
    assert "Traceback" not in done.stdout


def test_a_notice_that_is_no_command_is_named(news: Folder) -> None:
    done = news.crawl("feeds", "-s", "COPYDESK_ON_FAILURE=mail 'x")
    assert done.returncode == 2
    assert "COPYDESK_ON_FAILURE" in done.stdout
    assert not news.db.exists()
