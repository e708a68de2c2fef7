"""How long a feed that failed is left alone, by what kind of failure it was.

rss-fetcher knows three kinds (hard, soft, temporary) and multiplies one interval; miniflux counts errors. What a
failure says about the next attempt differs more than that: a name that does not exist will not exist in ten minutes,
a server that is busy may answer then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from pipelines.model import Failure

JITTER = 0.2
"""Of the wait, up and down: a thousand feeds of one host that failed together do not come back together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """Waits after a first, second ... failure in a row."""

    first: timedelta
    factor: float
    longest: timedelta


_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_BUSY = Backoff(first=timedelta(minutes=15), factor=2, longest=_DAY)

BACKOFFS: dict[Failure, Backoff] = {
    # What passes by itself, mostly within the hour.
    "timeout": _BUSY,
    "connection": _BUSY,
    "http_5xx": _BUSY,
    "refused": Backoff(first=timedelta(minutes=30), factor=2, longest=_DAY),
    "robots": Backoff(first=_HOUR, factor=2, longest=_DAY),  # robots.txt cannot be had, or forbids what was discovered
    # We asked too often: more patience than for a server that is busy with others.
    "rate_limited": Backoff(first=_HOUR, factor=2, longest=_DAY),
    # What somebody has to mend: a name, a certificate, an address. Probed rarely, not forgotten.
    "dns": Backoff(first=_HOUR, factor=3, longest=7 * _DAY),
    "tls": Backoff(first=3 * _HOUR, factor=2, longest=3 * _DAY),
    "http_4xx": Backoff(first=3 * _HOUR, factor=2, longest=7 * _DAY),
    "redirect": Backoff(first=3 * _HOUR, factor=2, longest=7 * _DAY),
    # A maintenance page with status 200 is gone in an hour; a feed that was given up is not.
    "not_a_feed": Backoff(first=_HOUR, factor=3, longest=3 * _DAY),
    "unreadable": Backoff(first=_HOUR, factor=3, longest=3 * _DAY),
    "too_large": Backoff(first=6 * _HOUR, factor=2, longest=7 * _DAY),
    "blocked_address": Backoff(first=_DAY, factor=2, longest=7 * _DAY),
    "error": Backoff(first=_HOUR, factor=2, longest=_DAY),  # our own fault; a later version may do better
}

LASTING: frozenset[Failure] = frozenset({"dns", "tls", "http_4xx", "redirect", "not_a_feed", "unreadable"})
DEAD_AFTER_FAILURES = 3
DEAD_AFTER = timedelta(days=3)
LOOK_AGAIN = timedelta(days=7)
"""Between two looks at a dead feed's site."""


def retry_after_failure(
    failure: Failure,
    failures: int,
    *,
    interval: timedelta,
    now: datetime,
    seed: int,
    not_before: datetime | None,
) -> datetime:
    """When to ask again.

    failures: in a row, this one included. interval: the feed's own, which no wait undercuts. seed: makes the jitter the
    same each time for one feed. not_before: what the publisher asked for; None where it did not.
    """
    backoff = BACKOFFS[failure]
    wait = min(backoff.first * backoff.factor ** min(max(failures, 1) - 1, 20), backoff.longest)
    moment = now + max(wait * (1 + JITTER * _spread(seed, failures)), interval)
    return moment if not_before is None else max(moment, not_before)


def is_dead(failure: Failure, failures: int, last_success: datetime | None, now: datetime) -> bool:
    """Whether the feed's site should be looked at for a new address.

    failures: in a row, this one included. last_success: None for a feed that has never answered; its address may be
    wrong from the start, and the failures alone decide.
    """
    if failure not in LASTING or failures < DEAD_AFTER_FAILURES:
        return False
    return last_success is None or now - last_success >= DEAD_AFTER


def _spread(seed: int, failures: int) -> float:
    """A number from -1 to 1, always the same for the same feed and count."""
    digest = blake2b(f"{seed} {failures}".encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 0x7FFFFFFF - 1 if int.from_bytes(digest) <= 0xFFFFFFFE else 1.0
