"""Every default that copydesk sets; docs/settings.md explains each. Change one with `-s NAME=VALUE`."""

from __future__ import annotations

import os

BOT_NAME = "copydesk"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"

# ------------------------------------------------------------------------------------- ours; the first six also
# stand in the environment, for cron and systemd
COPYDESK_DB = os.environ.get("COPYDESK_DB", "news.db")
COPYDESK_FEEDS = os.environ.get("COPYDESK_FEEDS", "feeds.toml")
COPYDESK_NOW = os.environ.get("COPYDESK_NOW", "")
COPYDESK_CONTACT = os.environ.get("COPYDESK_CONTACT", "")
COPYDESK_ON_FAILURE = os.environ.get("COPYDESK_ON_FAILURE", "")
COPYDESK_SITE_RULES = os.environ.get("COPYDESK_SITE_RULES", "")
COPYDESK_EXTRACTOR = ""
COPYDESK_WORKERS = 0
COPYDESK_WORKERS_FACTORY = "pipelines.workers.pool.WorkerPool"
COPYDESK_PAGE_DEADLINE_S = 20.0
COPYDESK_PAGE_MEMORY_MB = 512
COPYDESK_FEED_DEADLINE_S = 20.0
COPYDESK_FEED_DIALECTS: list[str] = []
COPYDESK_COMMIT_ROWS = 200
COPYDESK_COMMIT_S = 1.0
COPYDESK_SYNCHRONOUS = "NORMAL"
COPYDESK_LOCK_WAIT_S = 30.0
COPYDESK_TRIES = 3
COPYDESK_PATIENCE_S = 60.0
COPYDESK_STORY_WINDOW_DAYS = 30
COPYDESK_RECHECK = "polite"
COPYDESK_IDLE_S = 60.0
ALLOWED_ADDRESSES: list[str] = []

# ------------------------------------------------------------------------------------------- one crawl, politely
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 2
CONCURRENT_ITEMS = 4  # of one response; Scrapy makes that many tasks for each, and ours yield one or two items
DOWNLOAD_DELAY = 0.25
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_FAIL_ON_DATALOSS = False  # crawler/network/answers.py judges it
DOWNLOAD_HANDLERS = {
    "http": "crawler.network.connections.DownloadHandler",
    "https": "crawler.network.connections.DownloadHandler",
    **dict.fromkeys(("file", "data", "ftp", "s3")),
}
TWISTED_DNS_RESOLVER = "crawler.network.addresses.GuardedResolver"
DNS_TIMEOUT = 20
REACTOR_THREADPOOL_MAXSIZE = 128  # one for each request that may be out: a name that is slow to fail keeps its thread
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/feed+json;q=0.9,*/*;q=0.8",
}
USER_AGENT = "copydesk/0.1 (+{contact})"
ROBOTSTXT_USER_AGENT = "copydesk"
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the frontier knows what was asked

# What runs is listed here whole, and nothing else does: redirects, retries and statuses are for the spider, which must
# account for each (docs/decisions/0001), and what is not there costs nothing per page.
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    "crawler.network.addresses.GuardMiddleware": 50,
    "crawler.network.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.network.compression.Inflation": 590,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads each callback's source, for every response
ITEM_PROCESSOR = "pipelines.stages.RunProcessor"  # makes each item rows
ITEM_PIPELINES: dict[str, int] = {}  # of yours: they get what was filed (docs/how-to/extend.md)
EXTENSIONS_BASE: dict[str, int] = {}
EXTENSIONS = {
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "crawler.progress.Progress": 100,
    "scrapy.extensions.memusage.MemoryUsage": 200,
    "scrapy.extensions.closespider.CloseSpider": 300,
}

# --------------------------------------------------------------------------------------------------------- safety
MEMUSAGE_ENABLED = True
MEMUSAGE_LIMIT_MB = 2048
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 20_000_000  # bytes of pages between download and row

# ------------------------------------------------------------------------------------------------------------ log
LOG_LEVEL = "INFO"
LOG_VERSIONS: list[str] = []  # runs.versions has them
LOG_FORMATTER = "crawler.progress.QuietFormatter"
STATS_DUMP = False
