"""Worker processes: one task each, with a deadline and a memory limit, so that the crawl loop never waits on a parse.

Workers are forked from one server process that has imported the extractor once, so they share its memory and start in
milliseconds. A task that passes its deadline or its memory limit costs its worker and nobody else. Nothing is started
before the first task; nothing outlives the main process, not even after kill -9.

How that last promise is kept (Linux): the fork server ends when the only write end of its "alive" pipe closes, which
is ours since each worker closes its copy; the kernel kills a worker when its parent, the fork server, has gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import json
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError as FutureCancelledError
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, TypeVar

from pipelines.errors import TaskCrashed, TaskError, TaskMemory, TaskTimeout, WorkersBroken
from pipelines.workers import preload as fork_server

T = TypeVar("T")

MEMORY_EXIT_STATUS = 86
"""A worker ends itself with this after a MemoryError: its heap is no place for the next page."""
LOST_TASK_GRACE_S = 30.0
"""Added to the time that a task may wait in the queue before it counts as lost by a dying worker."""
MANAGER_TICK_S = 0.05
"""How often pebble looks at deadlines and dead workers; its own default is 0.1 s."""


class WorkerPool:
    """Runs functions in worker processes; the caller bounds how many are in flight.

    workers: processes. memory_mb: address space that a worker may take beyond what it starts with.
    preload: modules that the fork server imports once for all workers (of the process's first pool: there is one
    fork server). max_tasks: tasks after which a worker is replaced by a fresh one.
    """

    def __init__(self, *, workers: int, memory_mb: int, preload: tuple[str, ...] = (), max_tasks: int = 1000) -> None:
        self._workers = workers
        self._memory_mb = memory_mb
        self._preload = preload
        self._max_tasks = max_tasks
        self._pool: Any = None
        self._starting = threading.Lock()
        self._futures: set[Any] = set()
        self._longest_s = 0.0
        self._closed = False

    @property
    def pending(self) -> int:
        """Tasks handed in and not finished."""
        return len(self._futures)

    def prepare(self) -> None:
        """Begin to start the fork server, whose imports take a second, without waiting: work is sure to come."""
        _context(self._preload)

    async def run(self, task: Callable[..., T], *args: Any, deadline_s: float) -> T:
        """What task(*args) returns in a worker. The deadline counts from the moment a worker takes it.

        Task, arguments and result must be picklable. Raises TaskTimeout, TaskMemory or TaskCrashed. A pool that broke
        while the task was waiting is replaced, and the task tried once more; where that breaks too: WorkersBroken.
        """
        try:
            return await self._run_once(task, args, deadline_s)
        except BrokenProcessPool:
            self._discard()
        try:
            return await self._run_once(task, args, deadline_s)
        except BrokenProcessPool as error:
            self._discard()
            why = f": {error}" if str(error) else ""
            raise WorkersBroken(f"the worker processes cannot be started{why}") from None

    async def _run_once(self, task: Callable[..., T], args: tuple[Any, ...], deadline_s: float) -> T:
        pool = self._pool or await asyncio.to_thread(self._start)
        try:
            future = pool.schedule(_run_task, args=(task, args), timeout=deadline_s)
        except RuntimeError as error:
            if self._closed:
                raise TaskCrashed("the worker pool is closed") from None
            raise BrokenProcessPool(str(error)) from None
        self._futures.add(future)
        self._longest_s = max(self._longest_s, deadline_s)  # what is before it in the queue may take that long
        longest_s = self._longest_s * (1 + len(self._futures) / self._workers) + LOST_TASK_GRACE_S
        try:
            result = await asyncio.wait_for(asyncio.wrap_future(future), longest_s)
        except BrokenProcessPool:
            raise
        except (asyncio.CancelledError, FutureCancelledError):
            if not self._closed:
                raise
            raise TaskCrashed("the worker pool was closed") from None
        except Exception as error:  # noqa: BLE001  the worker's end, and what pebble says of unpicklable things
            raise self._failure(error, deadline_s) from None
        finally:
            self._futures.discard(future)
        if isinstance(result, _Raised):
            raise TaskCrashed(result.text)
        return result  # type: ignore[no-any-return]  # pebble carries what the task returned

    def _failure(self, error: Exception, deadline_s: float) -> TaskError:
        """What pebble reports, in our terms."""
        import pebble

        if isinstance(error, (FutureTimeoutError, TimeoutError)):
            return TaskTimeout(f"longer than {deadline_s:g} s")
        status = error.exitcode if isinstance(error, pebble.ProcessExpired) else None
        if isinstance(error, MemoryError) or status == MEMORY_EXIT_STATUS:
            return TaskMemory(f"more than {self._memory_mb} MB")
        if status is not None:
            return TaskCrashed(f"the worker died (exit status {status})")
        return TaskCrashed(f"{type(error).__name__}: {error}")

    def close(self, *, kill: bool = False) -> None:
        """Ends the workers: after what is in flight, or at once. Blocks, about a tenth of a second when idle."""
        self._closed = True
        self._discard(kill=kill)

    def _start(self) -> Any:
        with self._starting:
            if self._closed:
                raise TaskCrashed("the worker pool is closed")
            if self._pool is None:
                import pebble

                # A worker ignores SIGTERM, which a service manager sends to the whole group while the main process
                # still wants its results; so pebble's polite request before SIGKILL is a wait for nothing.
                pebble.CONSTS.term_timeout = 0
                pebble.CONSTS.sleep_unit = MANAGER_TICK_S
                pool = pebble.ProcessPool(
                    max_workers=self._workers,
                    max_tasks=self._max_tasks,
                    initializer=_start_worker,
                    initargs=(self._memory_mb,),
                    context=_context(self._preload),
                )
                pool.schedule(_nothing).result()  # the workers are up when this returns
                self._pool = pool
            return self._pool

    def _discard(self, *, kill: bool = True) -> None:
        with self._starting:
            pool, self._pool = self._pool, None
        if pool is None:
            return
        if kill:
            pool.stop()
        else:
            pool.close()
        pool.join()
        for future in tuple(self._futures):  # pebble forgets what it had not finished
            if kill:
                future.cancel()


@dataclass(frozen=True, slots=True)
class _Raised:
    """What a task raised, as text: the exception itself may not survive pickling."""

    text: str


def _run_task(task: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    try:
        return task(*args)
    except MemoryError:
        os._exit(MEMORY_EXIT_STATUS)
    except Exception as error:  # noqa: BLE001  whatever a task raises is one page's failure
        return _Raised(f"{type(error).__name__}: {error}"[:500])


def _nothing() -> None:
    """The task that shows that workers run."""


def _context(preload: tuple[str, ...]) -> BaseContext:
    """The process context, with the fork server running and its modules imported."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([fork_server.__name__])
    # Before 3.13 the fork server imports its modules without our sys.path, and swallows the ImportError.
    path = os.pathsep.join(str(Path(entry or ".").resolve()) for entry in sys.path)
    main = getattr(sys.modules["__main__"], "__file__", None)
    modules = (*preload, __name__, "pebble")
    order = json.dumps({"main": main and os.path.normpath(Path.cwd() / main), "modules": modules})
    with _environment(PYTHONPATH=path, **{fork_server.VARIABLE: order}):
        forkserver.ensure_running()
    return context


@contextlib.contextmanager
def _environment(**values: str) -> Any:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


# ------------------------------------------------------------------------------------------------- in the worker

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def _start_worker(memory_mb: int) -> None:
    """Signals, death with the parent, memory limit."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _die_with_parent()
    _limit_memory(memory_mb)


def _die_with_parent() -> None:
    if not sys.platform.startswith("linux"):
        threading.Thread(target=_watch_parent, daemon=True).start()
        return
    parent = os.getppid()
    try:
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    except (OSError, AttributeError):
        threading.Thread(target=_watch_parent, daemon=True).start()
        return
    if os.getppid() != parent or parent == 1:
        os._exit(1)
    server: Any = forkserver._forkserver  # noqa: SLF001  no public name closes this
    alive = getattr(server, "_forkserver_alive_fd", None)
    if alive is not None:
        with contextlib.suppress(OSError):
            os.close(alive)
        server._forkserver_alive_fd = None  # noqa: SLF001


def _watch_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _limit_memory(memory_mb: int) -> None:
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):
        return  # no such limit on this system; the deadline remains
    limit = pages * resource.getpagesize() + memory_mb * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
