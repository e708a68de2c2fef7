#!/usr/bin/env python3
"""The baseline of throughput.py: Scrapy, feedparser, trafilatura and sqlite-utils, put together in one sitting.

    naive.py FEEDS.txt NEWS.db          http_proxy is honoured

No worker processes, no account of what was cut or refused, no memory of what was in flight: that is the comparison.
"""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import feedparser
import scrapy
import sqlite_utils
import trafilatura
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

FEEDS, DATABASE = (Path(argument) for argument in sys.argv[1:3])


class ArticleTable:
    """Upserts each article as it comes."""

    def open_spider(self) -> None:
        self.db = sqlite_utils.Database(DATABASE)
        self.db.enable_wal()

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        self.db["articles"].upsert(item, pk="url")
        return item

    def close_spider(self) -> None:
        self.db.close()


class NaiveSpider(scrapy.Spider):
    """Feeds, then their links."""

    name = "naive"

    async def start(self) -> AsyncIterator[Any]:
        for url in FEEDS.read_text("utf-8").split():
            yield scrapy.Request(url, self.parse_feed)

    def parse_feed(self, response: Response) -> Iterator[Any]:
        if response.url.endswith(".json"):
            links = [item["url"] for item in response.json()["items"]]
        else:
            links = [entry.link for entry in feedparser.parse(io.BytesIO(response.body)).entries]
        for link in links:
            yield response.follow(link, self.parse_article)

    def parse_article(self, response: Response) -> Iterator[dict[str, Any]]:
        document = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
        if document is not None and document.text:
            yield {
                "url": response.url,
                "headline": document.title,
                "authors": document.author,
                "date_published": document.date,
                "article_body": document.text,
            }


if __name__ == "__main__":
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    process = CrawlerProcess(
        {
            "LOG_LEVEL": "WARNING",
            "ROBOTSTXT_OBEY": True,
            "CONCURRENT_REQUESTS": 32,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
            "DOWNLOAD_DELAY": 0,
            "ITEM_PIPELINES": {ArticleTable: 100},
            "REMOTE_CONTROL_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(NaiveSpider)
    process.start()
