"""How an archive is doing, told on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import dropwhile

from rich.console import Console, Group, RenderableType
from rich.text import Text

from crawler.reports.tables import section, table
from pipelines.language.counted import counted
from pipelines.store.overview import Overview, RunLine

MOST_FEEDS = 20
"""Feeds in trouble that are shown; --json has all."""
BAR = 40
"""Columns of the longest bar."""


def show_status(overview: Overview, console: Console) -> None:
    """Prints the overview."""
    console.print(Text(overview.database, style="bold"))
    console.print(Text(f"  {_totals(overview)}\n"), soft_wrap=True)
    width = console.width - 2
    section(console, "Last runs", _runs(overview, width))
    section(console, "Feeds in trouble", _trouble(overview, width))
    if overview.held:
        rows = [(row["host"], _moment(row["held_until"]), row["reason"]) for row in overview.held]
        section(console, "Hosts that asked for time", table(("host", "until (UTC)", "why"), rows, width, flexible=0))
    section(console, "Entries", Text(_entries(overview)))
    growth = dict(dropwhile(lambda of_day: not of_day[1], overview.growth.items()))
    section(console, "New articles a day", _growth(growth) if growth else Text(f"none in {len(overview.growth)} days"))


def human_bytes(size: float) -> str:
    """A size as people say it.

    >>> human_bytes(900), human_bytes(1_234_567), human_bytes(20e9)
    ('900 B', '1.2 MB', '20.0 GB')
    """
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} B" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def human_duration(duration: timedelta) -> str:
    """A duration as people say it.

    >>> human_duration(timedelta(seconds=4)), human_duration(timedelta(minutes=75))
    ('4 s', '1 h 15 min')
    """
    seconds = round(duration.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    minutes, hours = seconds // 60, seconds // 3600
    return f"{minutes} min" if not hours else f"{hours} h {minutes % 60} min"


def _totals(overview: Overview) -> str:
    files = f"{human_bytes(overview.database_bytes)} of rows, {human_bytes(overview.pages_bytes)} of raw pages"
    state = "a crawl is running" if overview.running else "no crawl is running"
    return f"{counted(overview.articles, 'article')} from {counted(overview.feeds, 'feed')}; {files}; {state}"


def _runs(overview: Overview, width: int) -> RenderableType:
    headings = ("run", "spider", "started (UTC)", "took", "polls", "entries", "new", "refused", "ended")
    rows = [
        (
            str(run.id),
            run.spider,
            f"{run.started_at:%Y-%m-%d %H:%M}",
            human_duration(run.finished_at - run.started_at) if run.finished_at else "",
            str(run.total("polls")),
            str(run.counts.get("entries.new", 0)),
            str(run.counts.get("pages.new", 0)),
            str(run.total("rejections")),
            _ended(run, running=overview.running),
        )
        for run in overview.runs
    ]
    made = table(headings, rows, width, flexible=8, numbers=(0, 3, 4, 5, 6, 7))
    last = overview.last_ended
    if last is None or last.status != "failed":
        return made
    return Group(made, Text(f"The last run failed: {last.reason}", style="bold red"))


def _ended(run: RunLine, *, running: bool) -> str:
    if run.status == "running":
        return "running" if running else "killed"
    return run.status if run.status == "finished" or not run.reason else f"{run.status}: {run.reason}"


def _trouble(overview: Overview, width: int) -> RenderableType:
    rows = [
        (row["url"], row["concern"], _moment(row["last_fetch_success"]) or "never", _moment(row["next_fetch_attempt"]))
        for row in overview.trouble[:MOST_FEEDS]
    ]
    if not rows:
        return Text("none")
    headings = ("feed", "concern", "last answered (UTC)", "asked next (UTC)")
    made = table(headings, rows, width, flexible=0)
    more = len(overview.trouble) - len(rows)
    return Group(made, Text(f"and {more} more: scrapy status --json")) if more > 0 else made


def _entries(overview: Overview) -> str:
    states = overview.entries
    waiting = states.get("waiting", 0)
    later = f", {waiting - overview.due} of them later" if waiting > overview.due else ""
    parts = [f"{states.get('done', 0)} filed", f"{states.get('refused', 0)} refused", f"{waiting} waiting{later}"]
    parts += [f"{states[name]} {word}" for name, word in (("leased", "under way"), ("held", "held")) if name in states]
    return ", ".join(parts)


def _growth(growth: Mapping[str, int]) -> RenderableType:
    most = max(growth.values(), default=0)
    lines = []
    for day, number in growth.items():
        bar = "█" * max(int(number > 0), round(BAR * number / most)) if most else ""
        lines.append(Text.assemble(f"{day}  {number:>6}  ", (bar, "green")))
    return Group(*lines)


def _moment(text: str | None) -> str:
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}" if text else ""
