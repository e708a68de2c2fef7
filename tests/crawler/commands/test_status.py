"""`scrapy status`: what it says, what it exits with, and that it leaves everything alone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from commanding import call

from crawler.commands.status import Command
from pipelines.clock import Clock
from pipelines.store.store import Store


def change(db: Path, *statements: str) -> None:
    with closing(sqlite3.connect(db)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def status(demo_db: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    def ask(*args: object) -> dict[str, Any]:
        call(Command, "--db", demo_db, "--json", *args)
        return dict(json.loads(capsys.readouterr().out))

    return ask


def test_a_run_that_finished_is_told_with_its_counts(status: Callable[..., dict[str, Any]]) -> None:
    found = status()
    assert [run["status"] for run in found["runs"]] == ["finished", "finished"]
    assert found["runs"][1]["counts"]["pages.new"] == found["articles"] == 14
    assert sum(found["growth"].values()) == 14
    assert found["growth"]["2026-03-14"] == 14
    assert len(found["growth"]) == 14


def test_only_so_many_runs_are_told(status: Callable[..., dict[str, Any]]) -> None:
    assert [run["id"] for run in status("--last", 1)["runs"]] == [2]


def test_a_last_run_that_failed_is_exit_status_1(demo_db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(Command, "--db", demo_db) == 0
    change(demo_db, "UPDATE runs SET status = 'failed', reason = '3 rows could not be stored' WHERE id = 2")
    assert call(Command, "--db", demo_db) == 1
    assert "The last run failed: 3 rows could not be stored" in capsys.readouterr().out


def test_a_crawl_that_is_running_is_told_from_one_that_was_killed(
    demo_db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(demo_db, "UPDATE runs SET status = 'running', finished_at = NULL WHERE id = 2")
    with Store.open(demo_db, clock=Clock()):
        call(Command, "--db", demo_db)
        assert "a crawl is running" in capsys.readouterr().out
    call(Command, "--db", demo_db)
    out = capsys.readouterr().out
    assert "no crawl is running" in out
    assert "killed" in out


def test_a_failing_feed_and_a_host_that_waits_are_named(demo_db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(
        demo_db,
        "UPDATE feeds SET status = 'failing', last_failure = 'dns', consecutive_failures = 4 WHERE id = 1",
        "INSERT INTO hosts VALUES ('slow.test', '2026-03-14T12:00:00+00:00', 'HTTP 429', 1)",
        "INSERT INTO hosts VALUES ('past.test', '2026-03-14T09:59:59+00:00', 'HTTP 429', 1)",
    )
    call(Command, "--db", demo_db)
    out = capsys.readouterr().out
    assert "failing: dns" in out
    assert "slow.test" in out
    assert "past.test" not in out


def test_a_database_without_runs_is_no_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Store.open(tmp_path / "news.db", clock=Clock()).close()
    assert call(Command, "--db", tmp_path / "news.db") == 0
    assert "0 articles from 0 feeds" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(None, "there is no such copydesk database", id="missing"),
        pytest.param("This is a text.", "is not an SQLite database", id="a text"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_exit_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, says: str
) -> None:
    db = tmp_path / "other.db"
    if content is not None:
        db.write_text(content * 100, "utf-8")
    assert call(Command, "--db", db) == 2
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1
    assert db.exists() is (content is not None)
