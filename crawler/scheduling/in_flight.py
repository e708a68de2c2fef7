"""What has been asked for and has no outcome yet."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from typing import Literal

Kind = Literal["poll", "page", "revisit"]
"""What a request is about: a feed, a page of the frontier, the page of a known article."""


class InFlight:
    """Keys under way, counted by kind, and a way to wait until one ends."""

    def __init__(self) -> None:
        self._kind_of: dict[str, Kind] = {}
        self._of_kind: Counter[Kind] = Counter()
        self._changed = asyncio.Event()

    def __len__(self) -> int:
        return len(self._kind_of)

    def __contains__(self, key: str) -> bool:
        return key in self._kind_of

    def of(self, kind: Kind) -> int:
        """How many of a kind are under way."""
        return self._of_kind[kind]

    def add(self, key: str, kind: Kind = "page") -> None:
        """A request was made; a key stands once."""
        if key not in self._kind_of:
            self._kind_of[key] = kind
            self._of_kind[kind] += 1

    def end(self, key: str) -> None:
        """It has its outcome; an unknown key is no error (an outcome may be told twice)."""
        kind = self._kind_of.pop(key, None)
        if kind is not None:
            self._of_kind[kind] -= 1
        self._changed.set()

    async def change(self, timeout_s: float) -> bool:
        """Waits until something ends, at most timeout_s seconds; whether something did."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), timeout_s)
        happened = self._changed.is_set()
        self._changed.clear()
        return happened
