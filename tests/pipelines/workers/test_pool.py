"""What a worker may cost: its own page, never another's, and never a process left behind."""

from __future__ import annotations

import asyncio
import json
import operator
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import pipelines
from pipelines.errors import TaskCrashed, TaskError, TaskMemory, TaskTimeout
from pipelines.workers.pool import WorkerPool

ROOT = Path(pipelines.__file__).parent.parent
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc, relies on prctl")


@pytest.fixture(name="pool", scope="module")
def _pool() -> Iterator[WorkerPool]:
    # Tasks are built-in functions: a worker can import them wherever the tests are run from.
    pool = WorkerPool(workers=2, memory_mb=300)
    yield pool
    pool.close(kill=True)


def test_a_task_gives_its_result(pool: WorkerPool) -> None:
    assert asyncio.run(pool.run(len, b"x" * 300_000, deadline_s=10)) == 300_000
    assert pool.pending == 0


def test_a_pool_that_was_never_used_starts_nothing() -> None:
    pool = WorkerPool(workers=2, memory_mb=300)
    assert pool._pool is None
    pool.close()


FAILURES: dict[str, tuple[Callable[..., Any], tuple[Any, ...], type[TaskError]]] = {
    "past its deadline": (time.sleep, (30,), TaskTimeout),
    "past its memory": (operator.mul, (b"x", 2_000_000_000), TaskMemory),
    "killed": (os._exit, (3,), TaskCrashed),
    "raises": (int, ("not a number",), TaskCrashed),
    "unpicklable result": (eval, ("lambda: 1",), TaskCrashed),
    "unpicklable argument": (len, (lambda: 1,), TaskCrashed),
}


@pytest.mark.parametrize("case", FAILURES.values(), ids=FAILURES)
def test_a_failing_task_costs_only_itself(
    pool: WorkerPool, case: tuple[Callable[..., Any], tuple[Any, ...], type[TaskError]]
) -> None:
    task, args, error = case

    async def among_others() -> tuple[Any, ...]:
        return await asyncio.gather(
            pool.run(eval, "__import__('time').sleep(0.6) or 1", deadline_s=10),
            pool.run(task, *args, deadline_s=0.4),
            pool.run(abs, -2, deadline_s=10),
            return_exceptions=True,
        )

    slow, failed, quick = asyncio.run(among_others())
    assert (slow, quick) == (1, 2)
    assert isinstance(failed, error)


def test_a_pool_whose_idle_worker_died_goes_on(pool: WorkerPool) -> None:
    pid = asyncio.run(pool.run(os.getpid, deadline_s=10))
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.3)
    assert asyncio.run(pool.run(abs, -1, deadline_s=10)) == 1


def test_a_worker_ignores_the_signals_that_a_group_gets() -> None:
    pool = WorkerPool(workers=1, memory_mb=300)
    pid = asyncio.run(pool.run(os.getpid, deadline_s=10))
    os.kill(pid, signal.SIGINT)
    os.kill(pid, signal.SIGTERM)
    assert asyncio.run(pool.run(os.getpid, deadline_s=10)) == pid
    pool.close()


def test_closing_an_idle_pool_takes_less_than_half_a_second() -> None:
    pool = WorkerPool(workers=2, memory_mb=300)
    asyncio.run(pool.run(abs, -1, deadline_s=10))
    start = time.monotonic()
    pool.close()
    assert time.monotonic() - start < 0.5


def test_closing_with_kill_ends_what_is_in_flight() -> None:
    async def interrupted() -> float:
        pool = WorkerPool(workers=1, memory_mb=300)
        running = asyncio.create_task(pool.run(time.sleep, 30, deadline_s=60))
        waiting = asyncio.create_task(pool.run(time.sleep, 30, deadline_s=60))
        while pool.pending < 2:
            await asyncio.sleep(0.05)
        start = time.monotonic()
        await asyncio.to_thread(pool.close, kill=True)
        for task in (running, waiting):
            with pytest.raises(TaskCrashed):
                await task
        with pytest.raises(TaskCrashed):
            await pool.run(abs, -1, deadline_s=1)
        return time.monotonic() - start

    assert asyncio.run(interrupted()) < 2


PARENT = """
import asyncio, json, os, time
from pipelines.workers.pool import WorkerPool
print("main imported", flush=True)
async def main():
    pool = WorkerPool(workers=2, memory_mb=300, preload=("colorsys",))
    found = {"worker": await pool.run(os.getpid, deadline_s=9), "server": await pool.run(os.getppid, deadline_s=9)}
    found["preloaded"] = await pool.run(eval, "'colorsys' in __import__('sys').modules", deadline_s=9)
    print(json.dumps(found), flush=True)
    await pool.run(eval, "[0 for _ in iter(int, 1)]", deadline_s=99)
asyncio.run(main())
"""


@LINUX
def test_nothing_outlives_a_main_process_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent"  # without .py, as a console script is
    script.write_text(PARENT)
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    ) as parent:
        assert parent.stdout is not None
        lines = [parent.stdout.readline(), parent.stdout.readline()]
        parent.kill()
        parent.wait()
        rest = parent.stdout.read()
    assert lines[0] == "main imported\n"
    assert "main imported" not in lines[1] + rest, "a worker ran the program's main script"
    found = json.loads(lines[1])
    assert found["preloaded"]
    deadline = time.monotonic() + 5
    while any(_alive(found[who]) for who in ("worker", "server")) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(found["worker"])
    assert not _alive(found["server"])


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False
