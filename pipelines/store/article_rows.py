"""Articles and sightings as rows, and rows as articles and sightings. Nothing is asked of the database here."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pipelines.clock import from_text, to_text
from pipelines.language.scripts import count_words
from pipelines.model import Chosen, Filing, Sighting, StoredArticle

CONTENT = (
    "headline", "description", "article_body", "authors", "credit_text", "date_published", "date_published_raw",
    "date_modified", "date_modified_raw", "in_language", "article_section", "keywords", "image_url",
    "is_accessible_for_free", "word_count", "provenance", "extractor", "text_hash", "page_key",
    "article_type", "profile_id", "confidence", "confidence_reasons",
)  # fmt: skip
"""The columns that one page fills: those of the page that the row shows."""

_RIVAL = "page:"
"""How provenance names the word of another page of the article: "page:URL"."""


def sighting_of(row: sqlite3.Row) -> Sighting:
    """A row of sightings."""
    return Sighting(
        url=row["url"],
        url_key=row["url_key"],
        article_id=row["article_id"],
        canonical_key=row["canonical_key"],
        text_hash=row["text_hash"],
        headline=row["headline"],
        date_published=_time(row["date_published"]),
        article_body=row["article_body"],
    )


def article_of(row: sqlite3.Row) -> StoredArticle:
    """A row of articles."""
    return StoredArticle(
        id=row["id"],
        url=row["url"],
        url_key=row["url_key"],
        site=row["site"],
        text_hash=row["text_hash"],
        headline=row["headline"],
        article_body=row["article_body"],
        authors=tuple(json.loads(row["authors"])),
        date_published=_time(row["date_published"]),
        date_modified=_time(row["date_modified"]),
        first_seen=from_text(row["first_seen"]),
        story_id=row["story_id"],
        page_key=row["page_key"],
        canonical=json.loads(row["provenance"]).get("canonical", {}).get("raw"),
    )


def content_of(filing: Filing) -> dict[str, object]:
    """The CONTENT columns of a page."""
    article, meta = filing.article, filing.article.metadata
    free, sure = meta.is_accessible_for_free, article.confidence
    return {
        "headline": meta.headline,
        "description": meta.description,
        "article_body": article.article_body,
        "authors": to_json(list(meta.authors)),
        "credit_text": meta.credit_text,
        "date_published": moment(meta.date_published),
        "date_published_raw": meta.date_published_raw,
        "date_modified": moment(meta.date_modified),
        "date_modified_raw": meta.date_modified_raw,
        "in_language": meta.in_language,
        "article_section": meta.article_section,
        "keywords": to_json(list(meta.keywords)),
        "image_url": meta.image_url,
        "is_accessible_for_free": None if free is None else int(free),
        "word_count": count_words(article.article_body),
        "provenance": to_json(_provenance(meta.provenance, article.canonical)),
        "extractor": article.extractor,
        "text_hash": filing.text_hash,
        "page_key": filing.page_key,
        "article_type": meta.article_type,
        "profile_id": article.profile_id,
        "confidence": sure.value if sure else None,
        "confidence_reasons": to_json(dict(sure.reasons)) if sure else "{}",
    }


def _provenance(choices: Mapping[str, Chosen], canonical: str | None) -> dict[str, dict[str, Any]]:
    """What the page claims as its canonical stands here whether it counts or not."""
    fields = {name: _choice(choice) for name, choice in choices.items()}
    if canonical is not None:
        fields.setdefault("canonical", {"source": "rel=canonical", "raw": canonical, "others": []})
    return fields


def _choice(choice: Chosen) -> dict[str, Any]:
    others = [{"source": claim.source, "raw": claim.raw} for claim in choice.others]
    precision = {"precision": choice.precision} if choice.precision else {}
    return {"source": choice.source, "raw": choice.raw, "others": others, **precision}


def with_rivals(
    provenance: dict[str, dict[str, Any]], page_key: str, pages: Iterable[sqlite3.Row]
) -> dict[str, dict[str, Any]]:
    """The provenance with what the article's other pages say instead, by URL; what they said before is forgotten."""
    pages = list(pages)
    shown = next((page for page in pages if page["url_key"] == page_key), None)
    for name in ("headline", "date_published"):
        chosen = shown[name] if shown else None
        rivals = [
            {"source": f"{_RIVAL}{page['url']}", "raw": page[name]}
            for page in pages
            if page["url_key"] != page_key and page[name] and page[name] != chosen
        ]
        known = provenance.get(name)
        if known is None and rivals:
            known = provenance[name] = {"source": "page", "raw": chosen or "", "others": []}
        if known is not None:
            own = [claim for claim in known.get("others", []) if not claim["source"].startswith(_RIVAL)]
            known["others"] = own + rivals
    return provenance


def to_json(value: object) -> str:
    """The same text for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=isinstance(value, dict))


def moment(when: datetime | None) -> str | None:
    """As a column has it."""
    return to_text(when) if when else None


def _time(text: str | None) -> datetime | None:
    return from_text(text) if text else None
