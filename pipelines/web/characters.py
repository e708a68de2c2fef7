"""Characters that are no text, and those that show nothing.

Halves of surrogate pairs, which no UTF-8 can hold, come as escapes in JSON, where an emoji was cut in two, as
references in XML, and in the names of files whose bytes are no UTF-8. Each is U+FFFD here, as in browsers and decoders.
"""

from __future__ import annotations

import re
import unicodedata

from pipelines.language.folding import is_single_spaced, run_of

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


# Zero-width and direction marks say nothing in plain text; a soft hyphen is a hint to a renderer.
_INVISIBLE = (0x00AD, 0x034F, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070),
              0xFEFF, *range(0xFFF9, 0xFFFC))  # fmt: skip
# Python's str.split() knows these as space, and so does a reader.
_SPACES = (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E, 0x1F, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028,
           0x2029, 0x202F, 0x205F, 0x3000)  # fmt: skip
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0))


_SPACE = run_of(_SPACES)
_UNSEEN = run_of((*_CONTROLS, *_INVISIBLE))  # asked behind _SPACE: some controls are spaces
_PRINTABLE_UNSEEN = "\u034f"
"""The one invisible character that str.isprintable() lets pass."""
# Joiners shape Persian, Indic and emoji text; beside Latin, Greek or Cyrillic letters they are debris.
_SHAPED = r"[\u0600-\u1fff\u2190-\u2fff\u3001-\ud7ff\uf900-\U0010ffff]"
_JOINER = re.compile(rf"(?<!{_SHAPED})[\u200c\u200d]+|[\u200c\u200d]+(?!{_SHAPED})|(?<=[\u200c\u200d])[\u200c\u200d]+")


def clean_text(text: str) -> str:
    """The text in NFC with single spaces, without characters that show nothing. Quotes and dashes stay as they are.

    >>> clean_text(" Har\\u00adbour\\u00a0 wall\\u200b ")
    'Harbour wall'
    """
    if not text.isprintable() or _PRINTABLE_UNSEEN in text:
        text = whole(_UNSEEN.sub("", _SPACE.sub(" ", text)))
        if "\u200c" in text or "\u200d" in text:
            text = _JOINER.sub("", unicodedata.normalize("NFC", text))
    text = unicodedata.normalize("NFC", text)
    return text if is_single_spaced(text) else " ".join(text.split())
