from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.clock import Clock
from pipelines.errors import ForeignFile
from pipelines.model import Page
from pipelines.store.archive import PageArchive
from pipelines.store.store import Store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAGE = Page(
    url="https://www.bote.test/bridge",
    fetched_at=NOON,
    body="<p>Die Brücke ist gesperrt.</p>".encode("latin-1") * 50,
    content_type="text/html; charset=iso-8859-1",
    headers=(("Server", "press"), ("Set-Cookie", "a"), ("Set-Cookie", "b")),
    redirects=("http://bote.test/b",),
    page_key="bote.test/bridge",
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[PageArchive]:
    archive = PageArchive.beside(tmp_path / "news.db")
    yield archive
    archive.close()


def test_a_page_comes_back_as_it_was(archive: PageArchive) -> None:
    assert archive.load(archive.store(PAGE)) == PAGE
    assert archive.latest(PAGE.url) == PAGE
    assert archive.load(99) is None
    assert archive.latest("https://bote.test/other") is None


@pytest.mark.parametrize("body", [b"", b"\x00\xff" * 10], ids=["empty", "binary"])
def test_any_bytes_can_be_kept(archive: PageArchive, body: bytes) -> None:
    stored = archive.load(archive.store(replace(PAGE, body=body)))
    assert stored is not None
    assert stored.body == body


def test_the_same_bytes_again_are_one_row_that_moves_on(archive: PageArchive) -> None:
    later = replace(PAGE, fetched_at=NOON + timedelta(days=1), status=203, headers=())
    assert archive.store(PAGE) == archive.store(later)
    assert list(archive.iter_pages()) == [later]


def test_other_bytes_are_another_row_and_the_latest_counts(archive: PageArchive) -> None:
    edited = replace(PAGE, body=b"<p>Open again.</p>", fetched_at=NOON + timedelta(days=1))
    assert archive.store(edited) != archive.store(PAGE)
    assert archive.latest(PAGE.url) == edited


def test_pages_are_found_by_site(archive: PageArchive) -> None:
    other = replace(PAGE, url="https://kurier.test/1")
    second = replace(PAGE, url="https://blog.bote.test/2")
    for page in (PAGE, other, second):
        archive.store(page)
    assert list(archive.iter_pages("bote.test")) == [second, PAGE]
    assert archive.sites() == {"bote.test": 2, "kurier.test": 1}


def test_rows_state_size_and_hash_of_the_inflated_body(archive: PageArchive, tmp_path: Path) -> None:
    archive.store(PAGE)
    archive.commit()
    reader = sqlite3.connect(tmp_path / "news-pages.db")
    sha256, size, stored = reader.execute("SELECT sha256, body_bytes, length(body) FROM pages").fetchone()
    reader.close()
    assert (sha256, size) == (hashlib.sha256(PAGE.body).hexdigest(), len(PAGE.body))
    assert stored < size


def test_the_archive_is_committed_before_the_rows_that_rest_on_it(archive: PageArchive, tmp_path: Path) -> None:
    with Store.open(tmp_path / "news.db", clock=Clock()) as store:
        store.writer.before_commit = archive.commit
        archive.store(PAGE)
        assert archive.writer.in_transaction
        store.runs.begin("feeds", {})
        assert not archive.writer.in_transaction
        archive.close()


def test_the_database_is_not_taken_for_an_archive(tmp_path: Path) -> None:
    Store.open(tmp_path / "news.db", clock=Clock()).close()
    with pytest.raises(ForeignFile, match="not a copydesk page archive"):
        PageArchive.open(tmp_path / "news.db")


def test_validators_are_those_of_the_last_fetch_that_the_rows_know_of(archive: PageArchive) -> None:
    archive.store(replace(PAGE, headers=(("ETag", '"1"'),)))
    later = NOON + timedelta(hours=1)
    archive.store(replace(PAGE, body=b"edited", headers=(("ETag", '"2"'),), fetched_at=later))
    found = [archive.validators(PAGE.url, until) for until in (NOON - timedelta(hours=1), NOON, later)]
    assert [each and each[0] for each in found] == [None, (("ETag", '"1"'),), (("ETag", '"2"'),)]
