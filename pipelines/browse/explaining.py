"""The explain page: why an address is in the data, or is not, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from pipelines.browse.formatting import REASONS, said_time
from pipelines.browse.request_context import Answer, RequestContext, together
from pipelines.language.counted import counted
from pipelines.web.urls import site_of, strip_fragment, url_key

Row = Mapping[str, Any]

KINDS: Mapping[str, str] = {
    "link": "as a feed's link, or as what was asked for",
    "redirect": "as a redirect on the way to it",
    "canonical": "as the address that the article itself names",
    "amp": "as its AMP page",
    "print": "as its page for printing",
    "mobile": "as its page for phones",
    "duplicate": "as another page of the same site with the same text",
}
"""article_urls.kind."""

_STATES: Mapping[str, str] = {
    "leased": "It is being fetched.",
    "waiting": "It is not in the data yet: it waits to be fetched.",
    "held": "It is not in the data yet: its feed is paused, or not listed any more.",
}
"""entries.state, the most telling first, of an address that has come to nothing so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The rows that speak of an address."""

    url: str
    entries: Sequence[Row] = ()
    duplicates: Sequence[str] = ()
    """Other spellings under which feeds list the same page."""
    addresses: Sequence[Row] = ()
    """Rows of article_urls, that of exactly this address first."""
    article: Row | None = None
    sighting: Row | None = None
    rejections: Sequence[Row] = ()
    site: str | None = None
    site_feeds: Sequence[Row] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened, with where to look further."""

    text: str
    links: tuple[tuple[str, str], ...] = ()
    """Text and address below the archive's first page, or a whole address."""
    quote: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The answer in a sentence, and how it came to that."""

    outcome: Literal["in", "out", "open", "unknown"]
    verdict: str
    steps: tuple[Step, ...] = field(default=())


async def show(visit: RequestContext) -> Answer:
    asked = visit.argument("url").replace("\0", "")
    explanation = explain(await _gather(visit, asked)) if asked else None
    return Answer(
        "explain.html",
        {
            "title": f"Why is {asked} here, or not?" if asked else "Why is it here, or not?",
            "asked": asked,
            "explanation": explanation,
        },
    )


def explain(evidence: Evidence) -> Explanation:
    """The verdict from the rows, and the rows as steps in their order."""
    steps = (
        *_met(evidence),
        *(_refused(row) for row in evidence.rejections),
        *_read(evidence),
        *_filed(evidence),
        *_waiting(evidence),
        *_unmet(evidence),
    )
    outcome, verdict = _judge(evidence)
    return Explanation(outcome=outcome, verdict=verdict, steps=steps)


def _judge(evidence: Evidence) -> tuple[Literal["in", "out", "open", "unknown"], str]:
    open_rejections = [row for row in evidence.rejections if row["resolved_at"] is None]
    states = {entry["state"] for entry in evidence.entries}
    if evidence.article:
        again = " Its last fetch failed; the text is that of an earlier one." if open_rejections else ""
        return "in", f"It is in the data.{again}"
    if open_rejections:
        again = " It is asked for again." if states & {"waiting", "leased"} else ""
        return "out", f"It is not in the data: {REASONS.get(open_rejections[-1]['reason'], 'it was refused')}.{again}"
    for state, said in _STATES.items():
        if state in states:
            return "open", said
    if evidence.entries or evidence.rejections:
        return "out", "It was in the data, and was deleted by hand."
    return "unknown", "This address was never met."


def _met(evidence: Evidence) -> Iterator[Step]:
    for entry in evidence.entries:
        how = {"archive": ", on an older page of the feed", "sitemap": ", by its site's news sitemap"}
        yield Step(
            text=f"Listed on {said_time(entry['first_seen'])}{how.get(entry['found_in'], '')}, "
            f"last read there on {said_time(entry['last_seen'])}.",
            links=((entry["feed_title"], f"feed/{entry['feed_id']}"),),
            quote=entry["title"],
        )
    if not evidence.entries and (evidence.addresses or evidence.rejections):
        yield Step(text="No feed lists exactly this address; it was met otherwise.")
    if evidence.duplicates:
        yield Step(
            text="Feeds list the same page in another spelling.",
            links=tuple((url, f"explain?url={_quoted(url)}") for url in evidence.duplicates),
        )


def _refused(row: Row) -> Step:
    answer = f" (HTTP {row['http_status']})" if row["http_status"] else ""
    later = f" Resolved on {said_time(row['resolved_at'])}, when it succeeded." if row["resolved_at"] else ""
    return Step(
        text=f"Refused on {said_time(row['seen_at'])}: {REASONS.get(row['reason'], row['reason'])}{answer}.{later}",
        quote=row["detail"],
    )


def _read(evidence: Evidence) -> Iterator[Step]:
    sighting = evidence.sighting
    if sighting:
        again = (
            f", and last on {said_time(sighting['last_fetched'])}"
            if sighting["last_fetched"] != sighting["first_fetched"]
            else ""
        )
        yield Step(text=f"Its page was first read on {said_time(sighting['first_fetched'])}{again}.")


def _filed(evidence: Evidence) -> Iterator[Step]:
    if evidence.article is None:
        return
    exact = next((row for row in evidence.addresses if row["url"] == evidence.url), None)
    own = evidence.article["url"]
    link = ((evidence.article["headline"] or "Without a headline", f"article/{evidence.article['id']}"),)
    if own == evidence.url:
        text = "It is the article's own address."
    elif exact:
        text = (
            f"It belongs to an article, {KINDS.get(exact['kind'], exact['kind'])}; the article's own address is {own}."
        )
    elif evidence.addresses:
        text = f"In another spelling, {evidence.addresses[0]['url']}, it belongs to an article."
    else:
        text = f"Its feed's entry led to an article, whose own address is {own}."
    yield Step(text=text, links=link)


def _waiting(evidence: Evidence) -> Iterator[Step]:
    for entry in evidence.entries:
        if entry["state"] not in {"waiting", "held", "leased"}:
            continue
        tries = f" after {counted(entry['attempts'], 'failed attempt')}" if entry["attempts"] else ""
        when = f", not before {said_time(entry['not_before'])}" if entry["not_before"] else ""
        text = {
            "waiting": f"It waits{tries} to be fetched by the next run{when}.",
            "held": "It is held back while its feed is paused or not listed.",
            "leased": "A run is fetching it, or was cut off while it did; the next run goes on with it.",
        }[entry["state"]]
        yield Step(text=text)
        return


def _unmet(evidence: Evidence) -> Iterator[Step]:
    if evidence.entries or evidence.addresses or evidence.rejections or evidence.article:
        return
    yield Step(text="No feed listed it, nothing led to it, and it was not refused.")
    if evidence.site is None:
        yield Step(text="It is not the address of a web page.")
    elif evidence.site_feeds:
        yield Step(
            text=f"{counted(len(evidence.site_feeds), 'feed')} of {evidence.site} "
            f"{'is' if len(evidence.site_feeds) == 1 else 'are'} followed; what they do not list is not asked for.",
            links=tuple((feed["title"], f"feed/{feed['id']}") for feed in evidence.site_feeds),
        )
    else:
        yield Step(text=f"No feed of {evidence.site} is followed.")


async def _gather(visit: RequestContext, asked: str) -> Evidence:
    url = strip_fragment(asked)
    key, site = url_key(url), site_of(url)
    ask = visit.archive.ask
    entries, duplicates, addresses, sightings, rejections, feeds = await together(
        ask("explain", "entries", url=asked),
        ask("explain", "twins", url=asked, key=key),
        ask("explain", "addresses", url=url, key=key),
        ask("explain", "sightings", key=key),
        ask("explain", "rejections", url=asked),
        ask("explain", "feeds"),
    )
    known = [row["article_id"] for row in [*addresses, *entries, *sightings] if row["article_id"] is not None]
    article = await visit.archive.ask_one("explain", "articles", url=url, key=key, id=known[0] if known else None)
    named = ("url", "fetch_url", "homepage")
    return Evidence(
        url=url,
        entries=entries,
        duplicates=[row["url"] for row in duplicates],
        addresses=addresses,
        article=article,
        sighting=sightings[0] if sightings else None,
        rejections=rejections,
        site=site,
        site_feeds=[feed for feed in feeds if site and any(feed[n] and site_of(feed[n]) == site for n in named)][:20],
    )


def _quoted(url: str) -> str:
    return quote(url, safe="")
