"""Links that lead to a known page by all that is known of their site: taken for it without a request.

What parameters are on each site is judged at the end of a run, by all pages that it has left there, and counts from the
next run on; and only pages that were read before a run are known in it. So within a run the order of arrival decides
nothing: neither what is presumed nor what is learned.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pipelines.identity.url_parameters import judge, narrowed, path_of, presume, weigh
from pipelines.language.same_text import pages_agree
from pipelines.model import Entry, FeedPoll, Sighting
from pipelines.store.store import Store
from pipelines.web.urls import is_fetchable, site_of, url_key

MOST_PAGES = 200
"""Pages under one path that are looked at; a path with more is a program that shows every article."""


def settle_known_urls(store: Store, poll: FeedPoll) -> int:
    """Settles the entries of a poll whose links differ from known pages in noise alone; how many these are.

    Not those of a feed that is followed for its own text: that is the article, whatever its link.
    """
    noise_of = store.url_parameters.noise
    if poll.feed is None or not noise_of or store.feeds.state(poll.feed_id).full_text == "feed":
        return 0
    return sum(_presume(store, entry, noise_of) for entry in poll.feed.entries)


def _presume(store: Store, entry: Entry, noise_of: Mapping[str, frozenset[str]]) -> int:
    if entry.url is None or not is_fetchable(entry.url):
        return 0
    noise, key = noise_of.get(site_of(entry.url) or "", frozenset()), url_key(entry.url)
    if not noise:
        return 0
    pages = store.articles.under(path_of(key), narrowed(key, noise), MOST_PAGES, before=store.runs.started_at)
    presumption = presume(key, entry.title, pages, noise) if len(pages) < MOST_PAGES else None
    if presumption is None:
        return 0
    address = store.articles.article(presumption.article_id).url
    return store.url_parameters.presume(key, address, presumption)


def weigh_parameters(store: Store, paths: Collection[str]) -> None:
    """Judges what the pages under these paths say of their parameters; of all paths, where earlier runs did not end."""
    known = store.url_parameters
    sites: set[str] = set()
    for path in sorted({*paths, *known.paths()} if store.runs.follows_interruption() else paths):
        site = site_of(f"http://{path}")
        if site is None or not known.has_siblings(path):
            continue
        pages = store.articles.under(path, f"{path}?", MOST_PAGES)
        known.keep(path, site, weigh(pages, lambda one, other: _differ(store, one, other)))
        sites.add(site)
    for site in sorted(sites):
        for tally in known.tallies(site):
            known.decide(site, tally, judge(tally.same, tally.different))


def _differ(store: Store, one: Sighting, other: Sighting) -> bool:
    return not pages_agree((_text(store, one), one.headline), (_text(store, other), other.headline))


def _text(store: Store, page: Sighting) -> str:
    return store.articles.article(page.article_id).article_body if page.article_body is None else page.article_body
