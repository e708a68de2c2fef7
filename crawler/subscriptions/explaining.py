"""What a check saw, explained: in lines for a person, and as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urljoin

from crawler.feeds.facts import FeedFacts
from crawler.subscriptions.checking import Check, Exchange
from crawler.subscriptions.wording import line, size, span, text_in_words, when
from pipelines.clock import to_text
from pipelines.following import rhythm
from pipelines.following.failures import BACKOFFS
from pipelines.following.life import bounds
from pipelines.language.counted import counted
from pipelines.model import Failure, FeedPoll, Stated

TELLING_HEADERS = (
    "Content-Type", "ETag", "Last-Modified", "Cache-Control", "Expires", "Age", "Retry-After", "Location",
)  # fmt: skip
"""What decides something: what the body is, when to ask again, where."""
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Line(NamedTuple):
    """One line of an explanation."""

    label: str
    text: str


class NextPoll(NamedTuple):
    """When a crawl would ask next, after this."""

    at: datetime | None
    minutes: float | None
    why: str
    waits: rhythm.Waits | None = None
    """Each bound by itself; None where it was not they that decided."""


# ------------------------------------------------------------------------------------------------------- for a person


def explain(check: Check, now: datetime) -> Iterator[Line]:
    """The lines, in the order in which things happened."""
    for exchange in check.exchanges:
        yield from _exchange(exchange)
    yield Line("outcome", _outcome(check))
    if check.facts is not None:
        yield from _facts(check.facts, now)
    poll = check.verdict
    if poll is not None and poll.gap is not None:
        lost = f"some {poll.gap.missed} entries came and went from {_moment(poll.gap.start)} to {_moment(poll.gap.end)}"
        yield Line("gap", f"{lost}; a crawl would look for them in older pages and the news sitemap")
    if check.proposed:
        yield Line("instead", f"its site names another feed now: {line(check.proposed)}")
    elif poll is not None and poll.failure in _MOVED_PERHAPS:
        yield Line("hint", f"scrapy feeds discover {_site(check)} looks for where its feed is now")
    if check.is_known:
        yield Line("before", _before(check, now))
    for event in check.became.events if check.became else ():
        led = f" ({event.new})" if event.new and event.new.startswith("http") else ""
        yield Line("would note", line(f"{event.event}: {event.detail}{led}"))
    following = next_poll(check, now)
    at = f"{when(following.at, now)} ({_moment(following.at)}), " if following.at is not None else ""
    yield Line("next poll", f"{at}{following.why}")


def _before(check: Check, now: datetime) -> str:
    """When it last answered, and when it last brought something, where that is not now."""
    answered = f"last answer {when(check.before.last_fetch_success, now)}"
    if check.became is None or check.became.entries_new:
        return answered
    return f"{answered}, last new entry {when(check.became.state.last_new_entry, now)}"


_MOVED_PERHAPS: tuple[Failure, ...] = ("http_4xx", "not_a_feed", "redirect")


def _site(check: Check) -> str:
    return line(check.before.homepage or urljoin(check.source.url, "/"))


def _exchange(exchange: Exchange) -> Iterator[Line]:
    sent = [f"{name}: {value}" for name, value in exchange.conditions.items()]
    yield Line(_PURPOSES.get(exchange.errand, "asked"), line(exchange.url))
    if exchange.errand in ("poll", "discovered", "proof"):
        yield Line("sent", line(", ".join(sent)) if sent else "no conditions: the whole feed is asked for")
    if exchange.status is None:
        return
    took = f" after {exchange.seconds:.1f} s" if exchange.seconds is not None else ""
    body = f", {size(exchange.size)}" if exchange.size else ""
    yield Line("answer", f"HTTP {exchange.status}{body}{took}")
    for name, value in telling_headers(exchange).items():
        yield Line("", f"{name}: {line(value)[:200]}")


_PURPOSES = {
    "poll": "asked",
    "discovered": "its feed",
    "part": "a part",
    "proof": "proof",
    "site": "its site",
    "candidate": "candidate",
}
"""What a request was for, by polling.Errand."""


def telling_headers(exchange: Exchange) -> dict[str, str]:
    """The headers of the answer that decide something."""
    given = {name.lower(): value for name, value in exchange.headers.items()}
    return {name: given[name.lower()] for name in TELLING_HEADERS if name.lower() in given}


def _outcome(check: Check) -> str:
    poll = check.verdict
    if poll is None:
        return "not asked: its host has asked for time, or the check was stopped"
    if poll.failure is not None:
        return f"failed ({poll.failure}): {line(poll.error)}"
    if poll.outcome == "not_modified":
        same = "not modified (HTTP 304)" if poll.http_status == 304 else "the same bytes as last time"
        return f"{same}: nothing new"
    listed = poll.listed if poll.listed is not None else 0
    if check.facts is not None and check.facts.children:
        return f"a sitemap index; its parts brought {_new(check)}"
    known = "" if check.is_known else " (no crawl has met this feed yet)"
    return f"{_new(check)} of {listed}{known}"


def _new(check: Check) -> str:
    return counted(check.became.entries_new if check.became else 0, "new entry", "new entries")


def _facts(facts: FeedFacts, now: datetime) -> Iterator[Line]:
    title = f"{line(facts.title)}: " if facts.title else ""
    held = counted(len(facts.children), "sitemap") if facts.children else counted(facts.entries, "entry", "entries")
    yield Line("feed", f"{title}{facts.format}, {held}")
    if facts.newest is not None and facts.oldest is not None:
        undated = f"; {facts.undated} without a date" if facts.undated else ""
        yield Line("dates", f"{_moment(facts.oldest)} to {_moment(facts.newest)}, {when(facts.newest, now)}{undated}")
    elif facts.undated:
        yield Line("dates", "none of its entries has one that can be read")
    if facts.entries:
        hint = '; full_text = "feed" would take articles from it' if facts.text == "full" else ""
        yield Line("text", f"{text_in_words(facts)}{hint}")
    yield from (Line("problem", line(problem)) for problem in facts.problems)
    if stated := stated_in_words(facts.stated):
        yield Line("states", stated)


def stated_in_words(stated: Stated) -> str:
    """What a feed states about when to ask it; "" where that is nothing.

    >>> stated_in_words(Stated(ttl_minutes=60, skip_hours=(1, 2)))
    'ttl 60 min; skips the hours 1, 2 (GMT)'
    """
    parts = []
    if stated.ttl_minutes is not None:
        parts.append(f"ttl {stated.ttl_minutes} min")
    if stated.update_minutes is not None:
        parts.append(f"updated every {stated.update_minutes} min")
    if stated.skip_hours:
        parts.append(f"skips the hours {', '.join(map(str, stated.skip_hours))} (GMT)")
    if stated.skip_days:
        parts.append(f"skips {', '.join(_DAYS[day] for day in stated.skip_days)}")
    return "; ".join(parts)


# ----------------------------------------------------------------------------------------------------- the next poll


def next_poll(check: Check, now: datetime) -> NextPoll:
    """When a crawl would ask next if it had asked now, and what decides it."""
    poll, became = check.verdict, check.became
    if not check.source.enabled:
        return NextPoll(None, None, "never: it is paused (enabled = false in the feeds file)")
    if poll is None or became is None:
        return NextPoll(None, None, "not known")
    state = became.state
    if state.status == "gone":
        return NextPoll(
            None, None, "never: the server says that it is gone (HTTP 410); -a due=all does not ask it either"
        )
    if poll.failure is not None:
        return NextPoll(state.next_fetch_attempt, None, _why_after_failure(poll, state.consecutive_failures))
    why, waits = _why_after_success(check, poll, now)
    if poll.not_before is not None and state.next_fetch_attempt == poll.not_before:
        why, waits = "as its Retry-After asks", None
    return NextPoll(state.next_fetch_attempt, state.interval_minutes, why, waits)


def _why_after_failure(poll: FeedPoll, failures: int) -> str:
    assert poll.failure is not None
    backoff = BACKOFFS[poll.failure]
    first, longest = (span(wait.total_seconds()) for wait in (backoff.first, backoff.longest))
    asked = ", and as its Retry-After asks" if poll.not_before is not None else ""
    return (
        f"after {counted(failures, 'failure')} in a row of the kind {poll.failure}: some {first} after the first, "
        f"{backoff.factor:g} times as long after each, {longest} at most{asked}"
    )


def _why_after_success(check: Check, poll: FeedPoll, now: datetime) -> tuple[str, rhythm.Waits | None]:
    if check.before.every_minutes is not None:
        return f"every_minutes = {check.before.every_minutes} in the feeds file", None
    learned = rhythm.decode(check.became.state.rhythm if check.became else None)
    limits = bounds(check.before, poll)
    waits = rhythm.waits(learned, limits, now)
    says = [f"learned {span(waits.learned * 60)}"]
    if waits.stated:
        says.append(f"stated {span(waits.stated * 60)}")
    if waits.to_lose < rhythm.LONGEST:
        says.append(f"lost unseen after {span(waits.to_lose * 60)}")
    decided = "as its entries come"
    if poll.gap is not None:
        decided = "sooner than learned, since entries were lost"
    elif waits.to_lose < max(waits.learned, waits.stated):
        decided = "before entries may be lost unseen"
    elif waits.stated > waits.learned:
        decided = "as its publisher states"
    if _is_moved_by_skips(check, poll, now, waits):
        decided += ", and not in the hours or days that it skips"
    return f"{decided} ({'; '.join(says)})", waits


def _is_moved_by_skips(check: Check, poll: FeedPoll, now: datetime, waits: rhythm.Waits) -> bool:
    stated = poll.feed.stated if poll.feed is not None else check.before.stated
    at = check.became.state.next_fetch_attempt if check.became else None
    return bool(stated.skip_hours or stated.skip_days) and (
        at is not None and at > now + timedelta(minutes=waits.minutes + 1)
    )


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


# ------------------------------------------------------------------------------------------------------------ as data


def as_data(check: Check, now: datetime) -> dict[str, Any]:
    """For JSON; times are ISO 8601, None is what is not known."""
    poll, facts, following = check.verdict, check.facts, next_poll(check, now)
    became = check.became
    return {
        "url": check.source.url,
        "failed": check.has_failed,
        "known": check.is_known,
        "state_before": check.before.status if check.is_known else None,
        "state": became.state.status if became else None,
        "requests": [_exchange_data(exchange) for exchange in check.exchanges],
        "outcome": poll.outcome if poll else None,
        "http_status": poll.http_status if poll else None,
        "failure": poll.failure if poll else None,
        "error": poll.error if poll else None,
        "entries": facts.entries if facts else None,
        "entries_new": became.entries_new if became else None,
        "feed": facts_data(facts) if facts else None,
        "fresh_until": _text(poll.fresh_until) if poll else None,
        "gap": _gap(poll) if poll else None,
        "proposed_url": check.proposed,
        "events": [asdict(event) for event in became.events] if became else [],
        "next": {
            "at": _text(following.at),
            "minutes": following.minutes,
            "why": following.why,
            "every_minutes": check.before.every_minutes,
            "learned_minutes": following.waits and round(following.waits.learned, 1),
            "stated_minutes": following.waits and (following.waits.stated or None),
            "to_lose_minutes": _to_lose(following.waits),
        },
    }


def facts_data(facts: FeedFacts) -> dict[str, Any]:
    """The facts of a feed."""
    return asdict(facts) | {"newest": _text(facts.newest), "oldest": _text(facts.oldest)}


def _exchange_data(exchange: Exchange) -> dict[str, Any]:
    return asdict(exchange) | {"headers": telling_headers(exchange)}


def _to_lose(waits: rhythm.Waits | None) -> float | None:
    return round(waits.to_lose, 1) if waits is not None and waits.to_lose < rhythm.LONGEST else None


def _gap(poll: FeedPoll) -> dict[str, Any] | None:
    if poll.gap is None:
        return None
    return {"from": to_text(poll.gap.start), "to": to_text(poll.gap.end), "missed": poll.gap.missed}


def _text(moment: datetime | None) -> str | None:
    return to_text(moment) if moment is not None else None
