"""The README's two commands, and what the first of them prints, in a folder that is no checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def block_after(marker: str, page: str = "README.md") -> str:
    """The fenced block behind an HTML comment of a page."""
    text = (ROOT / page).read_text("utf-8")
    match = re.search(rf"<!-- {re.escape(marker)} -->\n```\w*\n(.*?)```", text, re.DOTALL)
    assert match, f"{page} has no block marked {marker}"
    return match[1]


def stripped(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def test_demo_output_is_the_real_output(tmp_path: Path) -> None:
    (tmp_path / "scrapy.cfg").write_text(block_after("file: scrapy.cfg", "docs/tutorial.md"))
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "demo"],
        check=False,
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if not name.startswith(("COPYDESK_", "SCRAPY_"))},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    found, expected = (
        re.sub(r"\S*scrapy browse --db \S*demo\.db", "scrapy browse --db demo.db", text)
        for text in (done.stdout, block_after("demo output", "docs/demo.md"))
    )
    assert stripped(found) == stripped(expected), "paste the output of `scrapy demo | cat` into docs/demo.md"


@pytest.mark.parametrize("marker", ["run the demo", "pass the tests"])
def test_set_up_is_one_command(marker: str) -> None:
    (command,) = block_after(marker).strip().splitlines()
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install")
