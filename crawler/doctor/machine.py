"""Checks of what a crawl stands on: Python, libraries, the disk, the clock, file limits, proxies."""

from __future__ import annotations

import os
import resource
import shutil
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path
from urllib.parse import urlsplit

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from crawler.doctor.findings import Finding, ok, problem, warning
from crawler.reports.status import human_bytes

LEAST_FREE = 500_000_000
"""Bytes on the disk below which a crawl may fail at any time."""
SOON_DAYS = 7
LATER_DAYS = 90
FILES_PER_REQUEST = 2
FILES_BESIDE = 128
"""Databases, logs, pipes to workers, libraries."""
SKEW = timedelta(minutes=5)
_INSTALL = "in the checkout: .venv/bin/pip install -e ."


def check_versions() -> Iterator[Finding]:
    """Python and the libraries against the floors that pyproject.toml states."""
    try:
        about = metadata("copydesk")
    except PackageNotFoundError:
        yield problem("versions", "copydesk is not installed in this Python", _INSTALL)
        return
    python = ".".join(map(str, sys.version_info[:3]))
    if python not in SpecifierSet(about["Requires-Python"] or ""):
        yield problem(
            "versions", f"Python {python}; {about['Requires-Python']} is needed", "make .venv with a newer one"
        )
    low = list(_too_low([Requirement(text) for text in about.get_all("Requires-Dist") or []]))
    if low:
        yield problem("versions", "; ".join(low), _INSTALL)
    else:
        yield ok("versions", f"copydesk {about['Version']}, Python {python}, and every library as new as it has to be")


def _too_low(requirements: list[Requirement]) -> Iterator[str]:
    for requirement in requirements:
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            yield f"{requirement.name} is not installed"
            continue
        if not requirement.specifier.contains(found, prereleases=True):
            yield f"{requirement.name} is {found}; {requirement.specifier} is needed"


def check_disk(folder: Path, bytes_per_day: float, free: int | None = None) -> Iterator[Finding]:
    """Space for the archive's files. free: bytes, for tests."""
    free = shutil.disk_usage(folder).free if free is None else free
    room = f"{human_bytes(free)} free"
    if not os.access(folder, os.W_OK):
        yield problem("disk", f"{folder} cannot be written to", "change its owner, or name another COPYDESK_DB")
    days = free / bytes_per_day if bytes_per_day > 0 else None
    grows = f"; at {human_bytes(bytes_per_day)} a day that is {days:.0f} days" if days is not None else ""
    remedy = "make room, or drop old raw pages: scrapy prune --pages-older-than 90d --dry-run"
    if free < LEAST_FREE or (days is not None and days < SOON_DAYS):
        yield problem("disk", room + grows, remedy)
    elif days is not None and days < LATER_DAYS:
        yield warning("disk", room + grows, remedy)
    else:
        yield ok("disk", room + ("" if days is None or days > 3650 else grows))


def check_clock(now: datetime, built: datetime, latest: datetime | None, where: str) -> Iterator[Finding]:
    """The machine's time against what is known to be past: when copydesk was installed, and the latest row."""
    remedy = "set the clock (timedatectl set-ntp true)"
    if now < built - SKEW:
        yield problem("clock", f"it says {_day(now)}, and copydesk was installed on {_day(built)}", remedy)
    elif latest is not None and latest > now + SKEW:
        yield problem(
            "clock",
            f"it says {now:%Y-%m-%d %H:%M}, and the database has {where} at {latest:%Y-%m-%d %H:%M}",
            f"{remedy}; if COPYDESK_NOW was used, feeds are asked again when that time has come, or with -a due=all",
        )
    else:
        yield ok("clock", f"{now:%Y-%m-%d %H:%M} UTC, later than everything in the database")


def installed_at() -> datetime:
    """When this copydesk was put here: no honest clock says less."""
    return datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)


def check_files(requests: int, soft_limit: int | None = None) -> Iterator[Finding]:
    """Open files that the process may have. soft_limit: for tests."""
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0] if soft_limit is None else soft_limit
    needed = FILES_PER_REQUEST * requests + FILES_BESIDE
    if soft != resource.RLIM_INFINITY and soft < needed:
        yield problem(
            "file limit",
            f"{soft} open files are allowed; {requests} requests at a time may need {needed}",
            f"ulimit -n {2 * needed} (systemd: LimitNOFILE={2 * needed}), or a smaller CONCURRENT_REQUESTS",
        )
    else:
        yield ok("file limit", f"{'any number of' if soft == resource.RLIM_INFINITY else soft} open files are allowed")


def check_proxies(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Proxies that requests would go through, without passwords."""
    found = {}
    for name in ("http_proxy", "https_proxy"):
        value = environment.get(name) or environment.get(name.upper())
        if value:
            found[name] = value
    for name, value in found.items():
        parts = urlsplit(value if "://" in value else f"http://{value}")
        try:
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if not host:
            yield problem("proxies", f"{name} names no host", f"set it to http://HOST:PORT, or unset {name}")
        else:
            yield ok("proxies", f"{name}: requests go through {host}{f':{port}' if port else ''}")
    if not found:
        yield ok("proxies", "none: sites are asked directly")


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
