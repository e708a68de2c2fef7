"""How a URL was met and what became of it: everything that the rows say of one address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.store.reader import Reader
from pipelines.web.urls import site_of, strip_fragment, url_key

_SPELLINGS = """
SELECT url FROM article_urls WHERE url_key = :key
UNION SELECT url FROM entries WHERE page_key = :key
UNION SELECT url FROM sightings WHERE url_key = :key
ORDER BY url
"""
_ENTRIES = """
SELECT feeds.url AS feed_url, entries.url, entries.guid, entries.title, entries.date_published, entries.first_seen,
    entries.last_seen, entries.found_in, entries.state, entries.attempts, entries.not_before
FROM entries JOIN feeds ON feeds.id = entries.feed_id
WHERE entries.url = :url OR entries.article_id = :id ORDER BY entries.url <> :url, entries.id
"""
_REJECTIONS = """
SELECT reason, detail, http_status, seen_at, resolved_at FROM rejections
WHERE url = :url ORDER BY resolved_at IS NOT NULL, seen_at DESC
"""
_ARTICLE = """
SELECT articles.id, articles.url, articles.site, articles.headline, articles.date_published, word_count, story_id,
    articles.first_seen, articles.last_fetched, extractor, confidence, page_key, sightings.url AS shown_url,
    site_profiles.version AS profile_version, articles.article_body
FROM articles LEFT JOIN sightings ON sightings.url_key = articles.page_key
LEFT JOIN site_profiles ON site_profiles.id = articles.profile_id
WHERE articles.id = :id
"""
_URLS = "SELECT url, kind, first_seen FROM article_urls WHERE article_id = :id ORDER BY kind <> 'canonical', url"
_PAGES = """
SELECT url, url_key, canonical_key, text_hash, http_status, first_fetched, last_fetched
FROM sightings WHERE article_id = :id ORDER BY url
"""
_REVISIONS = "SELECT seen_at, change, headline FROM revisions WHERE article_id = :id ORDER BY seen_at, id"
_LINKS = """
SELECT other.id AS article_id, other.site, other.headline, other.url, link.similarity, link.containment,
    CASE WHEN link.contained_id = :id THEN 'stands in the other as a whole'
        WHEN link.contained_id IS NOT NULL THEN 'the other stands in it as a whole' END AS contained,
    CASE WHEN link.earlier_id = :id THEN 'earlier' WHEN link.earlier_id IS NOT NULL THEN 'later'
        ELSE 'at the same time' END AS came
FROM (
    SELECT other_id AS other, * FROM story_links WHERE article_id = :id
    UNION ALL
    SELECT article_id AS other, * FROM story_links WHERE other_id = :id
) AS link
JOIN articles AS other ON other.id = link.other ORDER BY link.similarity DESC, other.id
"""
_STORY = "SELECT id, first_seen, agency, agency_from FROM stories WHERE id = :id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """What the rows say of one URL; empty where they say nothing."""

    url: str
    """As it is in the rows, which may be another spelling of what was asked for."""
    status: Mapping[str, Any]
    """Its row of url_status."""
    entries: tuple[Mapping[str, Any], ...] = ()
    """Feed entries with this link, and those of its article's other addresses."""
    rejections: tuple[Mapping[str, Any], ...] = ()
    article: Mapping[str, Any] | None = None
    urls: tuple[Mapping[str, Any], ...] = ()
    """All addresses of the article."""
    pages: tuple[Mapping[str, Any], ...] = ()
    """Its sightings: the pages that were read as this article."""
    revisions: tuple[Mapping[str, Any], ...] = ()
    story: Mapping[str, Any] | None = None
    links: tuple[Mapping[str, Any], ...] = ()
    """Its copies: rows of story_links, seen from the article."""
    text: str | None = field(default=None, repr=False)
    """article_body."""


def find_encounter(reader: Reader, asked: str) -> Encounter | None:
    """What is known of a URL, in this spelling or, failing that, in another; None where it was never met."""
    spellings = [asked, strip_fragment(asked)]
    spellings += [row["url"] for row in reader.rows(_SPELLINGS, {"key": url_key(asked)})]
    for url in dict.fromkeys(spellings):
        found = reader.rows("SELECT * FROM url_status WHERE url = :url", {"url": url})
        if found:
            return _encounter(reader, url, found[0])
    return None


def archived_page(pages: Reader, encounter: Encounter) -> int | None:
    """The archive's row of the page that the URL led to when it was fetched last; None where none is kept."""
    urls = [encounter.url]
    if encounter.article is not None:
        key = url_key(encounter.url)
        own = [page["url"] for page in encounter.pages if page["url_key"] == key]
        urls += [*own, encounter.article["shown_url"] or encounter.article["url"]]
    for url in dict.fromkeys(urls):
        sql = "SELECT id FROM pages WHERE url = :url ORDER BY fetched_at DESC, id DESC LIMIT 1"
        found = pages.value(sql, {"url": strip_fragment(url)})
        if found is not None:
            return int(found)
    sql = "SELECT id FROM pages WHERE site = :site AND page_key = :key ORDER BY fetched_at DESC, id DESC LIMIT 1"
    found = pages.value(sql, {"site": site_of(encounter.url), "key": url_key(encounter.url)})
    return None if found is None else int(found)


def _encounter(reader: Reader, url: str, status: Mapping[str, Any]) -> Encounter:
    met = Encounter(
        url=url,
        status=status,
        entries=tuple(reader.rows(_ENTRIES, {"url": url, "id": status["article_id"]})),
        rejections=tuple(reader.rows(_REJECTIONS, {"url": url})),
    )
    if status["article_id"] is None:
        return met
    by_id = {"id": status["article_id"]}
    (article,) = reader.rows(_ARTICLE, by_id)
    text = article.pop("article_body")
    return Encounter(
        url=met.url,
        status=met.status,
        entries=met.entries,
        rejections=met.rejections,
        article=article,
        urls=tuple(reader.rows(_URLS, by_id)),
        pages=tuple(reader.rows(_PAGES, by_id)),
        revisions=tuple(reader.rows(_REVISIONS, by_id)),
        story=reader.rows(_STORY, {"id": article["story_id"]})[0],
        links=tuple(reader.rows(_LINKS, by_id)),
        text=text,
    )
