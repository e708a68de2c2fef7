"""An Article as bytes, to be judged again by a later profile."""

from __future__ import annotations

from dataclasses import fields
from hashlib import blake2b

import msgspec
import zstandard

from pipelines.errors import StaleReading
from pipelines.model import Article, Block, Choice, Claim, Link, Metadata, PageImage

ZSTD_LEVEL = 3
_PARTS = (Article, Block, Choice, Claim, Link, Metadata, PageImage)
_FORM = blake2b(
    repr([(part.__name__, [(field.name, str(field.type)) for field in fields(part)]) for part in _PARTS]).encode(),
    digest_size=4,
).digest()
"""Stands before what is packed, and changes with the fields of what an article is made of."""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Article)


def pack(article: Article) -> bytes:
    """The article, compressed: a page of 170 kB takes some 13 kB."""
    return _FORM + zstandard.compress(_encoder.encode(article), ZSTD_LEVEL)


def unpack(packed: bytes) -> Article:
    """The article that pack() was given. Raises StaleReading where another version of copydesk packed it."""
    if not packed.startswith(_FORM):
        raise StaleReading("packed by a copydesk whose articles have other fields")
    try:
        return _decoder.decode(zstandard.decompress(packed[len(_FORM) :]))
    except (msgspec.MsgspecError, zstandard.ZstdError) as error:
        raise StaleReading(str(error)) from error
