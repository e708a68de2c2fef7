#!/usr/bin/env python3
"""kill -9 at random moments: does the next run finish the work as if nothing had happened?

    python bench/killed.py [--rounds 20]                                            over an invented web
    python bench/killed.py --feeds FILE --proxy URL --log URL [--rounds 20]         over another one

Each round starts the crawl in a session of its own, kills its main process (and only that) with SIGKILL at a random
moment, runs the same command again to its end, and checks that

  * no process of the killed session is left after five seconds,
  * the second run exits with 0,
  * both files pass `PRAGMA integrity_check`,
  * the articles, as (url, article_body), are those of an uninterrupted crawl,
  * no URL that answered 200 was fetched more than twice, as the server's log has it.

--log is a URL behind the proxy that answers the log as JSON, [{"host", "path", "status"}, ...]; /reset beside it
empties the log. Exit status 1 if a round fails.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shlex
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from processes import HERE, WebProcess, ask, crawl_environment, measure, session_members

COMMAND = (
    "{python} -m scrapy crawl feeds -a due=all -s COPYDESK_DB={db} -s COPYDESK_FEEDS={feeds} "
    "-s DOWNLOAD_DELAY=0 -s CONCURRENT_REQUESTS_PER_DOMAIN=4"
)
WORKERS_END_S = 5.0
Articles = set[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is crawled, and how."""

    command: str
    feeds: Path
    proxy: str
    log_url: str

    def words(self, db: Path) -> list[str]:
        return shlex.split(self.command.format(python=sys.executable, db=db, feeds=self.feeds))

    def reset_log(self) -> None:
        ask(self.proxy, urljoin(self.log_url, "/reset"))

    def fetched(self) -> Counter[str]:
        """How often each URL answered 200."""
        log = json.loads(ask(self.proxy, self.log_url))
        return Counter(f"{row['host']}{row['path']}" for row in log if row.get("status") == 200)


def run_to_end(target: Target, db: Path) -> tuple[int, float]:
    """Exit status and seconds."""
    cost = measure(
        target.words(db), environment=crawl_environment(target.proxy), cwd=HERE.parent, log=db.with_suffix(".log")
    )
    return cost.exit_status, cost.wall_s


def kill_midway(target: Target, db: Path, after_s: float) -> tuple[bool, int]:
    """Whether the crawl was still running when the moment came, and how many of its processes outlived it."""
    with db.with_suffix(".log").open("ab") as out:
        process = subprocess.Popen(
            target.words(db),
            cwd=HERE.parent,
            env=crawl_environment(target.proxy),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    try:
        process.wait(after_s)
        return False, 0
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    deadline = time.monotonic() + WORKERS_END_S
    while (left := session_members(process.pid)) and time.monotonic() < deadline:
        time.sleep(0.1)
    for pid in left:  # ours, by their ids: they must not disturb the next round
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return True, len(left)


def articles_of(db: Path) -> Articles:
    with closing(sqlite3.connect(db)) as connection:
        return set(connection.execute("SELECT url, article_body FROM articles"))


def damages(db: Path) -> Iterator[str]:
    """What PRAGMA integrity_check has against the database or its page archive."""
    for path in sorted(db.parent.glob(f"{db.stem}*.db")):
        with closing(sqlite3.connect(path)) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            yield f"{path.name}: {verdict}"


def faults_of_round(target: Target, db: Path, after_s: float, expected: Articles) -> tuple[bool, list[str]]:
    """Whether the kill hit a running crawl, and everything that is wrong after the second run."""
    target.reset_log()
    was_running, left = kill_midway(target, db, after_s)
    faults = [f"{left} processes outlived the crawl"] if left else []
    status, _ = run_to_end(target, db)
    if status:
        faults.append(f"the second run ended with status {status}")
    faults += damages(db)
    found = articles_of(db)
    if found != expected:
        example = min(url for url, _ in found ^ expected)
        faults.append(
            f"{len(expected - found)} articles missing, {len(found - expected)} that should not be ({example})"
        )
    often = {url: n for url, n in target.fetched().items() if n > 2}
    if often:
        url, n = max(often.items(), key=lambda item: item[1])
        faults.append(f"{len(often)} URLs fetched more than twice ({url}: {n} times)")
    return was_running, faults


@contextmanager
def target_of(args: argparse.Namespace, folder: Path) -> Iterator[Target]:
    if args.feeds:
        yield Target(command=args.command, feeds=args.feeds.resolve(), proxy=args.proxy, log_url=args.log)
        return
    with WebProcess(sites=args.sites, pages=args.pages, filler_kb=10) as web:
        feeds = folder / "feeds.txt"
        feeds.write_bytes(ask(web.proxy, "http://control.test/feeds.txt"))
        yield Target(command=args.command, feeds=feeds, proxy=web.proxy, log_url="http://control.test/log.json")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=Path, help="what to crawl (default: an invented web of --sites x --pages)")
    parser.add_argument("--proxy", help="the proxy behind which the feeds are")
    parser.add_argument("--log", help="URL of the server's log, behind the proxy")
    parser.add_argument("--command", default=COMMAND, help="the crawl; {python}, {db} and {feeds} are filled in")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--sites", type=int, default=6)
    parser.add_argument("--pages", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1, help="of the random moments")
    args = parser.parse_args()
    if args.feeds and not (args.proxy and args.log):
        parser.error("--feeds needs --proxy and --log")
    rng = random.Random(args.seed)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="copydesk-killed-") as name, target_of(args, Path(name)) as target:
        folder = Path(name)
        target.reset_log()
        whole = folder / "whole.db"
        status, seconds = run_to_end(target, whole)
        if status:
            raise SystemExit(f"the uninterrupted crawl failed:\n{whole.with_suffix('.log').read_text()[-3000:]}")
        expected = articles_of(whole)
        print(f"uninterrupted: {len(expected)} articles in {seconds:.1f} s", flush=True)
        for number in range(1, args.rounds + 1):
            after_s = rng.uniform(0.3, seconds * 0.97)
            db = folder / f"round{number}.db"
            was_running, faults = faults_of_round(target, db, after_s, expected)
            failed += bool(faults)
            moment = f"killed after {after_s:4.1f} s" if was_running else "had ended before the kill"
            print(f"{number:3} {moment}: {'; '.join(faults) or 'ok'}", flush=True)
    print(f"{args.rounds - failed} of {args.rounds} rounds without a fault")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
