"""Pages of the archive read once more, side by side, and filed in one order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import TypeVar

Known = TypeVar("Known")
Read = TypeVar("Read")


async def in_order(
    known: Sequence[Known], read: Callable[[Known], Awaitable[Read]], stopping: Callable[[], bool], *, width: int
) -> AsyncIterator[tuple[Known, Read]]:
    """Each with what is read of it, `width` at a time; ends early when `stopping`.

    In the order given, so that a run leaves the same rows whichever worker is faster.
    """
    for start in range(0, len(known), width):
        if stopping():
            return
        batch = known[start : start + width]
        results = await asyncio.gather(*map(read, batch))
        if stopping():
            return
        for one, result in zip(batch, results, strict=True):
            yield one, result
