"""Characters that are no text: halves of surrogate pairs, which no UTF-8 can hold.

They come as escapes in JSON, where an emoji was cut in two, as references in XML, and in the names of files whose bytes
are no UTF-8. Each is U+FFFD here, as browsers and decoders have it.
"""

from __future__ import annotations

import re

_HALF = re.compile("[\ud800-\udfff]")
_HALF_ESCAPED = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)


def whole(text: str) -> str:
    """The text with U+FFFD for each half of a surrogate pair; two halves side by side are two.

    >>> whole("Regatta \\ud83d") == "Regatta \\ufffd"
    True
    """
    return text if text.isascii() else _HALF.sub("\ufffd", text)


def whole_json(text: str) -> str:
    r"""JSON, before it is parsed, with the escape of U+FFFD for that of each half; a pair of escapes stays the one
    character that it is.

    >>> whole_json(r'["\ud83d", "\ud83d\ude00", "\\ud83d"]')
    '["\\ufffd", "\\ud83d\\ude00", "\\\\ud83d"]'
    """
    if not _HALF_ESCAPED.search(text):
        return text
    return _ESCAPE.sub(lambda escape: r"\ufffd" if escape[1] else escape[0], text)
