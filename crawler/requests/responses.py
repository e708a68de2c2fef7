"""What a Scrapy response says, as text."""

from __future__ import annotations

from scrapy.http import Response


def header(response: Response, name: str) -> str | None:
    """One header's (first) value; None without it. Bytes that are not UTF-8 are read as Latin-1."""
    value = response.headers.get(name)
    return None if value is None else _text(value)


def headers_of(response: Response) -> dict[str, str]:
    """All headers, repeated ones joined by a comma."""
    return {_text(name): ", ".join(map(_text, values)) for name, values in response.headers.items()}


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
