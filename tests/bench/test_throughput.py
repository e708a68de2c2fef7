"""The measurement of a crawl's speed, over a few pages: that it runs, and never how fast."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from project import ROOT


def test_the_naive_spider_and_ours_store_the_same_pages(tmp_path: Path) -> None:
    found = tmp_path / "figures.json"
    command = [
        sys.executable,
        "bench/throughput.py",
        "--sites",
        "2",
        "--pages",
        "3",
        "--rounds",
        "1",
        "--json",
        str(found),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    (figures,) = json.loads(found.read_text("utf-8"))["rounds"]
    assert {name: cost["articles"] for name, cost in figures.items()} == {"naive": 6, "copydesk": 6, "again": 6}
