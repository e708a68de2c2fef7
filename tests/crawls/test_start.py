"""What a command imports: most of what a run without news costs is Python reading modules."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from crawling import Folder
from project import ROOT

from crawler.demo import InventedWeb

PROGRAM = """
import json, sys, scrapy.cmdline
try:
    scrapy.cmdline.execute(["scrapy", *sys.argv[1:]])
finally:
    from multiprocessing.forkserver import _forkserver
    print(json.dumps({"modules": sorted(sys.modules), "fork server": _forkserver._forkserver_pid}))
"""
FOR_PAGES = (
    "feedparser", "htmldate", "numpy", "pebble", "py3langid", "sqlite_utils", "trafilatura", "crawler.feeds.bodies",
    "crawler.feeds.dialects", "pipelines.identity", "pipelines.reading.extractor",
    "pipelines.reading.profiles", "pipelines.reading.teasers", "pipelines.revisions", "pipelines.run.comparing",
    "pipelines.run.linking", "pipelines.run.pages", "pipelines.stories", "pipelines.web.dates",
)  # fmt: skip
"""What is for feeds and pages that have been fetched, and for files that are new."""
FOR_OTHER_COMMANDS = (
    "datasette", "jinja2", "packaging.requirements", "rich", "tomlkit", "crawler.actions", "crawler.demo",
    "crawler.doctor", "crawler.reports.explanation", "crawler.reports.status", "crawler.subscriptions",
    "pipelines.browse", "pipelines.export", "pipelines.reading.explaining", "pipelines.run.pruning",
)  # fmt: skip
FOR_CRAWLS = (
    "crawler.feeds", "crawler.network", "crawler.progress", "crawler.requests", "crawler.scheduling", "crawler.spiders",
    "pipelines.following", "pipelines.reading", "pipelines.run", "pipelines.workers",
    "scrapy.core.downloader.handlers.http11",
)  # fmt: skip


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Folder]:
    """An archive of a web that stays as it is."""
    with InventedWeb() as web:
        made = Folder(tmp_path, web.proxy)
        web.write_feeds_file(made.feeds)
        made.crawl("feeds")
        yield made


def loaded(news: Folder, *command: str) -> tuple[set[str], int | None]:
    """The modules that a command of a Python of its own has imported at its end, and its fork server."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *news.command(*command)],
        cwd=ROOT,
        env=news.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return set(told["modules"]), told["fork server"]


def among(modules: set[str], names: tuple[str, ...]) -> list[str]:
    return sorted(name for name in names if name in modules)


@pytest.mark.parametrize("name", [*FOR_PAGES, *FOR_OTHER_COMMANDS, *FOR_CRAWLS])
def test_what_is_not_to_be_imported_is_there(name: str) -> None:
    assert find_spec(name) is not None


def test_a_run_without_news_imports_nothing_that_reads_or_files_and_starts_no_process(news: Folder) -> None:
    modules, fork_server = loaded(news, "crawl", "feeds", "-a", "due=all")
    assert news.value("SELECT count(*) FROM polls WHERE run_id = 2 AND outcome = 'not_modified'") > 0
    assert news.value("SELECT count(*) FROM polls WHERE run_id = 2 AND outcome <> 'not_modified'") == 0
    assert among(modules, (*FOR_PAGES, *FOR_OTHER_COMMANDS)) == []
    assert fork_server is None


def test_a_command_that_reads_the_archive_imports_no_crawl(news: Folder) -> None:
    modules, _ = loaded(news, "status", "--json")
    assert among(modules, (*FOR_PAGES, *FOR_CRAWLS, "crawler.actions", "crawler.demo", "crawler.doctor")) == []


def test_finding_a_command_imports_what_none_of_them_does(news: Folder) -> None:
    """Scrapy imports all of them, and asks each for its name."""
    modules, _ = loaded(news, "status", "--help")
    ours = {name for name in modules if name.startswith(("crawler.", "pipelines."))}
    known = ("crawler.commands", "crawler.settings", "crawler.reports.command", "crawler.reports.notice")
    words = ("crawler.reports", "pipelines.clock", "pipelines.errors")
    assert {name for name in ours if not name.startswith("crawler.commands.")} <= {*known, *words}
