"""Workers: pure tasks run under a deadline and a memory limit.

pool.py     processes of this machine, which run them unless COPYDESK_WORKERS_FACTORY names something else
preload.py  what its fork server imports once for all workers
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Workers(Protocol):
    """Runs tasks for a crawl, in processes, on other machines, or wherever. One run has one."""

    @property
    def pending(self) -> int:
        """Tasks handed in and not finished: a run that is told to end waits a moment for them."""

    def prepare(self) -> None:
        """Work is sure to come: begin to start, without waiting."""

    async def run(self, task: Callable[..., T], *args: Any, deadline_s: float) -> T:
        """What task(*args) returns. The crawl bounds how many are in flight.

        Task, arguments and result are picklable, and the task does the same wherever and however often it is run. The
        deadline counts from the moment at which it begins. Raises TaskTimeout, TaskMemory or TaskCrashed, which cost
        their page alone, whatever the task raises; WorkersBroken where no task can be run any more: the run ends.
        """

    def close(self, *, kill: bool = False) -> None:
        """Ends the workers: after what is in flight, or at once. What waits for a result gets TaskCrashed."""


class WorkersFactory(Protocol):
    """Makes a run's workers; starts nothing that the run may not need. Raises CopydeskError, which ends the run."""

    def __call__(self, *, workers: int, memory_mb: int, preload: tuple[str, ...]) -> Workers:
        """workers: tasks at a time. memory_mb: what one may take beyond what a worker starts with. preload: modules
        that the tasks need."""
