#!/usr/bin/env python3
"""What reading a page costs: processor time of the extractor and its rules, in one warm process, no profile.

    python bench/reading.py FOLDER [--beside CHECKOUT] [--pages 120] [--rounds 3]

FOLDER has one folder or more as extraction.py takes them, of which every n-th page is read. --beside: another checkout
of copydesk, with its own .venv; both read the same pages in turn, and the ratios of each round are what counts.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median

from processes import HERE

PROJECT = HERE.parent
READER = """
import gc, gzip, json, sys, time
from datetime import UTC, datetime
from pipelines.model import Page
from pipelines.reading import read_whole

def way(page):
    found = read_whole(page)
    return found[0].extractor if isinstance(found, tuple) else "refused"

def load(file):
    return (gzip.open(file) if file.endswith(".gz") else open(file, "rb")).read()

gc.set_threshold(20_000, 20, 20)
day = datetime(2026, 1, 1, tzinfo=UTC)
pages = [Page(url=url, fetched_at=day, body=load(file)) for url, file in json.load(sys.stdin)]
for page in pages[:10]:
    way(page)
start = time.process_time()
ways = [way(page) for page in pages]
ms = 1000 * (time.process_time() - start) / len(pages)
print(json.dumps({"ms": ms, "asked": sum("trafilatura" in each for each in ways), "pages": len(ways)}))
"""


def read(checkout: Path, pages: list[tuple[str, str]]) -> dict[str, float]:
    python = checkout / ".venv" / "bin" / "python"
    command = [str(python if python.exists() else sys.executable), "-c", READER]
    done = subprocess.run(command, cwd=checkout, input=json.dumps(pages), capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def choose(folder: Path, count: int) -> list[tuple[str, str]]:
    rows = [
        (row["url"] or "http://unknown.test/", str((index.parent / "html" / row["file"]).resolve()))
        for index in sorted(folder.glob("*/index.json"))
        for row in json.loads(index.read_text("utf-8"))
    ]
    return rows[:: max(1, len(rows) // count)][:count]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--beside", type=Path, metavar="CHECKOUT")
    parser.add_argument("--pages", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    pages = choose(args.folder, args.pages)
    rounds = []
    for _ in range(args.rounds):
        here = read(PROJECT, pages)
        there = read(args.beside.resolve(), pages) if args.beside is not None else None
        rounds.append((here, there))
        print(
            f"here {here['ms']:.1f} ms"
            + (f", there {there['ms']:.1f} ms, {here['ms'] / there['ms']:.3f}" if there else "")
        )
    here = rounds[-1][0]
    print(f"\nmedian {median(one['ms'] for one, _ in rounds):.1f} ms a page of processor time")
    print(f"trafilatura was asked for {here['asked']:.0f} of {here['pages']:.0f} pages")
    if args.beside is not None:
        print(f"{median(one['ms'] / other['ms'] for one, other in rounds if other):.3f} times the other's")


if __name__ == "__main__":
    main()
