"""Named entities as the characters that they stand for, so that the parsers need no declarations."""

from __future__ import annotations

import re
from html import escape
from html.entities import html5

MAX_INSERTED = 1_000_000
"""Characters that a feed's own entities may add to it in all."""

_DECLARATION = re.compile(r"""<!ENTITY\s+([A-Za-z_][\w.-]{0,40})\s+(?:"([^"&%<]{0,200})"|'([^'&%<]{0,200})')\s*>""")
_ANY_DECLARATION = re.compile(r"<!ENTITY\s+([^\s>]*)")
_REFERENCE = re.compile(r"&([A-Za-z_][\w.-]{0,40});")
_MARKUP = frozenset("<>&\"'")
_HTML = {name[:-1]: text for name, text in html5.items() if name.endswith(";") and not _MARKUP & set(text)}


def resolve(text: str, *, declared_in: str) -> tuple[str, str | None]:
    """The text, and what was not obeyed in the declarations that stood before it.

    HTML's entities are known without a declaration. Of those that are declared only plain text is taken, which can
    neither grow by naming others nor bring mark-up or a file in.
    """
    own = {
        name: escape(value)
        for name, value in _declarations(declared_in).items()
        if name not in ("lt", "gt", "amp", "quot", "apos")
    }
    if own and sum(len(own.get(match[1], "")) for match in _REFERENCE.finditer(text)) > MAX_INSERTED:
        own = {}
    known = {**_HTML, **own} if own else _HTML
    refused = any(name not in known for name in _ANY_DECLARATION.findall(declared_in))
    text = _REFERENCE.sub(lambda match: known.get(match[1], match[0]), text)
    return text, "entity declarations, not obeyed" if refused else None


def _declarations(prolog: str) -> dict[str, str]:
    """Names and plain values; the first declaration of a name counts."""
    found: dict[str, str] = {}
    for name, double, single in _DECLARATION.findall(prolog):
        found.setdefault(name, double or single)
    return found
