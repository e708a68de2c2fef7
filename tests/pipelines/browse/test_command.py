"""`scrapy browse` opens an archive, or says in one line why not."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import warm
from browsing import make_archive
from project import ROOT

from crawler.commands.browse import prepare
from pipelines.clock import Clock
from pipelines.errors import ForeignFile, SettingError
from pipelines.store.store import Store

LIMIT_S = 60


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}


def test_archive_is_served_on_this_machine_only(tmp_path: Path) -> None:
    db = make_archive(tmp_path / "papers.db")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "scrapy", "browse", "--db", str(db), "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        page = ask(f"http://127.0.0.1:{port}/")
    finally:
        process.terminate()
        out, _ = process.communicate(timeout=LIMIT_S)
    assert "No articles yet" in page
    assert f"http://127.0.0.1:{port}" in out


def ask(url: str) -> str:
    """The page, as soon as somebody listens."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + LIMIT_S
    while True:
        try:
            with opener.open(url, timeout=LIMIT_S) as response:
                return str(response.read().decode())
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        pytest.param(["--db", "none.db"], "scrapy browse: none.db does not exist; crawl first", id="no such file"),
        pytest.param(["other.db"], "name the archive with --db other.db", id="forgotten --db"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(args: list[str], said: str) -> None:
    done = warm.run(["browse", *args], env=environment())
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_file_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "other.db")
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    with pytest.raises(ForeignFile):
        prepare(tmp_path / "other.db")


def test_archive_can_be_read_while_a_crawl_holds_it(tmp_path: Path) -> None:
    db = make_archive(tmp_path / "news.db")
    with Store.open(db, clock=Clock()):
        assert prepare(db) == [str(db)]


def test_without_datasette_one_line_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasette", None)
    with pytest.raises(SettingError, match=r"pip install 'copydesk\[browse\]'"):
        prepare(make_archive(tmp_path / "news.db"))
