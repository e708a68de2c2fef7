"""What a page and the feed entry behind it say about the article, field by field, in an order of trust."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.extract.bylines import agencies_in, is_person, names_in, people_of
from pipelines.extract.dates import is_credible, read_moment
from pipelines.extract.headlines import is_wrapped, site_names, strip_site, tidy
from pipelines.extract.jsonld import Node, read_article_node, text_of, texts_of, url_of
from pipelines.extract.textdates import date_in_text, stands_with_others
from pipelines.model import Choice, Claim, Metadata, Page

# Names of meta elements (property, name or itemprop, lower case) by field, most trusted first.
META = {
    "headline": ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title",
        "cxenseparse:recs:title", "headline", "title"),
    "published": (
        "article:published_time", "article:published", "og:article:published_time", "datepublished", "parsely-pub-date",
        "sailthru.date", "cxenseparse:recs:publishtime", "dcterms.created", "dc.date.issued", "dcterms.issued",
        "dcterms.date", "dc.date", "dc.date.created", "pubdate", "publish-date", "publish_date", "publication_date",
        "article:publication_date", "article.published", "published_time", "publishdate", "date.available",
        "date_published",
        "originalpublicationdate", "citation_publication_date", "citation_date", "article_date_original",
        "rnews:datepublished",
        "ptime", "displaydate", "vr:published_time", "og:published_time", "og:pubdate",
        "shareaholic:article_published_time", "date",
    ),
    "modified": (
        "article:modified_time", "datemodified", "og:updated_time", "article:modified", "dcterms.modified",
        "dc.date.modified",
        "last-modified", "lastmod", "cxenseparse:recs:modified", "revision_date", "article:updated",
    ),
    "authors": (
        "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
        "cxenseparse:author",
        "byl", "authors", "og:article:author", "article.author", "citation_author", "creator", "twitter:data1",
    ),
    "section": ("article:section", "parsely-section", "cxenseparse:category", "og:article:section", "section",
        "dc.subject.section"),
    "description": ("og:description", "description", "twitter:description", "dc.description", "sailthru.description"),
    "image": ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src",
        "sailthru.image.full", "parsely-image-url"),
    "keywords": ("news_keywords", "article:tag", "parsely-tags", "sailthru.tags", "keywords", "cxenseparse:keywords"),
    "site": ("og:site_name", "application-name", "apple-mobile-web-app-title", "al:android:app_name", "publisher",
        "dc.publisher"),
    "free": ("isaccessibleforfree", "article:content_tier", "cxenseparse:paywall"),
}  # fmt: skip
_FEW_META = 400  # meta elements that are looked at
_LONGEST_HEADLINE = 400
_MOST_KEYWORDS = 50
_MOST_AUTHORS = 8
_MICRODATA_TAGS = ("time", "span", "div", "p", "abbr", "link")
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:byline|author|authors|autor|autoren|auteur|autore)(?:[-_]*name)?(?:$|\s)", re.IGNORECASE
)
_FREE = {"true": True, "false": False, "yes": True, "no": False, "free": True, "metered": False, "locked": False}


@dataclass(frozen=True, slots=True)
class _Evidence:
    """All that a page offers to choose from."""

    tree: HtmlElement
    page: Page
    base_url: str
    node: Node
    meta: dict[str, list[str]]
    sites: frozenset[str]
    day_first: bool

    def metas(self, field: str) -> list[Claim]:
        return [
            Claim(source=f"meta:{name}", raw=value)
            for name in META[field]
            for value in self.meta.get(name, ())
            if value
        ]

    def first(self, field: str) -> str | None:
        return next((claim.raw for claim in self.metas(field)), None)


def read_metadata(tree: HtmlElement, page: Page, *, base_url: str, language: str | None) -> Metadata:
    """All fields; for each that had a source, provenance says which was followed and who differed."""
    meta = _read_meta(tree)
    addresses = [page.url, read_canonical(tree, base_url) or ""]
    node = read_article_node(tree, frozenset(url.partition("#")[0].rstrip("/") for url in addresses if url))
    sites = site_names([*(meta.get(n, [""])[0] for n in META["site"]), text_of(node.get("publisher")) or ""], page.url)
    claimed = (tree.get("lang") or "").lower()
    day_first = not (claimed.startswith("en-us") or (language or claimed[:2]) in ("en", ""))
    evidence = _Evidence(tree, page, base_url, node, meta, sites, day_first)
    headline = _headline(evidence)
    authors, author_choice = _authors(evidence)
    published = _date(_published_claims(evidence), evidence) or _date_in_text(evidence)
    modified = _date(_modified_claims(evidence), evidence)
    section = _section(evidence)
    choices: dict[str, Choice | None] = {
        "headline": headline,
        "authors": author_choice,
        "date_published": published.choice if published else None,
        "date_modified": modified.choice if modified else None,
        "article_section": section,
    }
    return Metadata(
        headline=headline.raw if headline else None,
        description=_description(evidence),
        authors=authors,
        credit_text=_credit(evidence, author_choice),
        date_published=published.at if published else None,
        date_published_raw=published.choice.raw if published else None,
        date_modified=modified.at if modified else None,
        date_modified_raw=modified.choice.raw if modified else None,
        in_language=language,
        article_section=section.raw if section else None,
        keywords=_keywords(evidence),
        image_url=_image(evidence),
        is_accessible_for_free=_is_free(evidence),
        provenance={name: choice for name, choice in choices.items() if choice is not None},
    )


def plain_metadata(page: Page, language: str | None) -> Metadata:
    """The metadata of a page without mark-up: what its feed entry says, and the language."""
    entry = page.entry
    if entry is None:
        return Metadata(in_language=language)
    published = _chosen_date(
        [Claim(source="feed", raw=entry.date_published_raw)] if entry.date_published_raw else [], page, False
    )
    return Metadata(
        headline=entry.title,
        authors=entry.authors,
        date_published=published.at if published else entry.date_published,
        date_published_raw=entry.date_published_raw,
        in_language=language,
        provenance={"headline": Choice(source="feed", raw=entry.title)} if entry.title else {},
    )


def read_canonical(tree: HtmlElement, base_url: str) -> str | None:
    """rel=canonical, else og:url: absolute, the first that is an http(s) URL; None without one."""
    hrefs = [e.get("href") for e in tree.iter("link") if "canonical" in (e.get("rel") or "").lower().split()]
    hrefs += [
        e.get("content") for e in tree.iter("meta") if (e.get("property") or e.get("name") or "").lower() == "og:url"
    ]
    return next((url for href in hrefs if (url := _absolute(base_url, href))), None)


# ------------------------------------------------------------------------------------------------------- evidence


def _read_meta(tree: HtmlElement) -> dict[str, list[str]]:
    """Contents of meta elements by property, name and itemprop, lower case."""
    found: dict[str, list[str]] = {}
    for count, element in enumerate(tree.iter("meta")):
        if count >= _FEW_META:
            break
        content = tidy(element.get("content"))
        if content:
            for attribute in ("property", "name", "itemprop"):
                if name := element.get(attribute):
                    values = found.setdefault(name.strip().lower(), [])
                    if content not in values:
                        values.append(content)
    return found


def _choose(claims: Iterable[Claim], same: Callable[[str, str], bool] | None = None) -> Choice | None:
    """The first claim, and those after it that differ from all before."""
    rest = list(claims)
    if not rest:
        return None
    first = rest[0]
    different: list[Claim] = []
    for claim in rest[1:]:
        seen = [first.raw, *(other.raw for other in different)]
        if not any(claim.raw.casefold() == raw.casefold() or (same and same(claim.raw, raw)) for raw in seen):
            different.append(claim)
    return Choice(source=first.source, raw=first.raw, others=tuple(different))


def _absolute(base_url: str, href: str | None) -> str | None:
    if not href or not href.strip():
        return None
    try:
        url = urljoin(base_url, href.strip())
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return url if host and url.startswith(("http://", "https://")) else None


# -------------------------------------------------------------------------------------------------------- headline


def _headline(evidence: _Evidence) -> Choice | None:
    shown = [Claim(source="h1", raw=text) for text in _headings_one(evidence.tree)]
    claims = [
        *evidence.metas("headline")[:1],
        Claim(source="json-ld", raw=text_of(evidence.node.get("headline")) or ""),
        *shown,
        *evidence.metas("headline")[1:3],
        Claim(source="title", raw=tidy(next((str(e.text_content()) for e in evidence.tree.iter("title")), ""))),
        Claim(source="json-ld:name", raw=text_of(evidence.node.get("name")) or ""),
        Claim(source="feed", raw=tidy(evidence.page.entry.title if evidence.page.entry else "")),
    ]
    claims = [claim for claim in claims if 0 < len(claim.raw) <= _LONGEST_HEADLINE]
    known = [claim.raw for claim in claims]
    stripped = [Claim(source=c.source, raw=strip_site(c.raw, evidence.sites, known)) for c in claims]
    usable = [claim for claim in stripped if not _is_site_name(claim.raw, evidence.sites)]
    return _choose(_plainest_first(usable))


def _plainest_first(claims: list[Claim]) -> list[Claim]:
    """The claims, but first the JSON-LD headline or h1 that the first claim merely wraps.

    A kicker before the h1 is often part of the headline, so an h1 wins over a suffix alone.
    """
    for claim in claims[1:]:
        wrapped = is_wrapped(claim.raw, claims[0].raw)
        if (claim.source == "json-ld" and wrapped) or (claim.source == "h1" and wrapped == "suffix"):
            return [claim, *(other for other in claims if other is not claim)]
    return claims


def _headings_one(tree: HtmlElement) -> list[str]:
    """Texts of the page's h1 elements; none where there are many, which then name sections."""
    texts = [text for e in tree.iter("h1") if len(text := tidy(str(e.text_content()))) > 1]
    return texts if len(texts) <= 3 else []


def _is_site_name(text: str, sites: frozenset[str]) -> bool:
    return "".join(filter(str.isalnum, text.casefold())) in sites


# ---------------------------------------------------------------------------------------------------------- people


def _authors(evidence: _Evidence) -> tuple[tuple[str, ...], Choice | None]:
    candidates: list[tuple[str, list[str]]] = [("json-ld", _json_ld_people(evidence.node))]
    candidates += [(f"meta:{name}", evidence.meta.get(name, [])) for name in META["authors"]]
    candidates.append(("mark-up", _marked_up_authors(evidence.tree)))
    entry = evidence.page.entry
    candidates.append(("feed", list(entry.authors) if entry else []))
    read = [(source, names) for source, raw in candidates if (names := names_in(raw))]
    # The site's own name counts only where no source names anybody else.
    people = [(source, found) for source, names in read if (found := people_of(names, evidence.sites))] or read
    if not people:
        return (), None
    best = people[0][1]
    for _, names in people[1:]:
        if _keys(best) < _keys(names) and all(is_person(name) for name in names):
            best = names  # the same people and more: JSON-LD often has the first alone
    others = [Claim(source=source, raw="; ".join(names)) for source, names in (*people, *read) if names != best]
    source = next(source for source, names in people if names == best)
    return best, _choose([Claim(source=source, raw="; ".join(best)), *others])


def _keys(names: Sequence[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


def _json_ld_people(node: Node) -> list[str]:
    value: Any = node.get("author") or node.get("creator")
    return list(texts_of(value))


def _marked_up_authors(tree: HtmlElement) -> list[str]:
    """rel=author and itemprop=author, else a byline by its class: those beside the first one.

    Others on the page belong to other articles.
    """
    marked = [
        e
        for e in tree.iter("a", "span", "div", "p", "address")
        if ("author" in (e.get("rel") or "").split() or e.get("itemprop") == "author") and not _is_aside(e)
    ]
    certain = bool(marked)
    if not marked:
        marked = [e for e in tree.iter("a", "span", "div", "p", "address") if _has_byline_class(e) and not _is_aside(e)]
    found: list[str] = []
    around: list[HtmlElement] = []
    for element in marked:
        links = [tidy(" ".join(map(str, a.itertext()))) for a in element.iter("a") if a is not element]
        texts = links if len(links) > 1 else [tidy(" ".join(map(str, element.itertext())))]
        ancestors = [a for _, a in zip(range(3), element.iterancestors(), strict=False)]
        if around and not any(a in around for a in ancestors):
            continue
        names = [name for name in names_in([text for text in texts if len(text) <= 80]) if certain or is_person(name)]
        if names:
            around = around or ancestors
            found.extend(names)
    return list(dict.fromkeys(found))[:_MOST_AUTHORS]


def _has_byline_class(element: HtmlElement) -> bool:
    classes = element.get("class")
    return classes is not None and bool(_BYLINE_CLASS.search(classes))


def _is_aside(element: HtmlElement) -> bool:
    """Whether an element stands where other articles are listed."""
    return any(a.tag in ("aside", "footer", "nav", "tr") for a in element.iterancestors())


def _credit(evidence: _Evidence, authors: Choice | None) -> str | None:
    """Agencies that the metadata name, as a line; None where it names none."""
    raws = [authors.raw] if authors else []
    for key in ("sourceOrganization", "provider", "creditText", "contributor", "copyrightHolder"):
        raws.extend(texts_of(evidence.node.get(key)))
    return ", ".join(agencies_in(raws)) or None


# ----------------------------------------------------------------------------------------------------------- dates


@dataclass(frozen=True, slots=True)
class _Dated:
    at: datetime | None
    """None where what the page states cannot be true."""
    choice: Choice


def _published_claims(evidence: _Evidence) -> list[Claim]:
    claims = [
        Claim(source="json-ld", raw=text_of(evidence.node.get(key)) or "")
        for key in ("datePublished", "dateCreated", "uploadDate")
    ]
    claims += evidence.metas("published")
    claims += [Claim(source="itemprop", raw=raw) for raw in _microdata(evidence.tree, "datepublished")]
    entry = evidence.page.entry
    if entry is not None:
        raw = entry.date_published_raw or (entry.date_published.isoformat() if entry.date_published else "")
        claims.append(Claim(source="feed", raw=raw))
    claims += [Claim(source="time", raw=raw) for raw in _times(evidence.tree)]
    return claims


def _modified_claims(evidence: _Evidence) -> list[Claim]:
    claims = [
        Claim(source="json-ld", raw=text_of(evidence.node.get("dateModified")) or ""),
        *evidence.metas("modified"),
    ]
    claims += [Claim(source="itemprop", raw=raw) for raw in _microdata(evidence.tree, "datemodified")]
    entry = evidence.page.entry
    if entry is not None and entry.date_modified_raw:
        claims.append(Claim(source="feed", raw=entry.date_modified_raw))
    return claims


def _microdata(tree: HtmlElement, name: str) -> list[str]:
    marked = (e for e in tree.iter(*_MICRODATA_TAGS) if (e.get("itemprop") or "").lower() == name)
    return [
        e.get("datetime") or e.get("content") or e.get("title") or tidy(str(e.text_content()))
        for _, e in zip(range(3), marked, strict=False)
    ]


def _times(tree: HtmlElement) -> list[str]:
    """datetime attributes of the <time> elements that stand for the article's own date.

    Those inside links, lists and asides belong to other articles. Where several remain, one that is marked as the
    publication's comes first.
    """
    found: list[tuple[int, str]] = []
    for element in tree.iter("time"):
        value = element.get("datetime")
        if not value or stands_with_others(element):
            continue
        classes = f"{element.get('class') or ''} {'pubdate' if element.get('pubdate') is not None else ''}".lower()
        rank = 2 if "updat" in classes or "modif" in classes else 0 if "publi" in classes or "pubdate" in classes else 1
        found.append((rank, value))
    return [value for _, value in sorted(found, key=lambda pair: pair[0])][:3]


def _date(claims: Sequence[Claim], evidence: _Evidence) -> _Dated | None:
    return _chosen_date(claims, evidence.page, evidence.day_first)


def _chosen_date(claims: Sequence[Claim], page: Page, day_first: bool) -> _Dated | None:
    """The first claim that is a credible date. Where none is, the first that is a date at all, without a moment."""
    read = [
        (claim, moment) for claim in claims if claim.raw and (moment := read_moment(claim.raw, day_first=day_first))
    ]
    if not read:
        return None
    best = next(((c, m) for c, m in read if is_credible(m, page.fetched_at)), None)
    if best is None:
        return _Dated(None, Choice(source=read[0][0].source, raw=read[0][0].raw, precision=read[0][1].precision))
    claim, moment = best
    others: list[Claim] = []
    seen = {moment.at}
    for other, rival in read:
        if rival.at not in seen:
            seen.add(rival.at)
            others.append(other)
    return _Dated(
        moment.at, Choice(source=claim.source, raw=claim.raw, others=tuple(others), precision=moment.precision)
    )


def _date_in_text(evidence: _Evidence) -> _Dated | None:
    raw = date_in_text(evidence.tree, evidence.page.url, evidence.page.fetched_at)
    moment = read_moment(raw) if raw else None
    if raw is None or moment is None or not is_credible(moment, evidence.page.fetched_at):
        return None
    return _Dated(moment.at, Choice(source="text", raw=raw, precision="day"))


# ------------------------------------------------------------------------------------------------------- the rest


def _section(evidence: _Evidence) -> Choice | None:
    claims = [Claim(source="json-ld", raw=text) for text in texts_of(evidence.node.get("articleSection"))[:1]]
    claims += evidence.metas("section")
    return _choose(claim for claim in claims if len(claim.raw) <= 100 and "://" not in claim.raw)


def _description(evidence: _Evidence) -> str | None:
    from_node = text_of(evidence.node.get("description"))
    entry = evidence.page.entry
    return (
        from_node
        or evidence.first("description")
        or (tidy(entry.summary) if entry and "<" not in (entry.summary or "") else "")
        or None
    )


def _keywords(evidence: _Evidence) -> tuple[str, ...]:
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


def _image(evidence: _Evidence) -> str | None:
    candidates = [
        url_of(evidence.node.get("image")),
        evidence.first("image"),
        url_of(evidence.node.get("thumbnailUrl")),
    ]
    return next((url for raw in candidates if (url := _absolute(evidence.base_url, raw))), None)


def _is_free(evidence: _Evidence) -> bool | None:
    value: Any = evidence.node.get("isAccessibleForFree")
    if isinstance(value, bool):
        return value
    for raw in (text_of(value), *(claim.raw for claim in evidence.metas("free"))):
        word = (raw or "").rpartition("/")[2].lower()
        if word in _FREE:
            return _FREE[word]
    return None
