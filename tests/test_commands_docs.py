"""docs/commands.md shows what the commands really print."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from commanding import NOW

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "commands.md"
BLOCKS = re.findall(r"<!-- output: scrapy (.*?) -->\n```\w*\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


def steady(text: str) -> list[str]:
    """Lines without what differs from run to run: sizes, seconds, numbers, versions, where the file stands."""
    text = re.sub(r"\S*/(?=demo(-pages)?\.db|snapshot)", "", text)
    text = re.sub(r"\d+(\.\d+)? (?=(B|kB|MB|GB|TB|s|days)\b)", "N ", text)
    text = re.sub(r"\b\d+\.\d+\.\d+\b", "N.N.N", text)
    text = re.sub(r"\b20\d\d-\d\d-\d\d \d\d:\d\d UTC", "NOW", text)
    text = re.sub(r"\b\d+ (?=open files)|any number of (?=open files)", "N ", text)
    text = re.sub(r"(MB|GB|TB) free.*", "free", text)
    text = re.sub(r"\b[0-9a-f]{16}\b", "HASH", text)  # of rows with such numbers
    text = re.sub(r"\b(article|story) \d+", r"\1 N", text)  # numbered in the order in which pages arrive
    text = re.sub(r"(T\d\d:\d\d):\d\d\+00:00", r"\1", text)
    return [" ".join(line.split()) for line in text.strip().splitlines()]


@pytest.mark.parametrize(("command", "expected"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_output_is_the_real_output(demo_db: Path, command: str, expected: str) -> None:
    words = shlex.split(command)
    cleared = {name: text for name, text in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", *words, "--db", demo_db.name],
        check=False,
        cwd=demo_db.parent,
        env={**cleared, "COPYDESK_NOW": NOW, "SCRAPY_SETTINGS_MODULE": "crawler.settings", "COPYDESK_CONTACT": "me"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert steady(done.stdout + done.stderr) == steady(expected), f"paste this into {PAGE.name}:\n{done.stdout}"


def test_every_command_is_on_the_page() -> None:
    text = PAGE.read_text("utf-8")
    ours = {path.stem for path in (ROOT / "crawler" / "commands").glob("[a-z]*.py")}
    answered = {name for name in ours if "ReportCommand" in (ROOT / f"crawler/commands/{name}.py").read_text("utf-8")}
    assert {name for name in answered if f"\n## {name}\n" not in text or f"| `{name}` |" not in text} == set()
