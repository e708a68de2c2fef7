"""The subcommands of `scrapy feeds`: each takes its options, prints its answer, and returns an exit status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from scrapy.settings import Settings

from crawler.configuration.sources import read_sources, typed_url
from crawler.subscriptions.context import DONE, FAILED, CommandContext, complain, hint, say, say_json
from crawler.subscriptions.editing import add, remove, take_in
from crawler.subscriptions.exports import Export, Exported, export, format_for, unheld
from crawler.subscriptions.feedsfile import FeedsFile, write_whole
from crawler.subscriptions.standings import selected, standings, summary
from crawler.subscriptions.surveying import Finding, FoundFeed, Survey
from crawler.subscriptions.tables import show_standings, show_survey
from crawler.subscriptions.wording import line
from pipelines.errors import SettingError
from pipelines.language.counted import counted
from pipelines.model import FeedSource
from pipelines.store.health import read_health


def act(name: str, settings: Settings, opts: argparse.Namespace) -> int:
    """Runs a subcommand. Raises CopydeskError."""
    return _ACTIONS[name](CommandContext(settings), opts)


# ----------------------------------------------------------------------------------------------------------- discover


def _discover(context: CommandContext, opts: argparse.Namespace) -> int:
    from crawler.subscriptions.discovery import discover

    survey = Survey(typed_url(opts.url))
    hint(f"asking {survey.given} and where its site may have feeds ...")
    discover(context.settings, [survey])
    if opts.as_json:
        say_json(_survey_data(survey))
    else:
        for text in show_survey(survey, context.now()):
            say(text)
    return DONE if survey.feeds() else FAILED


def _survey_data(survey: Survey) -> dict[str, Any]:
    return {
        "url": survey.given,
        "feeds": [_found_data(feed) for feed in survey.feeds()],
        "tried": [_finding_data(finding) for finding in survey.rest()],
    }


def _found_data(feed: FoundFeed) -> dict[str, Any]:
    from crawler.subscriptions.explaining import facts_data

    return {"url": feed.url, "evidence": feed.finding.lead.evidence, "also_at": feed.also_at} | facts_data(feed.facts)


def _finding_data(finding: Finding) -> dict[str, Any]:
    problem = finding.problem or "a list of pages, not of news"
    return {"url": finding.url, "evidence": finding.lead.evidence, "http_status": finding.status, "problem": problem}


# ------------------------------------------------------------------------------------------------ export, list, check


def _export(context: CommandContext, opts: argparse.Namespace) -> int:
    target = Path(opts.file) if opts.file not in (None, "-") else None
    if target is not None and target.exists() and context.feeds.exists() and target.samefile(context.feeds):
        raise SettingError(f"{target} is the feeds file itself; export it to another file")
    form: Export = opts.form or format_for(target)
    feeds = _to_export(context)
    text = export(feeds, form)
    if target is None:
        sys.stdout.write(text)
    else:
        write_whole(target, text.encode())
        say(f"{target} has {counted(len(feeds), 'feed')}")
    if lost := unheld(feeds, form):
        complain(f"{form} has no room for all that {counted(lost, 'feed')} of {context.feeds} state; --format toml has")
    return DONE


def _to_export(context: CommandContext) -> Sequence[Exported]:
    titles, homepages = {}, {}
    for feed in read_health(context.db):
        titles[feed.url], homepages[feed.url] = feed.title, feed.homepage
    return [
        Exported(source=source, title=source.title or titles.get(source.url), homepage=homepages.get(source.url))
        for source in read_sources(context.feeds)
    ]


def _list(context: CommandContext, opts: argparse.Namespace) -> int:
    feeds = standings(read_sources(context.feeds), read_health(context.db))
    shown = selected(feeds, only=opts.only, trouble=opts.trouble)
    if opts.as_json:
        say_json([feed.as_data() for feed in shown])
        return DONE
    if shown:
        sys.stdout.write(show_standings(shown, context.now()))
    without_db = "" if context.db.exists() else f"; {context.db} is not there yet, the first crawl makes it"
    sys.stdout.flush()
    sys.stderr.write(f"{summary(feeds)}{without_db}\n")
    return DONE


def _check(context: CommandContext, opts: argparse.Namespace) -> int:
    from crawler.subscriptions.checking import check
    from crawler.subscriptions.explaining import as_data, explain

    sources = _to_check(context, opts.urls)
    hint(f"asking {counted(len(sources), 'feed')} ...")
    checks = check(context.settings, context.db, sources, afresh=opts.afresh)
    now = context.now()
    failed = sum(each.has_failed for each in checks)
    if opts.as_json:
        say_json([as_data(each, now) for each in checks])
        return FAILED if failed else DONE
    for each in checks:
        say(line(each.source.url))
        for label, text in explain(each, now):
            say(f"  {label:<10}  {text}".rstrip())
        say("")
    say(f"{counted(len(checks), 'feed')} checked, {failed} failed; nothing was stored")
    return FAILED if failed else DONE


def _to_check(context: CommandContext, urls: list[str]) -> list[FeedSource]:
    """The feeds of these URLs as the feeds file has them, else as they would be in it; all of the file without any."""
    if not urls:
        return list(read_sources(context.feeds))
    sources = read_sources(context.feeds) if context.feeds.exists() else ()
    file = FeedsFile(path=context.feeds, format="toml", text="", sources=sources)
    typed = dict.fromkeys(map(typed_url, urls))
    return list(dict.fromkeys(file.known(url) or FeedSource(url=url) for url in typed))


_ACTIONS: dict[str, Callable[[CommandContext, argparse.Namespace], int]] = {
    "discover": _discover,
    "add": add,
    "remove": remove,
    "import": take_in,
    "export": _export,
    "list": _list,
    "check": _check,
}
