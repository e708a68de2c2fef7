"""Pages of the archive read once more, side by side, and filed in one order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import TypeVar

from pipelines.model import FiledArticle

Known = TypeVar("Known")
Read = TypeVar("Read")
PassOn = Callable[[FiledArticle], Awaitable[None]]
"""Takes an article that was read again through the other item pipelines; returns when it has gone through them."""


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
        for one, result in zip(batch, results, strict=True):
            if stopping():
                return
            yield one, result
