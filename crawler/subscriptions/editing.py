"""Feeds added to the feeds file, taken out of it, and taken in from another file: the subcommands that write."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from crawler.configuration.sources import parse_sources, read_text, typed_url
from crawler.subscriptions.adding import ChosenFeed, NoFeed, choose, listed, merge
from crawler.subscriptions.context import DONE, FAILED, REFUSED, CommandContext, complain, say
from crawler.subscriptions.feedsfile import FeedsFile
from crawler.subscriptions.surveying import Survey
from crawler.subscriptions.wording import line
from pipelines.errors import SettingError
from pipelines.language.counted import counted
from pipelines.model import FeedSource
from pipelines.web.urls import url_key


def add(context: CommandContext, opts: argparse.Namespace) -> int:
    """Adds the feeds of addresses. One that is there already leaves the file as it is."""
    wanted = FeedSource(
        url="",
        title=opts.title or None,
        tags=tuple(dict.fromkeys(filter(None, opts.tags))),
        every_minutes=opts.every,
        full_text=opts.full_text,
    )
    urls = list(dict.fromkeys(map(typed_url, opts.urls)))
    if opts.title is not None and len(urls) > 1:
        raise SettingError("--title names one feed; add them one by one")
    file = FeedsFile.load(context.feeds)
    there = [(url, known) for url in urls if (known := file.known(url)) is not None]
    for url, known in there:
        _say_it_is_there(context, url, url, known)
    if there:
        return REFUSED
    choices, status = _choose(context, urls, wanted, is_checked=not opts.no_check)
    return max(status, _write(context, choices, wanted))


def _say_it_is_there(context: CommandContext, typed: str, url: str, known: FeedSource) -> None:
    led = "" if typed == url else f" leads to {line(url)}, which"
    spelled = "" if known.url == url else f", as {known.url}"
    complain(f"{line(typed)}{led} is in {context.feeds} already{spelled}")


def _choose(
    context: CommandContext, urls: list[str], wanted: FeedSource, *, is_checked: bool
) -> tuple[list[ChosenFeed], int]:
    """The feeds of the addresses, and the exit status so far."""
    if not is_checked:
        return [ChosenFeed(typed=url, url=url) for url in urls], DONE
    from crawler.subscriptions.discovery import discover

    surveys = [Survey(url, thorough=False) for url in urls]
    discover(context.settings, surveys)
    choices, status = [], DONE
    for survey in surveys:
        chosen = choose(survey, wanted, context.now())
        if isinstance(chosen, NoFeed):
            complain(f"{line(chosen.typed)} is not added: {chosen.why}; --no-check adds it all the same")
            status = FAILED
        else:
            choices.append(chosen)
    return choices, status


def _write(context: CommandContext, choices: Iterable[ChosenFeed], wanted: FeedSource) -> int:
    """Adds the feeds to the file as it stands now: it may have been edited while they were asked."""
    file, status = FeedsFile.load(context.feeds), DONE
    added: dict[str, ChosenFeed] = {}
    for choice in choices:
        duplicate = added.get(url_key(choice.url))
        known = file.known(choice.url) or (listed(duplicate, wanted) if duplicate else None)
        if known is not None:
            _say_it_is_there(context, choice.typed, choice.url, known)
            status = REFUSED
        else:
            added[url_key(choice.url)] = choice
    if added:
        file = file.added([listed(choice, wanted) for choice in added.values()])
        file.save()
        for choice in added.values():
            say(f"added  {choice.url}")
            for note in choice.notes:
                say(f"       {note}")
        say(f"{context.feeds} names {counted(len(file.sources), 'feed')} now; scrapy crawl feeds fetches what is new")
        _complain_of_loss(file, [wanted])
    return status


def _complain_of_loss(file: FeedsFile, sources: Iterable[FeedSource]) -> None:
    if file.format == "text" and any(source != FeedSource(url=source.url) for source in sources):
        complain(f"{file.path} is a list of URLs: titles, tags and settings have no place there")


def remove(context: CommandContext, opts: argparse.Namespace) -> int:
    """Takes feeds out of the file: all of them, or none where one of the URLs is not there."""
    read_text(context.feeds)  # says so where there is no such file
    file = FeedsFile.load(context.feeds)
    found = [(url, file.spellings(url) or file.spellings(_with_scheme(url))) for url in dict.fromkeys(opts.urls)]
    unclear = [_what_is_unclear(file, url, sources) for url, sources in found if len(sources) != 1]
    for what in unclear:
        complain(what)
    if unclear:
        return REFUSED
    gone = list(dict.fromkeys(sources[0] for _, sources in found))
    left = file.without(gone)
    left.save()
    for source in gone:
        say(f"removed  {source.url}")
    say(f"The archive keeps what it has of {'it' if len(gone) == 1 else 'them'}.")
    if not left.sources:
        say(f"{context.feeds} names no feeds now; add one before the next crawl.")
    return DONE


def _what_is_unclear(file: FeedsFile, url: str, sources: tuple[FeedSource, ...]) -> str:
    if sources:
        return f"{line(url)} may be {' or '.join(source.url for source in sources)}; say which"
    near = file.nearest(url)
    return f"{file.path} has no feed {line(url)}" + (f"; did you mean {near}?" if near else "")


def _with_scheme(url: str) -> str:
    try:
        return typed_url(url)
    except SettingError:
        return url


def take_in(context: CommandContext, opts: argparse.Namespace) -> int:
    """Adds the feeds of another file that are not there yet."""
    file = FeedsFile.load(context.feeds)
    merged = merge(file, _read_list(context, Path(opts.file)))
    if opts.dry_run:
        for source in merged.new:
            say(f"would add  {source.url}" + (f"  [{line(', '.join(source.tags))}]" if source.tags else ""))
    elif merged.new:
        file.added(merged.new).save()
    counts = [f"{counted(len(merged.new), 'feed')} {'would be ' if opts.dry_run else ''}added to {context.feeds}"]
    if merged.known:
        counts.append(f"{len(merged.known)} there already")
    if merged.repeated:
        counts.append(f"{len(merged.repeated)} twice in {opts.file}")
    say("; ".join(counts))
    _complain_of_loss(file, merged.new)
    return DONE


def _read_list(context: CommandContext, path: Path) -> tuple[FeedSource, ...]:
    """The feeds of a file to import. Raises SettingError."""
    if not path.is_file():
        raise SettingError(f"{path}: there is no such file")
    if context.feeds.exists() and path.samefile(context.feeds):
        raise SettingError(f"{path} is the feeds file itself; COPYDESK_FEEDS names the file that feeds are added to")
    sources = parse_sources(path, read_text(path))
    if not sources:
        raise SettingError(f"{path} names no feeds")
    return sources
