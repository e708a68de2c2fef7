"""robots.txt as RFC 9309 has it, in place of Scrapy's middleware.

status               what follows
2xx                  its rules (500 KiB of them); none where the body is not text
3xx                  followed up to five times; then no rules (a page that refreshes is no redirect here)
4xx                  no rules
5xx, unreachable,    wait: the page is refused for an hour
ended early
made to exhaust      wait: the page is refused for a day
no such host, TLS    the page's own failure, since it would end the same way
"""

from __future__ import annotations

import asyncio
import math
import re
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from crawler.network import optouts
from crawler.network.answers import Miss, judge_answer
from crawler.network.outcomes import Refused, judge_failure
from crawler.network.robotstxt import MAX_BYTES, is_exhausting, read_text, robots_url
from pipelines.clock import Clock
from pipelines.run.filer import Filer

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

MAX_REDIRECTS = 5
TIMEOUT_S = 10
WAIT = timedelta(hours=1)
FRESH = timedelta(hours=24)
"""RFC 9309 2.4."""
MAX_CRAWL_DELAY_S = 30.0
MOST_AT_HAND = 400
"""Parsed rules that are kept; 2 kB of text take 40 kB (measured), and a run may meet 20,000 hosts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is known of one origin's robots.txt."""

    url: str
    until: datetime
    """When it has to be asked for again."""
    packed: bytes | None = None
    """Its text, compressed; None: everything may be asked for, unless `refusal` says otherwise."""
    refusal: Refused | None = None
    """Why nothing may be asked for now."""


class RobotsMiddleware:
    """Lets a request pass when its site's robots.txt allows it; else raises Refused.

    meta dont_obey_robotstxt lets it pass unasked. One fetch per origin is under way at a time; the others wait for it.
    """

    def __init__(self, crawler: Crawler, agent: str, clock: Clock) -> None:
        self._crawler = crawler
        self._agent = agent
        self._clock = clock
        self._rules: dict[str, Rules] = {}
        self._at_hand: dict[str, Protego] = {}
        """Parsed, the one used last at the end."""
        self._fetches: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        settings = crawler.settings
        agent = settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"]
        return cls(crawler, _product_token(str(agent)), Clock.from_setting(str(settings.get("COPYDESK_NOW") or "")))

    async def process_request(self, request: Request) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        location = robots_url(request.url)
        if location is None:
            return
        rules = await self._rules_at(location)
        if rules.refusal is not None:
            refusal = rules.refusal
            raise Refused(refusal.reason, refusal.detail, refusal.not_before)
        parsed = self._parsed(rules)
        if parsed is not None and not parsed.can_fetch(request.url, self._agent):
            raise Refused("robots", f"disallowed by {rules.url}")

    def crawl_delay(self, url: str) -> float | None:
        """The seconds between requests that the URL's site asks for, at most 30; None where none are known."""
        rules = self._rules.get(robots_url(url) or "")
        return self._delay(rules) if rules else None

    def _parsed(self, rules: Rules) -> Protego | None:
        if rules.packed is None:
            return None
        found = self._at_hand.pop(rules.url, None)
        if found is None:
            found = Protego.parse(zlib.decompress(rules.packed).decode())
        self._at_hand[rules.url] = found
        while len(self._at_hand) > MOST_AT_HAND:
            del self._at_hand[next(iter(self._at_hand))]
        return found

    def _delay(self, rules: Rules) -> float | None:
        parsed = self._parsed(rules)
        delay = parsed.crawl_delay(self._agent) if parsed else None
        if delay is None or not math.isfinite(delay) or delay <= 0:
            return None
        return min(float(delay), MAX_CRAWL_DELAY_S)

    async def _rules_at(self, location: str) -> Rules:
        rules = self._rules.get(location)
        if rules is not None and self._clock.now() < rules.until:
            return rules
        if location not in self._fetches:
            task = asyncio.ensure_future(self._learn(location))
            self._fetches[location] = task
            task.add_done_callback(lambda _: self._fetches.pop(location, None))
        return await asyncio.shield(self._fetches[location])

    async def _learn(self, location: str) -> Rules:
        rules = await self._fetch(location)
        self._rules[location] = rules
        if delay := self._delay(rules):
            self._slow_down(urlsplit(location).hostname or "", delay)
        return rules

    async def _fetch(self, location: str) -> Rules:
        url = location
        seen: tuple[str, ...] = (location,)
        until = self._clock.now() + FRESH
        for _ in range(MAX_REDIRECTS + 1):
            try:
                response = await self._ask(url)
            except Exception as error:  # noqa: BLE001  judge_failure sorts every kind
                return self._unreachable(location, error, is_first=url == location)
            answer = judge_answer(response, seen, self._clock.now(), may_lead_on=False)
            if answer is None:
                return self._read(location, response, until)
            if isinstance(answer, Miss):
                is_there = response.status >= 500 or response.status < 300  # but did not come, or not whole
                return self._wait(location, answer.detail) if is_there else Rules(url=location, until=until)
            url, seen = answer.url, (*seen, answer.url)
        return Rules(url=location, until=until)

    def _read(self, location: str, response: Response, until: datetime) -> Rules:
        kind = response.headers.get("Content-Type") or b""
        text = read_text(response.body, kind.decode("latin-1"))
        if text is None:
            return Rules(url=location, until=until)
        if is_exhausting(text):
            return self._wait(location, "it would take too long to read", until)
        rules = Rules(url=location, until=until, packed=zlib.compress(text.encode()))
        self._at_hand.pop(location, None)
        self._note_opt_outs(rules, response.body)
        return rules

    async def _ask(self, url: str) -> Response:
        request = Request(
            url,
            callback=NO_CALLBACK,
            dont_filter=True,
            priority=1000,
            meta={"dont_obey_robotstxt": True, "dont_retry": True, "download_timeout": TIMEOUT_S},
        )
        engine = self._crawler.engine
        assert engine is not None, "requests pass only while the engine runs"
        return await engine.download_async(request)

    def _unreachable(self, location: str, error: Exception, *, is_first: bool) -> Rules:
        """A failure that does not pass is the site's own (its pages would fail alike), unless it met a redirect."""
        reason, detail, transient = judge_failure(error)
        if is_first and reason in ("blocked_address", "dns", "tls") and not transient:
            until = self._clock.now() + WAIT
            return Rules(url=location, until=until, refusal=Refused(reason, detail))
        if reason == "blocked_address":
            return Rules(url=location, until=self._clock.now() + FRESH)
        return self._wait(location, detail)

    def _wait(self, location: str, detail: str, until: datetime | None = None) -> Rules:
        until = until or self._clock.now() + WAIT
        refusal = Refused("robots", f"{location} cannot be had now: {detail}", until)
        return Rules(url=location, until=until, refusal=refusal)

    def _note_opt_outs(self, rules: Rules, body: bytes) -> None:
        """What the file says about mining the site's text goes into the database."""
        filer, parsed = getattr(self._crawler.spider, "filer", None), self._parsed(rules)
        if isinstance(filer, Filer) and parsed is not None:
            text = body[:MAX_BYTES].decode("utf-8-sig", "ignore")
            filer.note_opt_outs(rules.url, optouts.from_robots(text, parsed, urljoin(rules.url, "/")))

    def _slow_down(self, host: str, delay: float) -> None:
        """Makes the downloader wait that long between requests to the host: the slot that is there, and later ones."""
        downloader = self._crawler.engine.downloader if self._crawler.engine else None
        if downloader is None:
            return
        slot_settings = downloader.per_slot_settings.setdefault(host, {})
        slot_settings["delay"] = max(delay, float(slot_settings.get("delay", 0)))
        if slot := downloader.slots.get(host):
            slot.delay = max(slot.delay, delay)
        throttle = getattr(getattr(self._crawler.spider, "scheduler", None), "throttle", None)
        if throttle is not None:
            throttle.crawl_delay(host, delay)


def _product_token(agent: str) -> str:
    """The name that robots.txt groups go by: "copydesk" of "copydesk/0.1 (+mailto:a@b.test)"."""
    match = re.match(r"[A-Za-z_-]+", agent.strip())
    return match[0] if match else "copydesk"
