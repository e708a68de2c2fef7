"""The feeds file, edited: feeds come and go, and every other line stays as it was typed.

A [[feeds]] table is a run of lines, which is added or taken out as such. tomlkit writes the values, and edits the other
spelling, `feeds = [{url = "..."}]`. It is not given the whole file: it puts a table that follows a comment without a
newline into that comment, and respells "[[ feeds ]]" (0.15). What was edited is read again before it is written.
"""

from __future__ import annotations

import codecs
import contextlib
import difflib
import os
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tomlkit
from tomlkit.items import AbstractTable, Array

from crawler.configuration.sources import TABLE, Format, format_of, parse_sources, read_text
from pipelines.errors import SettingError
from pipelines.model import FeedSource
from pipelines.web.urls import url_key

_OPML_SUFFIXES = frozenset({".opml", ".xml"})
_LIKE_ENOUGH = 0.75
"""From which a URL is suggested for one that is not there; hosts alone make half of two URLs alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsFile:
    """A feeds file as it stands on the disk; a file that does not exist is empty."""

    path: Path
    format: Format
    text: str
    """Its newlines as they are, without a byte order mark."""
    sources: tuple[FeedSource, ...]
    has_bom: bool = False

    @classmethod
    def load(cls, path: Path) -> FeedsFile:
        """Raises SettingError for what cannot be edited: OPML, a file with a mistake, one that is not UTF-8."""
        if not path.exists():
            text, has_bom = "", False
        else:
            text, body = read_text(path), path.read_bytes()
            has_bom = body.startswith(codecs.BOM_UTF8)
            if body.removeprefix(codecs.BOM_UTF8) != text.encode():
                raise SettingError(f"{path} is not UTF-8 text; save it as UTF-8 to have it edited")
        found = format_of(path, text)
        if found == "opml" or (not text and path.suffix.lower() in _OPML_SUFFIXES):
            raise SettingError(
                f"{path} is OPML, which is read but not edited; make a feeds.toml of it: "
                f"COPYDESK_FEEDS=feeds.toml scrapy feeds import {path}"
            )
        return cls(path=path, format=found, text=text, sources=parse_sources(path, text), has_bom=has_bom)

    def spellings(self, url: str) -> tuple[FeedSource, ...]:
        """The feed that stands there under this URL; else all under URLs that mean the same."""
        exact = tuple(source for source in self.sources if source.url == url)
        key = url_key(url)
        return exact or tuple(source for source in self.sources if url_key(source.url) == key)

    def known(self, url: str) -> FeedSource | None:
        """The feed that stands there under this URL, or under one that means the same; None where there is none."""
        return next(iter(self.spellings(url)), None)

    def nearest(self, url: str) -> str | None:
        """The URL that may have been meant; None where none is near."""
        urls = [source.url for source in self.sources]
        return next(iter(difflib.get_close_matches(url, urls, n=1, cutoff=_LIKE_ENOUGH)), None)

    def added(self, sources: Sequence[FeedSource]) -> FeedsFile:
        """The file with these feeds at its end. A plain text file takes their URLs only."""
        if self.format == "text":
            sources = [FeedSource(url=source.url) for source in sources]
            text = _with_lines(self.text, [source.url for source in sources])
        elif _is_inline(self.text):
            text = _edited_array(self.text, lambda array: _extend(array, sources))
        else:
            text = _with_lines(self.text, _tables(sources), apart=True)
        return self._checked(text, (*self.sources, *sources))

    def without(self, sources: Iterable[FeedSource]) -> FeedsFile:
        """The file without these feeds. Comments outside their tables stay."""
        gone = set(sources)
        places = [place for place, source in enumerate(self.sources) if source in gone]
        if self.format == "text":
            text = _without_lines(self.text, {source.url for source in gone})
        elif _is_inline(self.text):
            text = _edited_array(self.text, lambda array: _delete(array, places))
        else:
            text = self._without_tables(places)
        return self._checked(text, tuple(source for source in self.sources if source not in gone))

    def save(self) -> None:
        """Writes the file. Raises SettingError."""
        write_whole(self.path, (codecs.BOM_UTF8 if self.has_bom else b"") + self.text.encode())

    def _without_tables(self, places: Sequence[int]) -> str:
        lines = self.text.split("\n")
        starts = [number for number, line in enumerate(lines) if TABLE.match(line)]
        if len(starts) != len(self.sources):
            raise SettingError(f"{self.path}: cannot tell where its tables begin; take the feed out by hand")
        for place in reversed(places):
            following = starts[place + 1] if place + 1 < len(starts) else len(lines)
            end = _end_of_table(lines, starts[place], following)
            lines = _spliced(lines[: starts[place]], lines[end:])
        return "\n".join(lines)

    def _checked(self, text: str, expected: tuple[FeedSource, ...]) -> FeedsFile:
        """The file with this text, which has to name these feeds and no others."""
        after = FeedsFile(
            path=self.path,
            format=self.format,
            text=text,
            sources=parse_sources(self.path, text) if text else (),
            has_bom=self.has_bom,
        )
        if after.sources != expected:
            raise SettingError(f"{self.path}: its spelling is too unusual to be edited; do it by hand")
        return after


def write_whole(path: Path, body: bytes) -> None:
    """The whole file or none of it: written beside it and moved into its place, with its permissions; links stay links.

    Raises SettingError.
    """
    target = path.resolve()
    beside: Path | None = None
    try:
        mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
        number, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        beside = Path(name)
        with os.fdopen(number, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(mode)
        beside.replace(target)
    except OSError as error:
        if beside is not None:
            with contextlib.suppress(OSError):
                beside.unlink()
        raise SettingError(f"{path} cannot be written: {error.strerror or error}") from None


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def toml_of(sources: Sequence[FeedSource]) -> str:
    """The feeds as the text of a feeds.toml."""
    return "\n".join(f"{table}\n" for table in _tables(sources))


# ----------------------------------------------------------------------------------------------------------- lines


def _with_lines(text: str, added: Sequence[str], *, apart: bool = False) -> str:
    """The text with these pieces at its end, in its own newlines. apart: a blank line before each."""
    newline = "\r\n" if "\r\n" in text else "\n"
    if text and not text.endswith("\n"):
        text += newline
    for piece in added:
        if apart and text and not text.endswith(("\n\n", "\n\r\n")):
            text += newline
        text += piece.replace("\n", newline) + newline
    return text


def _without_lines(text: str, urls: set[str]) -> str:
    """Of a plain text file: the lines with these URLs out."""
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if not urls & set(line.split()[:1]))


def _end_of_table(lines: Sequence[str], start: int, following: int) -> int:
    """The line after a table's last value: comments and blank lines that follow it are not its own.

    A line that looks like a comment may be the end of a text of several lines, so it must be TOML up to there.
    """
    end = following
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    while end < following and not _is_toml("\n".join(lines[start:end])):
        end += 1
    return end


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text.replace("\r\n", "\n").rstrip("\r"))
    except tomllib.TOMLDecodeError:
        return False
    return True


def _spliced(before: list[str], after: list[str]) -> list[str]:
    """The two joined, with the blank lines of one of them where they meet."""
    if not any(line.strip() for line in after):
        while before and not before[-1].strip():
            before.pop()
        return [*before, ""] if before else [""]
    if not before or not before[-1].strip():
        while not after[0].strip():
            after = after[1:]
    return [*before, *after]


# ---------------------------------------------------------------------------------------------------------- values


def _values(source: FeedSource) -> dict[str, object]:
    """The keys of a feed's table: those that are not what they are without being said."""
    values: dict[str, object] = {"url": source.url}
    if source.title is not None:
        values["title"] = source.title
    if source.tags:
        values["tags"] = list(source.tags)
    if source.every_minutes is not None:
        values["every_minutes"] = source.every_minutes
    if source.full_text != "page":
        values["full_text"] = source.full_text
    if not source.enabled:
        values["enabled"] = False
    return values


def _tables(sources: Sequence[FeedSource]) -> list[str]:
    return [f"[[feeds]]\n{tomlkit.dumps(_values(source)).rstrip()}" for source in sources]


def _is_inline(text: str) -> bool:
    """Whether its feeds are spelled `feeds = [...]`."""
    if "feeds" not in text or any(TABLE.match(line) for line in text.split("\n")):
        return False
    return isinstance(tomlkit.parse(text).get("feeds"), Array)


def _edited_array(text: str, edit: Callable[[Array], None]) -> str:
    document = tomlkit.parse(text)
    array = document["feeds"]
    assert isinstance(array, Array), "found to be one"
    edit(array)
    return tomlkit.dumps(document)


def _extend(array: Array, sources: Sequence[FeedSource]) -> None:
    for source in sources:
        table: AbstractTable = tomlkit.inline_table()
        table.update(_values(source))
        array.append(table)


def _delete(array: Array, places: Sequence[int]) -> None:
    for place in reversed(places):
        del array[place]
