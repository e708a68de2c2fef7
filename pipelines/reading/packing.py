"""What was read of a page as bytes: what its site's next profile is learned from, and judges again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from hashlib import blake2b

import msgspec
import zstandard

from pipelines.errors import StaleReading
from pipelines.model import Article, Block, Candidate, Chosen, Link, Metadata, PageImage, Removal

ZSTD_LEVEL = 3
_PARTS = (Article, Block, Chosen, Candidate, Link, Metadata, PageImage, Removal)
_FORM = blake2b(
    repr([(part.__name__, [(field.name, str(field.type)) for field in fields(part)]) for part in _PARTS]).encode(),
    digest_size=4,
).digest()
"""Stands before what is packed, and changes with the fields of what an article is made of."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What is packed together."""

    article: Article
    """As the extractor has it, before any profile."""
    removals: tuple[Removal, ...]
    """What rules that know nothing of the site cut."""
    by: str = ""
    """OtherExtractor.name; "" for ours."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Packed)


def pack(article: Article, removals: Iterable[Removal] = (), by: str = "") -> bytes:
    """The article and its removals, compressed: a page of 170 kB takes some 6 kB."""
    return _FORM + zstandard.compress(_encoder.encode(Packed(article, tuple(removals), by)), ZSTD_LEVEL)


def unpack(packed: bytes, by: str = "") -> Packed:
    """What pack() was given. Raises StaleReading where another version of copydesk packed it, or another extractor than
    `by` read it."""
    if not packed.startswith(_FORM):
        raise StaleReading("packed by a copydesk whose articles have other fields")
    try:
        found = _decoder.decode(zstandard.decompress(packed[len(_FORM) :]))
    except (msgspec.MsgspecError, zstandard.ZstdError) as error:
        raise StaleReading(str(error)) from error
    if found.by != by:
        raise StaleReading(f"read by {found.by or 'our own extractor'}")
    return found
