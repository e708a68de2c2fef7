"""The configured feeds: feeds.toml, a text file with one URL a line, or an OPML file."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any, Literal, NoReturn
from urllib.parse import urlsplit

from crawler.network.credentials import without_credentials
from pipelines.errors import SettingError
from pipelines.model import FeedSource, FullText
from pipelines.web.charsets import FEED, codec_of, declared_label, stated_by_bytes

Format = Literal["toml", "text", "opml"]
FULL_TEXT: tuple[FullText, ...] = ("page", "feed")
MAX_MINUTES = 525_600
"""A year; a longer wait is a slip, and would pass what a date can hold."""

EXAMPLE = 'two lines, [[feeds]] and url = "https://example.org/feed.xml"'
TABLE = re.compile(r"""\s*\[\[\s*(['"]?)feeds\1\s*\]\]""")
_HEADER = re.compile(r"\s*\[")
_LOOKS_LIKE_TOML = re.compile(r"""^[^\S\n]*(?:\[\[?[^\S\n]*)?['"]?feeds['"]?[^\S\n]*(?:\]|=)""", re.MULTILINE)


def read_sources(path: Path) -> tuple[FeedSource, ...]:
    """The feeds that the file names, in its order; never none.

    A URL that stands twice is an error in TOML, where the two may contradict each other, and one feed elsewhere.
    Raises SettingError, with file, line and key.
    """
    sources = parse_sources(path, read_text(path))
    if not sources:
        raise SettingError(f"{path} names no feeds; add {EXAMPLE}")
    return sources


def format_of(path: Path, text: str) -> Format:
    """A text that begins with "<" is OPML; one with a [[feeds]] table, or the name .toml, is TOML; else it is plain."""
    if text.lstrip().startswith("<"):
        return "opml"
    return "toml" if path.suffix.lower() == ".toml" or _LOOKS_LIKE_TOML.search(text) else "text"


def parse_sources(path: Path, text: str) -> tuple[FeedSource, ...]:
    """The feeds that the text names; there may be none. path: for messages, and for its suffix. Raises SettingError."""
    parse = {"opml": _from_opml, "toml": _from_toml, "text": _from_lines}[format_of(path, text)]
    return parse(path, text)


def read_text(path: Path) -> str:
    """The file's text, by its byte order mark, its XML declaration, else as UTF-8. Raises SettingError."""
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        raise SettingError(
            f"{path} does not exist; make it with {EXAMPLE} (scrapy feeds add URL does), "
            "or set COPYDESK_FEEDS to another file"
        ) from None
    except OSError as error:
        raise SettingError(f"{path} cannot be read: {error.strerror or error}") from None
    label = declared_label(body, FEED) if body.lstrip().startswith(b"<?xml") else None
    codec = stated_by_bytes(body) or codec_of(label or "utf-8")
    if codec is None:
        raise SettingError(f"{path}, line 1: unknown encoding {label!r}; save the file as UTF-8")
    try:
        return body.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise SettingError(f"{path}, line {line}: not {codec.upper()} text; save the file as UTF-8") from None


# ---------------------------------------------------------------------------------------------------------- TOML


def _from_toml(path: Path, text: str) -> tuple[FeedSource, ...]:
    text = text.replace("\r\n", "\n")
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, line = str(error), None
        if match := re.fullmatch(r"(.*) \(at line (\d+), column \d+\)", what, re.DOTALL):
            what, line = match[1], int(match[2])
        raise SettingError(f"{_at(path, line)}: {what}") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, lists in lists in lists
        raise SettingError(f"{path}: no TOML that a feeds file needs: a number or a list that does not end") from None
    lines = text.split("\n")
    for key in document:
        if key != "feeds":
            hint = "; feeds stand in [[feeds]] tables" if key in _CHECKS else _suggest(key, ("feeds",))
            raise SettingError(f"{_at(path, _line_of_key(lines, 0, key))}: unknown key {_in_line(key)}{hint}")
    tables = document.get("feeds", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        line = next((n for n, text in enumerate(lines, 1) if re.match(r"\s*\[?\s*['\"]?feeds", text)), None)
        raise SettingError(f"{_at(path, line)}: write [[feeds]], with two brackets, before each feed")
    starts = [number for number, line in enumerate(lines, 1) if TABLE.match(line)]
    sources: dict[str, FeedSource] = {}
    spots: dict[str, _Spot] = {}
    for position, table in enumerate(tables):
        spot = _Spot(path, lines, starts[position] if len(starts) == len(tables) else None)
        source = _source(table, spot)
        if source.url in sources:
            first = spots[source.url].line("url")
            spot.refuse(
                "url",
                f"{without_credentials(source.url)} is already in {f'line {first}' if first else 'an earlier table'}",
            )
        sources[source.url] = source
        spots[source.url] = spot
    return tuple(sources.values())


class _Spot:
    """Where in the file a table stands, for messages."""

    def __init__(self, path: Path, lines: list[str], start: int | None) -> None:
        self.path = path
        self.lines = lines
        self.start = start

    def line(self, key: str) -> int | None:
        """The line of the key, else of its table; None for a table that is not written as [[feeds]]."""
        if self.start is None:
            return None
        return _line_of_key(self.lines, self.start, key) or self.start

    def refuse(self, key: str, what: str) -> NoReturn:
        raise SettingError(f"{_at(self.path, self.line(key))}: {what}")


def is_minutes(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MAX_MINUTES


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


_CHECKS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "url": (lambda value: isinstance(value, str), "a text"),
    "title": (lambda value: isinstance(value, str), "a text"),
    "tags": (_is_texts, 'a list of texts, ["one", "two"]'),
    "every_minutes": (is_minutes, "a whole number of minutes above 0"),
    "full_text": (lambda value: value in FULL_TEXT, '"page" or "feed"'),
    "enabled": (lambda value: isinstance(value, bool), "true or false"),
}
"""Per key: whether a value can be obeyed, and what it must be."""


def _source(table: Mapping[str, Any], spot: _Spot) -> FeedSource:
    for key, value in table.items():
        if key not in _CHECKS:
            spot.refuse(key, f"unknown key {_in_line(key)}{_suggest(key, tuple(_CHECKS))}")
        is_good, wanted = _CHECKS[key]
        if not is_good(value):
            too_many = key == "every_minutes" and isinstance(value, int) and value > MAX_MINUTES
            wanted += f" and at most {MAX_MINUTES}" if too_many else ""
            spot.refuse(key, f"{key} must be {wanted}, not {_show(value)}")
    if "url" not in table:
        spot.refuse("url", "this feed has no url")
    if problem := url_problem(table["url"]):
        spot.refuse("url", f"url {problem}")
    values = {**table, "url": table["url"].strip(), "tags": tuple(dict.fromkeys(table.get("tags", ())))}
    return FeedSource(**values)


def _line_of_key(lines: list[str], start: int, key: str) -> int | None:
    """The number of the first line after `start` (its number) that sets the key, before the next table begins."""
    setting = re.compile(rf"""\s*(?:\[\s*)?(['"]?){re.escape(key)}\1\s*[=.\]]""")
    for number in range(start + 1, len(lines) + 1):  # a slice from here would copy the file once for each feed
        line = lines[number - 1]
        if setting.match(line):
            return number
        if start and _HEADER.match(line) and "=" not in line and line.rstrip().endswith("]]"):
            return None
    return None


def _suggest(key: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(key.lower(), known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; the keys are {', '.join(known)}"


def _show(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{_in_line(value)}"' if isinstance(value, str) else str(value)


def _in_line(text: str) -> str:
    """The text with what would break a line, or not be seen in one, escaped."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


# ------------------------------------------------------------------------------------------- plain text and OPML


def _from_lines(path: Path, text: str) -> tuple[FeedSource, ...]:
    sources: dict[str, FeedSource] = {}
    for number, line in enumerate(text.splitlines(), 1):
        url = re.sub(r"(^|\s)#.*", "", line).strip()
        if not url:
            continue
        if problem := url_problem(url):
            raise SettingError(f"{_at(path, number)}: {problem}")
        sources.setdefault(url, FeedSource(url=url))
    return tuple(sources.values())


def _from_opml(path: Path, text: str) -> tuple[FeedSource, ...]:
    if found := re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        line = text.count("\n", 0, found.start()) + 1
        raise SettingError(f"{_at(path, line)}: an OPML file needs no {found[0]}; remove it")
    sources: dict[str, FeedSource] = {}
    for outline in _outlines(text):
        url = str(outline["url"]).strip()
        if problem := url_problem(url):
            at = max(text.find(escape(url, quote=False)), text.find(url))
            raise SettingError(f"{_at(path, text.count(chr(10), 0, at) + 1 if at >= 0 else None)}: xmlUrl {problem}")
        tags = dict.fromkeys(name for names in outline["categories"] for name in names if name)
        title = outline["title"] if outline["title"] != url else ""  # the format demands one
        sources.setdefault(url, FeedSource(url=url, title=title or None, tags=tuple(tags)))
    if not sources and not re.search(r"<opml\b", text[:10_000], re.IGNORECASE):
        raise SettingError(f"{_at(path, 1)}: neither OPML nor TOML nor one URL a line")
    return tuple(sources.values())


def _outlines(text: str) -> list[dict[str, Any]]:
    """The feeds of an OPML document as listparser has them: url, title, categories (each a path of folders).

    It is given bytes (a string that begins with http: would be fetched), and plain ASCII: without a declaration it
    takes UTF-8 for Latin-1, and with one it believes it, though the encoding is undone already.
    """
    import listparser

    return list(listparser.parse(text.encode("ascii", "xmlcharrefreplace")).feeds)


# ---------------------------------------------------------------------------------------------------------- both


def url_problem(url: str) -> str | None:
    """What is wrong with a feed's URL, None when it can be asked for.

    >>> url_problem("ftp://example.org/")
    'must begin with http:// or https://, not "ftp://example.org/"'
    """
    url = url.strip()
    shown = _show(without_credentials(url)[:200])
    if re.search(r"[\x00-\x20\x7f]", url):
        return f"must not hold spaces: {_show(' '.join(url.split())[:200])}"
    try:
        parts = urlsplit(url)
        fetchable = parts.scheme in ("http", "https")
        host, _ = parts.hostname, parts.port
    except ValueError:
        return f"is no valid URL: {shown}"
    if not fetchable:
        return f"must begin with http:// or https://, not {shown}"
    return None if host else f"names no host: {shown}"


def typed_url(text: str) -> str:
    """The URL that somebody typed; a bare host means https. Raises SettingError.

    >>> typed_url("example.org/news"), typed_url("http://example.org")
    ('https://example.org/news', 'http://example.org/')
    """
    url = text.strip()
    if re.match(r"[\w-]+(\.[\w-]+)+(:\d+)?(/|$)", url):
        url = f"https://{url}"
    if problem := url_problem(url):
        raise SettingError(f"a feed's URL {problem}")
    return re.sub(r"^(https?://[^/?#]+)(?=[?#]|$)", r"\1/", url, flags=re.IGNORECASE)


def _at(path: Path, line: int | None) -> str:
    return f"{path}, line {line}" if line else str(path)
