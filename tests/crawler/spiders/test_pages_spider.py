"""Saved documents: which there are, and what their URL is."""

import gzip
import json
import zlib
from pathlib import Path

import pytest

from crawler.spiders.pages import declared_url, find_saved_pages, read_body
from pipelines.errors import SettingError

PAGE = b'<html><head><link rel="canonical" href="https://lantern.test/a#top"><title>x</title></head></html>'


def test_a_folder_gives_its_saved_pages_by_name(tmp_path: Path) -> None:
    for name in ("b.html", "a.html.gz", "c.txt", "notes.md"):
        (tmp_path / name).write_bytes(b"")
    assert [s.file.name for s in find_saved_pages(tmp_path)] == ["a.html.gz", "b.html", "c.txt"]


def test_a_listing_names_url_and_time(tmp_path: Path) -> None:
    row = {"file": "a.html", "url": "https://lantern.test/1", "fetched_at": "2026-02-03T04:05:06"}
    (tmp_path / "pages.jsonl").write_text(json.dumps(row) + "\n\n" + json.dumps({"file": "b.html"}))
    first, second = find_saved_pages(tmp_path)
    assert (first.url, first.fetched_at and first.fetched_at.isoformat()) == (row["url"], "2026-02-03T04:05:06+00:00")
    assert (second.url, second.fetched_at) == (None, None)


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"url": "x"}', '{"file": 3}', '{"file": "a", "fetched_at": "yesterday"}'],
)
def test_a_bad_listing_names_file_and_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "pages.jsonl").write_text('{"file": "ok.html"}\n' + line)
    with pytest.raises(SettingError, match=r"pages\.jsonl, line 2"):
        find_saved_pages(tmp_path)


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="no such"):
        find_saved_pages(tmp_path / "missing")
    with pytest.raises(SettingError, match="in this folder"):
        find_saved_pages(tmp_path)


def test_a_page_says_its_own_url() -> None:
    assert declared_url(PAGE) == "https://lantern.test/a"
    assert declared_url(b'<meta property="og:url" content="https://lantern.test/b">') == "https://lantern.test/b"
    assert declared_url(b'<link rel="canonical" href="javascript:void(0)">') is None
    assert declared_url(b"") is None


def test_gzip_is_inflated_and_a_torn_one_raises(tmp_path: Path) -> None:
    file = tmp_path / "a.html.gz"
    file.write_bytes(gzip.compress(PAGE))
    assert read_body(file) == PAGE
    file.write_bytes(gzip.compress(PAGE)[:-12])
    with pytest.raises((EOFError, OSError, zlib.error)):
        read_body(file)
