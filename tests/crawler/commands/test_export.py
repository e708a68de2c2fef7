"""`scrapy export`: what is in a snapshot, that it is the same every time, and what its manifest says."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from commanding import call
from hypothesis import given
from hypothesis import strategies as st

from crawler.commands.export import Command
from pipelines.export.formats import guard
from pipelines.export.restoring import put_back
from pipelines.store.selection import CutLine

Export = Callable[..., dict[str, Any]]
EXTRAS = "urls,removals,images,revisions,stories"


@pytest.fixture
def export(demo_db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Export:
    """The manifest of a snapshot in tmp_path/NAME."""

    def write(*args: object, name: str = "snapshot") -> dict[str, Any]:
        assert call(Command, tmp_path / name, "--db", demo_db, "--json", *args) == 0
        return dict(json.loads(capsys.readouterr().out))

    return write


def jsonl(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def change(db: Path, statement: str) -> None:
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute(statement)


@pytest.mark.parametrize("name", ["jsonl", "csv", "parquet"])
def test_the_same_database_gives_the_same_bytes(export: Export, tmp_path: Path, name: str) -> None:
    one, two = (export("--format", name, "--with", EXTRAS, name=folder) for folder in ("one", "two"))
    assert one["snapshot"] == two["snapshot"]
    for file in one["files"]:
        assert (tmp_path / "one" / file["name"]).read_bytes() == (tmp_path / "two" / file["name"]).read_bytes()
    assert {name: value for name, value in one.items() if name != "created_at"} == {
        name: value for name, value in two.items() if name != "created_at"
    }


def test_the_manifest_tells_what_is_in_the_folder(export: Export, tmp_path: Path) -> None:
    manifest = export("--with", EXTRAS)
    folder = tmp_path / "snapshot"
    assert json.loads((folder / "manifest.json").read_text("utf-8")) == manifest
    assert {file["name"] for file in manifest["files"]} | {"manifest.json"} == {p.name for p in folder.iterdir()}
    for file in manifest["files"]:
        content = (folder / file["name"]).read_bytes()
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
        assert (file["bytes"], file["rows"]) == (len(content), content.count(b"\n"))
        rows = jsonl(folder / file["name"])
        assert {tuple(row) for row in rows} == {tuple(c["name"] for c in manifest["columns"][file["name"]])}
    assert all(column["description"] for columns in manifest["columns"].values() for column in columns)
    assert manifest["counts"]["articles"] == 14
    assert sum(manifest["how_the_text_was_made"]["extractors"].values()) == 14


def test_without_text_no_sentence_of_an_article_is_in_the_folder(export: Export, demo_db: Path, tmp_path: Path) -> None:
    manifest = export("--with", EXTRAS, "--without-text")
    written = "".join(file.read_text("utf-8") for file in (tmp_path / "snapshot").iterdir())
    with closing(sqlite3.connect(demo_db)) as connection:
        bodies = [body for (body,) in connection.execute("SELECT article_body FROM articles")]
    paragraphs = [paragraph for body in bodies for paragraph in body.split("\n\n") if len(paragraph) > 60]
    assert len(paragraphs) > 50
    assert [paragraph for paragraph in paragraphs if json.dumps(paragraph, ensure_ascii=False)[1:-1] in written] == []
    assert "text_hash" in [column["name"] for column in manifest["columns"]["articles.jsonl"]]


def test_what_a_rule_cut_stands_in_its_place_again(export: Export, demo_db: Path, tmp_path: Path) -> None:
    manifest = export("--put-back", "harbour-ledger.test:caption", "--put-back", "source_line", "--with", "removals")
    assert manifest["how_the_text_was_made"]["put_back"] == ["harbour-ledger.test:caption", "source_line"]
    bodies = {row["id"]: row["article_body"].split("\n\n") for row in jsonl(tmp_path / "snapshot" / "articles.jsonl")}
    with closing(sqlite3.connect(demo_db)) as connection:
        stored = dict(connection.execute("SELECT id, article_body FROM articles"))
        sites = dict(connection.execute("SELECT id, site FROM articles"))
    back = 0
    for cut in jsonl(tmp_path / "snapshot" / "removals.jsonl"):
        article = cut["article_id"]
        wanted = cut["kind"] == "source_line" or (cut["kind"] == "caption" and "ledger" in sites[article])
        assert (cut["text"] in bodies[article]) is wanted
        back += wanted
    assert back > 4
    for article, body in bodies.items():  # and nothing else has changed
        assert [line for line in body if line in stored[article].split("\n\n")] == stored[article].split("\n\n")


def test_lines_go_back_between_the_paragraphs_where_they_stood() -> None:
    def cut(position: int, text: str) -> CutLine:
        return CutLine(article_id=1, site=None, position=position, kind="caption", rule="caption.figure", text=text)

    body = put_back("one\n\ntwo", [cut(0, "above"), cut(1, "first"), cut(1, "second"), cut(2, "below"), cut(9, "last")])
    assert body.split("\n\n") == ["above", "one", "first", "second", "two", "below", "last"]


def test_a_rule_that_cut_nothing_is_named(demo_db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(Command, tmp_path / "snapshot", "--db", demo_db, "--put-back", "captoin") == 2
    assert (
        "--put-back captoin: no line was cut by it; the kinds of cuts here are byline, caption,"
        in capsys.readouterr().err
    )
    assert not (tmp_path / "snapshot").exists()


def test_coverage_accounts_for_every_entry_of_every_feed(export: Export, demo_db: Path) -> None:
    feeds = export()["coverage"]["feeds"]
    with closing(sqlite3.connect(demo_db)) as connection:
        entries = dict(
            connection.execute("SELECT f.url, count(*) FROM entries e JOIN feeds f ON f.id = feed_id GROUP BY 1")
        )
    assert {feed["feed"]: feed["entries"] for feed in feeds} == entries
    for feed in feeds:
        assert feed["entries"] == feed["entries_with_article"] + sum(feed["entries_without_article"].values())
        assert feed["polls"] == 2
    reasons = {reason for feed in feeds for reason in feed["entries_without_article"]}
    assert {"robots", "consent_wall", "http_status"} <= reasons


def test_parquet_and_csv_hold_what_json_lines_do(export: Export, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    for name in ("jsonl", "csv", "parquet"):
        export("--format", name, name=name)
    expected = jsonl(tmp_path / "jsonl" / "articles.jsonl")
    table = pq.read_table(tmp_path / "parquet" / "articles.parquet").to_pylist()
    with (tmp_path / "csv" / "articles.csv").open(encoding="utf-8", newline="") as stream:
        cells = list(csv.DictReader(stream))
    for row, typed, text in zip(expected, table, cells, strict=True):
        assert (typed["id"], typed["article_body"], typed["authors"]) == (
            row["id"], row["article_body"], row["authors"]
        )  # fmt: skip
        assert typed["date_published"].isoformat() == row["date_published"]
        assert json.loads(typed["provenance"]) == json.loads(text["provenance"]) == row["provenance"]
        assert (text["id"], text["headline"]) == (str(row["id"]), row["headline"])


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        pytest.param(["--since", "2026-03-12"], "date_published >= '2026-03-12'", id="since"),
        pytest.param(["--until", "2026-03-11"], "date_published < '2026-03-12'", id="until"),
        pytest.param(["--site", "harborwire.test"], "site = 'harborwire.test'", id="site"),
        pytest.param(["--language", "de"], "in_language = 'de'", id="language"),
        pytest.param(["--min-confidence", "0.985"], "confidence >= 0.985", id="confidence"),
    ],
)
def test_filters_take_what_they_say(
    export: Export, demo_db: Path, tmp_path: Path, options: list[str], wanted: str
) -> None:
    manifest = export(*options)
    with closing(sqlite3.connect(demo_db)) as connection:
        ids = [row[0] for row in connection.execute(f"SELECT id FROM articles WHERE {wanted} ORDER BY id")]
    assert [row["id"] for row in jsonl(tmp_path / "snapshot" / "articles.jsonl")] == ids
    assert 0 <= len(ids) < 14
    assert len(manifest["filters"]) == 1


def test_a_tag_takes_what_came_through_its_feeds(export: Export, demo_db: Path, tmp_path: Path) -> None:
    change(demo_db, "UPDATE feeds SET tags = '[\"wire\", \"x\"]' WHERE url LIKE '%harborwire%'")
    manifest = export("--tag", "wire", "--with", "removals")
    assert {row["site"] for row in jsonl(tmp_path / "snapshot" / "articles.jsonl")} == {"harborwire.test"}
    assert [feed["tags"] for feed in manifest["coverage"]["feeds"]] == [["wire", "x"]]
    ids = {row["id"] for row in jsonl(tmp_path / "snapshot" / "articles.jsonl")}
    assert {row["article_id"] for row in jsonl(tmp_path / "snapshot" / "removals.jsonl")} <= ids


def test_what_a_spreadsheet_would_run_is_guarded(export: Export, demo_db: Path, tmp_path: Path) -> None:
    change(demo_db, "UPDATE articles SET headline = '=HYPERLINK(\"http://x.test\")' WHERE id = 1")
    manifest = export("--format", "csv")
    with (tmp_path / "snapshot" / "articles.csv").open(encoding="utf-8", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert '\'=HYPERLINK("http://x.test")' in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert "To undo it" in manifest["format"]["guard"]


@given(st.text(alphabet="'=+-@\t\ra", max_size=6))
def test_the_guard_can_be_undone(text: str) -> None:
    guarded = guard(text)
    assert guarded[:1] not in tuple("=+-@\t\r")
    is_guarded = guarded.startswith("'") and guarded.lstrip("'")[:1] in tuple("=+-@\t\r") and guarded.lstrip("'") != ""
    assert (guarded[1:] if is_guarded else guarded) == text


def test_a_folder_with_something_in_it_is_left_alone(
    demo_db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine", "utf-8")
    assert call(Command, folder, "--db", demo_db) == 2
    assert "name another folder" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


def test_an_export_that_fails_leaves_nothing_behind(demo_db: Path, tmp_path: Path) -> None:
    change(demo_db, "UPDATE articles SET authors = 'no JSON' WHERE id = 14")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(ValueError, match="Expecting value"):
        call(Command, tmp_path / "snapshot", "--db", demo_db)
    assert sorted(path for path in tmp_path.iterdir() if not path.name.startswith("demo")) == [
        path for path in before if not path.name.startswith("demo")
    ]


@pytest.mark.parametrize(
    ("options", "says"),
    [(["--since", "yesterday"], "--since yesterday"), (["--with", "removals,sounds"], "--with sounds")],
)
def test_a_wrong_option_is_named(
    demo_db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], says: str
) -> None:
    assert call(Command, tmp_path / "snapshot", "--db", demo_db, *options) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "snapshot").exists()


def test_without_pyarrow_parquet_says_how_to_get_it(
    demo_db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    assert call(Command, tmp_path / "snapshot", "--db", demo_db, "--format", "parquet") == 2
    assert "pip install 'copydesk[export]'" in capsys.readouterr().err
