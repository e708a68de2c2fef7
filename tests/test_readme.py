"""The README shows what really happens."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def block_after(marker: str) -> str:
    """The fenced block behind an HTML comment of the README."""
    match = re.search(rf"<!-- {re.escape(marker)} -->\n```\w*\n(.*?)```", README, re.DOTALL)
    assert match, f"README.md has no block marked {marker}"
    return match[1]


def stripped(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def test_demo_output_is_the_real_output(tmp_path: Path) -> None:
    db = tmp_path / "demo.db"
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "demo", "--db", str(db)],
        check=False,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    found, expected = (
        re.sub(r"\S*scrapy browse --db \S*demo\.db", "scrapy browse --db demo.db", text)
        for text in (done.stdout, block_after("demo output"))
    )
    assert stripped(found) == stripped(expected), "paste the output of `scrapy demo | cat` into README.md"


@pytest.mark.parametrize("marker", ["run the demo", "pass the tests"])
def test_set_up_is_one_command(marker: str) -> None:
    (command,) = block_after(marker).strip().splitlines()
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install")
