"""A finding: what was looked at, how it is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warning", "problem"]
"""warning: a crawl works, and something should be done all the same. problem: it does not, or loses something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a check found."""

    check: str
    """What was looked at, a word or two."""
    level: Level
    what: str
    """One line."""
    remedy: str = ""
    """What to do, one line; "" where nothing is to be done."""


def ok(check: str, what: str) -> Finding:
    """As it should be."""
    return Finding(check=check, level="ok", what=what)


def warning(check: str, what: str, remedy: str) -> Finding:
    """Worth a look."""
    return Finding(check=check, level="warning", what=what, remedy=remedy)


def problem(check: str, what: str, remedy: str) -> Finding:
    """To be put right."""
    return Finding(check=check, level="problem", what=what, remedy=remedy)
