"""An invented news web on loopback: what `scrapy demo` crawls, and what tests crawl too.

from crawler.demo import InventedWeb

with InventedWeb() as web:
    ...  # crawl web.feeds() with http_proxy=web.proxy, then look at web.requests
"""

from crawler.demo.server import Asked
from crawler.demo.stories import Story
from crawler.demo.web import InventedWeb

__all__ = ["Asked", "InventedWeb", "Story"]
