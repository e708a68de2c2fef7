"""An archive made before 0.1.0: every command says in one line what to do about it, and leaves it as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from commanding import call
from crawling import Folder
from older import contents, make_older_archive
from scrapy.commands import ScrapyCommand

from crawler.commands import browse, demo, doctor, explain, export, feeds, prune, status
from pipelines.clock import Clock
from pipelines.errors import OlderFile
from pipelines.model import FeedSource
from pipelines.run.run import Run, RunConfig
from pipelines.store.archive import archive_path
from pipelines.store.migrations import MADE_BEFORE
from pipelines.store.store import Store

FEED = "http://bote.test/feed.xml"
PAGE = {"url": "http://bote.test/1"}
HTML = "<html><body><p>The mole stays broken.</p></body></html>"

WITH_THE_DATABASE = [
    pytest.param(status.Command, ["--db", "DB"], 2, id="status"),
    pytest.param(explain.Command, [PAGE["url"], "--db", "DB"], 2, id="explain URL"),
    pytest.param(explain.Command, ["PAGE", "--db", "DB"], 2, id="explain FILE"),
    pytest.param(export.Command, ["OUT", "--db", "DB"], 2, id="export"),
    pytest.param(prune.Command, ["--pages-older-than", "1d", "--yes", "--db", "DB"], 2, id="prune"),
    pytest.param(browse.Command, ["--db", "DB"], 2, id="browse"),
    pytest.param(demo.Command, ["--db", "DB"], 1, id="demo"),
    pytest.param(demo.Command, ["--keep", "--db", "DB"], 1, id="demo --keep"),
    pytest.param(feeds.Command, ["list"], 2, id="feeds list"),
    pytest.param(feeds.Command, ["export"], 2, id="feeds export"),
    pytest.param(feeds.Command, ["check"], 2, id="feeds check"),
]
WITH_THE_PAGES = [
    pytest.param(explain.Command, [PAGE["url"], "--db", "DB"], 2, id="explain URL"),
    pytest.param(prune.Command, ["--pages-older-than", "1d", "--yes", "--db", "DB"], 2, id="prune"),
    pytest.param(browse.Command, ["--db", "DB"], 2, id="browse"),
    pytest.param(demo.Command, ["--db", "DB"], 1, id="demo"),
    pytest.param(demo.Command, ["--keep", "--db", "DB"], 1, id="demo --keep"),
]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """An older archive, both files, alone in its folder."""
    (tmp_path / "feeds.toml").write_text(f'[[feeds]]\nurl = "{FEED}"\n', "utf-8")
    (tmp_path / "page.html").write_text(HTML, "utf-8")
    return make_older_archive(tmp_path / "older")


@pytest.fixture
def newer_db(db: Path) -> Path:
    """A database of today, which knows of a page, beside an older page archive."""
    db.unlink()
    with Store.open(db, clock=Clock()) as store, store.writer.unit():
        store.subscriptions.sync([FeedSource(url=FEED)])
        store.writer.execute("INSERT INTO entries (feed_id, url, first_seen, last_seen) VALUES (1, :url, '', '')", PAGE)
    return db


def run(command: type[ScrapyCommand], words: list[str], db: Path) -> int:
    named = {"DB": db, "PAGE": db.parent.parent / "page.html", "OUT": db.parent.parent / "out"}
    given = [named.get(word, word) for word in words]
    return call(command, *given, COPYDESK_DB=db, COPYDESK_FEEDS=db.parent.parent / "feeds.toml")


@pytest.mark.parametrize(("command", "words", "exit_status"), WITH_THE_DATABASE)
def test_an_older_database_is_refused_in_one_line_and_left_as_it_is(
    db: Path, capsys: pytest.CaptureFixture[str], command: type[ScrapyCommand], words: list[str], exit_status: int
) -> None:
    before = contents(db.parent)
    assert run(command, words, db) == exit_status
    (said,) = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("asking ")]
    assert said.endswith(f": {db}: {MADE_BEFORE}")
    assert contents(db.parent) == before


@pytest.mark.parametrize(("command", "words", "exit_status"), WITH_THE_PAGES)
def test_an_older_page_archive_is_refused_beside_a_new_database(
    newer_db: Path, capsys: pytest.CaptureFixture[str], command: type[ScrapyCommand], words: list[str], exit_status: int
) -> None:
    pages = archive_path(newer_db)
    before = pages.read_bytes(), newer_db.read_bytes()
    assert run(command, words, newer_db) == exit_status
    (said,) = capsys.readouterr().err.splitlines()
    assert said.endswith(f": {pages}: {MADE_BEFORE}")
    assert (pages.read_bytes(), newer_db.read_bytes()) == before


@pytest.mark.parametrize("spider", ["feeds", "pages"])
def test_no_crawl_begins(db: Path, spider: str) -> None:
    news = Folder(db.parent)
    (db.parent / "feeds.toml").write_text(f'[[feeds]]\nurl = "{FEED}"\n', "utf-8")
    (db.parent / "page.html").write_text(HTML, "utf-8")
    before = contents(db.parent)
    done = news.crawl(spider, *(["-a", f"path={db.parent / 'page.html'}"] if spider == "pages" else []))
    assert (done.returncode, done.stdout) == (2, f"copydesk: {db}: {MADE_BEFORE}\n")
    assert contents(db.parent) == before


def test_no_database_is_made_beside_an_older_page_archive(db: Path) -> None:
    db.unlink()
    before = contents(db.parent)
    with pytest.raises(OlderFile, match=r"news-pages\.db: was made by a copydesk before 0\.1\.0"):
        Run.open_at(RunConfig(db=db), Clock())
    assert contents(db.parent) == before


@pytest.mark.parametrize("missing", ["nothing", "news.db", "news-pages.db"])
def test_the_doctor_says_it_of_each_file(db: Path, capsys: pytest.CaptureFixture[str], missing: str) -> None:
    (db.parent / missing).unlink(missing_ok=True)
    before = contents(db.parent)
    assert run(doctor.Command, ["--offline", "--db", "DB"], db) == 1
    said = capsys.readouterr().out
    for name in {"news.db", "news-pages.db"} - {missing}:
        assert f"{db.parent / name}: {MADE_BEFORE}\n" in said
    assert said.count(MADE_BEFORE) == len(before)
    assert contents(db.parent) == before
