"""Digits, in any script."""

from __future__ import annotations

import re

_DECIMAL = re.compile(r"\d")


def holds_digit(text: str) -> bool:
    """Whether any character is a digit, of any script."""
    return _DECIMAL.search(text) is not None or (not text.isascii() and any(map(str.isdigit, text)))
