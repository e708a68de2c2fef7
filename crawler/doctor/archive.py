"""Checks of the archive's two files: whether they can be used, are whole, and were left in good order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawler.doctor.findings import Finding, ok, problem, warning
from crawler.reports.status import human_bytes
from pipelines.errors import ForeignFile, NewerFile, OlderFile, StoreError
from pipelines.store.archive import archive_path
from pipelines.store.condition import Latest, check_file, last_run, latest_moment, refused_by_robots, wal_bytes
from pipelines.store.migrations import NEWS, PAGES, FileKind
from pipelines.store.overview import GROWTH_DAYS, bytes_of, growth
from pipelines.store.reader import Reader, is_in_use

LARGE = 2_000_000_000
"""Bytes from which a file is looked through only on request: that takes a minute."""
LARGE_WAL = 200_000_000
_BACKUP = "restore it from a backup, or save what can be read: sqlite3 FILE .recover | sqlite3 NEW"


NEVER = Latest(moment=None, where="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the other checks need to know of the archive; empty where there is none yet."""

    findings: tuple[Finding, ...]
    latest: Latest = NEVER
    bytes_per_day: float = 0.0


def check_archive(db: Path, now: datetime, *, thorough: bool) -> Known:
    """Both files."""
    pages = archive_path(db)
    raw = tuple(_check_file(pages, PAGES, "raw pages", thorough=thorough)) if os.path.exists(pages) else ()  # noqa: PTH110  Path.exists() raises where a name is too long
    if not db.exists():
        missing = ok("database", f"{db} is not there yet; the first crawl makes it")
        if not db.parent.is_dir():
            remedy = f"mkdir -p {db.parent}"
            missing = problem("database", f"{db}: there is no folder {db.parent}", remedy)
        return Known(findings=(missing, *raw))
    found = list(_check_file(db, NEWS, "database", thorough=thorough))
    found += raw
    if not raw:
        remedy = f"put {pages.name} back beside {db.name}; without it no page can be read again"
        found.append(warning("raw pages", f"{pages} is missing", remedy))
    try:
        with Reader(db) as reader:
            return Known(
                findings=(*found, *_check_rows(reader)),
                latest=latest_moment(reader),
                bytes_per_day=_bytes_per_day(reader, now),
            )
    except StoreError:  # said above
        return Known(findings=tuple(found))


def _check_file(path: Path, kind: FileKind, check: str, *, thorough: bool) -> Iterator[Finding]:
    size = bytes_of(path)
    try:
        with Reader(path, kind=kind) as reader:
            if size >= LARGE and not thorough:
                state = "not looked through, being large: --thorough"
            else:
                state = check_file(reader)
    except OlderFile as error:
        yield problem(check, str(error), "scrapy crawl feeds makes both files anew once these are away")
        return
    except (ForeignFile, NewerFile) as error:
        yield problem(check, str(error), "name another COPYDESK_DB, or upgrade copydesk")
        return
    except StoreError as error:
        yield (
            problem(check, str(error), _BACKUP)
            if "earlier copydesk" not in str(error)
            else warning(check, str(error), "run scrapy crawl feeds")
        )
        return
    if state.startswith(("ok", "not looked")):
        yield ok(check, f"{path.name}, {human_bytes(size)}: {'whole' if state == 'ok' else state}")
    else:
        yield problem(check, f"{path.name} is damaged: {state}", _BACKUP)
    if wal_bytes(path) > LARGE_WAL:
        what = f"{path.name}-wal has grown to {human_bytes(wal_bytes(path))}: somebody keeps an old state open"
        yield warning(check, what, "restart whatever reads the database for hours (Datasette, a notebook)")


def _check_rows(reader: Reader) -> Iterator[Finding]:
    run = last_run(reader)
    running = is_in_use(reader.path)
    if running:
        yield ok("runs", "a crawl is running")
    elif run is None:
        yield ok("runs", "none so far")
    elif run["status"] == "failed":
        yield warning("runs", f"the last one failed: {run['reason']}", "scrapy status; its log says more")
    elif run["status"] == "running":
        remedy = "nothing is lost, the next one goes on; if it happens again, look for what ends it (memory, a timeout)"
        yield warning("runs", f"the last one, begun {run['started_at']}, was killed", remedy)
    else:
        yield ok("runs", f"the last one was {run['status']}")
    for row in refused_by_robots(reader):
        what = f"robots.txt forbids {row['refused']} of {row['entries']} pages of {row['feed']}"
        yield warning("robots", what, 'ask the publisher, or take the feed\'s own text: full_text = "feed"')


def _bytes_per_day(reader: Reader, now: datetime) -> float:
    """What the files grow by, by what an article takes of them and how many have come of late."""
    articles = int(reader.value("SELECT count(*) FROM articles"))
    if not articles:
        return 0.0
    size = bytes_of(reader.path) + bytes_of(archive_path(reader.path))
    days = [number for number in growth(reader, now.date()).values() if number]
    return size / articles * sum(days) / (min(GROWTH_DAYS, len(days))) if days else 0.0
