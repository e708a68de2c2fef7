"""The process that imports everything once and is forked for each command: `python tests/support/warming.py SOCKET`.

What is forked is the state right after the imports: no reactor, no thread, no file of ours. The environment, the
folder, the standard streams and the limit of open files are those of who ordered the command (warm.py), and
crawler/settings.py, which reads the environment, is executed anew. The fork server of a command's workers is forked as
well, at the command's very start, and does from there what multiprocessing tells a new one to do.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import gc
import importlib
import json
import os
import pkgutil
import resource
import runpy
import selectors
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from multiprocessing import util
from typing import Any, NoReturn

FORK_SERVER = "multiprocessing.forkserver"


def import_all() -> None:
    """What commands import, at their start and later: ours, and of Scrapy's what it loads by name."""
    for name in ("crawler", "pipelines", "scrapy.commands"):
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            importlib.import_module(module.name)
    from scrapy.settings import default_settings

    for name, value in vars(default_settings).items():
        if name.endswith("_BASE") and isinstance(value, dict):
            for path in filter(_is_path, (*value, *value.values())):
                importlib.import_module(path.rpartition(".")[0])
    for name in ("multiprocessing.resource_tracker", "pebble.pool.process"):
        importlib.import_module(name)
    assert "twisted.internet.reactor" not in sys.modules
    assert threading.active_count() == 1


def _is_path(value: object) -> bool:
    return isinstance(value, str) and value.startswith("scrapy.")


def serve(control: socket.socket) -> dict[str, Any] | None:
    """Forks for each order and tells how the forks end. Returns the order in the fork, None when all is over."""
    reports: dict[int, socket.socket] = {}
    told, tell = socket.socketpair()
    told.setblocking(False)
    tell.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(tell.fileno())
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(told, selectors.EVENT_READ)
        while True:
            ready = [key.fileobj for key, _ in selector.select()]
            if told in ready:
                told.recv(65536)
                _report_ends(reports)
            if control not in ready:
                continue
            message, fds, *_ = socket.recv_fds(control, 1, 4)
            if not message:
                return None
            report = socket.socket(fileno=fds[0])
            pid = os.fork()
            if not pid:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for each in (control, told, tell, *reports.values()):
                    each.close()
                with report, report.makefile("r") as lines:
                    return json.loads(lines.readline()) | {"streams": fds[1:]}
            report.sendall(f"{pid}\n".encode())
            reports[pid] = report
            for fd in fds[1:]:
                os.close(fd)


def _report_ends(reports: dict[int, socket.socket]) -> None:
    while reports:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        with reports.pop(pid) as report, contextlib.suppress(OSError):  # nobody may wait for it any more
            report.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def become(order: dict[str, Any]) -> None:
    """Makes this process what a new one would be."""
    os.setsid()
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    resource.setrlimit(resource.RLIMIT_NOFILE, order["files"])
    for target, fd in enumerate(order["streams"]):
        os.dup2(fd, target)
    for fd in {*order["streams"]} - {0, 1, 2}:
        os.close(fd)
    sys.path[0] = order["cwd"]
    named = (folder for folder in order["env"].get("PYTHONPATH", "").split(os.pathsep) if folder)
    sys.path[1:1] = [folder for folder in named if folder not in sys.path]
    importlib.reload(importlib.import_module("crawler.settings"))


def keep_fork_server() -> None:
    """Forks what will be the fork server of this process's workers, should there be any."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid:
        theirs.close()
        spawn = util.spawnv_passfds
        util.spawnv_passfds = lambda path, args, fds: (  # type: ignore[attr-defined]
            _hand_over(ours, pid, args[-1], fds) if FORK_SERVER in args[-1] else spawn(path, args, fds)
        )
        return
    ours.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    message, fds, *_ = socket.recv_fds(theirs, 1, 9)
    if not message:
        os._exit(0)
    with theirs, theirs.makefile("r") as lines:
        order = json.loads(lines.readline())
    kept = [fcntl.fcntl(fd, fcntl.F_DUPFD, max(order["fds"]) + 1) for fd in fds]
    for fd, target in zip(kept, order["fds"], strict=True):  # the code names them by their numbers over there
        os.dup2(fd, target)
    for fd in {*fds, *kept} - {*order["fds"]}:
        os.close(fd)
    os.environ.clear()
    os.environ.update(order["env"])
    sys.modules.pop("pipelines.workers.preload", None)  # which does its work when it is imported
    exec(order["code"], {})
    os._exit(0)


def _hand_over(way: socket.socket, pid: int, code: str, fds: Sequence[int]) -> int:
    with way:
        socket.send_fds(way, [b"."], list(fds))
        way.sendall(json.dumps({"code": code, "fds": list(fds), "env": dict(os.environ)}).encode() + b"\n")
    return pid


def execute(args: Sequence[str]) -> int:
    """`python -m scrapy ARGS`, or `python -c TEXT ARGS`; the exit status that it would have."""
    try:
        if args[0] == "-c":
            sys.argv = ["-c", *args[2:]]
            exec(args[1], {"__name__": "__main__"})
        else:
            sys.argv = ["scrapy", *args]
            runpy.run_module("scrapy", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code is not None and not isinstance(end.code, int):
            print(end.code, file=sys.stderr)
            return 1
        return end.code or 0
    except BaseException:  # noqa: BLE001  as the interpreter does
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def leave(status: int) -> NoReturn:
    """Ends as the interpreter does, but takes nothing apart: that would copy the memory which is shared so far."""
    threading._shutdown()  # type: ignore[attr-defined]  # waits for threads
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    import_all()
    gc.collect()
    gc.freeze()
    task = serve(socket.socket(fileno=int(sys.argv[1])))
    if task is not None:
        become(task)
        keep_fork_server()
        leave(execute(task["args"]))
