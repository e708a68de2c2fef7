"""docs/how-to/overrule-a-cut.md: its commands are run in their order over the demo's archive, and print what it says.

tests/test_docs.py has the other pages.
"""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "how-to" / "overrule-a-cut.md"
STEP = re.compile(r"<!-- ([^:\n]*?)(?:: (.*?))? -->\n```\w*\n(.*?)```(?:\n\n```text\n(.*?)```)?", re.DOTALL)
NOW = "2026-03-14T09:01:00+00:00"
"""A minute after the demo's second crawl: no feed is due."""
FEEDS = '[[feeds]]\nurl = "http://harbour-ledger.test/atom.xml"\n'


class Step(NamedTuple):
    """One thing that the page does."""

    kind: str
    argument: str
    block: str
    rows: str


def steps(page: Path) -> Iterator[Step]:
    for kind, argument, block, rows in STEP.findall(page.read_text("utf-8")):
        yield Step(kind, argument, block, rows if kind.startswith("rows") else "")


def steady(text: str) -> list[str]:
    """Lines without spaces around, and without the time at which a log was written."""
    lines = (re.sub(r"^\d{4}-\d\d-\d\d [\d:]+ ", "", line) for line in text.strip().splitlines())
    return [" ".join(line.split()) for line in lines]


def run(command: str, folder: Path) -> list[str]:
    words = shlex.split(command)
    words += ["-s", "COPYDESK_RECHECK=off"] if "crawl" in words else ["--db", "demo.db"]
    cleared = {name: text for name, text in os.environ.items() if not name.startswith("COPYDESK_")}
    rules = {"COPYDESK_SITE_RULES": "site-rules"} if (folder / "site-rules").is_dir() else {}
    ours = {"COPYDESK_DB": "demo.db", "COPYDESK_FEEDS": "feeds.toml", "COPYDESK_NOW": NOW, "COPYDESK_CONTACT": "me"}
    done = subprocess.run(
        [sys.executable, "-m", *words],
        check=False,
        cwd=folder,
        env={**cleared, **ours, **rules, "SCRAPY_SETTINGS_MODULE": "crawler.settings"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    return steady(done.stdout + done.stderr)


def rows(sql: str, db: Path) -> list[str]:
    connection = sqlite3.connect(db)
    try:
        return [" | ".join(map(str, row)) for row in connection.execute(sql)]
    finally:
        connection.close()


def test_the_page_does_what_it_says(demo_db: Path) -> None:
    folder = demo_db.parent
    (folder / "feeds.toml").write_text(FEEDS, encoding="utf-8")
    done = 0
    for done, (kind, argument, block, expected) in enumerate(steps(PAGE), 1):
        if kind == "file":
            (folder / argument).parent.mkdir(exist_ok=True)
            (folder / argument).write_text(block, encoding="utf-8")
        elif kind == "rows of demo.db":
            assert rows(block, demo_db) == expected.strip().splitlines()
        else:
            found, wanted = run(argument, folder), steady(block)
            if kind == "part of the output":
                start = found.index(wanted[0]) if wanted[0] in found else 0
                found = found[start : start + len(wanted)]
            assert found == wanted, f"step {done}: {argument}"
    assert done > 5
