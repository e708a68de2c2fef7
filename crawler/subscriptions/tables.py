"""Feeds on a terminal: a table in colours; elsewhere plain columns, one line a feed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.subscriptions.standings import Standing
from crawler.subscriptions.surveying import FoundFeed, Survey
from crawler.subscriptions.wording import facts_in_words, line, span, when
from pipelines.language.counted import counted

_COLOURS = {"failing": "red", "gone": "red", "new": "cyan", "paused": "dim", "unlisted": "dim"}
_HEADINGS = ("state", "last new", "interval", "next", "failures", "entries", "filed")
MOST_IN_COLOURS = 1000


def show_standings(feeds: Sequence[Standing], now: datetime) -> str:
    """The feeds as text, for the terminal that is there."""
    if sys.stdout.isatty() and len(feeds) <= MOST_IN_COLOURS:
        return _rendered(_table(feeds, now))
    headings = (*_HEADINGS, "feed", "title", "concern")
    return _columns([headings, *(_plain_row(feed, now) for feed in feeds)])


def _numbers(feed: Standing, now: datetime) -> tuple[str, ...]:
    health = feed.health
    if health is None:
        return (feed.state, "-", "-", "-", "-", "-", "-")
    share = feed.share_filed
    next_at = health.next_fetch_attempt
    waits = feed.state in ("active", "failing")
    return (
        feed.state,
        when(health.last_new_entry, now),
        span(health.interval_minutes * 60) if health.interval_minutes else "-",
        ("due" if next_at is None or next_at <= now else when(next_at, now)) if waits else "-",
        str(health.consecutive_failures),
        str(health.entries),
        "-" if share is None else f"{share:.0%}",
    )


def _table(feeds: Sequence[Standing], now: datetime) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for heading in _HEADINGS:
        table.add_column(heading, no_wrap=True, justify="left" if heading == "state" else "right")
    table.add_column("feed", overflow="fold", ratio=1)
    for feed in feeds:
        state, *numbers = _numbers(feed, now)
        name = Text(line(feed.title or ""))
        name.append(("\n" if feed.title else "") + line(feed.url), style="dim" if feed.title else "")
        if feed.concern:
            name.append("\n" + line(feed.concern), style="yellow")
        table.add_row(Text(state, style=_COLOURS.get(state, "green")), *numbers, name)
    return table


def _plain_row(feed: Standing, now: datetime) -> tuple[str, ...]:
    return (*_numbers(feed, now), line(feed.url), line(feed.title or ""), line(feed.concern or ""))


def _columns(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows as aligned columns, nothing folded. rich needs a minute for 20,000 of them, this a second."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return "".join(
        "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        + "\n"
        for row in rows
    )


def _rendered(table: Table) -> str:
    """For the terminal, in its width and colours."""
    with (console := Console(markup=False, emoji=False, highlight=False)).capture() as capture:
        console.print(table)
    return "".join(f"{row.rstrip()}\n" for row in capture.get().splitlines())


def show_survey(survey: Survey, now: datetime) -> Iterator[str]:
    """What a survey found, in lines."""
    feeds, rest = survey.feeds(), survey.rest()
    page = survey.page
    if page is not None and page.facts is None:
        state = f"could not be read: {line(page.problem)}" if page.reason else "is a page"
        yield f"{line(survey.given)} {state}"
    for feed in feeds:
        yield ""
        yield from _found(feed, now)
    refused = [finding for finding in rest if finding.reason == "robots"]
    tried = [finding for finding in rest if finding.lead.evidence != "given"]
    yield ""
    if refused:
        yield f"Not asked, robots.txt forbids it: {' '.join(line(finding.url) for finding in refused)}"
    if feeds:
        yield f"To follow one:  scrapy feeds add {line(feeds[0].url)}"
    else:
        yield f"No feed was found; {counted(len(tried) + 1, 'address', 'addresses')} tried."


def _found(feed: FoundFeed, now: datetime) -> Iterator[str]:
    evidence = {"given": "the address itself", "usual place": "in a usual place", "sitemap": "named in robots.txt"}
    found = feed.finding.lead.evidence
    yield f"{line(feed.url)}  ({evidence.get(found, found)})"
    if feed.facts.title:
        yield f"    {line(feed.facts.title)}"
    yield f"    {facts_in_words(feed.facts, now)}"
    yield from (f"    problem: {line(problem)}" for problem in feed.facts.problems)
    if feed.also_at:
        yield f"    the same at {' '.join(map(line, feed.also_at))}"
