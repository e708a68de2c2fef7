"""Disks that are full, files that may not be written to, are held, or are torn: one line, a status, nothing lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawling import Folder

from crawler.demo.web import InventedWeb
from pipelines.clock import Clock
from pipelines.errors import StoreError
from pipelines.model import Page
from pipelines.run.run import Run, RunConfig
from pipelines.store.archive import PageArchive
from pipelines.store.writer import Writer

TEXTS = "SELECT url, article_body FROM articles ORDER BY url"


@pytest.fixture(scope="module")
def web() -> Iterator[InventedWeb]:
    with InventedWeb() as web:
        yield web


def a_desk(folder: Path, web: InventedWeb) -> Folder:
    web.write_feeds_file(folder / "feeds.toml")
    return Folder(folder, web.proxy)


def mount(*words: str) -> None:
    done = subprocess.run(["mount", *words], check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"may not mount: {done.stderr.strip()}")


@contextmanager
def a_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    disk = folder / "disk"
    disk.mkdir()
    mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk))
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.parametrize(("size", "status"), [("300k", 2), ("900k", 1)], ids=["at the start", "amid the pages"])
def test_a_full_disk_ends_the_run_in_one_line_and_the_next_one_goes_on(
    tmp_path: Path, web: InventedWeb, size: str, status: int
) -> None:
    with a_disk(tmp_path, size) as disk:
        news = a_desk(disk, web)
        done = news.crawl("feeds")
        assert done.returncode == status, done.stdout
        assert "disk is full" in done.stdout
        assert "Traceback" not in done.stdout
        mount("-o", "remount,size=20m", str(disk))
        done = news.crawl("feeds", "-a", "due=all")
        assert done.returncode == 0, done.stdout
        assert {row["url"] for row in news.rows(TEXTS)} == set(web.stories())
        assert news.value("PRAGMA integrity_check") == "ok"


def test_a_failure_at_the_very_end_is_the_runs_failure(tmp_path: Path) -> None:
    run = Run.open_at(RunConfig(db=tmp_path / "news.db", workers=1), Clock())
    run.store.runs.begin("feeds", {})
    run.store.writer.execute("PRAGMA query_only = ON")
    run.close("finished", "finished")
    assert run.failures == 1
    Run.open_at(RunConfig(db=tmp_path / "news.db"), Clock()).close("finished", "")


@pytest.mark.parametrize("name", ["news.db", "news-pages.db", "."], ids=["database", "page archive", "folder"])
def test_what_may_not_be_written_to_is_one_line_and_nothing_is_asked(
    tmp_path: Path, web: InventedWeb, name: str
) -> None:
    with a_disk(tmp_path, "20m") as disk:
        news = a_desk(disk, web)
        Run.open_at(RunConfig(db=news.db), Clock()).close("finished", "")
        place = str(disk / name)
        if name != ".":
            mount("--bind", place, place)
        mount("-o", "remount,ro" if name == "." else "remount,bind,ro", place)
        asked = len(web.requests)
        done = news.crawl("feeds")
        if name != ".":
            subprocess.run(["umount", place], check=True)
    assert done.returncode == 2, done.stdout
    assert done.stdout.count("\n") == 1, done.stdout
    assert name in done.stdout
    assert len(web.requests) == asked


def test_a_database_that_is_held_for_too_long_ends_the_run_and_nothing_is_lost(
    tmp_path: Path, web: InventedWeb
) -> None:
    news, asked = a_desk(tmp_path, web), len(web.requests)
    process = news.start("feeds", "-s", "COPYDESK_LOCK_WAIT_S=0.3", "-s", "DOWNLOAD_DELAY=0.3")
    while len(web.requests) == asked:
        assert process.poll() is None
        time.sleep(0.02)
    with closing(sqlite3.connect(news.db, timeout=30, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        out, _ = process.communicate(timeout=60)
        other.execute("ROLLBACK")
    assert process.returncode == 1, out
    assert "another program has been writing to it for more than 0.3 s" in out
    assert "Traceback" not in out
    assert news.crawl("feeds", "-a", "due=all").returncode == 0
    assert {row["url"] for row in news.rows(TEXTS)} == set(web.stories())


def test_a_database_that_is_held_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "news.db", busy_timeout_s=30)
    other = sqlite3.connect(tmp_path / "news.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, other.execute, ("ROLLBACK",)).start()
    with writer.unit():
        writer.execute("INSERT INTO stories (first_seen) VALUES ('')")
    writer.close()
    other.close()


# ------------------------------------------------------------------------------------------------ torn page stores

PAGE = Page(
    url="http://bote.test/a", fetched_at=datetime(2026, 3, 1, tzinfo=UTC), body=b"<p>The mole stays broken.</p>" * 40
)


def test_a_torn_row_costs_its_page_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    archive = PageArchive.beside(tmp_path / "news.db")
    torn, sound = archive.store(PAGE), archive.store(replace(PAGE, url="http://bote.test/b"))
    archive.writer.execute("UPDATE pages SET body = zeroblob(20) WHERE id = :id", {"id": torn})
    assert archive.load(torn) is None
    assert "http://bote.test/a, cannot be read" in caplog.text
    assert archive.load(sound) is not None
    assert [page.url for page in archive.iter_pages()] == ["http://bote.test/b"]
    archive.close()


@pytest.mark.parametrize("name", ["news.db", "news-pages.db"])
def test_half_a_file_is_one_line(tmp_path: Path, name: str) -> None:
    Run.open_at(RunConfig(db=tmp_path / "news.db"), Clock()).close("finished", "")
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreError, match=rf"{name}: is damaged .*; put a copy from the last backup"):
        Run.open_at(RunConfig(db=tmp_path / "news.db"), Clock())
    (tmp_path / name).write_bytes(whole)
    Run.open_at(RunConfig(db=tmp_path / "news.db"), Clock()).close("finished", "")  # nothing stayed locked


def test_pages_that_are_garbled_amid_the_file_end_the_run_without_a_traceback(
    tmp_path: Path, web: InventedWeb, demo_db: Path
) -> None:
    pages = tmp_path / "demo-pages.db"
    body = bytearray(pages.read_bytes())
    for place in range(3 * 4096, len(body), 2 * 4096):
        body[place : place + 64] = b"\xa5" * 64
    pages.write_bytes(body)
    news = a_desk(tmp_path, web)
    done = news.crawl("feeds", "-a", "due=all", "-s", f"COPYDESK_DB={demo_db}", "-s", "COPYDESK_NOW=+90000")
    assert done.returncode == 1, done.stdout
    assert "the run ends here: " in done.stdout
    assert "malformed" in done.stdout
    assert "Traceback" not in done.stdout
