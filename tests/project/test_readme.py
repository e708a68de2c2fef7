"""The README's two commands, and what the first of them prints, in a folder that is no checkout."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from doc_pages import block_after


def stripped(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def test_demo_output_is_the_real_output(demo_run: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    done = demo_run[1]
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
