"""Processes that are asked one thing after the other, may be killed, and notice what they read meanwhile."""

from __future__ import annotations

import multiprocessing
import re
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

READS = ("open", "os.", "socket.", "subprocess.", "urllib.", "http.", "ftplib.", "import", "ctypes.", "mmap.", "glob.")
"""Beginnings of the audit events that could be a look outside; modules of Python's encodings are left out."""


class Process:
    """A process behind a pipe."""

    def __init__(self, target: Callable[[Connection], None]) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=target, args=(theirs,), daemon=True)
        self._process.start()

    def ask(self, task: object, limit_s: float) -> Any:
        """The answer. Raises TimeoutError after the limit, EOFError where the process died: ask another one then."""
        try:
            self._pipe.send(task)
            if self._pipe.poll(limit_s):
                return self._pipe.recv()
        except OSError as error:
            raise EOFError(str(error)) from None
        self.kill()
        raise TimeoutError

    def kill(self) -> None:
        self._process.kill()
        self._process.join()


class RevisitState:
    """What this process reads between begin and end.

    Python's audit events are heard; on Linux the kernel's count of read calls is compared, too, which sees C code.
    """

    def __init__(self) -> None:
        self._on = False
        self._events: list[str] = []
        self._calls = 0
        sys.addaudithook(self._hear)
        self._own = -self._reads() + self._reads()

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if self._on and event.startswith(READS) and not str(args[0]).startswith("encodings."):
            self._events.append(f"{event} {args[0]!r}")

    @staticmethod
    def _reads() -> int:
        """Read calls so far; 0 where nobody counts them."""
        try:
            found = re.search(r"syscr: (\d+)", Path("/proc/self/io").read_text("ascii"))
        except OSError:
            return 0
        return int(found[1]) if found else 0

    def begin(self) -> None:
        self._events.clear()
        self._calls = self._reads()
        self._on = True

    def end(self) -> str:
        """What was read since the beginning; "" for nothing."""
        self._on = False
        calls = self._reads() - self._calls - self._own
        return ", ".join(self._events[:3]) or (f"{calls} read calls" if calls else "")
