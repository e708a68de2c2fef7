"""A dialect that feeds are written in, and what it is shown of a body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.model import ParsedFeed


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A body as text: begins with the root element; declarations, doctype and control characters are gone."""

    text: str
    root: str
    """Local name of the root element in lower case; "" when the text is no XML feed."""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One way to write a feed. Both functions run in a worker, under a deadline, and stand at the top of a module."""

    name: str
    recognises: Callable[[Opened], bool]
    """By the body's text, and by its root where that is one of RSS, RDF, Atom, CDF or a sitemap."""
    parse: Callable[[str, str], ParsedFeed | None]
    """Of the text and the URL at which it was found, against which relative links are resolved; None: no feed after
    all."""
