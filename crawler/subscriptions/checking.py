"""Checks: feeds polled as a crawl polls them, in a run on a copy of what the database knows of them."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawler.configuration import config, plugins
from crawler.feeds.facts import PRELOAD, FeedFacts, look_into
from crawler.network.answers import header, headers_of
from crawler.network.credentials import Keyring, bare
from crawler.requests.cycle import SUBJECT
from crawler.requests.polling import FeedPolling
from crawler.requests.purposes import ABOUT_ITSELF, Poll
from crawler.spiders.feeds import FeedsSpider
from crawler.subscriptions.running import check_settings, crawl
from pipelines.errors import TaskError
from pipelines.model import FeedPoll, FeedSource, FeedState, Proposal
from pipelines.run.run import Run
from pipelines.store.trial import Aftermath, aftermath, copy_feeds
from pipelines.web.urls import host_of

WORKERS = 2
CONDITIONS = ("If-None-Match", "If-Modified-Since")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request of a check and its answer."""

    url: str
    errand: str
    """What the request was for (purposes.Purpose); the name is a key of the JSON that `feeds check` prints."""
    conditions: dict[str, str]
    """The headers that made the request conditional."""
    status: int | None = None
    """None where no answer came."""
    headers: dict[str, str] = field(default_factory=dict)
    size: int = 0
    """Bytes of the body, content encodings undone."""
    seconds: float | None = None
    """Until the answer began."""


@dataclass(slots=True, kw_only=True)
class Check:
    """What a check of one feed saw."""

    source: FeedSource
    before: FeedState
    """As the database has it; as new where it does not."""
    is_known: bool
    exchanges: list[Exchange] = field(default_factory=list)
    polls: list[FeedPoll] = field(default_factory=list)
    """Every answer that a crawl would have recorded."""
    facts: FeedFacts | None = None
    """Of the whole body; None where none came, or where it is no feed."""
    proposed: str | None = None
    """A feed that the site of a dead one names."""
    became: Aftermath | None = None
    """As it would stand in the database after a crawl; None where the check did not come to its end."""

    @property
    def verdict(self) -> FeedPoll | None:
        """The answer that says how the feed is: the one with its entries, else the last; None where none came."""
        own = [poll for poll in self.polls if poll.outcome != "moved" and not poll.part and poll.found_in == "feed"]
        with_entries = [poll for poll in own if poll.feed is not None]  # a proof that its 304 is stale may follow it
        return next(reversed(with_entries or own), None)

    @property
    def has_failed(self) -> bool:
        """Whether the feed could not be read."""
        return self.verdict is None or self.verdict.failure is not None


def check(settings: Settings, db: Path, sources: Sequence[FeedSource], *, afresh: bool = False) -> tuple[Check, ...]:
    """Polls feeds now and changes nothing. afresh: without conditions. Raises CopydeskError."""
    check_settings(settings)
    with tempfile.TemporaryDirectory(prefix="copydesk-check-") as folder:
        copy = Path(folder) / "copy.db"
        own = replace(config.run_config(settings), db=copy, workers=WORKERS, preload=PRELOAD)
        run = Run.open_at(own, config.run_clock(settings))
        try:
            asked = tuple(map(bare, sources))
            known = copy_feeds(db, run.store, [source.url for source in asked])
            checks = _prepare(run, known, asked)
            run.pool.prepare()
            processor = "pipelines.stages.RunProcessor"
            crawl(settings, Checker, processor=processor, run=run, sources=sources, checks=checks, afresh=afresh)
        finally:
            run.close("failed", "the check could not start")
    return tuple(checks.values())


def _prepare(run: Run, known: frozenset[str], sources: Sequence[FeedSource]) -> dict[int, Check]:
    """The checks by the id of their feed in the copy. A paused feed is polled like the others."""
    run.store.runs.begin("check", {})
    run.store.subscriptions.sync(replace(source, enabled=True) for source in sources)
    checks = {}
    for source in sources:
        for feed_id, _ in run.store.feeds.due(only=source.url):
            state = run.store.feeds.state(feed_id)
            checks[feed_id] = Check(source=source, before=state, is_known=source.url in known)
    return checks


class WatchedPolling(FeedPolling):
    """Polls, and keeps what was seen. What a gap lost is looked for by a crawl, which keeps what it finds."""

    checks: dict[int, Check]

    async def take(self, subject: Poll, response: Response, hops: tuple[str, ...], now: datetime) -> AsyncIterator[Any]:
        if subject.purpose in ABOUT_ITSELF:
            self.checks[subject.feed.id].facts = await self._facts(response)
        taken = super().take(subject, response, hops, now)
        if isinstance(taken, AsyncIterator):
            async for outcome in taken:
                yield outcome
        else:
            for outcome in taken:
                yield outcome

    def answer(self, response: Response, subject: Poll, hops: tuple[str, ...]) -> Any:
        assert response.request is not None
        self.checks[subject.feed.id].exchanges.append(_exchange(response.request, subject, response))
        return super().answer(response, subject, hops)

    def failed(self, failure: Failure) -> Iterator[Any]:
        request: Request = failure.request  # type: ignore[attr-defined]
        poll: Poll = request.cb_kwargs[SUBJECT]
        self.checks[poll.feed.id].exchanges.append(_exchange(request, poll, None))
        return super().failed(failure)

    async def _facts(self, response: Response) -> FeedFacts | None:
        content_type = header(response, "Content-Type") or ""
        deadline_s = self._run.config.feed_deadline_s
        try:
            return await self._run.pool.run(
                look_into, response.body, response.url, content_type, self._dialects, deadline_s=deadline_s
            )
        except TaskError:
            return None  # the poll fails for the same reason, and says so


def _exchange(request: Request, poll: Poll, response: Response | None) -> Exchange:
    sent = {name: value.decode("latin-1") for name in CONDITIONS if (value := request.headers.get(name)) is not None}
    asked = Exchange(url=request.url, errand=poll.purpose, conditions=sent)
    if response is None:
        return asked
    return replace(
        asked,
        status=response.status,
        headers=headers_of(response),
        size=len(response.body),
        seconds=request.meta.get("download_latency"),
    )


class Checker(FeedsSpider):
    """The feeds spider, for polls alone."""

    name = "check"

    def __init__(self, *args: Any, checks: dict[int, Check], afresh: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checks = checks
        self.afresh = afresh

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Any:
        spider = super().from_crawler(crawler, *args, **kwargs)
        keyring = Keyring(source.url for source in spider.sources)
        polling = WatchedPolling(
            spider.run,
            spider.in_flight,
            spider.scheduler,
            keyring,
            afresh=spider.afresh,
            recovers=False,
            dialects=plugins.feed_dialects(crawler.settings),
        )
        polling.checks = spider.checks
        spider.polling, spider.cycles = polling, {"poll": polling}
        return spider

    def begin_run(self) -> None:
        """It has begun with the copy."""

    async def work(self) -> AsyncIterator[Any]:
        for feed_id, check in self.checks.items():
            self.polling.add(feed_id, host_of(check.before.fetch_url) or "")
        async for outcome in self.scheduler.work(self.cycles):
            yield outcome

    def end_item(self, item: Any) -> None:
        if isinstance(item, FeedPoll):
            self.checks[item.feed_id].polls.append(item)
        elif isinstance(item, Proposal):
            self.checks[item.feed_id].proposed = item.url
        super().end_item(item)

    def end_run(self, reason: str) -> None:
        for feed_id, check in self.checks.items():
            check.became = aftermath(self.run.store, feed_id)
        super().end_run(reason)
