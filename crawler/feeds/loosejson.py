"""JSON that no strict parser takes, as JSON: raw line breaks, stray commas and quotes, comments, an early end.

Each character is looked at once or twice, and what comes out is no deeper and hardly longer than what went in.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

MAX_DEPTH = 100
"""Lists and objects inside one another; a JSON Feed has four."""
MAX_TOKENS = 400_000
"""Strings, numbers, brackets, commas, colons, and quotes within strings. That many take two seconds, and an item of a
feed has some fifty."""

_TOKEN = re.compile(
    r"(?:[\s\ufeff]+|//[^\r\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))*+"
    r"(?:(?P<mark>[{}\[\]:,])|(?P<quote>[\"'])|(?P<word>[^\s{}\[\]:,\"'/]+)|(?P<other>/))"
)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,2})?")
_WORDS = {"true": "true", "false": "false", "True": "true", "False": "false"}
_PIECE = {quote: re.compile(rf"(?:[^{quote}\\]|\\.)*+", re.DOTALL) for quote in "\"'"}
_KEY = r"""(?:"[^"\\\n]{1,80}"|'[^'\\\n]{1,80}'|[A-Za-z_$][\w$-]{0,80})\s*:"""
_FIELD = rf"""(?:{_KEY}|[}}\]]|/[/*]|["'][^"']{{0,80}}\Z|\Z)"""
_ENDS = {
    # What may follow the quote that ends a string; any other quote is one that the string holds.
    "key": re.compile(r"\s*+(?:[:,}\]]|\Z)"),
    "{": re.compile(rf"\s*+(?:,\s*+(?:,|{_FIELD})|{_FIELD})"),
    "[": re.compile(r"""\s*+(?:,\s*+(?:["'{\[\]\d/,-]|true|false|null|\Z)|[\]}]|\Z)|\s++["']"""),
}
_ODD = re.compile(r"""\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}|x([0-9a-fA-F]{2})|(.)|\Z)|(["\x00-\x1f])""", re.DOTALL)


@dataclass(slots=True)
class _Open:
    """A list or an object that has not ended yet."""

    bracket: str
    key: str | None = None
    """The key, as JSON, whose value comes next; None in a list, and where a key comes next."""
    filled: bool = False
    begun: int = 0
    """How many pieces stood before its last value."""


class _Output:
    """JSON as it grows: commas are set here, and those of the text do not count."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.opened: list[_Open] = []
        self.left = MAX_TOKENS

    @property
    def expects_key(self) -> bool:
        return bool(self.opened) and self.opened[-1].bracket == "{" and self.opened[-1].key is None

    def value(self, written: str) -> None:
        if self.opened:
            top = self.opened[-1]
            top.begun = len(self.pieces)
            self.pieces.append(f"{',' if top.filled else ''}{f'{top.key}:' if top.key is not None else ''}{written}")
            top.filled, top.key = True, None
        else:
            self.pieces.append(written)

    def open(self, bracket: str) -> None:
        if self.expects_key:
            self.opened[-1].key = '""'
        self.value(bracket)
        self.opened.append(_Open(bracket))

    def close(self, bracket: str) -> None:
        """Ends what the bracket ends, and all that was left open inside it; nothing where it ends nothing."""
        if any(each.bracket == bracket for each in self.opened):
            while self._end() != bracket:
                pass

    def break_off(self) -> None:
        """Ends everything. Of the outermost list the value goes that has not ended: half an entry is none."""
        for depth, each in enumerate(self.opened[:-1]):
            if each.bracket == "[":
                del self.pieces[each.begun :], self.opened[depth + 1 :]
                break
        while self.opened:
            self._end()

    def _end(self) -> str:
        bracket = self.opened.pop().bracket
        self.pieces.append("}" if bracket == "{" else "]")
        return bracket


def mended(text: str) -> str:
    """The first object or list of the text as JSON: all that can be read of it, up to where it breaks off.

    >>> mended("{title: 'Mole', // a comment" + chr(10) + '"tags": ["a", "b",], "note": "He said "no"", "cut": ["x')
    '{"title":"Mole","tags":["a","b"],"note":"He said \\\\"no\\\\"","cut":[]}'
    """
    output, at = _Output(), 0
    while output.left > 0:
        output.left -= 1
        token = _TOKEN.match(text, at)
        if token is None or len(output.opened) > MAX_DEPTH:
            break
        at = token.end()
        if token.lastgroup == "mark":
            _take_mark(output, token["mark"])
        elif token.lastgroup == "word":
            _take_word(output, token["word"])
        elif token.lastgroup == "quote":
            role = "key" if output.expects_key else output.opened[-1].bracket if output.opened else "["
            pieces, at = _string(text, at, token["quote"], role, output.left)
            if not pieces:
                break
            output.left -= len(pieces)
            _take(output, f'"{_ODD.sub(_as_json, token["quote"].join(pieces))}"')
        if not output.opened and output.pieces:
            break
    output.break_off()
    return "".join(output.pieces)


def _take(output: _Output, written: str) -> None:
    if output.expects_key:
        output.opened[-1].key = written
    else:
        output.value(written)


def _take_mark(output: _Output, mark: str) -> None:
    if mark in "{[":
        output.open(mark)
    elif mark in "}]":
        output.close("{" if mark == "}" else "[")
    elif mark == "," and output.opened:
        output.opened[-1].key = None  # a key without a value


def _take_word(output: _Output, word: str) -> None:
    """A number or a word without quotes; as a value a word that JSON has not says nothing."""
    if output.expects_key:
        output.opened[-1].key = json.dumps(word)
    elif output.opened:
        output.value(word if _NUMBER.fullmatch(word) else _WORDS.get(word, "null"))


def _string(text: str, at: int, quote: str, role: str, most: int) -> tuple[list[str], int]:
    """What stands between the quotes of the string whose first character stands at `at`, and where it ends; nothing
    where it does not end."""
    pieces: list[str] = []
    while len(pieces) < most:
        piece = _PIECE[quote].match(text, at)
        assert piece is not None
        pieces.append(piece[0])
        at = piece.end() + 1
        if at > len(text) or text[piece.end()] != quote:
            break
        if _ENDS[role].match(text, at):
            return pieces, at
    return [], len(text)


def _as_json(odd: re.Match[str]) -> str:
    """An escape, a quote or a control character as JSON has it; of an escape that JSON has not, the character."""
    if odd[1]:
        return f"\\u00{odd[1]}"
    character = odd[2] or odd[3]
    if character is None:
        return odd[0] if len(odd[0]) > 1 else ""
    return "" if odd[2] and character in "\r\n" else json.dumps(character, ensure_ascii=False)[1:-1]
