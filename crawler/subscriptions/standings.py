"""How feeds stand: what the feeds file wants of each, and what the database knows of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from crawler.network.credentials import without_credentials
from pipelines.clock import to_text
from pipelines.language.counted import counted
from pipelines.model import FeedSource
from pipelines.store.health import FeedHealth

State = Literal["active", "new", "failing", "gone", "paused", "unlisted"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One feed, as the file and the database have it."""

    url: str
    source: FeedSource | None
    """None where the file does not list it any more."""
    health: FeedHealth | None
    """None where no crawl has met it yet."""

    @property
    def state(self) -> State:
        """new: listed, and not polled yet. unlisted: no longer in the file, which also says what is paused."""
        if self.source is None:
            return "unlisted"
        if not self.source.enabled:
            return "paused"
        if self.health is None or self.health.last_fetch_attempt is None:
            return "new"
        if self.health.status == "paused" or not self.health.listed:
            return "active"  # enabled again, or listed again, since the last crawl
        return self.health.status

    @property
    def title(self) -> str | None:
        """The file's title, else the feed's own."""
        return (self.source and self.source.title) or (self.health and self.health.title) or None

    @property
    def concern(self) -> str | None:
        """What is wrong with it, one line; None where nothing is known to be."""
        health = self.health
        if health is None or self.state in ("unlisted", "new"):
            return None
        parts = [health.concern or ""]
        if health.consecutive_failures and self.state in ("failing", "gone"):
            parts.append(f"{counted(health.consecutive_failures, 'failure')} in a row: {health.last_error}")
        if health.proposed_url:
            parts.append(f"perhaps {health.proposed_url}")
        if health.same_as_url:
            parts.append(health.same_as_url)
        return "; ".join(part for part in parts if part) or None

    @property
    def is_trouble(self) -> bool:
        """Whether somebody should look at it."""
        return self.state in ("failing", "gone") or self.concern is not None

    @property
    def share_filed(self) -> float | None:
        """Of its entries, those that are articles; None without entries."""
        return self.health.filed / self.health.entries if self.health and self.health.entries else None

    def as_data(self) -> dict[str, Any]:
        """For JSON; times are ISO 8601."""
        listed = asdict(self.source) if self.source else {}
        known = asdict(self.health) if self.health else {}
        settings = ("tags", "every_minutes", "full_text", "enabled")
        left_out = ("url", "title", "status", "listed", "concern")
        return (
            {"url": self.url, "title": self.title, "state": self.state, "concern": self.concern}
            | {name: listed.get(name) for name in settings}
            | {name: _plain(known.get(name)) for name in FeedHealth.__dataclass_fields__ if name not in left_out}
            | {"share_filed": self.share_filed}
        )


def _plain(value: Any) -> Any:
    return to_text(value) if isinstance(value, datetime) else value


def standings(sources: Iterable[FeedSource], health: Iterable[FeedHealth]) -> tuple[Standing, ...]:
    """The feeds of the file in its order, then those that only the database has."""
    known = {feed.url: feed for feed in health}
    shown = ((without_credentials(source.url), source) for source in sources)
    listed = [Standing(url=url, source=source, health=known.pop(url, None)) for url, source in shown]
    return (*listed, *(Standing(url=url, source=None, health=feed) for url, feed in known.items()))


def selected(feeds: Iterable[Standing], *, only: State | None, trouble: bool) -> tuple[Standing, ...]:
    """Those to show: without a wish, all that the file lists."""
    if only is not None:
        feeds = [feed for feed in feeds if feed.state == only]
    elif not trouble:
        feeds = [feed for feed in feeds if feed.source is not None]
    return tuple(feed for feed in feeds if feed.is_trouble or not trouble)


def summary(feeds: Sequence[Standing]) -> str:
    """All feeds in one line.

    >>> summary([Standing(url="http://a.test/", source=FeedSource(url="http://a.test/"), health=None)])
    '1 feed: 1 new'
    """
    counts = Counter(feed.state for feed in feeds)
    listed = len(feeds) - counts["unlisted"]
    parts = [f"{counts[state]} {state}" for state in STATES if counts[state] and state != "unlisted"]
    unlisted = f"; {counts['unlisted']} more in the database, no longer listed" if counts["unlisted"] else ""
    return f"{counted(listed, 'feed')}: {', '.join(parts) or 'none'}{unlisted}"
