from __future__ import annotations

import json
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.clock import Clock
from pipelines.errors import StoreError, StoreInUse
from pipelines.store.store import Store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOCK = Clock(real=lambda: NOON)


def run_rows(path: Path) -> list[tuple[object, ...]]:
    reader = sqlite3.connect(path)
    rows = reader.execute("SELECT spider, status, reason, finished_at, counts FROM runs ORDER BY id").fetchall()
    reader.close()
    return rows


def test_a_second_crawl_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "news.db")
    with Store.open(tmp_path / "news.db", clock=CLOCK):
        for name in ("news.db", "link.db"):
            with pytest.raises(StoreInUse, match=rf"{name} is being written to by another crawl"):
                Store.open(tmp_path / name, clock=CLOCK)


def test_closing_gives_up_the_lock(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "news.db", clock=CLOCK)
    store.close()
    store.close()
    Store.open(tmp_path / "news.db", clock=CLOCK).close()


def test_a_refused_file_does_not_stay_locked(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    path.write_text("not a database, but long enough to be read as one. " * 20)
    with pytest.raises(StoreError):
        Store.open(path, clock=CLOCK)
    path.unlink()
    Store.open(path, clock=CLOCK).close()


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="attic does not exist; create it first"):
        Store.open(tmp_path / "attic" / "news.db", clock=CLOCK)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_directory_is_one_clear_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreError, match=r"news\.db"):
            Store.open(tmp_path / "news.db", clock=CLOCK)
    finally:
        tmp_path.chmod(0o700)


def test_a_run_is_visible_from_its_beginning_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with Store.open(path, clock=CLOCK) as store:
        run_id = store.runs.begin("feeds", {"scrapy": "2.19"})
        assert run_id == store.runs.current
        assert run_rows(path) == [("feeds", "running", None, None, "{}")]
        store.runs.update_counts({"pages.new": 1})
        store.runs.finish("finished", "finished", {"pages.new": 2})
        [row] = run_rows(path)
    assert row[:4] == ("feeds", "finished", "finished", "2026-03-01T12:00:00+00:00")
    assert json.loads(str(row[4])) == {"pages.new": 2}


def test_a_killed_run_is_noted_by_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with Store.open(path, clock=CLOCK) as store:
        store.runs.begin("feeds", {})
    with Store.open(path, clock=CLOCK) as store:
        store.runs.begin("feeds", {})
    assert [row[1:4] for row in run_rows(path)] == [("interrupted", "killed", None), ("running", None, None)]


def test_rows_need_a_run(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news.db", clock=CLOCK) as store, pytest.raises(RuntimeError, match="no run has begun"):
        _ = store.runs.current
