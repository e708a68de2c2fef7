"""An Article as bytes, to be read again by a later profile."""

from __future__ import annotations

import msgspec
import zstandard

from pipelines.errors import StaleReading
from pipelines.model import Article

VERSION = 1
"""Of Article's fields; bytes of another version say nothing to us, and the page is read anew from the archive."""
ZSTD_LEVEL = 3

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Article)


def pack(article: Article) -> bytes:
    """The article, compressed: a page of 170 kB takes some 15 kB."""
    return bytes([VERSION]) + zstandard.compress(_encoder.encode(article), ZSTD_LEVEL)


def unpack(packed: bytes) -> Article:
    """The article that pack() was given. Raises StaleReading for bytes of another version."""
    if packed[:1] != bytes([VERSION]):
        raise StaleReading(f"a reading of version {packed[0] if packed else 'none'}, not {VERSION}")
    try:
        return _decoder.decode(zstandard.decompress(packed[1:]))
    except (msgspec.MsgspecError, zstandard.ZstdError) as error:
        raise StaleReading(str(error)) from error
