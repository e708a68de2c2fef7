"""What of a feed's body is still to be parsed: the entries that no poll has read. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.feeds import slices

KNOWN_PROVES = 3
"""So many known entries in a body prove that nothing was lost; fewer may be those that stay on top for months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A body, and what of it is to be parsed."""

    cut: slices.Slices | None
    to_parse: bytes
    unread: int | None = None
    """Entries that are left in to_parse; None where it is the whole body."""


def unread(body: bytes, known: frozenset[str]) -> Unread:
    """What is not known of a body, where that is safe to tell; else all of it."""
    cut = slices.cut(body)
    if cut is not None and known:
        rest, count = slices.without(cut, known)
        if count == 0 or len(cut.items) - count >= KNOWN_PROVES:
            return Unread(cut=cut, to_parse=rest, unread=count)
    return Unread(cut=cut, to_parse=body)
