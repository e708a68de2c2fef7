#!/usr/bin/env python3
"""copydesk against a naive spider (naive.py) on one invented web on loopback, in turns.

    python bench/throughput.py [--sites 12] [--pages 40] [--rounds 3] [--json FILE]

Both crawl with 32 requests at once, 8 per host and no delay; politeness is not what is measured. Ratios are taken
within a round, then the median over rounds, since a machine's mood changes slower than that. `again` is copydesk's
second crawl over the same, unchanged web. Wall time includes starting the interpreter; CPU is that of all processes.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from processes import HERE, Cost, WebProcess, ask, crawl_environment, measure
from rich.console import Console
from rich.table import Table

PROJECT = HERE.parent
COPYDESK = (
    *(sys.executable, "-m", "scrapy", "crawl", "feeds", "-a", "due=all"),
    *("-s", "CONCURRENT_REQUESTS=32", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8", "-s", "DOWNLOAD_DELAY=0"),
)
SYSTEMS = ("naive", "copydesk", "again")


def run_round(web: WebProcess, folder: Path, *, naive_first: bool) -> dict[str, tuple[Cost, int]]:
    """One crawl by each: its cost and the number of articles stored."""
    feeds = folder / "feeds.txt"
    feeds.write_bytes(ask(web.proxy, "http://control.test/feeds.txt"))
    ours, theirs = folder / "copydesk.db", folder / "naive.db"
    copydesk = [*COPYDESK, "-s", f"COPYDESK_DB={ours}", "-s", f"COPYDESK_FEEDS={feeds}"]
    runs = {
        "naive": ([sys.executable, str(HERE / "naive.py"), str(feeds), str(theirs)], theirs),
        "copydesk": (copydesk, ours),
        "again": (copydesk, ours),
    }
    results = {}
    for name in SYSTEMS if naive_first else ("copydesk", "again", "naive"):
        command, db = runs[name]
        log = folder / f"{name}.log"
        cost = measure(command, environment=crawl_environment(web.proxy), cwd=PROJECT, log=log)
        if cost.exit_status:
            raise SystemExit(f"{name} ended with status {cost.exit_status}:\n{log.read_text()[-3000:]}")
        with closing(sqlite3.connect(db)) as connection:
            results[name] = (cost, int(connection.execute("SELECT count(*) FROM articles").fetchone()[0]))
    return results


def median_of(rounds: list[dict[str, tuple[Cost, int]]], name: str, value: Callable[[Cost], float]) -> float:
    return statistics.median(value(found[name][0]) for found in rounds)


def median_ratio(rounds: list[dict[str, tuple[Cost, int]]], name: str, value: Callable[[Cost], float]) -> float:
    """naive's share of it: how many times of its cost the naive spider needs."""
    return statistics.median(value(found["naive"][0]) / value(found[name][0]) for found in rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=12)
    parser.add_argument("--pages", type=int, default=40, help="pages per site (default 40)")
    parser.add_argument("--filler-kb", type=int, default=120, help="boilerplate on each page (default 120 kB)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    args = parser.parse_args()
    rounds = []
    with WebProcess(sites=args.sites, pages=args.pages, filler_kb=args.filler_kb) as web:
        facts = web.facts
        size_kb = facts["bytes_per_page"] // 1000
        print(f"{facts['pages']} pages of {size_kb} kB on {args.sites} sites, {os.cpu_count()} cores")
        for number in range(args.rounds):
            with tempfile.TemporaryDirectory(prefix="copydesk-throughput-") as folder:
                rounds.append(run_round(web, Path(folder), naive_first=number % 2 == 0))
    table = Table(
        "", "articles", "wall s", "CPU s", "ms CPU a page", "peak MB", "times naive's speed", "of naive's CPU", box=None
    )
    for name in SYSTEMS:
        table.add_row(
            name,
            str(rounds[-1][name][1]),
            f"{median_of(rounds, name, lambda cost: cost.wall_s):.1f}",
            f"{median_of(rounds, name, lambda cost: cost.cpu_s):.1f}",
            f"{median_of(rounds, name, lambda cost: cost.cpu_s) / facts['pages'] * 1000:.0f}",
            f"{median_of(rounds, name, lambda cost: cost.peak_mb):.0f}",
            f"{median_ratio(rounds, name, lambda cost: cost.wall_s):.2f}",
            f"{1 / median_ratio(rounds, name, lambda cost: cost.cpu_s):.2f}",
        )
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    if args.json:
        figures = [{name: asdict(cost) | {"articles": n} for name, (cost, n) in found.items()} for found in rounds]
        args.json.write_text(json.dumps({"web": facts, "rounds": figures}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
