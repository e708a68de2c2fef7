"""Recording a poll: what the store knows of the feed, what following/ makes of it, and the rows that follow."""

from __future__ import annotations

from datetime import datetime

from pipelines.following import rhythm
from pipelines.following.gaps import find_gap, listed
from pipelines.following.life import follow, propose
from pipelines.following.revisits import age_counts_from, announced_revisit
from pipelines.model import FeedPoll, FeedState, Gap, Proposal, RevisitState
from pipelines.run.announcements import edited_articles
from pipelines.store.store import Store
from pipelines.web.urls import host_of


def record_poll(store: Store, poll: FeedPoll, now: datetime) -> int:
    """Stores a poll with its entries, its validators and what it makes of its feed, as one unit; the number of entries
    that were not known from the feed."""
    with store.writer.unit():
        before = store.feeds.state(poll.feed_id)
        taken = store.feeds.take_in(poll)
        for article_id in edited_articles(taken, store.articles.last_fetched) if taken.about else ():
            _announce(store, article_id, now)
        after, events = follow(before, poll, taken.new, now)
        store.feeds.note(poll, new=len(taken.new))
        store.feeds.keep(before, after, events)
        if taken.new or after.fetch_url != before.fetch_url:
            store.duplicate_subscriptions.compare(before.id)
    return len(taken.new)


def record_proposal(store: Store, proposal: Proposal) -> None:
    """Stores what a look at a dead feed's site found."""
    with store.writer.unit():
        before = store.feeds.state(proposal.feed_id)
        store.feeds.keep(before, *propose(before, proposal))


def _announce(store: Store, article_id: int, now: datetime) -> None:
    """The article's page is to be asked again, as its feed says that it has changed."""
    watch = store.rechecks.watched(article_id)
    if watch is None:
        row = store.articles.article(article_id)
        since = age_counts_from(row.date_published, row.first_seen)
        watch = RevisitState(since=since, fetched_at=row.first_seen)
        store.rechecks.watch(article_id, host_of(row.url) or "", since, row.first_seen, None)
    store.rechecks.announce(article_id, announced_revisit(watch, now))


def gap_of(store: Store, feed: FeedState, poll: FeedPoll) -> Gap | None:
    """What the feed lost since the poll before; to be asked before this one is recorded."""
    if feed.last_full_answer is None or feed.last_fetch_success is None or poll.feed is None:
        return None
    before = store.feeds.latest_entries(feed.id, feed.listed_entries or len(poll.feed.entries))
    hours = (poll.fetched_at - feed.last_fetch_success).total_seconds() / 3600
    learned = rhythm.expected(rhythm.decode(feed.rhythm), feed.last_fetch_success, poll.fetched_at)
    return find_gap(
        [listed(entry) for entry in before],
        [listed(entry) for entry in poll.feed.entries],
        asked_before=feed.last_fetch_success,
        asked=poll.fetched_at,
        rate_per_hour=learned / hours if hours > 0 else None,
    )
