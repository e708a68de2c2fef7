"""Compressed bodies, inflated by Scrapy; one whose gzip stream ends early is marked as one that did not come whole."""

from __future__ import annotations

import gzip
import zlib
from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Response

DATA_LOSS = "dataloss"
"""Scrapy's flag on a response that the connection ended in the middle of."""
CHUNK_BYTES = 1 << 20


class Inflation(HttpCompressionMiddleware):
    """Scrapy keeps silent about a gzip stream of which it has read a part, and raises where it has read none."""

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:  # noqa: ARG002  Scrapy's signature
        encodings = response.headers.getlist("Content-Encoding")
        try:
            inflated = super().process_response(request, response)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise ResponseDataLossError(str(error)) from error
        is_gzip = [each.strip().lower() for each in encodings] in ([b"gzip"], [b"x-gzip"])
        if is_gzip and isinstance(inflated, Response) and not _is_whole(response.body, len(inflated.body)):
            return inflated.replace(flags=[*inflated.flags, DATA_LOSS])
        return inflated


def _is_whole(packed: bytes, size: int) -> bool:
    """Whether a gzip stream of `size` bytes, inflated, has its end. Nearly always its last four bytes say so."""
    if int.from_bytes(packed[-4:], "little") == size & 0xFFFFFFFF:
        return True
    try:
        while packed.startswith(b"\x1f\x8b"):  # several streams in a row, or something behind the last
            stream, rest = zlib.decompressobj(wbits=31), packed
            while rest and not stream.eof:
                stream.decompress(rest, CHUNK_BYTES)
                rest = stream.unconsumed_tail
            if not stream.eof:
                return False
            packed = stream.unused_data
    except zlib.error:
        return False
    return True
