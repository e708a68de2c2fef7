#!/usr/bin/env python3
"""kill -9 at chosen moments: does the next run finish the work as if nothing had happened?

    python bench/killed.py [--points 200] [--only first|again]

Over an invented web (web.py), two crawls, each also without being killed:

    first   a new archive: feeds, pages, sites learned, their pages read again
    again   half a day later, every third story has been corrected: feeds that have not changed, rechecks

Of their kill points four fifths are before a certain statement on either file (doomed.py), the same number in each of
the crawl's phases and spread evenly over each; the others are random moments. At each the crawl's main process alone is
killed with SIGKILL, the same command is run again to its end, and

  * no process of the killed session is left after five seconds,
  * the second run exits with 0,
  * both files pass `PRAGMA integrity_check` and `foreign_key_check`, and every stored page has its bytes (corrupt),
  * the rows, numbers and times aside, are those of the crawl that nobody killed (rows.py): none lost, none twice,
  * no URL that answered 200 was fetched more than twice, as the server's log has it.

Exit status 1 if anything is not so.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from processes import HERE, WebProcess, ask, crawl_environment, measure, session_members
from rows import Rows, compare, damages, files_of, rows_of

WORKERS_END_S = 5.0
RANDOM = "random"
RANDOM_SHARE = 0.2
MORNING, EVENING = "2026-03-14T00:30:00", "2026-03-14T12:45:00"
"""The newest story is of midnight; in the evening pages have been due for a second look for hours."""
Moment = tuple[str, float]
"""A phase and the number of a statement in it; or RANDOM and seconds since the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A crawl that is killed."""

    name: str
    edition: int
    now: str
    share: float
    """Of all kill points."""
    before: Path | None
    """The archive that it finds; None: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The same crawl when nobody kills it."""

    rows: Rows
    statements: Counter[str]
    """By phase."""
    seconds: float


class Bench:
    """The web, the folder, and how a crawl is started."""

    def __init__(self, web: WebProcess, folder: Path) -> None:
        self._proxy = web.proxy
        self._folder = folder
        self._feeds = folder / "feeds.txt"
        self._feeds.write_bytes(ask(web.proxy, "http://control.test/feeds.txt"))

    def db(self, name: str) -> Path:
        (self._folder / name).mkdir(exist_ok=True)
        return self._folder / name / "news.db"

    def lay_out(self, scene: Scene, name: str) -> Path:
        """The scene's web served, and its archive in a folder of this name."""
        ask(self._proxy, f"http://control.test/edition/{scene.edition}")
        ask(self._proxy, "http://control.test/reset")
        db = self.db(name)
        if scene.before is not None:
            for kept, copy in zip(files_of(scene.before), files_of(db), strict=True):
                shutil.copy(kept, copy)
        return db

    def words(self, scene: Scene, db: Path, doom: tuple[str, ...] = ()) -> list[str]:
        settings = {
            "COPYDESK_DB": db,
            "COPYDESK_FEEDS": self._feeds,
            "COPYDESK_NOW": scene.now,
            "COPYDESK_CONTACT": "desk@example.org",
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
        }
        given = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
        program = [str(HERE / "doomed.py"), *doom, "--"] if doom else ["-m", "scrapy"]
        return [sys.executable, *program, "crawl", "feeds", "-a", "due=all", *given]

    def run(self, words: list[str], log: Path) -> tuple[int, float]:
        """Exit status and seconds."""
        cost = measure(words, environment=crawl_environment(self._proxy), cwd=HERE.parent, log=log)
        return cost.exit_status, cost.wall_s

    def run_whole(self, scene: Scene) -> Whole:
        db = self.lay_out(scene, f"whole-{scene.name}")
        log, count = db.with_suffix(".log"), db.with_suffix(".count")
        status, seconds = self.run(self.words(scene, db, ("--count", str(count))), log)
        if status:
            raise SystemExit(f"the crawl that nobody kills failed:\n{log.read_text()[-3000:]}")
        return Whole(rows=rows_of(db), statements=Counter(count.read_text().split()), seconds=seconds)

    def kill(self, scene: Scene, db: Path, moment: Moment) -> tuple[bool, int]:
        """Whether the crawl was killed before its end, and how many of its processes outlived it."""
        phase, value = moment
        doom = ("--at", phase, str(int(value))) if phase != RANDOM else ()
        environment = crawl_environment(self._proxy)
        with db.with_suffix(".log").open("ab") as out:
            process = subprocess.Popen(
                self.words(scene, db, doom),
                cwd=HERE.parent,
                env=environment,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        try:
            process.wait(value if phase == RANDOM else 120)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        return process.returncode == -signal.SIGKILL, _survivors(process.pid)

    def often(self) -> Iterator[str]:
        """URLs that answered 200 more than twice."""
        log = json.loads(ask(self._proxy, "http://control.test/log.json"))
        fetched = Counter(f"{row['host']}{row['path']}" for row in log if row.get("status") == 200)
        return (f"{url} fetched {number} times" for url, number in fetched.items() if number > 2)


def _survivors(session: int) -> int:
    """Processes of a session that are there after WORKERS_END_S; they are ended, so as not to disturb the next."""
    deadline = time.monotonic() + WORKERS_END_S
    while (left := session_members(session)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return len(left)


def moments_of(whole: Whole, points: int, rng: random.Random) -> list[Moment]:
    """Four fifths by phase, as many of each as it has statements for, evenly over the phase; the others at random."""
    by_phase = points - round(points * RANDOM_SHARE)
    share: Counter[str] = Counter()
    while share.total() < min(by_phase, whole.statements.total()):
        for phase, statements in whole.statements.items():
            share[phase] += share[phase] < statements and share.total() < by_phase
    found: list[Moment] = []
    for phase, number in (+share).items():
        step = whole.statements[phase] / number
        found += [(phase, 1 + int((place + rng.random()) * step)) for place in range(number)]
    return found + [(RANDOM, rng.uniform(0.3, whole.seconds)) for _ in range(points - len(found))]


def faults_of(bench: Bench, scene: Scene, whole: Whole, moment: Moment, name: str) -> tuple[bool, list[str]]:
    """Whether the crawl was killed before its end, and everything that is wrong after the second run."""
    db = bench.lay_out(scene, name)
    was_killed, left = bench.kill(scene, db, moment)
    faults = [f"{left} processes outlived the crawl"] if left else []
    status, _ = bench.run(bench.words(scene, db), db.with_suffix(".log"))
    if status:
        faults.append(f"the second run ended with status {status}")
    faults += [f"corrupt: {damage}" for damage in damages(db)]
    faults += compare(rows_of(db), whole.rows)
    faults += bench.often()
    if not faults:
        shutil.rmtree(db.parent)
    return was_killed, faults


def kill_all(bench: Bench, scene: Scene, points: int, rng: random.Random) -> tuple[Counter[str], int]:
    """Kill points by phase, and how many of them had faults; a crawl that ended first is killed earlier."""
    whole = bench.run_whole(scene)
    counted = ", ".join(f"{phase} {number}" for phase, number in whole.statements.items())
    print(f"{scene.name}: {whole.rows.total()} rows, {whole.seconds:.1f} s, statements: {counted}", flush=True)
    killed: Counter[str] = Counter()
    failed = 0
    for number, (phase, first) in enumerate(moments_of(whole, points, rng), 1):
        at, was_killed = first, False
        while not was_killed:
            name = f"{scene.name}-{number}"
            was_killed, faults = faults_of(bench, scene, whole, (phase, at), name)
            said = "; ".join(faults) or "ok"
            print(f"{scene.name} {number:3} {phase} {at:g}{'' if was_killed else ' (ended first)'}: {said}", flush=True)
            failed += bool(faults)
            at = at * rng.uniform(0.5, 0.95) if phase == RANDOM else max(1, int(at * rng.uniform(0.5, 0.95)))
        killed[phase] += 1
    return killed, failed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=200, help="kill points in all (default 200)")
    parser.add_argument("--only", choices=("first", "again"))
    parser.add_argument("--sites", type=int, default=3)
    parser.add_argument(
        "--pages", type=int, default=16, help="of each site; more than a dozen, so that some wait for teachers"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the moments")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    failed = 0
    total: Counter[str] = Counter()
    with (
        tempfile.TemporaryDirectory(prefix="copydesk-killed-", ignore_cleanup_errors=True) as name,
        WebProcess(sites=args.sites, pages=args.pages, filler_kb=5) as web,
    ):
        bench = Bench(web, Path(name))
        first = Scene(name="first", edition=1, now=MORNING, share=0.6, before=None)
        bench.run_whole(first)
        whole = bench.db("whole-first")
        base = whole.rename(whole.with_name("base.db"))
        files_of(whole)[1].rename(files_of(base)[1])
        scenes = (
            first,
            Scene(name="again", edition=2, now=EVENING, share=0.4, before=base),
        )
        for scene in scenes:
            if args.only in (None, scene.name):
                share = 1.0 if args.only else scene.share
                killed, faulty = kill_all(bench, scene, round(args.points * share), rng)
                total += killed
                failed += faulty
    by_phase = ", ".join(f"{phase} {number}" for phase, number in total.items())
    print(f"{total.total()} kill points ({by_phase}), {failed} of them with a fault")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
