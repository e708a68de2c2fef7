"""Feeds on a terminal: a table in colours; elsewhere plain columns, one line a feed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.subscriptions.standings import Standing
from crawler.subscriptions.surveying import FoundFeed, Survey
from crawler.subscriptions.wording import counted, facts_in_words, line, span, when

_COLOURS = {"failing": "red", "gone": "red", "new": "cyan", "paused": "dim", "unlisted": "dim"}
_HEADINGS = ("state", "last new", "interval", "next", "failures", "entries", "filed")
_FAR_WIDE = 10_000
"""Columns of what does not go to a terminal: nothing is folded."""


def show_standings(feeds: Sequence[Standing], now: datetime) -> str:
    """The feeds as text, for the terminal that is there."""
    if sys.stdout.isatty():
        return _rendered(_table(feeds, now), width=None)
    return _rendered(_columns(feeds, now), width=_FAR_WIDE)


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


def _columns(feeds: Sequence[Standing], now: datetime) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in (*_HEADINGS, "feed", "title", "concern"):
        table.add_column(heading, no_wrap=True)
    for feed in feeds:
        texts = (feed.url, feed.title or "", feed.concern or "")
        table.add_row(*_numbers(feed, now), *(Text(line(text)) for text in texts))
    return table


def _rendered(table: Table, *, width: int | None) -> str:
    """width: None for that of the terminal, with its colours."""
    if width is None:
        with (console := Console(markup=False, emoji=False, highlight=False)).capture() as capture:
            console.print(table)
        text = capture.get()
    else:
        page = StringIO()
        Console(file=page, width=width, markup=False, emoji=False, highlight=False, no_color=True).print(table)
        text = page.getvalue()
    return "".join(f"{row.rstrip()}\n" for row in text.splitlines())


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
