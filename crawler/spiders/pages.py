"""The pages spider: saved documents instead of the network."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree

from crawler.network.refresh import led_on
from crawler.spiders.base import RunSpider
from pipelines.clock import from_text
from pipelines.errors import SettingError
from pipelines.model import Page, Rejection
from pipelines.web.characters import whole
from pipelines.web.urls import is_fetchable, site_of, strip_fragment, url_key

SUFFIXES = (".html", ".htm", ".html.gz", ".htm.gz", ".txt")
LISTING = "pages.jsonl"
MAX_BYTES = 50 * 1024 * 1024
"""Largest inflated document that is read, as for the network with room to spare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """One document to read: a file, and what the listing says of it."""

    file: Path
    url: str | None = None
    fetched_at: datetime | None = None


def find_saved_pages(path: Path) -> tuple[SavedPage, ...]:
    """The documents under a path: one file, the lines of DIR/pages.jsonl, or every saved page in DIR, by name.

    Raises SettingError naming the file and line.
    """
    if path.is_file():
        return (SavedPage(file=path),)
    if not path.is_dir():
        raise SettingError(f"path={path}: there is no such file or folder")
    listing = path / LISTING
    if listing.is_file():
        return tuple(_read_listing(listing))
    files = sorted(f for f in path.iterdir() if f.name.lower().endswith(SUFFIXES))
    if not files:
        raise SettingError(f"path={path}: no {', '.join(SUFFIXES)} and no {LISTING} in this folder")
    return tuple(SavedPage(file=f) for f in files)


def _read_listing(listing: Path) -> Iterator[SavedPage]:
    for number, line in enumerate(listing.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        where = f"{listing}, line {number}"
        try:
            row = json.loads(line)
            file, url, fetched = row["file"], row.get("url"), row.get("fetched_at")
        except (ValueError, KeyError, TypeError, AttributeError):
            raise SettingError(
                f'{where}: must be a JSON object with "file", and optionally "url", "fetched_at"'
            ) from None
        if not isinstance(file, str) or not (url is None or isinstance(url, str)):
            raise SettingError(f'{where}: "file" and "url" must be strings')
        try:
            fetched_at = from_text(fetched) if fetched else None
        except (TypeError, ValueError):
            raise SettingError(f"{where}: fetched_at must be an ISO 8601 time, not {fetched!r}") from None
        yield SavedPage(file=listing.parent / file, url=whole(url) if url else None, fetched_at=fetched_at)


def read_body(file: Path) -> bytes:
    """The document's bytes, inflated. Raises OSError, EOFError, zlib.error or ValueError (too large)."""
    if file.name.lower().endswith(".gz"):
        with gzip.open(file) as stream:
            body = stream.read(MAX_BYTES + 1)
    else:
        with file.open("rb") as stream:
            body = stream.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES} bytes")
    return body


def declared_url(body: bytes) -> str | None:
    """The URL that a saved page gives itself: rel=canonical, else og:url; None without one."""
    head = body[: 1 << 20]
    try:
        tree = etree.fromstring(head, etree.HTMLParser(recover=True, huge_tree=True))
    except (etree.LxmlError, ValueError, LookupError):
        return None
    if tree is None:
        return None
    found = tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    candidates = [str(x).strip() for x in found] if isinstance(found, list) else []
    return next((strip_fragment(x) for x in candidates if is_fetchable(x)), None)


class PagesSpider(RunSpider):
    """Reads saved .html, .html.gz and .txt documents: `-a path=FILE|DIR`. Nothing is fetched."""

    name = "pages"

    def __init__(self, *args: Any, path: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not path:
            raise SettingError("say which pages to read: scrapy crawl pages -a path=FILE|DIR")
        self.saved = find_saved_pages(Path(path))
        self.begun = 0

    def waiting(self) -> int:
        """Documents that are still to be read."""
        return len(self.saved) - self.begun

    async def work(self) -> AsyncIterator[Any]:
        asked: set[SavedPage] = set()
        by_key = self._choose_teachers()
        while sites := self.run.teachers.sites():
            wanted = [key for site in sites for key in self.run.teachers.wanted(site)]
            teachers = [saved for key in wanted for saved in by_key[key]]
            async for item in self._take(teachers):
                yield item
            asked.update(teachers)
            await self._all_ended()
            if self.stopping:
                return
            for key in wanted:
                self.run.teachers.ended(key)
            for site in sites:
                if not self.run.teachers.wanted(site):
                    self.learn_soon(site)
            await self._all_ended()
        async for item in self._take([saved for saved in self.saved if saved not in asked]):
            yield item
        await self._all_ended()
        await self.learn()

    def _choose_teachers(self) -> Mapping[str, Sequence[SavedPage]]:
        """Begins with each site that has no profile and more pages than teach; the documents by page key."""
        by_key: defaultdict[str, list[SavedPage]] = defaultdict(list)
        keys_of: defaultdict[str, list[str]] = defaultdict(list)
        for saved in self.saved:
            site = site_of(saved.url) if saved.url is not None else None
            if site is not None and saved.url is not None:
                key = url_key(saved.url)
                by_key[key].append(saved)
                keys_of[site].append(key)
        for site, keys in sorted(keys_of.items()):
            if self.run.store.profiles.latest(site) is None:
                self.run.teachers.begin(site, keys, self.run.archive.readings.taught(site))
        return by_key

    async def _take(self, documents: Sequence[SavedPage]) -> AsyncIterator[Any]:
        """Each as an item, as many at a time as workers can read."""
        window = 4 * self.run.config.worker_count
        for saved in documents:
            while len(self.in_flight) >= window:
                await self.in_flight.change(1.0)
            if self.stopping:
                return
            self.begun += 1
            item = self.load(saved)
            key = item.page_key or item.url
            while key in self.in_flight:  # the same URL twice in the listing: one after the other
                await self.in_flight.change(1.0)
            self.in_flight.add(key)
            yield item

    async def _all_ended(self) -> None:
        while len(self.in_flight):
            await self.in_flight.change(1.0)

    def load(self, saved: SavedPage) -> Page | Rejection:
        """The document as a Page, or why it cannot be one."""
        now = self.run.now()
        try:
            body = read_body(saved.file)
        except (OSError, EOFError, zlib.error, ValueError) as error:
            url = saved.url or saved.file.resolve().as_uri()
            return Rejection(url=url, reason="error", detail=whole(f"{saved.file.name}: {error}"), seen_at=now)
        text = saved.file.name.lower().endswith(".txt")
        url = saved.url or (None if text else declared_url(body)) or f"urn:sha256:{hashlib.sha256(body).hexdigest()}"
        if not text and (target := led_on(url, body, "text/html", None)) is not None:
            return Rejection(url=url, reason="redirect", detail=f"sends its reader on to {target}"[:500], seen_at=now)
        return Page(
            url=strip_fragment(url),
            fetched_at=saved.fetched_at or now,
            body=body,
            content_type="text/plain" if text else "text/html",
            origin="file",
        )
