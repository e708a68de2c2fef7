"""All that the doctor looks at, and its findings on the terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text
from scrapy.settings import Settings

from crawler.configuration.sources import read_sources
from crawler.doctor.archive import check_archive
from crawler.doctor.findings import Finding
from crawler.doctor.machine import (
    check_clock,
    check_disk,
    check_files,
    check_proxies,
    check_versions,
    installed_at,
)
from crawler.doctor.project import check_contact, check_feeds_file, check_robots, check_settings, check_site_rules
from crawler.scheduling.throttle import LENT
from pipelines.clock import Clock
from pipelines.errors import SettingError

_MARKS = {"ok": ("ok", "green"), "warning": ("warning", "yellow"), "problem": ("PROBLEM", "bold red")}


def check_all(settings: Settings, db: Path, *, thorough: bool) -> Iterator[Finding]:
    """The findings of all checks that need no network."""
    now = _now(settings)
    yield from check_versions()
    yield from check_settings(settings, os.environ)
    yield from check_contact(settings)
    yield from check_feeds_file(Path(str(settings["COPYDESK_FEEDS"])))
    yield from check_site_rules(settings)
    yield from check_robots(settings)
    known = check_archive(db, now, thorough=thorough)
    yield from known.findings
    if db.parent.is_dir():
        yield from check_disk(db.parent, known.bytes_per_day)
    yield from check_clock(now, installed_at(), known.latest.moment, known.latest.where)
    yield from check_files((1 + LENT) * max(1, _places(settings)))
    yield from check_proxies(os.environ)


def poll_first(settings: Settings) -> list[Finding]:
    """The first feed, asked once; nothing where there is none."""
    from crawler.doctor.poll import poll

    try:
        sources = read_sources(Path(str(settings["COPYDESK_FEEDS"])))
    except SettingError:
        return []
    url = next((source.url for source in sources if source.enabled), None)
    return poll(url, settings) if url is not None else []


def show_findings(findings: list[Finding], console: Console) -> None:
    """Prints the findings, and what to do below each."""
    for finding in findings:
        mark, style = _MARKS[finding.level]
        console.print(Text.assemble((f"{mark:<8}", style), f" {finding.check}: {finding.what}"), soft_wrap=True)
        if finding.remedy:
            console.print(Text(f"{'':<9}-> {finding.remedy}"), soft_wrap=True)
    levels = [finding.level for finding in findings]
    console.print(f"\nproblems: {levels.count('problem')}, warnings: {levels.count('warning')}")


def _now(settings: Settings) -> datetime:
    try:
        return Clock.from_setting(str(settings.get("COPYDESK_NOW") or "")).now()
    except SettingError:  # a finding of its own
        return datetime.now(UTC)


def _places(settings: Settings) -> int:
    try:
        return settings.getint("CONCURRENT_REQUESTS")
    except (TypeError, ValueError):  # a finding of its own
        return 1
