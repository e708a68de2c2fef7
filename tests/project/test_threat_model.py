"""docs/threat-model.md names tests that exist, and leaves no threat without one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from project import ROOT

from crawler import settings
from crawler.feeds import parse_feed

TEXT = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
ROWS = [line for line in TEXT.splitlines() if line.startswith("| ") and "::" in line]
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)::(test_\w+)`", TEXT)))


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[name for _, name in NAMED])
def test_every_test_that_is_named_exists(file: str, name: str) -> None:
    tree = ast.parse((ROOT / "tests" / file).read_text("utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_threat_has_an_answer_and_a_test() -> None:
    tables = TEXT.partition("## What is left")[0]
    threats = [line for line in tables.splitlines() if line.startswith("| ") and not line.startswith("| threat")]
    assert threats == ROWS
    assert len(threats) > 20
    for row in threats:
        threat, answer, shown, _ = (cell.strip() for cell in row.strip("|").split("|"))
        assert threat
        assert answer
        assert re.fullmatch(r"`[\w/]+\.py::test_\w+`(, `[\w/]+\.py::test_\w+`)*", shown), row


def test_no_archive_is_unpacked() -> None:
    unpackers = {"zipfile", "tarfile", "shutil.unpack_archive"}
    for package in ("crawler", "pipelines"):
        for file in (ROOT / package).rglob("*.py"):
            tree = ast.parse(file.read_text("utf-8"))
            names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
            names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
            names |= {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
            assert not names & unpackers, file


def test_redirects_retries_and_cookies_are_not_scrapys() -> None:
    assert settings.DOWNLOADER_MIDDLEWARES_BASE == settings.SPIDER_MIDDLEWARES_BASE == {}
    assert not re.search(
        "redirect|refresh|retry|cookies|httpauth", " ".join(settings.DOWNLOADER_MIDDLEWARES), re.IGNORECASE
    )


def test_a_body_that_is_a_path_is_not_opened(tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text("<rss version='2.0'><channel><title>Tide</title></channel></rss>")
    assert parse_feed(feed.read_bytes(), "http://h.test/", "") is not None
    for body in (str(feed), feed.as_uri(), f"<rss>{feed}</rss>"):
        found = parse_feed(body.encode(), feed.as_uri(), "")
        assert found is None or found.title is None
