#!/usr/bin/env python3
"""Very many feeds: what a run costs when nothing is due, and when everything is due and nothing has changed.

    python bench/many_feeds.py [--feeds 20000] [--hosts 2000] [--rounds 3] [--json FILE]

A first crawl of feed_web.py's feeds fills a database. Then, each in a process of its own: a run with nothing due, by
each format that the feeds may be listed in; and in turns, on copies of the database, a run with everything due and
bare.py, a Scrapy spider that asks for the same URLs and does nothing else. All with 32 requests at once, 8 per host and
no delay. Wall time includes starting the interpreter, CPU is that of all processes, memory is PSS of all processes.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

from processes import HERE, Cost, WebProcess, ask, crawl_environment, measure, proportional_bytes
from rich.console import Console
from rich.table import Table

AT_ONCE = 32
FIRST, SOON, LATER = "2026-03-14T12:00:00+00:00", "2026-03-14T12:01:00+00:00", "2026-03-15T13:00:00+00:00"
"""Clocks of the runs: no feed is asked again within a minute, and each is due a day later."""
SAMPLE_S = 0.2
FORMATS = ("toml", "opml", "txt")


@dataclass(slots=True)
class Memory:
    """PSS of a session as time goes by."""

    samples: list[tuple[float, float]] = field(default_factory=list)
    """Monotonic seconds, MB."""

    def watch(self, session: int) -> None:
        now = time.monotonic()
        if not self.samples or now - self.samples[-1][0] >= SAMPLE_S:
            megabytes = proportional_bytes(session) / 1e6
            if megabytes:  # else it has just ended
                self.samples.append((now, megabytes))

    def at(self, share: float) -> float:
        """MB when this share of the time had passed."""
        if not self.samples:
            return 0.0
        moment = self.samples[0][0] + share * (self.samples[-1][0] - self.samples[0][0])
        return next(megabytes for at, megabytes in self.samples if at >= moment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run, and what the server saw of it."""

    cost: Cost
    requests: dict[str, int]
    memory_mb: tuple[float, float, float, float]
    """When a quarter, half and three quarters of it were over, and at its end."""
    peak_mb: float

    @property
    def rate(self) -> float:
        """Feeds a second."""
        return self.requests["feeds"] / self.cost.wall_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The web, and a folder with its feeds' lists and the databases."""

    web: WebProcess
    folder: Path

    def write_lists(self) -> None:
        listed = ask(self.web.proxy, "http://control.test/feeds.txt").decode()
        urls = listed.split()
        outlines = "".join(f"<outline type='rss' text={quoteattr(url)} xmlUrl={quoteattr(url)}/>\n" for url in urls)
        opml = f"<?xml version='1.0'?>\n<opml version='2.0'><head/><body>\n{outlines}</body></opml>\n"
        tables = "\n".join(f'[[feeds]]\nurl = "{url}"\n' for url in urls)
        for ending, text in zip(FORMATS, (tables, opml, listed), strict=True):
            (self.folder / f"feeds.{ending}").write_text(text, "utf-8")

    def run(self, command: Sequence[str], log: str) -> Run:
        ask(self.web.proxy, "http://control.test/reset")
        memory, path = Memory(), self.folder / f"{log}.log"
        environment = crawl_environment(self.web.proxy)
        cost = measure(command, environment=environment, cwd=HERE.parent, log=path, watch=memory.watch)
        if cost.exit_status:
            raise SystemExit(f"{log} ended with status {cost.exit_status}:\n{path.read_text()[-3000:]}")
        return Run(
            cost=cost,
            requests=json.loads(ask(self.web.proxy, "http://control.test/counts.json")),
            memory_mb=(memory.at(0.25), memory.at(0.5), memory.at(0.75), memory.at(1.0)),
            peak_mb=max((megabytes for _, megabytes in memory.samples), default=0.0),
        )

    def crawl(self, db: str, now: str, *, listed: str = "toml") -> Run:
        settings = {
            "COPYDESK_DB": self.folder / f"{db}.db",
            "COPYDESK_FEEDS": self.folder / f"feeds.{listed}",
            "COPYDESK_NOW": now,
            "CONCURRENT_REQUESTS": AT_ONCE,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
            "DOWNLOAD_DELAY": 0,
        }
        options = [text for name, value in settings.items() for text in ("-s", f"{name}={value}")]
        return self.run([sys.executable, "-m", "scrapy", "crawl", "feeds", *options], db)

    def all_due(self) -> Run:
        """On a copy, so that every round begins alike."""
        for ending in (".db", "-pages.db"):
            shutil.copyfile(self.folder / f"first{ending}", self.folder / f"copy{ending}")
        return self.crawl("copy", LATER)

    def bare(self) -> Run:
        return self.run([sys.executable, str(HERE / "bare.py"), str(self.folder / "feeds.txt"), str(AT_ONCE)], "bare")

    def rounds(self, number: int) -> list[dict[str, Run]]:
        measured = []
        for turn in range(number):
            names = ("all due", "bare") if turn % 2 == 0 else ("bare", "all due")
            measured.append({name: self.all_due() if name == "all due" else self.bare() for name in names})
        return measured


def table_of(once: dict[str, Run], rounds: list[dict[str, Run]]) -> Table:
    columns = (
        "wall s",
        "CPU s",
        "feeds asked",
        "with conditions",
        "304",
        "feeds/s",
        "MB at 25, 50, 75, 100 %",
        "peak MB",
    )
    table = Table("", *columns, box=None)
    middle = sorted(rounds, key=lambda found: found["all due"].rate)[len(rounds) // 2] if rounds else {}
    for name, run in (once | middle).items():
        table.add_row(
            name,
            f"{run.cost.wall_s:.1f}",
            f"{run.cost.cpu_s:.1f}",
            *(str(run.requests[kind]) for kind in ("feeds", "conditional", "not_modified")),
            f"{run.rate:.0f}" if run.requests["feeds"] else "",
            ", ".join(f"{megabytes:.0f}" for megabytes in run.memory_mb),
            f"{run.peak_mb:.0f}",
        )
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=20_000)
    parser.add_argument("--hosts", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    args = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="copydesk-many-feeds-") as folder,
        WebProcess("feed_web.py", feeds=args.feeds, hosts=args.hosts) as web,
    ):
        bench = Bench(web=web, folder=Path(folder))
        bench.write_lists()
        once = {"first crawl": bench.crawl("first", FIRST)}
        once |= {f"nothing due, {listed}": bench.crawl("first", SOON, listed=listed) for listed in FORMATS}
        rounds = bench.rounds(args.rounds)
    print(f"{args.feeds} feeds on {args.hosts} hosts; of {args.rounds} rounds the one in the middle")
    Console(width=None if sys.stdout.isatty() else 150).print(table_of(once, rounds))
    if rounds:
        faster = statistics.median(found["all due"].rate / found["bare"].rate for found in rounds)
        cheaper = statistics.median(found["all due"].cost.cpu_s / found["bare"].cost.cpu_s for found in rounds)
        print(f"all due: {faster:.2f} times the bare spider's speed, {cheaper:.2f} of its CPU (medians of the rounds)")
    if args.json:
        figures = {
            "once": {name: asdict(run) for name, run in once.items()},
            "rounds": [{name: asdict(run) for name, run in found.items()} for found in rounds],
        }
        args.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
