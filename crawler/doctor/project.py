"""Checks of what the operator has set: settings, contact, the feeds file, robots.txt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler import settings as defaults
from crawler.configuration import config, plugins
from crawler.configuration.sources import read_sources
from crawler.doctor.findings import Finding, ok, problem, warning
from crawler.network.credentials import without_credentials
from pipelines.errors import SettingError
from pipelines.language.counted import counted
from pipelines.web.urls import url_key

_ROBOTS = "crawler.network.robots.RobotsMiddleware"
_SETTINGS: tuple[Callable[[BaseSettings], object], ...] = (
    config.run_config,
    config.run_clock,
    plugins.feed_dialects,
    plugins.check_pipelines,
    config.tries,
    config.patience_s,
    config.idle_s,
    config.on_failure,
    config.throttle_limits,
    config.user_agent,
)
FROM_ENVIRONMENT = (
    "COPYDESK_DB", "COPYDESK_FEEDS", "COPYDESK_NOW", "COPYDESK_CONTACT", "COPYDESK_ON_FAILURE", "COPYDESK_SITE_RULES"
)  # fmt: skip
SHOWN = 3
"""Lines and files that a finding names before it only counts."""


def check_settings(settings: BaseSettings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Impossible values, and names that nobody reads."""
    wrong = []
    for read in _SETTINGS:
        try:
            read(settings)
        except SettingError as error:
            wrong.append(problem("settings", str(error), "see docs/settings.md"))
    known = {name for name in vars(defaults) if name.startswith("COPYDESK_")}
    named = sorted(name for name in settings if isinstance(name, str) and name.startswith("COPYDESK_"))
    wrong += [
        warning("settings", f"{name}: there is no such setting", _meant(name, known))
        for name in named
        if name not in known
    ]
    for name in sorted(name for name in environment if name.startswith("COPYDESK_") and name not in FROM_ENVIRONMENT):
        remedy = f"give it as -s {name}=..." if name in known else _meant(name, set(FROM_ENVIRONMENT))
        wrong.append(warning("settings", f"{name} stands in the environment, where nobody reads it", remedy))
    if str(settings.get("COPYDESK_NOW") or ""):
        wrong.append(
            warning("settings", "COPYDESK_NOW is set: the run's clock is not the real one", "unset it for real crawls")
        )
    yield from wrong or [ok("settings", "every value is possible")]


def check_contact(settings: BaseSettings) -> Iterator[Finding]:
    """Whether publishers can write to somebody."""
    contact = str(settings.get("COPYDESK_CONTACT") or "").strip()
    if contact:
        yield ok("contact", f"publishers see {config.user_agent(settings)}")
    else:
        remedy = "export COPYDESK_CONTACT=you@example.org (or your web page)"
        yield warning("contact", "COPYDESK_CONTACT is not set: publishers cannot tell whom to write to", remedy)


def check_feeds_file(path: Path) -> Iterator[Finding]:
    """Whether it can be read, and what stands in it twice."""
    try:
        sources = read_sources(path)
    except SettingError as error:
        yield problem("feeds file", str(error), "docs: README.md, Follow your own feeds")
        return
    followed = [source for source in sources if source.enabled]
    times = Counter(url_key(source.url) for source in sources)
    twice = sorted({without_credentials(source.url) for source in sources if times[url_key(source.url)] > 1})
    if not followed:
        yield problem("feeds file", f"{path} names no feed to follow", "add one: a [[feeds]] table with its url")
        return
    off = f", {len(sources) - len(followed)} switched off" if len(followed) < len(sources) else ""
    yield ok("feeds file", f"{path} names {counted(len(followed), 'feed')}{off}")
    if twice:
        more = f" and {len(twice) - 3} more" if len(twice) > 3 else ""
        remedy = "leave one of each: the others are polled for nothing"
        yield warning("feeds file", f"the same feed more than once: {', '.join(twice[:3])}{more}", remedy)


def check_site_rules(settings: BaseSettings) -> Iterator[Finding]:
    """What the folder of site rules says, and which of its lines do nothing; no finding without a folder."""
    try:
        folder = config.site_rules(settings)
    except SettingError:  # a finding of the settings
        return
    if folder is None:
        return
    unused = Counter(line.directive for line in folder.ignored if line.kind == "known")
    also = f"; of no use here: {_counts(unused)}" if unused else ""
    used = _counts(folder.directives) or "nothing"
    yield ok("site rules", f"{counted(len(folder.book.by_host), 'host')}: {used}{also}")
    strange = [line for line in folder.ignored if line.kind == "unknown"]
    if strange:
        lines = "; ".join(f"{line.where}: {line.directive}: {line.why}" for line in strange[:SHOWN])
        more = f" and {len(strange) - SHOWN} more" if len(strange) > SHOWN else ""
        yield warning("site rules", f"lines that do nothing: {lines}{more}", "docs/how-to/overrule-a-cut.md lists them")
    if folder.not_hosts:
        names = ", ".join(folder.not_hosts[:SHOWN])
        more = f" and {len(folder.not_hosts) - SHOWN} more" if len(folder.not_hosts) > SHOWN else ""
        yield warning("site rules", f"not named for a host: {names}{more}", "name them HOST.txt, or .DOMAIN.txt")


def _counts(counted: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counted.items()))


def check_robots(settings: BaseSettings) -> Iterator[Finding]:
    """Whether robots.txt is asked for, and under which name."""
    name = str(settings.get("ROBOTSTXT_USER_AGENT") or "")
    if _ROBOTS not in settings.getdict("DOWNLOADER_MIDDLEWARES"):
        yield problem("robots", "robots.txt is not obeyed", f"put {_ROBOTS} back into DOWNLOADER_MIDDLEWARES")
    elif not name:
        yield problem("robots", "ROBOTSTXT_USER_AGENT is empty", "set it to the name that your User-Agent begins with")
    elif not config.user_agent(settings).lower().startswith(name.lower()):
        remedy = "let both begin with the same name, so that a publisher's rule for it finds you"
        yield warning("robots", f"rules are read for {name}, and USER_AGENT begins otherwise", remedy)
    else:
        yield ok("robots", f"robots.txt is obeyed, by its rules for {name}")


def _meant(name: str, known: set[str]) -> str:
    close = get_close_matches(name, known, 1)
    return f"did you mean {close[0]}?" if close else "docs/settings.md lists them"
