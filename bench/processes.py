"""Programs that a benchmark runs in sessions of their own, and what each session cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.request import ProxyHandler, build_opener

HERE = Path(__file__).resolve().parent
_TICK = os.sysconf("SC_CLK_TCK")


class WebProcess:
    """web.py or another server of that kind, in a process of its own; sizes become its options."""

    def __init__(self, script: str = "web.py", **sizes: int) -> None:
        options = [text for name, size in sizes.items() for text in (f"--{name.replace('_', '-')}", str(size))]
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / script), *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.facts: dict[str, Any] = json.loads(self._process.stdout.readline())
        self.proxy: str = self.facts["proxy"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=30)


def ask(proxy: str, url: str) -> bytes:
    """The body of a URL behind a proxy."""
    with build_opener(ProxyHandler({"http": proxy})).open(url, timeout=60) as response:
        return bytes(response.read())


def crawl_environment(proxy: str) -> dict[str, str]:
    """Ours, with this proxy and no other, and without settings for other crawls."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.lower().endswith("_proxy") and not name.startswith(("COPYDESK_", "SCRAPY_"))
    }
    return kept | {"http_proxy": proxy}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a session took."""

    exit_status: int
    wall_s: float
    cpu_s: float
    """User and system time of all its processes."""
    peak_mb: float
    """Resident memory of all its processes at once; shared pages count for each."""


def measure(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    cwd: Path,
    log: Path,
    watch: Callable[[int], None] | None = None,
) -> Cost:
    """Runs a command to its end in a session of its own. watch: called with the session's id ten times a second."""
    begin = time.monotonic()
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=cwd, env=environment, start_new_session=True, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
        sampler = _Sampler(process.pid, watch)
        sampler.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.monotonic() - begin
        sampler.finish()
        process.returncode = os.waitstatus_to_exitcode(status)
    cpu_s = max(usage.ru_utime + usage.ru_stime, sampler.cpu_s)
    return Cost(exit_status=process.returncode, wall_s=wall_s, cpu_s=cpu_s, peak_mb=sampler.peak_bytes / 1e6)


class _Sampler(threading.Thread):
    """CPU and memory of a session, from /proc: grandchildren that nobody waits for are in no rusage."""

    def __init__(self, session: int, watch: Callable[[int], None] | None) -> None:
        super().__init__(daemon=True)
        self._session = session
        self._watch = watch
        self._done = threading.Event()
        self._cpu_s: dict[int, float] = {}
        self.peak_bytes = 0

    @property
    def cpu_s(self) -> float:
        return sum(self._cpu_s.values())

    def run(self) -> None:
        while not self._done.wait(0.1):
            members = session_members(self._session)
            self._cpu_s |= {pid: cpu_s for pid, (cpu_s, _) in members.items()}
            self.peak_bytes = max(self.peak_bytes, sum(size for _, size in members.values()))
            if self._watch is not None:
                self._watch(self._session)

    def finish(self) -> None:
        self._done.set()
        self.join()


def session_members(session: int) -> dict[int, tuple[float, int]]:
    """CPU seconds and resident bytes of each living process of a session, by process id. Linux only."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            cpu_s = (int(fields[11]) + int(fields[12])) / _TICK
            found[int(stat.parent.name)] = (cpu_s, int(fields[21]) * os.sysconf("SC_PAGE_SIZE"))
    return found


def proportional_bytes(session: int) -> int:
    """Memory of a session's living processes (PSS): what several share is divided among them. Linux only."""
    total = 0
    for pid in session_members(session):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) * 1024
    return total
