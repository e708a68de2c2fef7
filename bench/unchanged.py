#!/usr/bin/env python3
"""Whether two checkouts make the same rows of the same webs: for changes of how the code is built, not of what it does.

    python bench/unchanged.py CHECKOUT [--newsnet NEWSNET.PY [--corpus FOLDER]] [--pages FOLDER] [--keep FOLDER]

CHECKOUT is another checkout of copydesk with its own .venv. Both run the demo; crawl newsnet's feeds twice, the second
time every feed; and read a folder of saved pages. A line for each kind of row that only one of them has; exit status 1
where there is one. Compared are all rows but for numbers, times, the runs, and what copydesk packs for itself.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError

from processes import HERE, ask, crawl_environment
from rows import Rows, compare, rows_of

PROJECT = HERE.parent
PORT = 8893
FEEDS = "http://newsnet.test/feeds.txt"
NO_PROXY = "http://127.0.0.1:9"
"""For commands that need none: nothing answers there."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """One of the two."""

    name: str
    folder: Path

    def run(self, db: Path, *arguments: str, proxy: str = NO_PROXY) -> None:
        """Runs a command of scrapy's on a database. Raises CalledProcessError where it fails."""
        scrapy = self.folder / ".venv" / "bin" / "scrapy"
        environment = crawl_environment(proxy) | {"PYTHONPATH": str(self.folder)}
        log = db.with_suffix(".log")
        with log.open("ab") as out:
            subprocess.run(
                [str(scrapy), *arguments], cwd=self.folder, env=environment, stdout=out, stderr=out, check=True
            )


@contextmanager
def newsnet(script: Path, corpus: Path | None) -> Iterator[str]:
    """The small internet while it is served; its address as a proxy."""
    command = [
        sys.executable,
        str(script),
        "serve",
        "--port",
        str(PORT),
        *(["--corpus", str(corpus)] if corpus else []),
    ]
    proxy = f"http://127.0.0.1:{PORT}"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            while True:
                try:
                    ask(proxy, FEEDS)
                    break
                except (URLError, ConnectionError):
                    if server.poll() is not None:
                        raise SystemExit(f"{script} did not start") from None
                    time.sleep(0.5)
            yield proxy
        finally:
            server.terminate()


def crawl_all(checkout: Checkout, folder: Path, args: argparse.Namespace) -> dict[str, Rows]:
    """The rows that a checkout makes, by what they are of."""
    folder.mkdir(parents=True)
    demo, net, saved = (folder / f"{name}.db" for name in ("demo", "newsnet", "pages"))
    checkout.run(demo, "demo", "--db", str(demo))
    made = {"demo": rows_of(demo, packed=False)}
    if args.newsnet is not None:
        with newsnet(args.newsnet, args.corpus) as proxy:
            feeds = folder / "feeds.txt"
            feeds.write_bytes(ask(proxy, FEEDS))
            settings = ("-s", f"COPYDESK_FEEDS={feeds}", "-s", f"COPYDESK_DB={net}")
            for name, which in (("newsnet", ()), ("newsnet, again", ("-a", "due=all"))):
                checkout.run(net, "crawl", "feeds", *which, *settings, proxy=proxy)
                made[name] = rows_of(net, packed=False)
    if args.pages is not None:
        checkout.run(saved, "crawl", "pages", "-a", f"path={args.pages}", "-s", f"COPYDESK_DB={saved}")
        made["pages"] = rows_of(saved, packed=False)
    return made


def report(here: Mapping[str, Rows], there: Mapping[str, Rows]) -> bool:
    """Prints what differs; whether nothing does."""
    same = True
    for name, found in here.items():
        lines = list(compare(found, there[name]))
        same = same and not lines
        print(f"{name}: {found.total():,} rows, {'not ' if lines else ''}the same")
        for line in lines:
            print(f"  {line}")
    return same


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=lambda path: Path(path).resolve(), metavar="CHECKOUT")
    parser.add_argument("--newsnet", type=lambda path: Path(path).resolve(), metavar="NEWSNET.PY")
    parser.add_argument("--corpus", type=lambda path: Path(path).resolve(), metavar="FOLDER")
    parser.add_argument("--pages", type=lambda path: Path(path).resolve(), metavar="FOLDER")
    parser.add_argument(
        "--keep", type=lambda path: Path(path).resolve(), metavar="FOLDER", help="leave databases and logs there"
    )
    args = parser.parse_args(arguments)
    with TemporaryDirectory() as scratch:
        folder = args.keep or Path(scratch)
        here, there = (
            crawl_all(checkout, folder / checkout.name, args)
            for checkout in (Checkout("here", PROJECT), Checkout("there", args.checkout))
        )
        return 0 if report(here, there) else 1


if __name__ == "__main__":
    sys.exit(main())
