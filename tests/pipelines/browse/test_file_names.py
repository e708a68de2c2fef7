"""An archive is shown whatever its file is called, and no file is made beside it."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urljoin

import pytest
from browsing import RUN, Reader, article_row, make_archive, story_row

from crawler.commands.browse import prepare
from pipelines.store.reader import Reader as StoreReader

NAMES = (
    "a#b.db", "what?.db", "a%20b.db", "x%2y.db", "?mode=rwc.db", "it's \"so\" ;&=+.db", "zu\u0308rich.db", "a\\b.db",
    "-a.b.db", "~a~", "file:x.db", ".db", "<a>\n{b}.db", "_internal.db",
)  # fmt: skip


def archive(folder: Path, name: str) -> Path:
    statements = (RUN, story_row(1), article_row(1, headline="Swing bridge stuck again"))
    return make_archive(folder / name, *statements)


@pytest.mark.parametrize("name", [pytest.param(name, id=ascii(name)[:40]) for name in NAMES])
def test_archive_is_shown_whatever_its_file_is_called(tmp_path: Path, name: str) -> None:
    db = archive(tmp_path, name)
    (path,) = prepare(db)
    before = set(tmp_path.iterdir())
    with Reader(Path(path)) as reader:
        front = reader.get("/").headers["location"]
        page = reader.page(front)
        assert "Swing bridge stuck again" in page.text
        article = next(link for link in page.links() if link.endswith("/article/1"))
        row = next(link for link in reader.page(article).links() if "/articles/1.json" in link)
        assert reader.get(row).json()["rows"][0]["id"] == 1
        assert "Swing bridge stuck again" in reader.get(urljoin(front, "search.atom?words=bridge")).text
    strays = set(tmp_path.iterdir()) - before
    assert all(stray.name.startswith(db.name) for stray in strays), strays


@pytest.mark.parametrize("name", ["a#b?c%20d", "drawer\\2;+&", "Zu\u0308rich 100%"])
def test_folder_may_be_called_so_too(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    db = archive(tmp_path / name, "news.db")
    with Reader(Path(prepare(db)[0])) as reader:
        assert "Swing bridge stuck again" in reader.page("/news/-/").text
    assert list(tmp_path.iterdir()) == [tmp_path / name]


def test_name_that_is_no_text_is_shown_as_far_as_it_is(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.db")
    try:
        db = archive(tmp_path, name)
    except OSError:
        pytest.skip("this file system takes no such name")
    with StoreReader(db) as rows:
        assert rows.value("SELECT headline FROM articles") == "Swing bridge stuck again"
    with Reader(Path(prepare(db)[0])) as reader:
        page = reader.page(reader.get("/").headers["location"])
    assert "caf\ufffd" in page.text
    assert "Swing bridge stuck again" in page.text


def test_database_in_memory_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    archive(Path(), ":memory:")
    with StoreReader(Path(":memory:")) as rows:
        assert rows.value("SELECT headline FROM articles") == "Swing bridge stuck again"


def test_relative_path_is_no_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive(tmp_path, "-a.db")
    monkeypatch.chdir(tmp_path)
    assert prepare(Path("-a.db")) == [str(tmp_path / "-a.db")]
