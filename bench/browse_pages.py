#!/usr/bin/env python3
"""How long the pages take on a large archive, in this process.

    python bench/browse_pages.py [ARCHIVE] [--articles 100000] [--rounds 15]

Without an ARCHIVE one is made (archive.py) in a temporary folder, which takes some minutes. Each page is asked once to
warm SQLite's cache, then `--rounds` times; wall time is what a reader waits, CPU time what a quiet machine would take.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from archive import write_archive
from datasette.app import Datasette
from rich.console import Console
from rich.table import Table

PAGES = {
    "front": "",
    "article": "article/4711",
    "story": "story/500",
    "version": "version/7",
    "feed": "feed/7",
    "site": "site/paper3.test",
    "explain": "explain?url=https://paper.test/a/4711",
    "search, all articles": "search",
    "search, a third of the articles": "search?q=ba",
    "search, the best match of them": "search?q=ba&order=best",
    "search, some of the articles": "search?q=deka",
    "search, a site": "search?q=ba&site=paper150.test",
    "search, an author who is not there": "search?author=Nobody+Atall",
    "search, a day": "search?day=2026-05-05",
    "search as Atom": "search.atom?q=ba",
}


async def measure(path: Path, rounds: int) -> Iterable[tuple[str, list[float], float]]:
    """Each page with its wall times and its least CPU time, in milliseconds."""
    datasette = Datasette([str(path)])
    rows = []
    for name, page in PAGES.items():
        address = f"/{path.stem}/-/{page}"
        response = await datasette.client.get(address)
        response.raise_for_status()
        walls, cpus = [], []
        for _ in range(rounds):
            wall, cpu = time.perf_counter(), time.process_time()
            await datasette.client.get(address)
            walls.append(1000 * (time.perf_counter() - wall))
            cpus.append(1000 * (time.process_time() - cpu))
        rows.append((name, sorted(walls), min(cpus)))
    return rows


def show(rows: Iterable[tuple[str, list[float], float]]) -> None:
    table = Table("page", "median ms", "p95 ms", "least CPU ms")
    for name, walls, cpu in rows:
        p95 = walls[min(len(walls) - 1, round(0.95 * len(walls)))]
        table.add_row(name, f"{statistics.median(walls):.0f}", f"{p95:.0f}", f"{cpu:.0f}")
    Console().print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path, nargs="?")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.archive
        if path is None:
            path = Path(folder) / "big.db"
            write_archive(path, given.articles)
        show(asyncio.run(measure(path, given.rounds)))


if __name__ == "__main__":
    main()
