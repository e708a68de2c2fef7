"""`scrapy doctor`: each check finds what it is for, and names a remedy."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import warm
from commanding import call

from crawler.commands.doctor import Command
from crawler.demo.web import InventedWeb
from crawler.doctor.findings import Finding
from crawler.doctor.machine import check_clock, check_disk, check_files, check_proxies, check_versions
from pipelines.clock import Clock
from pipelines.store.archive import archive_path
from pipelines.store.store import Store

Examine = Callable[..., dict[tuple[str, str], str]]
NOW = datetime(2026, 3, 14, 10, tzinfo=UTC)


@pytest.fixture
def examine(
    demo_db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Examine:
    """The findings of `doctor --offline`, as {(check, level): what}; those with a remedy must have one."""
    for name in [name for name in os.environ if name.startswith("COPYDESK_")]:
        monkeypatch.delenv(name)
    feeds = tmp_path / "feeds.toml"
    feeds.write_text('[[feeds]]\nurl = "http://harborwire.test/rss.xml"\n', "utf-8")

    def ask(**settings: object) -> dict[tuple[str, str], str]:
        given = {"COPYDESK_FEEDS": feeds, "COPYDESK_CONTACT": "desk@example.org", "COPYDESK_NOW": ""} | settings
        status = call(Command, "--db", demo_db, "--offline", "--json", **given)
        found = json.loads(capsys.readouterr().out)
        assert all(bool(finding["remedy"]) is (finding["level"] != "ok") for finding in found)
        assert status == int(any(finding["level"] == "problem" for finding in found))
        return {(finding["check"], finding["level"]): finding["what"] for finding in found}

    return ask


def levels(findings: Iterable[Finding]) -> list[str]:
    return [finding.level for finding in findings]


def change(db: Path, statement: str) -> None:
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute(statement)


def test_nothing_is_wrong_with_the_demo(examine: Examine) -> None:
    found = examine()
    assert {level for _, level in found} == {"ok"}
    assert {check for check, _ in found} == {
        *("versions", "settings", "contact", "feeds file", "robots", "database", "raw pages", "runs", "disk", "clock"),
        *("file limit", "proxies"),
    }


@pytest.mark.parametrize(
    ("settings", "finding", "says"),
    [
        pytest.param({"COPYDESK_COMMIT_S": "-1"}, ("settings", "problem"), "COPYDESK_COMMIT_S", id="value"),
        pytest.param({"COPYDESK_FEED": "x"}, ("settings", "warning"), "no such setting", id="misspelt"),
        pytest.param({"COPYDESK_NOW": "+60"}, ("settings", "warning"), "not the real one", id="clock set"),
        pytest.param({"COPYDESK_CONTACT": ""}, ("contact", "warning"), "not set", id="contact"),
        pytest.param({"COPYDESK_FEEDS": "nowhere.toml"}, ("feeds file", "problem"), "nowhere.toml", id="no feeds"),
        pytest.param({"DOWNLOADER_MIDDLEWARES": {}}, ("robots", "problem"), "not obeyed", id="robots off"),
        pytest.param({"ROBOTSTXT_USER_AGENT": "other"}, ("robots", "warning"), "other", id="robots name"),
    ],
)
def test_what_is_set_wrong_is_found(
    examine: Examine, settings: dict[str, object], finding: tuple[str, str], says: str
) -> None:
    assert says in examine(**settings)[finding]


def test_a_setting_in_the_environment_that_nobody_reads_is_found(
    examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPYDESK_WORKERS", "2")
    assert "COPYDESK_WORKERS" in examine()["settings", "warning"]


def test_a_feed_that_stands_twice_is_found(examine: Examine, tmp_path: Path) -> None:
    feeds = tmp_path / "twice.txt"
    feeds.write_text("http://a.test/feed\nhttps://www.a.test/feed/\nhttp://b.test/feed\n", "utf-8")
    found = examine(COPYDESK_FEEDS=feeds)
    assert "http://a.test/feed, https://www.a.test/feed/" in found["feeds file", "warning"]
    assert "3 feeds" in found["feeds file", "ok"]


def test_a_damaged_file_is_found(examine: Examine, demo_db: Path) -> None:
    content = bytearray(demo_db.read_bytes())
    content[8192:20000] = b"\xff" * (20000 - 8192)
    demo_db.write_bytes(content)
    assert ("database", "problem") in examine()


def test_a_missing_page_store_is_found(examine: Examine, demo_db: Path) -> None:
    archive_path(demo_db).unlink()
    assert ("raw pages", "warning") in examine()


def test_a_run_that_failed_or_was_killed_is_found(examine: Examine, demo_db: Path) -> None:
    change(demo_db, "UPDATE runs SET status = 'failed', reason = 'the disk is full' WHERE id = 2")
    assert "the disk is full" in examine()["runs", "warning"]
    change(demo_db, "UPDATE runs SET status = 'running', finished_at = NULL WHERE id = 2")
    assert "killed" in examine()["runs", "warning"]
    with Store.open(demo_db, clock=Clock()):
        assert examine()["runs", "ok"] == "a crawl is running"


def test_rows_from_the_future_are_found(examine: Examine, demo_db: Path) -> None:
    change(demo_db, "UPDATE polls SET fetched_at = '2199-01-01T00:00:00+00:00' WHERE id = 1")
    assert "polls.fetched_at at 2199-01-01" in examine()["clock", "problem"]


def test_a_feed_whose_pages_robots_txt_forbids_is_found(examine: Examine, demo_db: Path) -> None:
    change(demo_db, "DELETE FROM rejections")
    change(
        demo_db,
        "INSERT INTO rejections (url, run_id, reason, detail, seen_at) "
        "SELECT DISTINCT url, 1, 'robots', 'x', first_seen FROM entries WHERE url LIKE '%harborwire%'",
    )
    assert "harborwire" in examine()["robots", "warning"]


def test_before_the_first_crawl_there_is_no_problem(tmp_path: Path, examine: Examine, demo_db: Path) -> None:
    demo_db.unlink()
    assert "first crawl makes it" in examine()["database", "ok"]


def test_the_disk_is_judged_by_what_the_archive_grows(tmp_path: Path) -> None:
    for free, per_day, level in ((50e9, 1e6, "ok"), (50e9, 1e9, "warning"), (5e9, 1e9, "problem"), (1e8, 0, "problem")):
        assert levels(check_disk(tmp_path, per_day, int(free))) == [level]


def test_the_clock_is_judged_by_what_is_past() -> None:
    hour = timedelta(hours=1)
    assert levels(check_clock(NOW, NOW - hour, NOW - hour, "runs")) == ["ok"]
    assert levels(check_clock(NOW, NOW - hour, NOW + hour, "runs")) == ["problem"]
    assert levels(check_clock(NOW, NOW + hour, None, "")) == ["problem"]


def test_too_few_open_files_are_found() -> None:
    assert levels(check_files(128, 256)) == ["problem"]
    assert levels(check_files(32, 1024)) == ["ok"]


def test_proxies_are_told_without_their_passwords() -> None:
    (found,) = check_proxies({"https_proxy": "http://me:secret@proxy.test:3128"})
    assert found.what == "https_proxy: requests go through proxy.test:3128"
    assert levels(check_proxies({"http_proxy": "http://:99999999"})) == ["problem"]


def test_a_library_that_is_too_old_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.doctor.machine.version", lambda name: "1.0" if name == "scrapy" else "999")
    (found,) = check_versions()
    assert (found.level, found.what) == ("problem", "scrapy is 1.0; >=2.19 is needed")


@pytest.mark.parametrize(
    ("url", "level", "says"),
    [
        pytest.param("http://tidewater-courier.test/rss/harbour.xml", "ok", "entries", id="a feed"),
        pytest.param("http://tidewater-courier.test/nothing", "warning", "HTTP 404", id="nothing there"),
    ],
)
def test_the_first_feed_is_asked_once(tmp_path: Path, url: str, level: str, says: str) -> None:
    (tmp_path / "feeds.toml").write_text(f'[[feeds]]\nurl = "{url}"\n', "utf-8")
    cleared = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
    with InventedWeb() as web:
        done = warm.run(
            ["doctor", "--json", "--db", str(tmp_path / "news.db")],
            env=cleared | {"http_proxy": web.proxy, "no_proxy": "", "COPYDESK_FEEDS": str(tmp_path / "feeds.toml")},
        )
        asked = [request.url for request in web.requests]
    found: dict[str, Any] = json.loads(done.stdout)[-1]
    assert (found["check"], found["level"]) == ("test poll", level), done.stderr
    assert says in found["what"]
    assert asked == [url]
    assert not (tmp_path / "news.db").exists()


def test_an_option_that_does_not_exist_is_not_overlooked(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(Command, "--ofline") == 2
    assert "--ofline: there is no such option" in capsys.readouterr().err


def test_site_rules_are_counted_and_lines_that_do_nothing_are_named(examine: Examine, tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "gazette.test.txt").write_text("strip: //p\nprune: no\nstrap: //div\n", "utf-8")
    (folder / "LICENSE.txt").write_text("Public domain\n", "utf-8")
    found = examine(COPYDESK_SITE_RULES=folder)
    assert found["site rules", "ok"] == "1 host: 1 strip; of no use here: 1 prune"
    assert found["site rules", "warning"] == "not named for a host: LICENSE.txt"
    (folder / "LICENSE.txt").unlink()
    told = "lines that do nothing: gazette.test.txt:3: strap: there is no such directive"
    assert examine(COPYDESK_SITE_RULES=folder)["site rules", "warning"] == told


def test_site_rules_that_cannot_be_obeyed_are_a_problem(examine: Examine, tmp_path: Path) -> None:
    found = examine(COPYDESK_SITE_RULES=tmp_path / "missing")
    assert "missing is no folder" in found["settings", "problem"]
    assert ("site rules", "ok") not in found
