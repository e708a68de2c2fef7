"""Commands in processes forked from one that has imported everything: `python -m scrapy ...` without its start.

Most of what a short crawl costs is Python reading modules: two seconds of processor time for the command, another for
the fork server of its workers. Here each of pytest's workers has one process (warming.py) that did so once and is
forked for every command.

What only a Python started for the purpose shows is tested with one: the demo, `scrapy browse`, pools whose main process
is killed (pipelines/workers/test_pool.py), imports (project/test_architecture.py), and all that README.md says to type.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import resource
import selectors
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
"""Not project.py's: this is a program too, which Python runs without looking beside it."""


class Command:
    """A command under way, with as much of subprocess.Popen's interface as tests use."""

    def __init__(self, args: Sequence[str], report: socket.socket, out: IO[str], err: IO[str] | None) -> None:
        self.args = list(args)
        self.returncode: int | None = None
        self._report, self._out, self._err = report, out, err
        self._lines = report.makefile("r")
        self.pid = int(self._lines.readline())

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            with selectors.DefaultSelector() as selector:
                selector.register(self._report, selectors.EVENT_READ)
                if not selector.select(timeout):
                    raise subprocess.TimeoutExpired(self.args, timeout or 0.0)
            self.returncode = int(self._lines.readline())
            self._lines.close()
            self._report.close()
        return self.returncode

    def poll(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Waits for the end; what was printed, and what was printed to standard error where that is kept apart."""
        self.wait(timeout)
        return _written(self._out), _written(self._err)

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _written(file: IO[str] | None) -> str:
    if file is None:
        return ""
    with file:
        file.seek(0)
        return file.read()


def start(args: Sequence[str], *, env: Mapping[str, str], cwd: Path = ROOT, apart: bool = False) -> Command:
    """`python -m scrapy ARGS` in a session of its own; `python -c TEXT ARGS` where the arguments begin with -c.

    apart: standard error is kept apart from standard output.
    """
    out = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  closed when read
    err = tempfile.TemporaryFile("w+", encoding="utf-8") if apart else None  # noqa: SIM115
    with Path(os.devnull).open("rb") as nothing:
        report = _order(server(), args, env, cwd, (nothing.fileno(), out.fileno(), (err or out).fileno()))
    return Command(args, report, out, err)


def run(
    args: Sequence[str], *, env: Mapping[str, str], cwd: Path = ROOT, apart: bool = True, limit_s: float = 120
) -> subprocess.CompletedProcess[str]:
    """The same, to its end."""
    process = start(args, cwd=cwd, env=env, apart=apart)
    try:
        out, err = process.communicate(timeout=limit_s)
    finally:
        process.kill()
    return subprocess.CompletedProcess(process.args, process.wait(), out, err)


def _order(
    way: socket.socket, args: Sequence[str], env: Mapping[str, str], cwd: Path, streams: tuple[int, int, int]
) -> socket.socket:
    """Where the server tells, a line each, the process's number and how it ended."""
    ours, theirs = socket.socketpair()
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    with theirs:
        socket.send_fds(way, [b"."], [theirs.fileno(), *streams])
    order = {"args": list(args), "cwd": str(cwd), "env": dict(env), "files": limit}
    ours.sendall(json.dumps(order).encode() + b"\n")
    return ours


_starting = threading.Lock()
_servers: list[socket.socket] = []


def server() -> socket.socket:
    """The way to this process's own server."""
    with _starting:
        if not _servers:
            ours, theirs = socket.socketpair()
            kept = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
            path = os.pathsep.join(filter(None, (str(ROOT), kept.get("PYTHONPATH"))))
            process = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("warming.py")), str(theirs.fileno())],
                cwd=ROOT,
                env=kept | {"PYTHONPATH": path},
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
            theirs.close()
            _servers.append(ours)
            atexit.register(_end, ours, process)
        return _servers[0]


def _end(way: socket.socket, process: subprocess.Popen[bytes]) -> None:
    way.close()
    process.wait()


def program(folder: Path) -> Path:
    """A program `scrapy` for shells that inherit server()'s file descriptor."""
    made = folder / "scrapy"
    words = [sys.executable, "-ISs", str(Path(__file__)), str(server().fileno())]
    made.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n', "utf-8")
    made.chmod(0o755)
    return made


def _stand_in() -> int:
    """What that program does; the exit status."""
    way = socket.socket(fileno=int(sys.argv[1]))
    with _order(way, sys.argv[2:], os.environ, Path.cwd(), (0, 1, 2)) as report, report.makefile("r") as lines:
        lines.readline()
        return int(lines.readline())


if __name__ == "__main__":
    sys.exit(_stand_in())
