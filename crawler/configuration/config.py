"""The settings of a run, read once and checked: what Scrapy's settings mean to a run."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from scrapy.settings import BaseSettings

from pipelines.clock import Clock
from pipelines.errors import SettingError

if TYPE_CHECKING:  # each command reads some setting, and only a crawl needs all of these
    from crawler.configuration.siterules import Folder
    from crawler.scheduling.throttle import Limits
    from pipelines.model import RevisitMode
    from pipelines.reading.overrides import RuleBook
    from pipelines.run.run import RunConfig

CONTACT_PLACE = "{contact}"
PROJECT_PAGE = "contact not set"


def run_config(settings: BaseSettings) -> RunConfig:
    """The settings that a run has. Raises SettingError naming the setting."""
    from crawler import feeds
    from crawler.configuration import plugins
    from pipelines.run.run import RunConfig

    own = RunConfig(
        db=Path(_text(settings, "COPYDESK_DB")),
        workers=int(_number(settings, "COPYDESK_WORKERS", at_least=0)),
        page_deadline_s=_number(settings, "COPYDESK_PAGE_DEADLINE_S", at_least=0.1),
        page_memory_mb=int(_number(settings, "COPYDESK_PAGE_MEMORY_MB", at_least=64)),
        feed_deadline_s=_number(settings, "COPYDESK_FEED_DEADLINE_S", at_least=0.1),
        commit_rows=int(_number(settings, "COPYDESK_COMMIT_ROWS", at_least=1)),
        commit_s=_number(settings, "COPYDESK_COMMIT_S", at_least=0.0),
        synchronous=_synchronous(settings),
        lock_wait_s=_number(settings, "COPYDESK_LOCK_WAIT_S", at_least=0.0),
        story_window_days=int(_number(settings, "COPYDESK_STORY_WINDOW_DAYS", at_least=0)),
        revisit=_recheck(settings),
        rules=rule_book(settings),
        extractor=plugins.extractor(settings),
        make_workers=plugins.workers_factory(settings),
    )
    return replace(own, preload=(*own.preload, *feeds.PRELOAD, *plugins.modules(settings)))


def site_rules(settings: BaseSettings) -> Folder | None:
    """What a person has written down about sites; None without a folder. Raises SettingError naming file and line."""
    folder = str(settings.get("COPYDESK_SITE_RULES") or "").strip()
    if not folder:
        return None
    from crawler.configuration.siterules import read_site_rules

    return read_site_rules(Path(folder))


def rule_book(settings: BaseSettings) -> RuleBook:
    """The same as it is asked page by page; empty without a folder."""
    from pipelines.reading.overrides import RuleBook

    folder = site_rules(settings)
    return folder.book if folder is not None else RuleBook()


def run_clock(settings: BaseSettings) -> Clock:
    """The clock that COPYDESK_NOW asks for. Raises SettingError."""
    return Clock.from_setting(str(settings.get("COPYDESK_NOW") or ""))


def user_agent(settings: BaseSettings) -> str:
    """USER_AGENT with the operator's contact address in it, so that a publisher can write to somebody."""
    contact = str(settings.get("COPYDESK_CONTACT") or "").strip() or PROJECT_PAGE
    return str(settings["USER_AGENT"]).replace(CONTACT_PLACE, contact)


def tries(settings: BaseSettings) -> int:
    """How often a page is asked for in one run, the first time included."""
    return int(_number(settings, "COPYDESK_TRIES", at_least=1))


def patience_s(settings: BaseSettings) -> float:
    """How long a run waits, in seconds, for a page whose host asked for time."""
    return _number(settings, "COPYDESK_PATIENCE_S", at_least=0)


def idle_s(settings: BaseSettings) -> float:
    """How long a crawl that stays until it is idle waits for the next thing to do."""
    return _number(settings, "COPYDESK_IDLE_S", at_least=0)


def on_failure(settings: BaseSettings) -> tuple[str, ...]:
    """The command that is told of a run that ends badly, by words; empty for none."""
    text = str(settings.get("COPYDESK_ON_FAILURE") or "")
    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        raise SettingError(f"COPYDESK_ON_FAILURE: {text!r} is no command: {error}") from None


def throttle_limits(settings: BaseSettings) -> Limits:
    """How fast hosts are asked."""
    from crawler.scheduling.throttle import Limits

    return Limits(
        places=int(_number(settings, "CONCURRENT_REQUESTS", at_least=1)),
        per_host=int(_number(settings, "CONCURRENT_REQUESTS_PER_DOMAIN", at_least=1)),
        delay_s=_number(settings, "DOWNLOAD_DELAY", at_least=0),
    )


def _text(settings: BaseSettings, name: str) -> str:
    value = str(settings.get(name) or "").strip()
    if not value:
        raise SettingError(f"{name} is empty")
    return value


def _number(settings: BaseSettings, name: str, *, at_least: float) -> float:
    raw = settings.get(name)
    try:
        value = float(raw)
    except (TypeError, ValueError):
        raise SettingError(f"{name} must be a number, not {raw!r}") from None
    if not at_least <= value < float("inf"):
        raise SettingError(f"{name} must be at least {at_least:g}, not {raw!r}")
    return value


def _synchronous(settings: BaseSettings) -> Literal["NORMAL", "FULL"]:
    value = str(settings.get("COPYDESK_SYNCHRONOUS")).upper()
    if value not in {"NORMAL", "FULL"}:
        raise SettingError(f"COPYDESK_SYNCHRONOUS must be NORMAL or FULL, not {value!r}")
    return cast("Literal['NORMAL', 'FULL']", value)


def _recheck(settings: BaseSettings) -> RevisitMode:
    from pipelines.following.revisits import SERIES

    value = str(settings.get("COPYDESK_RECHECK")).lower()
    if value not in SERIES:
        raise SettingError(f"COPYDESK_RECHECK must be {', '.join(SERIES)}; not {value!r}")
    return cast("RevisitMode", value)
