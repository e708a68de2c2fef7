"""What a crawl left in a database, told on a terminal: stored, cut, joined, edited, refused."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.text import Text

from crawler.reports.tables import section, table

Query = Callable[[str], list[dict[str, Any]]]
"""Rows of a SELECT."""

_STORED = """
    SELECT site, headline,
        length(article_body) - length(replace(article_body, char(10) || char(10), char(10))) + 1 AS paragraphs,
        (SELECT count(*) FROM removals WHERE article_id = articles.id) AS cut,
        (SELECT count(*) FROM article_urls WHERE article_id = articles.id) AS urls
    FROM articles ORDER BY site, date_published DESC, url
"""
_CUT = """
    SELECT kind, count(*) AS lines, count(DISTINCT article_id) AS articles,
        (SELECT text FROM removals AS r JOIN articles AS a ON a.id = r.article_id
         WHERE r.kind = removals.kind ORDER BY a.date_published, a.url, r.position, r.text LIMIT 1) AS example
    FROM removals GROUP BY kind ORDER BY lines DESC, kind
"""
_SAME_ARTICLE = """
    SELECT articles.url AS article, article_urls.url, kind FROM article_urls
    JOIN articles ON articles.id = article_urls.article_id
    WHERE article_urls.url <> articles.url
        AND articles.id IN (SELECT article_id FROM article_urls GROUP BY article_id HAVING count(*) > 2)
    ORDER BY articles.url, kind, article_urls.url
"""
_SAME_STORY = """
    SELECT story_id, site, headline, word_count, hours_after_first FROM story_copies
    ORDER BY (SELECT min(url) FROM articles WHERE articles.story_id = story_copies.story_id), place
"""
_EDITED = """
    SELECT articles.headline, change, revisions.headline AS old_headline, revisions.article_body AS before,
        articles.article_body AS now
    FROM revisions JOIN articles ON articles.id = revisions.article_id ORDER BY articles.url, revisions.seen_at
"""
_REFUSED = "SELECT reason, url, detail FROM rejections WHERE resolved_at IS NULL ORDER BY reason, url"


def show(query: Query, console: Console) -> None:
    """Prints the report."""
    for title, part in (
        ("Stored", _stored),
        ("Cut from the text, and kept beside it", _cut),
        ("The same article under several addresses", _same_article),
        ("The same story in several papers", _same_story),
        ("Edited since the first crawl", _edited),
        ("Refused, and why", _refused),
    ):
        section(console, title, part(query, console.width - 2))


def _stored(query: Query, width: int) -> RenderableType:
    rows = [
        (row["site"], row["headline"], str(row["paragraphs"]), str(row["cut"]), str(row["urls"]))
        for row in query(_STORED)
    ]
    return table(("site", "headline", "paragraphs", "cut", "URLs"), rows, width, flexible=1, numbers=(2, 3, 4))


def _cut(query: Query, width: int) -> RenderableType:
    rows = [(row["kind"], str(row["lines"]), str(row["articles"]), row["example"]) for row in query(_CUT)]
    return table(("kind", "lines", "articles", "for example"), rows, width, flexible=3, numbers=(1, 2))


def _same_article(query: Query, width: int) -> RenderableType:
    rows = []
    for article, others in groupby(query(_SAME_ARTICLE), key=lambda row: row["article"]):
        rows.append((_bare(article), ""))
        rows += [("  " + _bare(row["url"]), row["kind"]) for row in others]
    return table((), rows, width, flexible=0)


def _same_story(query: Query, width: int) -> RenderableType:
    rows = []
    for _, copies in groupby(query(_SAME_STORY), key=lambda row: row["story_id"]):
        for number, row in enumerate(copies):
            later = f"{row['hours_after_first']:.1f} h later" if number else "first"
            rows.append(("  " * (number > 0) + row["site"], row["headline"], f"{row['word_count']} words", later))
    return table((), rows, width, flexible=1)


def _edited(query: Query, _: int) -> RenderableType:
    lines: list[Text] = []
    for row in query(_EDITED):
        lines.append(Text(f"{row['headline']} ({row['change']})"))
        if row["old_headline"] != row["headline"]:
            lines.append(Text(f"- {row['old_headline']}", style="red"))
        lines += _differences(row["before"], row["now"])
    return Group(*lines)


def _refused(query: Query, width: int) -> RenderableType:
    rows = [(row["reason"], _bare(row["url"]), row["detail"]) for row in query(_REFUSED)]
    return table(("reason", "address", "detail"), rows, width, flexible=2)


def _differences(before: str, now: str) -> Iterator[Text]:
    """The sentences that went and those that came."""
    for line in difflib.ndiff(_sentences(before), _sentences(now)):
        if line.startswith("- "):
            yield Text(line, style="red")
        elif line.startswith("+ "):
            yield Text(line, style="green")


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in re.split(r"(?<=[.!?])\s+|\n+", text) if sentence]


def _bare(url: str) -> str:
    """The address without its scheme."""
    return url.removeprefix("http://")
