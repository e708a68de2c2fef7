#!/usr/bin/env python3
"""`scrapy`, with a moment at which it is killed.

    doomed.py --count FILE -- crawl feeds ...           writes to FILE the phase of every statement that changes a file
    doomed.py --at PHASE NUMBER -- crawl feeds ...      SIGKILL just before that statement of that phase

A statement is one that SQLite is about to carry out on either file, those of triggers and migrations included; phases
are `opening`, `feeds`, `pages`, `checks`, `learning` and `closing`. Nothing in copydesk knows of this.
"""

from __future__ import annotations

import functools
import os
import re
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

_READS = re.compile(r"(?:--|SELECT|PRAGMA|EXPLAIN|WITH)\b", re.IGNORECASE)
_TRIGGERED = re.compile(r"-- (?:INSERT|UPDATE|DELETE)")


class Doom:
    """Counts statements by phase; kills the process at one of them, or writes the phases down at its end."""

    def __init__(self, at: tuple[str, int] | None, log: Path | None) -> None:
        self._at = at
        self._log = log.open("w") if log else None
        self._counts: Counter[str] = Counter()
        self.phase = "opening"

    def look(self, statement: str) -> None:
        if _READS.match(statement) and not _TRIGGERED.match(statement):
            return
        self._counts[self.phase] += 1
        if self._log is not None:
            print(self.phase, file=self._log, flush=True)
        if (self.phase, self._counts[self.phase]) == self._at:
            os.kill(os.getpid(), signal.SIGKILL)

    def during(self, owner: Any, name: str, phase: str, *, then: str | None = None) -> None:
        """While this function runs, the phase is another; `then`: what it is from then on."""
        whole = getattr(owner, name)

        @functools.wraps(whole)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            before, self.phase = self.phase, phase
            try:
                return whole(*args, **kwargs)
            finally:
                self.phase = then or before

        setattr(owner, name, wrapped)


def watch(doom: Doom) -> None:
    """Puts the count under copydesk's connections, and the phases around what its parts do."""
    from crawler.spiders.base import RunSpider
    from pipelines.run.filer import Filer
    from pipelines.run.run import Run
    from pipelines.store import writer
    from pipelines.store.runs import Runs

    connect: Callable[..., sqlite3.Connection] = writer._connect  # noqa: SLF001  no public name has every statement pass

    def watched(*args: Any) -> sqlite3.Connection:
        connection = connect(*args)
        connection.set_trace_callback(doom.look)
        return connection

    writer._connect = watched  # noqa: SLF001
    doom.during(Runs, "begin", "opening", then="pages")
    doom.during(Filer, "record", "feeds")
    doom.during(Filer, "settle", "checks")
    doom.during(Filer, "keep", "checks")
    doom.during(Run, "close", "closing")
    learn = RunSpider.learn

    async def in_its_phase(self: RunSpider) -> None:
        doom.phase = "learning"
        await learn(self)
        doom.phase = "pages"

    RunSpider.learn = in_its_phase  # type: ignore[method-assign]


def main() -> None:
    given, _, words = "\0".join(sys.argv[1:]).partition("\0--\0")
    match given.split("\0"):
        case ["--count", file]:
            doom = Doom(None, Path(file))
        case ["--at", phase, number]:
            doom = Doom((phase, int(number)), None)
        case _:
            raise SystemExit(__doc__)
    sys.path.insert(0, str(Path.cwd()))
    watch(doom)
    from scrapy.cmdline import execute

    execute(["scrapy", *words.split("\0")])


if __name__ == "__main__":
    main()
