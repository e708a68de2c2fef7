#!/usr/bin/env python3
"""The harnesses of tests/support/harnesses.py, for as long as there is time: does what strangers write break a reader?

    python bench/fuzz.py --minutes 30 [--only NAME ...] [--seeds FOLDER] [--crashes FOLDER]

Each harness gets the same time, in turns of a few seconds, and never the same inputs twice (the seed is the time of
day unless --seed names it). --seeds adds the files of a folder to what page, feed and gate inputs grow from: files that
are not ours are read where they are and not copied. What breaks a harness is made as small as hypothesis can, written
to --crashes and told with its traceback's end. Exit status 1 if there is any.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "support"))

from harnesses import HARNESSES, Harness, within  # noqa: E402
from mutants import Stock, mutants  # noqa: E402

TURN_S = 10.0
LARGEST_SEED = 60_000
OF_PAGES = frozenset(("page", "discovery", "rows"))
OF_FEEDS = frozenset(("feed", "gate", "sitemap"))


class Fuzzer:
    """One harness, and what came of it."""

    def __init__(self, harness: Harness, more: tuple[bytes, ...]) -> None:
        self.harness = harness
        self.inputs = 0
        self.spent_s = 0.0
        self.slowest: tuple[float, bytes] = (0.0, b"")
        self.crashes: dict[str, str] = {}
        own = harness.stock()
        self._stock = Stock((*own.seeds, *more), own.tokens)

    def turn(self, number: int, until: float, crashes: Path) -> None:
        """Inputs until a moment; a crash is kept, and what crashes alike is counted as known."""

        def look(body: bytes) -> None:
            if time.monotonic() > until and not failing:
                return
            self.inputs += 1
            began = time.process_time()
            try:
                with within(self.harness.limit_s):
                    self.harness.check(body)
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt) or _place(error) in self.crashes:
                    if isinstance(error, KeyboardInterrupt):
                        raise
                    return
                failing.append(body)
                raise
            self.slowest = max(self.slowest, (time.process_time() - began, body))

        failing: list[bytes] = []
        began = time.monotonic()
        try:
            _search(look, self._stock, number)
        except Exception as error:  # noqa: BLE001  that is what is looked for
            self._keep(error, failing[-1] if failing else b"", crashes)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            self._keep(error, failing[-1] if failing else b"", crashes)
        self.spent_s += time.monotonic() - began

    def _keep(self, error: BaseException, body: bytes, crashes: Path) -> None:
        crashes.mkdir(parents=True, exist_ok=True)
        file = crashes / f"{self.harness.name}-{hashlib.sha256(body).hexdigest()[:12]}"
        file.write_bytes(body)
        said = "".join(traceback.format_exception(error)[-4:])[-1500:]
        self.crashes[_place(error)] = said
        print(f"--- {self.harness.name}: {len(body)} bytes in {file}\n{said}", flush=True)


def _place(error: BaseException) -> str:
    """Where an error was raised, for telling crashes apart."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} {frames[-1].filename}:{frames[-1].lineno}" if frames else type(error).__name__


def _search(look: Callable[[bytes], None], stock: Stock, number: int) -> None:
    quiet = settings(
        max_examples=300,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        print_blob=False,
    )
    seed(number)(quiet(given(mutants(stock))(look)))()


def files_in(folder: Path | None) -> tuple[bytes, ...]:
    """The folder's files that are small enough, in a fixed order."""
    if folder is None:
        return ()
    files = sorted(file for file in folder.rglob("*") if file.is_file() and 0 < file.stat().st_size < LARGEST_SEED)
    return tuple(file.read_bytes() for file in files)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5, help="of all harnesses together")
    parser.add_argument("--only", action="append", choices=HARNESSES, help="may be given more than once")
    parser.add_argument("--seeds", type=Path, metavar="FOLDER", help="more files for inputs to grow from")
    parser.add_argument("--crashes", type=Path, default=Path("crashes"), metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=time.time_ns(), help="of the inputs")
    args = parser.parse_args()
    more = files_in(args.seeds)
    feeds = tuple(body for body in more if b"<html" not in body[:2000].lower())
    pages = tuple(body for body in more if b"<html" in body[:2000].lower())
    fuzzers = [
        Fuzzer(HARNESSES[name], pages if name in OF_PAGES else feeds if name in OF_FEEDS else ())
        for name in args.only or HARNESSES
    ]
    numbers = random.Random(args.seed)
    end = time.monotonic() + 60 * args.minutes
    while (now := time.monotonic()) < end:
        fuzzer = min(fuzzers, key=lambda each: each.spent_s)
        fuzzer.turn(numbers.randrange(2**32), min(end, now + TURN_S), args.crashes)
    total: Counter[str] = Counter()
    print("| harness | inputs | seconds | slowest | crashes |\n|---|---|---|---|---|")
    for each in fuzzers:
        slowest_s, body = each.slowest
        print(
            f"| {each.harness.name} | {each.inputs:,} | {each.spent_s:.0f} | {slowest_s:.2f} s ({len(body):,} bytes) "
            f"| {len(each.crashes)} |"
        )
        total += Counter(inputs=each.inputs, crashes=len(each.crashes))
    print(f"{total['inputs']:,} inputs, {total['crashes']} crashes")
    sys.exit(1 if total["crashes"] else 0)


if __name__ == "__main__":
    main()
