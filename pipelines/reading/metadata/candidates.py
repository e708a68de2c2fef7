"""All that a page and its feed entry offer to choose from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from pipelines.model import Candidate, Chosen, Page
from pipelines.reading.document.inventory import Inventory
from pipelines.reading.document.parsing import Document
from pipelines.reading.metadata.headings import ShownHeading
from pipelines.reading.metadata.headlines import repeats_headline, site_names, tidy
from pipelines.reading.metadata.jsonld import Node, article_node, article_type, read_nodes, text_of
from pipelines.web.urls import MAX_URL_LENGTH

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
        "citation_author", "author", "article:author", "parsely-author", "sailthru.author", "dc.creator",
        "dcterms.creator", "cxenseparse:author",
        "byl", "authors", "og:article:author", "article.author", "creator", "twitter:data1",
    ),
    "section": ("article:section", "parsely-section", "cxenseparse:category", "og:article:section", "section",
        "dc.subject.section"),
    "description": ("og:description", "description", "twitter:description", "dc.description", "sailthru.description"),
    "image": ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src",
        "sailthru.image.full", "parsely-image-url"),
    "keywords": ("news_keywords", "article:tag", "parsely-tags", "sailthru.tags", "keywords", "cxenseparse:keywords"),
    "site": ("og:site_name", "application-name", "apple-mobile-web-app-title", "al:android:app_name", "publisher",
        "dc.publisher"),
    "free": ("article:content_tier",),
    "paywall": ("cxenseparse:paywall",),
}  # fmt: skip
_PUBLICATION = re.compile(
    r"(?:^|[:._\s-])(?:(?:publish(?:ed)?|publication|pub|posted|post|issued?|created?|creation|online)"
    r"[:._\s-]?(?:date|time|datetime|on|at)|published|issued|created|posted|date[:._-]?(?:published|posted|issued))$"
)
"""What other names of meta elements say of a publication: published_on, pub-date, dcterms:issued."""
_DAY_FIRST_ENGLISH = frozenset(
    ("uk", "ie", "au", "nz", "in", "za", "ng", "ke", "gh", "pk", "bd", "lk", "mt", "sg", "my", "hk")
)
"""Countries whose press writes English and the day first (CLDR's en-XX short dates)."""
VIDEO = "VideoObject"
_FEW_META = 400  # meta elements that are looked at


@dataclass(frozen=True, slots=True)
class Evidence:
    """One page's."""

    document: Document
    page: Page
    node: Node
    """Of JSON-LD: what describes the article."""
    article_type: str | None
    """Metadata.article_type."""
    meta: dict[str, list[str]]
    sites: frozenset[str]
    """What the site may be called, letters and digits in lower case."""
    language: str | None
    """Of the text, ISO 639-1; None if unsure."""
    day_first: bool
    """How 04/03/2026 is meant."""
    headings: Sequence[ShownHeading] = ()
    """What the page shows in the place of a headline."""
    nodes: Sequence[Node] = ()
    """All of JSON-LD."""

    def metas(self, field: str) -> list[Candidate]:
        """What meta elements claim for a field of META, most trusted first."""
        unlisted = filter(_PUBLICATION.search, self.meta.keys() - META["published"]) if field == "published" else ()
        return [
            Candidate(source=f"meta:{name}", raw=value)
            for name in (*META[field], *sorted(unlisted))
            for value in self.meta.get(name, ())
            if value
        ]

    def markup(self) -> bytes | None:
        """The page's bytes with ASCII in lower case, for a look that saves one at its elements; None where they spell
        it otherwise."""
        return self.page.body.lower() if "a".encode(self.document.encoding) == b"a" else None

    def first(self, field: str) -> str | None:
        """The most trusted of metas()."""
        return next((claim.raw for claim in self.metas(field)), None)


def gather_evidence(
    document: Document,
    page: Page,
    *,
    canonical: str | None,
    language: str | None,
    meta: dict[str, list[str]] | None = None,
    headings: Sequence[ShownHeading] = (),
) -> Evidence:
    """What the page offers, before anything is chosen. meta: read_meta() of its elements, where that is known."""
    if meta is None:
        meta = read_meta(document.elements)
    urls = frozenset(url.partition("#")[0].rstrip("/") for url in (page.url, canonical) if url)
    nodes = read_nodes(document.elements.script)
    node = article_node(nodes, urls)
    names = [meta.get(name, [""])[0] for name in META["site"]]
    names.append(text_of(node.get("publisher")) or "")
    titles = [
        *(meta.get(name, [""])[0] for name in META["headline"]),
        text_of(node.get("headline")) or "",
        *(tidy(str(element.text_content())) for element in document.elements.title[:1]),
        *(heading.text for heading in headings if heading.level == 1 and not heading.is_aside),
    ]
    claimed = _claimed_language(document, meta)
    return Evidence(
        document=document,
        page=page,
        node=node,
        article_type=_article_type(nodes, node, meta),
        meta=meta,
        sites=site_names((name for name in names if not repeats_headline(name, titles)), page.url),
        language=language,
        day_first=_day_first(claimed, language, page.url),
        headings=headings,
        nodes=nodes,
    )


def read_canonical(elements: Inventory, base_url: str) -> str | None:
    """rel=canonical, else og:url: absolute, the first that is an http(s) URL; None without one."""
    hrefs = [e.get("href") for e in elements.link if "canonical" in (e.get("rel") or "").lower().split()]
    if found := first_absolute(base_url, hrefs):
        return found
    return first_absolute(
        base_url,
        (e.get("content") for e in elements.meta if (e.get("property") or e.get("name") or "").lower() == "og:url"),
    )


def first_absolute(base_url: str, hrefs: Iterable[str | None]) -> str | None:
    """The first that is, or becomes, an http(s) URL with a host; None where none does."""
    return next((url for href in hrefs if (url := _absolute(base_url, href))), None)


def choose(claims: Iterable[Candidate], same: Callable[[str, str], bool] | None = None) -> Chosen | None:
    """The first claim, and those after it that differ from all before; None for no claims."""
    rest = list(claims)
    if not rest:
        return None
    first = rest[0]
    different: list[Candidate] = []
    for claim in rest[1:]:
        seen = [first.raw, *(other.raw for other in different)]
        if not any(claim.raw.casefold() == raw.casefold() or (same and same(claim.raw, raw)) for raw in seen):
            different.append(claim)
    return Chosen(source=first.source, raw=first.raw, others=tuple(different))


def _claimed_language(document: Document, meta: dict[str, list[str]]) -> str:
    """As the page has it, in lower case; with the country where it says so: "en-gb"."""
    tree = document.tree
    claims = [tree.get("lang"), tree.get("xml:lang"), *meta.get("og:locale", ()), *meta.get("content-language", ())]
    tags = [claim.strip().lower().replace("_", "-") for claim in claims if claim]
    first = tags[0] if tags else ""
    return next((tag for tag in tags if tag.startswith(f"{first[:2]}-")), first)


def _day_first(claimed: str, language: str | None, url: str) -> bool:
    """Whether the day comes first in 04/03/2026: everywhere but in the English of the United States and its web.

    claimed: the page's lang.
    """
    if claimed.startswith("en-"):
        return not claimed.startswith("en-us") or _in_day_first_country(url)
    if (language or claimed[:2]) in ("en", ""):
        return _in_day_first_country(url)
    return True


def _in_day_first_country(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return host.rpartition(".")[2] in _DAY_FIRST_ENGLISH


def _absolute(base_url: str, href: str | None) -> str | None:
    if not href or not href.strip():
        return None
    try:
        url = urljoin(base_url, href.strip())
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return url if host and url.startswith(("http://", "https://")) and len(url) <= MAX_URL_LENGTH else None


def _article_type(nodes: Sequence[Node], node: Node, meta: dict[str, list[str]]) -> str | None:
    stated = article_type(nodes, node)
    if stated is None and any(kind.startswith("video") for kind in meta.get("og:type", ())):
        return VIDEO
    return stated


def read_meta(elements: Inventory) -> dict[str, list[str]]:
    """Contents of meta elements by property, name and itemprop, lower case."""
    found: dict[str, list[str]] = {}
    for element in elements.meta[:_FEW_META]:
        attributes = dict(element.items())
        if content := tidy(attributes.get("content")):
            for attribute in ("property", "name", "itemprop"):
                if name := attributes.get(attribute):
                    values = found.setdefault(name.strip().lower(), [])
                    if content not in values:
                        values.append(content)
    return found
