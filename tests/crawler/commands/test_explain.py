"""`scrapy explain`: the account of one page, from the rows and from its bytes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from commanding import call

from crawler.commands.explain import Command
from pipelines.reading import extractor
from pipelines.reading.document import parsing as documents
from pipelines.reading.document.parsing import read_document
from pipelines.store.archive import archive_path

OYSTERS = "http://tidewater-courier.test/2026/03/11/oyster-beds-reopen"
EDITED = "http://harbour-ledger.test/articles/ice-plant-bill"
Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def explain(demo_db: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    def ask(url: str) -> dict[str, Any]:
        assert call(Command, url, "--db", demo_db, "--json") == 0
        return dict(json.loads(capsys.readouterr().out))

    return ask


def urls(db: Path) -> list[str]:
    with closing(sqlite3.connect(db)) as connection:
        return [row[0] for row in connection.execute("SELECT url FROM articles ORDER BY id")]


def test_every_article_of_the_demo_reads_again_as_it_is_stored(demo_db: Path, explain: Ask) -> None:
    told = {url: explain(url) for url in urls(demo_db)}
    assert len(told) == 14
    assert {url for url, found in told.items() if found["as_stored"] is not True} == set()
    assert {found["decision"]["verdict"] for found in told.values()} == {"same"}


def test_each_cut_line_stands_in_its_place_with_its_rule(explain: Ask) -> None:
    lines = explain(EDITED)["page"]["lines"]
    assert [line["rule"] for line in lines] == [
        *("", "caption.figure", "", "related-link.label", "", "", "", ""),
        *("share.words", "site.repeated", "site.repeated"),
    ]
    assert all(line["why"] for line in lines if line["rule"])


def test_copies_and_other_addresses_are_told(explain: Ask) -> None:
    told = explain(OYSTERS)
    assert {row["kind"] for row in told["met"]["urls"]} == {"canonical", "link"}
    assert [row["site"] for row in told["met"]["links"]] == ["harborwire.test"]
    assert told["met"]["story"]["agency"] == "HarborWire"
    assert any("harborwire.test has the same text" in reason for reason in told["decision"]["reasons"])


def test_the_feed_that_led_to_a_redirect_is_told(explain: Ask) -> None:
    told = explain("http://tidewater-courier.test/r/7")
    assert told["met"]["entries"][0]["feed_url"] == "http://tidewater-courier.test/rss/harbour.xml"
    assert told["page"]["redirects"] == ["http://tidewater-courier.test/r/7"]


def test_a_refused_page_is_refused_again_for_the_same_reason(explain: Ask) -> None:
    told = explain("http://harbour-ledger.test/articles/tide-mill-for-sale")
    assert told["met"]["status"]["outcome"] == "rejected"
    assert told["page"]["refused"]["reason"] == told["met"]["rejections"][0]["reason"] == "consent_wall"
    assert told["decision"] is None


def test_a_page_that_never_came_has_its_reason_and_no_stages(explain: Ask) -> None:
    told = explain("http://harbour-ledger.test/members/letters")
    assert told["met"]["rejections"][0]["reason"] == "robots"
    assert told["page"] is None


def test_another_spelling_is_found(explain: Ask) -> None:
    assert explain(f"https://www.{OYSTERS.removeprefix('http://')}/#comments")["met"]["status"]["outcome"] == "article"


def test_without_the_archive_the_rows_are_told(demo_db: Path, explain: Ask) -> None:
    archive_path(demo_db).unlink()
    told = explain(OYSTERS)
    assert told["met"]["article"]["headline"] == "Oyster beds reopen after clean water tests"
    assert told["page"] is None


def test_a_url_that_was_never_met_is_exit_status_1(demo_db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(Command, "http://elsewhere.test/", "--db", demo_db) == 1
    assert "never met" in capsys.readouterr().out


def test_a_page_is_read_once(demo_db: Path, explain: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    def counted(body: bytes, content_type: str, url: str) -> object:
        opened.append(url)
        return read_document(body, content_type, url)

    monkeypatch.setattr(extractor, "read_document", counted)
    monkeypatch.setattr(documents, "read_document", counted)
    assert explain(OYSTERS)["page"]["lines"]
    assert len(opened) == 1, opened


def test_nothing_is_changed(demo_db: Path) -> None:
    before = [path.read_bytes() for path in (demo_db, archive_path(demo_db))]
    call(Command, OYSTERS, "--db", demo_db)
    assert [path.read_bytes() for path in (demo_db, archive_path(demo_db))] == before


# ----------------------------------------------------------------------------------------------------- saved files


@pytest.fixture
def saved(demo_db: Path, tmp_path: Path) -> Path:
    """A page of the demo as a file."""
    import zstandard

    with closing(sqlite3.connect(archive_path(demo_db))) as connection:
        (body,) = connection.execute("SELECT body FROM pages WHERE url LIKE ? ORDER BY id", (f"{EDITED}%",)).fetchone()
    file = tmp_path / "saved.html"
    file.write_bytes(zstandard.decompress(body))
    return file


def test_a_file_is_explained_without_a_database(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(Command, saved, "--json", COPYDESK_DB=saved.with_name("nothing.db")) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["page"]["profile_version"] is None
    assert told["decision"] is None
    assert told["page"]["url"] == EDITED


def test_a_file_is_judged_by_its_sites_profile_where_there_is_one(
    saved: Path, demo_db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call(Command, saved, "--db", demo_db, "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["page"]["profile_version"] == 1
    assert told["decision"]["article_id"] is not None


def test_every_block_is_listed_on_request(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call(Command, saved)
    short = capsys.readouterr().out
    call(Command, saved, "--blocks", "--full")
    long = capsys.readouterr().out
    assert "main" not in short
    assert ">" in long
    assert len(long) > len(short)


@pytest.mark.parametrize("asked", ["nowhere.html", "ftp"])
def test_what_is_neither_is_exit_status_2(asked: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(Command, asked) == 2
    assert "neither a file here nor a URL" in capsys.readouterr().err
