#!/usr/bin/env python3
"""The baseline of many_feeds.py: a Scrapy spider that asks for each URL once and does nothing with the answers.

    bare.py FEEDS.txt CONCURRENT_REQUESTS          http_proxy is honoured

It asks `If-None-Match: *`, so that its answers are 304, like those of a poller with nothing new: the floor.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

FEEDS, AT_ONCE = sys.argv[1:3]


class BareSpider(scrapy.Spider):
    """Every URL, once."""

    name = "bare"
    handle_httpstatus_list = (304,)

    async def start(self) -> AsyncIterator[Any]:
        for url in Path(FEEDS).read_text("utf-8").split():
            yield scrapy.Request(url, headers={"If-None-Match": "*"}, dont_filter=True)

    def parse(self, response: Response) -> None:
        """Nothing."""


if __name__ == "__main__":
    process = CrawlerProcess(
        {
            "LOG_LEVEL": "WARNING",
            "ROBOTSTXT_OBEY": False,
            "CONCURRENT_REQUESTS": int(AT_ONCE),
            "DOWNLOAD_DELAY": 0,
            "REMOTE_CONTROL_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(BareSpider)
    process.start()
