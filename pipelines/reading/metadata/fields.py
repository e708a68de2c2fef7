"""What a page and the feed entry behind it say about the article, field by field, in an order of trust."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipelines.model import Candidate, Chosen, Metadata, Page
from pipelines.reading.metadata.authors import find_agencies, find_authors
from pipelines.reading.metadata.breadcrumbs import Place, find_sections
from pipelines.reading.metadata.candidates import META, Evidence, choose, first_absolute
from pipelines.reading.metadata.dating import chosen_date, find_modified, find_published, with_order
from pipelines.reading.metadata.headline_choice import find_headline, shortened
from pipelines.reading.metadata.headlines import tidy
from pipelines.reading.metadata.jsonld import text_of, texts_of, url_of
from pipelines.reading.metadata.microdata import Value, may_state, read_values

_LONGEST_DESCRIPTION = 10_000
_MOST_KEYWORDS = 50
_MOST_PARTS = 50
_FREE = {
    "true": True, "false": False, "yes": True, "no": False, "1": True, "0": False,
    "free": True, "metered": False, "locked": False,
}  # fmt: skip
"""Values of schema.org's isAccessibleForFree, as they are written, and of article:content_tier."""


def read_metadata(evidence: Evidence, language: str | None) -> Metadata:
    """All fields; for each that had a source, provenance says which was followed and who differed."""
    followed = find_headline(evidence)
    evidence = with_order(evidence)
    headline = shortened(followed.raw) if followed else None
    authors, author_choice = find_authors(evidence, headline)
    published = find_published(evidence, headline)
    modified = find_modified(evidence)
    section = _section(evidence, headline)
    choices: dict[str, Chosen | None] = {
        "headline": followed,
        "authors": author_choice,
        "date_published": published.choice if published else None,
        "date_modified": modified.choice if modified else None,
        "article_section": section,
    }
    return Metadata(
        headline=headline,
        description=_description(evidence),
        authors=authors,
        credit_text=find_agencies(evidence, author_choice),
        date_published=published.at if published else None,
        date_published_raw=published.choice.raw if published else None,
        date_modified=modified.at if modified else None,
        date_modified_raw=modified.choice.raw if modified else None,
        in_language=language,
        article_section=section.raw if section else None,
        keywords=_keywords(evidence),
        image_url=_image(evidence),
        is_accessible_for_free=_is_free(evidence),
        article_type=evidence.article_type,
        provenance={name: choice for name, choice in choices.items() if choice is not None},
    )


def plain_metadata(page: Page, language: str | None) -> Metadata:
    """The metadata of a page without mark-up: what its feed entry says, and the language."""
    entry = page.entry
    if entry is None:
        return Metadata(in_language=language)
    published = chosen_date(
        [Candidate(source="feed", raw=entry.date_published_raw)] if entry.date_published_raw else [], page, False
    )
    return Metadata(
        headline=entry.title,
        authors=entry.authors,
        date_published=published.at if published else entry.date_published,
        date_published_raw=entry.date_published_raw,
        in_language=language,
        provenance={"headline": Chosen(source="feed", raw=entry.title)} if entry.title else {},
    )


# ------------------------------------------------------------------------------------------------------- the rest


def _section(evidence: Evidence, headline: str | None) -> Chosen | None:
    claims = [Candidate(source="json-ld", raw=text) for text in texts_of(evidence.node.get("articleSection"))[:1]]
    claims += evidence.metas("section")
    return choose(_sections(claims)) or choose(_sections(_shown_sections(evidence, headline)))


def _sections(claims: Iterable[Candidate]) -> Iterator[Candidate]:
    return (claim for claim in claims if len(claim.raw) <= 100 and "://" not in claim.raw)


def _shown_sections(evidence: Evidence, headline: str | None) -> Iterator[Candidate]:
    """By the page's mark-up, which is looked through only where its data state none: it takes longer than those."""
    values = _values(evidence, "articlesection")
    yield from (Candidate(source="microdata", raw=value.text) for value in values if not value.is_part)
    place = Place(evidence.page.url, headline or "", evidence.sites)
    document = evidence.document
    yield from find_sections(evidence.nodes, document.tree, document.base_url, place)


def _values(evidence: Evidence, name: str) -> list[Value]:
    markup = evidence.markup()
    return read_values(evidence.document.tree, name) if markup is None or may_state(markup, name) else []


def _description(evidence: Evidence) -> str | None:
    from_node = text_of(evidence.node.get("description"))
    entry = evidence.page.entry
    found = (
        from_node
        or evidence.first("description")
        or (tidy(entry.summary) if entry and "<" not in (entry.summary or "") else "")
        or ""
    )
    return found[:_LONGEST_DESCRIPTION] or None


def _keywords(evidence: Evidence) -> tuple[str, ...]:
    raws: Sequence[str] = texts_of(evidence.node.get("keywords"))
    if not raws:
        name = next((name for name in META["keywords"] if evidence.meta.get(name)), None)
        raws = evidence.meta[name] if name else ()
    words: list[str] = []
    for raw in raws:
        # A list that was written as one string; a list of its own may hold commas inside a keyword.
        parts = raw.replace(";", ",").split(",") if len(raws) == 1 or raw.count(",") > 2 else [raw]
        words.extend(word for part in parts if (word := tidy(part).strip("\"'")) and len(word) <= 100)
    return tuple(dict.fromkeys(words))[:_MOST_KEYWORDS]


def _image(evidence: Evidence) -> str | None:
    candidates = [
        url_of(evidence.node.get("image")),
        evidence.first("image"),
        url_of(evidence.node.get("thumbnailUrl")),
    ]
    return first_absolute(evidence.document.base_url, candidates)


def _is_free(evidence: Evidence) -> bool | None:
    """Whether the whole is free; not where a part is not."""
    stated = _as_free(evidence.node.get("isAccessibleForFree"))
    if stated is not None:
        return stated
    values = _values(evidence, "isaccessibleforfree")
    shown = [(_as_free(value.text), value.is_part) for value in values]
    claims = [free for free, is_part in shown if not is_part]
    claims += [_as_free(claim.raw) for claim in evidence.metas("free")]
    claims += [not walled for claim in evidence.metas("paywall") if (walled := _as_free(claim.raw)) is not None]
    if (whole := next((free for free in claims if free is not None), None)) is not None:
        return whole
    return False if False in [*(free for free, _ in shown), *_parts(evidence.node.get("hasPart"))] else None


def _parts(parts: Any) -> Iterator[bool | None]:
    """What JSON-LD says of the article's parts."""
    for part in (parts if isinstance(parts, list) else [parts])[:_MOST_PARTS]:
        if isinstance(part, dict):
            yield _as_free(part.get("isAccessibleForFree"))


def _as_free(value: Any) -> bool | None:
    """A value of isAccessibleForFree; None where it says nothing.

    >>> _as_free("http://schema.org/False"), _as_free("True"), _as_free("subscribers")
    (False, True, None)
    """
    if isinstance(value, bool):
        return value
    return _FREE.get((text_of(value) or "").rstrip("/.").rpartition("/")[2].lower())
