"""What came of a request: what was asked for, a redirect to follow, or a miss. Every request of ours is judged here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scrapy.http import Response

from crawler.network import chain_cookies, refresh
from crawler.network.compression import DATA_LOSS
from crawler.network.outcomes import (
    ENDED_EARLY,
    OVERLOADED,
    PERMANENT_REDIRECTS,
    REDIRECTS,
    Refusal,
    classify_failure,
    classify_status,
    judge_failure,
    judge_status,
    next_hop,
    parse_retry_after,
)
from pipelines.model import Failure, Reason

END_BYTES = 1024
"""In which a page's last tag stands; comments and scripts come behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A redirect that is followed."""

    url: str
    """Absolute, without fragment."""
    permanent: bool
    """301 or 308: who asked may remember the new address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """Something was asked for and did not come: what is needed to decide what follows."""

    reason: Reason
    detail: str
    """One line for a person."""
    failure: Failure
    """The same as a poll's class of failure."""
    may_pass: bool
    """Whether the same request may succeed later."""
    http_status: int | None = None
    """None without a response."""
    not_before: datetime | None = None
    """The host asked to be left alone until then (Retry-After, or a hold of this run); None where it did not."""

    @property
    def asks_for_time(self) -> bool:
        """Whether the answer holds for the whole host: 429 or 503 with Retry-After."""
        return self.http_status in OVERLOADED and self.not_before is not None

    @property
    def line(self) -> str:
        """The detail, with the reason where the detail alone does not say it."""
        return self.detail if self.reason == "http_status" and self.http_status else f"{self.reason}: {self.detail}"


def judge_answer(
    response: Response,
    hops: tuple[str, ...],
    now: datetime,
    *,
    may_end_early: bool = False,
    may_lead_on: bool = True,
) -> Hop | Miss | None:
    """What a response means; None where its body is what was asked for (a success).

    hops: the URLs that led to this one by redirects, in order. may_end_early: what came of a body that did not come
    whole is better than nothing. may_lead_on: a page that only sends its reader on is a redirect. What a redirect sets
    as cookies is kept with the response's request (chain_cookies.carry gives it to the next one).
    """
    status = response.status
    if status in REDIRECTS:
        return _judge_redirect(response, header(response, "Location"), hops, anew=chain_cookies.learn(response))
    judged = judge_status(status)
    if judged is None and (not ends_early(response) or (may_end_early and response.body)):
        return _judge_refresh(response, hops) if may_lead_on else None
    if judged is None:
        return Miss(reason="connection", detail=ENDED_EARLY, failure="connection", may_pass=True, http_status=status)
    return Miss(
        reason=judged[0],
        detail=f"HTTP {status}",
        failure=classify_status(status),
        may_pass=judged[1],
        http_status=status,
        not_before=parse_retry_after(header(response, "Retry-After"), now),
    )


def _judge_refresh(response: Response, hops: tuple[str, ...]) -> Hop | Miss | None:
    """What a success means; None but for a page, or a header, that only sends its reader on."""
    kind, stated = header(response, "Content-Type") or "", header(response, "Refresh")
    if stated is None and not refresh.may_lead_on(response.body, kind):
        return None
    anew = chain_cookies.learn(response)
    target = refresh.led_on(response.url, response.body, kind, stated, anew=anew)
    return None if target is None else _judge_redirect(response, target, hops, anew=anew)


def _judge_redirect(response: Response, location: str | None, hops: tuple[str, ...], *, anew: bool) -> Hop | Miss:
    status = response.status
    hop = next_hop(response.url, status, location, hops, anew=anew)
    if not isinstance(hop, Refusal):
        return Hop(url=hop, permanent=status in PERMANENT_REDIRECTS)
    return Miss(reason=hop.reason, detail=hop.detail, failure="redirect", may_pass=False, http_status=status)


def ends_early(response: Response) -> bool:
    """Whether the body did not come whole. A page with its end has come whole, whatever length the server promised."""
    return DATA_LOSS in response.flags and b"</html" not in response.body[-END_BYTES:].lower()


def judge_silence(exception: BaseException) -> Miss:
    """What it means that no response came, or that none was asked for."""
    reason, detail, may_pass = judge_failure(exception)
    failure, not_before = classify_failure(exception), getattr(exception, "not_before", None)
    return Miss(reason=reason, detail=detail, failure=failure, may_pass=may_pass, not_before=not_before)


def header(response: Response, name: str) -> str | None:
    """One header's value, of several the last; None without it. Bytes that are not UTF-8 are read as Latin-1."""
    value = response.headers.get(name)
    return None if value is None else _text(value)


def headers_of(response: Response) -> dict[str, str]:
    """All headers, repeated ones joined by a comma."""
    return {_text(name): ", ".join(map(_text, values)) for name, values in response.headers.items()}


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
