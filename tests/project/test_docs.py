"""What the documentation says to type works, and shows what it says: every command, every query, every link."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest
import warm
from doc_pages import PAGES, ROOT, Block, Reader, blocks, indented, name, steps

from crawler.demo import InventedWeb

TRIED_ELSEWHERE = ("run the demo", "pass the tests", "demo output")
"""Notes of blocks that tests/project/test_readme.py runs."""
PLAYED = [page for page in PAGES if any(block.language == "console" or block.rows for block in blocks(page))]
ASKING = [page for page in PAGES if any(block.language == "sql" for block in blocks(page))]


@pytest.fixture
def web() -> Iterator[InventedWeb]:
    with InventedWeb() as web:
        yield web


@pytest.mark.parametrize("page", PLAYED, ids=name)
def test_what_a_page_says_to_type_does_what_it_says(
    page: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, web: InventedWeb, demo_folder: Path
) -> None:
    for file in demo_folder.glob("demo*.db"):
        shutil.copy(file, tmp_path)
    _write_news_please_data(tmp_path / "news-please-data", web)
    reader = Reader(tmp_path, web.proxy, warm.program(tmp_path_factory.mktemp("programs")))
    found = [
        f"{name(page)}, line {block.line}: {difference}"
        for block in blocks(page)
        if not block.note.startswith("not run: ")
        for difference in reader.do(block)
    ]
    assert not found, "\n\n".join(found)


def _write_news_please_data(folder: Path, web: InventedWeb) -> None:
    """Pages as news-please keeps them: one file for the page, one beside it for what it made of it."""
    browser = build_opener(ProxyHandler({"http": web.proxy}))
    for url, story in web.stories().items():
        page = folder / "2026" / "03" / f"{story.id}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        with browser.open(url) as response:
            page.write_bytes(response.read())
        article = {"url": url, "title": story.headline, "date_download": "2026-03-14 06:00:00"}
        page.with_name(f"{page.name}.json").write_text(json.dumps(article), "utf-8")


@pytest.mark.parametrize("page", ASKING, ids=name)
def test_queries_of_a_page_are_answered(page: Path, demo_db: Path) -> None:
    with closing(sqlite3.connect(demo_db)) as archive:
        archive.execute("ATTACH ? AS pages", (str(demo_db.with_name("demo-pages.db")),))
        for block in blocks(page):
            for query in re.split(r";\s*\n", block.text) if block.language == "sql" else ():
                archive.execute(query, defaultdict(lambda: "bridge")).fetchall()  # a canned query's parameters


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_nothing_stands_there_to_be_typed_that_nobody_tries(page: Path) -> None:
    assert [block.line for block in blocks(page) if not _is_tried(block)] == []
    assert [code for code in indented(page) if re.search(r"\b(scrapy|SELECT|sudo|podman|pip)\b", code)] == []


def _is_tried(block: Block) -> bool:
    return block.language not in ("sh", "bash", "") or block.note.startswith(("not run: ", *TRIED_ELSEWHERE))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_page_can_be_found_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        waiting += [(page.parent / target).resolve() for target in targets]
    assert {name(page) for page in PAGES} - {name(page) for page in reached} == set()


def test_a_console_block_is_taken_apart_at_its_prompts() -> None:
    block = Block(language="console", note="", text="$ one \\\n  more\nsays\nthis\n$ two\n", line=1)
    assert [(step.command, step.output) for step in steps(block)] == [("one \\\n  more", "says\nthis\n"), ("two", None)]
