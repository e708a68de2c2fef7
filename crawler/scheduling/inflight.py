"""What has been asked for and has no outcome yet."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from typing import Literal

Group = Literal["poll", "page", "check"]


class InFlight:
    """Keys under way, counted by group, and a way to wait until one ends."""

    def __init__(self) -> None:
        self._group_of: dict[str, Group] = {}
        self._in_group: Counter[Group] = Counter()
        self._changed = asyncio.Event()

    def __len__(self) -> int:
        return len(self._group_of)

    def __contains__(self, key: str) -> bool:
        return key in self._group_of

    def of(self, group: Group) -> int:
        """How many of a group are under way."""
        return self._in_group[group]

    def add(self, key: str, group: Group = "page") -> None:
        """A request was made; a key stands once."""
        if key not in self._group_of:
            self._group_of[key] = group
            self._in_group[group] += 1

    def end(self, key: str) -> None:
        """It has its outcome; an unknown key is no error (an outcome may be told twice)."""
        group = self._group_of.pop(key, None)
        if group is not None:
            self._in_group[group] -= 1
        self._changed.set()

    async def change(self, timeout_s: float) -> bool:
        """Waits until something ends, at most timeout_s seconds; whether something did."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), timeout_s)
        happened = self._changed.is_set()
        self._changed.clear()
        return happened
