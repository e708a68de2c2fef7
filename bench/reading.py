#!/usr/bin/env python3
"""What reading a page costs: processor time of the extractor and its rules, in one warm process, no profile.

    python bench/reading.py FOLDER [--beside CHECKOUT] [--pages 120] [--rounds 3]

FOLDER has one folder or more as extraction.py takes them, of which every n-th page is read. --beside: another checkout
of copydesk, with its own .venv; both read each page in turn, and the ratio counts, of each page's quickest reading
above all.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from subprocess import PIPE, Popen

from processes import HERE

PROJECT = HERE.parent
READER = """
import gc, gzip, json, sys, time
from datetime import UTC, datetime
from pipelines.model import Page
from pipelines.reading.tasks import read_whole

def load(file):
    return (gzip.open(file) if file.endswith(".gz") else open(file, "rb")).read()

gc.set_threshold(20_000, 20, 20)
day = datetime(2026, 1, 1, tzinfo=UTC)
for line in sys.stdin:
    url, file = json.loads(line)
    page = Page(url=url, fetched_at=day, body=load(file))
    start = time.process_time()
    found = read_whole(page)
    ms = 1000 * (time.process_time() - start)
    print(json.dumps([ms, isinstance(found, tuple) and "trafilatura" in found[0].extractor]), flush=True)
"""
WARM = 10
"""Pages that are read before any is counted."""


class Reader:
    """One checkout's process, which reads pages as it is told to."""

    def __init__(self, checkout: Path) -> None:
        python = checkout / ".venv" / "bin" / "python"
        command = [str(python if python.exists() else sys.executable), "-c", READER]
        self._process = Popen(command, cwd=checkout, stdin=PIPE, stdout=PIPE, text=True, bufsize=1)

    def read(self, page: tuple[str, str]) -> tuple[float, bool]:
        """Milliseconds of processor time, and whether trafilatura was asked."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(page) + "\n")
        ms, asked = json.loads(self._process.stdout.readline())
        return float(ms), bool(asked)


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
    readers = [Reader(PROJECT), *([Reader(args.beside.resolve())] if args.beside is not None else [])]
    for page in pages[:WARM]:
        for reader in readers:
            reader.read(page)
    best = [[math.inf] * len(pages) for _ in readers]
    asked = 0
    for number in range(args.rounds):
        took = [0.0] * len(readers)
        for place, page in enumerate(pages):
            for which, reader in enumerate(readers):
                ms, needed = reader.read(page)
                took[which] += ms
                best[which][place] = min(best[which][place], ms)
                asked += needed and not which and not number
        print(_line("in this round", [ms / len(pages) for ms in took]))
    print(_line("\neach page at its best", [sum(ms) / len(pages) for ms in best]))
    print(f"trafilatura was asked for {asked} of {len(pages)} pages")


def _line(what: str, ms: Sequence[float]) -> str:
    there = f", there {ms[1]:.1f}, ratio {ms[0] / ms[1]:.3f}" if len(ms) > 1 else ""
    return f"{what}: here {ms[0]:.1f} ms of processor time a page{there}"


if __name__ == "__main__":
    main()
