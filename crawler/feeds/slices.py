"""A feed's body cut into its entries, without a parse: to see that nothing is new, or to parse only what is.

Most changed bodies bring nothing new: a build date, a counter. Of the rest most bring one entry of thirty. Cutting and
hashing thirty entries takes a millisecond or two, feedparser twenty to fifty (bench/feedparse.py).
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import blake2b

MAX_BYTES = 5_000_000
MAX_ITEMS = 1000
_FIRST = re.compile(rb"<((?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry|url))(?=[\s>])")
# What changes without the entry having changed: counters of comments (RFC 4685 thr:total, the slash module).
_COUNTERS = re.compile(rb"<(slash:comments|thr:total)\s*>\s*\d{0,12}\s*</\1\s*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slices:
    """A body: items[i] is followed by between[i]; head comes first. Joined in this order they are the body."""

    head: bytes
    items: tuple[bytes, ...]
    between: tuple[bytes, ...]


def cut(body: bytes) -> Slices | None:
    """The body cut into its entries; None where that is not safe: another encoding, JSON, tags that do not pair."""
    if len(body) > MAX_BYTES or b"\x00" in body[:1024] or body.startswith(b"\x1f\x8b"):
        return None
    first = _FIRST.search(body)
    if first is None:
        return None
    name = first[1]
    opening, closing = b"<" + name, b"</" + name + b">"
    if body.count(closing) > min(body.count(opening), MAX_ITEMS):
        return None
    head = body[: first.start()]
    pieces = _pieces(body, opening, closing, first.start())
    if pieces is None or not _is_plain(head):
        return None
    items, between = pieces
    if any(b"<![CDATA[" in piece or b"<!--" in piece for piece in between[:-1]):
        return None
    return Slices(head=head, items=tuple(items), between=tuple(between))


def _pieces(body: bytes, opening: bytes, closing: bytes, at: int) -> tuple[list[bytes], list[bytes]] | None:
    """The entries, and what follows each; None where one does not end, or holds another one."""
    items: list[bytes] = []
    between: list[bytes] = []
    while at < len(body):
        end = body.find(closing, at) + len(closing)
        item = body[at:end]
        if end < len(closing) or _opens(item, opening) != 1 or not _is_plain(item) or b"<!--" in item:
            return None
        at = _next(body, opening, end)
        items.append(item)
        between.append(body[end:at])
    return items, between


def _is_plain(piece: bytes) -> bool:
    """Whether its CDATA sections and comments end within it."""
    return piece.count(b"<![CDATA[") == piece.count(b"]]>") and piece.count(b"<!--") == piece.count(b"-->")


def digests(slices: Slices) -> tuple[str, ...]:
    """A digest of each entry, counters and white space aside."""
    return tuple(_digest(item) for item in slices.items)


def without(slices: Slices, known: AbstractSet[str]) -> tuple[bytes, int]:
    """The body with the known entries left out, and how many are left in."""
    pieces, left = [slices.head], 0
    for item, after in zip(slices.items, slices.between, strict=True):
        if _digest(item) not in known:
            pieces.append(item)
            left += 1
        pieces.append(after)
    return b"".join(pieces), left


def _digest(item: bytes) -> str:
    return blake2b(b" ".join(_COUNTERS.sub(b"", item).split()), digest_size=8).hexdigest()


def _opens(item: bytes, opening: bytes) -> int:
    """How often the entry's own tag opens; <items> and <item-x> do not count."""
    found, at = 0, -1
    while (at := item.find(opening, at + 1)) >= 0:
        found += item[at + len(opening) : at + len(opening) + 1] in (b">", b" ", b"\n", b"\t", b"\r", b"/")
    return found


def _next(body: bytes, opening: bytes, start: int) -> int:
    """Where the next entry begins; the body's length where none does."""
    at = start - 1
    while (at := body.find(opening, at + 1)) >= 0:
        if body[at + len(opening) : at + len(opening) + 1] in (b">", b" ", b"\n", b"\t", b"\r"):
            return at
    return len(body)
