"""A small crawl of a command: our settings and middlewares, without the display."""

from __future__ import annotations

from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.configuration import config, plugins
from crawler.network.addresses import SETTING, AllowedAddresses
from pipelines.errors import CopydeskError

NO_ROWS = "scrapy.pipelines.ItemPipelineManager"
"""The processor of a spider whose items are no rows."""
MEMORY_LIMIT = "scrapy.extensions.memusage.MemoryUsage"


def check_settings(settings: Settings) -> None:
    """Raises SettingError for whatever would make the crawl fail later."""
    config.run_config(settings)
    config.run_clock(settings)
    plugins.feed_dialects(settings)
    config.tries(settings)
    config.patience_s(settings)
    config.throttle_limits(settings)
    AllowedAddresses.from_setting(settings.getlist(SETTING))


def crawl(settings: Settings, spider: type[Spider], *, processor: str = NO_ROWS, **given: Any) -> None:
    """Runs a spider to its end; once in a process, as Twisted has it. Raises CopydeskError where it could not start.

    processor: ITEM_PROCESSOR. The user's own pipelines and exports have no part in it.
    """
    own = settings.copy()
    own.set("EXTENSIONS", {MEMORY_LIMIT: 200}, priority="cmdline")
    own.set("ITEM_PROCESSOR", processor, priority="cmdline")
    own.set("ITEM_PIPELINES", {}, priority="cmdline")
    own.set("USER_AGENT", config.user_agent(settings), priority="cmdline")
    process = AsyncCrawlerProcess(own)
    process.crawl(spider, **given)
    process.start()
    if process.bootstrap_failed:
        raise CopydeskError("the requests could not be started; -L DEBUG says more")
