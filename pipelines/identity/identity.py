"""Which article a page is: the same as one that is here, another page of one, or a new one.

Two pages are one article when they have the same URL key, or stand on the same site and
  * have the same text (stubs excepted; of a short text, with headlines that agree), or
  * one names the other as its canonical, or both name the same page, and their texts agree, or
  * one redirects to the other, which was once read at its own address, and their texts agree.
None of this depends on which page came first, so an article, a set of pages joined by such edges, does not either.
The page that stands for it is the smallest by `_Standing`, which looks at that page alone; the article's URL is that
page's canonical claim, if nobody with another text disputes it, else the page's own URL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple, Protocol

from pipelines.language.same_text import headlines_agree, is_short, is_stub, pages_agree, text_hash
from pipelines.model import (
    Change,
    CleanArticle,
    Comparison,
    Filing,
    Page,
    Sighting,
    StoredArticle,
    TextMatch,
    UrlKind,
)
from pipelines.revisions.edits import classify_change, version_of, version_of_row
from pipelines.web.urls import (
    canonical_url,
    is_fetchable,
    is_root,
    kind_of,
    preferred_spelling,
    site_of,
    special_kind,
    strip_fragment,
)
from pipelines.web.urls import url_key as key_of


class Index(Protocol):
    """What a decision asks of the archive."""

    def sighting(self, url_key: str) -> Sighting | None:
        """What the page with this key said when it was read last."""

    def claimants(self, canonical_key: str) -> tuple[Sighting, ...]:
        """The pages whose canonical claim names this key, in any order."""

    def article(self, article_id: int) -> StoredArticle:
        """The row. Raises KeyError."""

    def article_at(self, url_key: str) -> StoredArticle | None:
        """The row whose URL has this key."""

    def notes(self, article_id: int) -> tuple[str, ...]:
        """The corrections and editor's notes that the article was seen with."""

    def same_text(self, text_hash: str) -> tuple[TextMatch, ...]:
        """The sightings of this text, on whatever site."""


class _Standing(NamedTuple):
    """A page's place in the order of those that may stand for an article; the smallest does."""

    claim: int
    """0 names itself as canonical, 1 names none, 2 names another."""
    variant: bool
    """By its URL the AMP, print or mobile form of another."""
    undated: bool
    date: str
    url: str

    @classmethod
    def of(cls, page: Sighting) -> _Standing:
        claim = 1 if page.canonical_key is None else 0 if page.canonical_key == page.url_key else 2
        date = page.date_published.isoformat() if page.date_published else ""
        return cls(claim, special_kind(page.url) is not None, not date, date, page.url)


@dataclass(frozen=True, slots=True)
class _Case:
    """A page to be judged, and the index to judge it by."""

    article: CleanArticle
    page: Page
    index: Index
    here: Sighting
    """The page as it will be remembered; its article_id means nothing yet."""
    before: Sighting | None
    """The same page as it was read earlier."""
    site: str | None
    claimed: str | None
    """The canonical as the page spells it, normalised, where it may count."""
    copies: tuple[TextMatch, ...]
    """Where else this text was read; nowhere for a stub."""
    short: bool
    """The text says little without its headline."""
    rows: dict[int, StoredArticle] = field(default_factory=dict)
    """Rows read so far: one decision compares with some of them repeatedly."""

    def row(self, article_id: int) -> StoredArticle:
        if article_id not in self.rows:
            self.rows[article_id] = self.index.article(article_id)
        return self.rows[article_id]

    def claimants(self, key: str) -> Iterator[Sighting]:
        """The other pages that claim the key."""
        return (page for page in self.index.claimants(key) if page.url_key != self.here.url_key)

    def agrees_with(self, page: Sighting) -> bool:
        """Whether a page that a claim or a redirect ties to this one shows the same article, by its own text."""
        body = self.row(page.article_id).article_body if page.article_body is None else page.article_body
        return pages_agree((self.article.article_body, self.here.headline), (body, page.headline))

    def is_copy(self, match: TextMatch) -> bool:
        """Whether the same text there means the same article."""
        return match.site == self.site and (not self.short or headlines_agree(match.headline, self.here.headline))


def decide(
    article: CleanArticle,
    page: Page,
    index: Index,
    *,
    met: Iterable[str] = (),
    comparison: Comparison | None = None,
    reprocessed: bool = False,
) -> Filing:
    """What is to be written for this page.

    met: other URLs that are known to lead here (entries with the same key).
    comparison: with the page's earlier fetch; its word on what an editor changed counts. None: that of the row, where
    the row shows this page.
    reprocessed: the page was not fetched but read anew from the archive, by better rules: that may join articles and
    replaces the text, but is no revision.
    """
    case = _open(article, page, index)
    members = _members(case, reprocessed=reprocessed)
    keep = min(members, default=None)
    change = None if reprocessed else _change(case, comparison)
    shown = _shown(case, members, reprocessed=reprocessed, change=change)
    url, address_key = _address(case, shown, members)
    replaces = shown.url_key == case.here.url_key and (case.before is None or reprocessed or change is not None)
    verdict = _verdict(case, members, revised=replaces and not reprocessed)
    return Filing(
        verdict=verdict,
        article=article,
        site=case.site,
        url=url,
        url_key=address_key,
        page_key=case.here.url_key,
        canonical_key=case.here.canonical_key,
        text_hash=case.here.text_hash,
        article_id=keep,
        replaces=replaces,
        urls=_urls(case, url, met),
        change=change if verdict == "revised" else None,
        readdressed=_readdressed(case, members),
        joins=tuple(sorted(members - {keep})) if keep is not None else (),
        shows=None if replaces or shown.article_id in {keep, 0} else shown.article_id,
        before=comparison.before if change and comparison else None,
        fetched_at=page.fetched_at,
        status=page.status,
    )


def _verdict(case: _Case, members: set[int], *, revised: bool) -> Literal["new", "revised", "same", "duplicate"]:
    if case.before is None:
        return "duplicate" if members else "new"
    return "revised" if revised else "same"


def _open(article: CleanArticle, page: Page, index: Index) -> _Case:
    key, site = key_of(page.url), site_of(page.url)
    before = index.sighting(key)
    published = article.metadata.date_published
    claimed = _counting_claim(article.canonical, key, site)
    here = Sighting(
        url=preferred_spelling(page.url, before.url) if before else page.url,
        url_key=key,
        article_id=before.article_id if before else 0,
        canonical_key=key_of(claimed) if claimed else None,
        text_hash=text_hash(article.article_body),
        headline=article.metadata.headline,
        date_published=published.replace(microsecond=0) if published else None,
    )
    copies = () if is_stub(article.article_body) else index.same_text(here.text_hash)
    return _Case(article, page, index, here, before, site, claimed, copies, is_short(article.article_body))


def _counting_claim(canonical: str | None, key: str, site: str | None) -> str | None:
    """The canonical, normalised, if it is on the page's own site and no front page (unless the page is that)."""
    if canonical is None or site is None or not is_fetchable(canonical) or site_of(canonical) != site:
        return None
    url = canonical_url(canonical)
    return None if is_root(url) and key_of(url) != key else url


# ------------------------------------------------------------------------------------------------------- the edges


def _members(case: _Case, *, reprocessed: bool) -> set[int]:
    """The rows that this page belongs to: none for a new article, several if it shows that they are one.

    A page that was read before and says something else now joins others only by a claim: the same text there and here
    may be the same wall in front of two articles, and a join is for good.
    """
    members = {case.before.article_id} if case.before else set()
    if case.site is not None and (case.before is None or reprocessed):
        members |= {match.article_id for match in case.copies if case.is_copy(match)}
    for other in _pointed(case):
        if other.article_id not in members and case.agrees_with(other):
            members.add(other.article_id)
    return members


def _pointed(case: _Case) -> Iterator[Sighting]:
    """The pages that a claim or a redirect ties to this one."""
    keys = {case.here.url_key} | ({case.here.canonical_key} if case.here.canonical_key else set())
    for key in sorted(keys):
        yield from case.claimants(key)
        named = case.index.sighting(key)
        if named and key != case.here.url_key:
            yield named
    for url in case.page.redirects:
        moved = case.index.sighting(key_of(url))
        if moved and moved.url_key != case.here.url_key and case.row(moved.article_id).site == case.site:
            yield moved


# --------------------------------------------------------------------------------------- what the row shows, and where


def _change(case: _Case, comparison: Comparison | None) -> Change | None:
    """What a later fetch of the page that a row shows has changed; None for any other page.

    What no editor changed is no revision. A new note is one even where it stands beside the text; without one, a row
    that says what the page says took another fetch of it meanwhile.
    """
    if case.before is None:
        return None
    row, article = case.row(case.before.article_id), case.article
    if row.page_key != case.here.url_key:
        return None
    here = classify_change(version_of_row(row), replace(version_of(article), notes=None))
    if comparison is None or comparison.change is None:
        return here if comparison is None else None
    return comparison.change if here or set(article.notes) - set(case.index.notes(row.id)) else None


def _shown(case: _Case, members: set[int], *, reprocessed: bool, change: Change | None) -> Sighting:
    """The page that stands for the article: of those that the rows show now, and this one.

    A page that was read before and is not shown is not asked again, unless the archive is read anew.
    """
    shown = {case.row(i).page_key for i in members}
    pages = [found for key in sorted(shown) if key != case.here.url_key and (found := case.index.sighting(key))]
    if case.before is None or reprocessed or case.here.url_key in shown or change:
        pages.append(case.here)
    return min(pages, key=_Standing.of, default=case.here)


def _address(case: _Case, shown: Sighting, members: set[int]) -> tuple[str, str]:
    """(articles.url, its key)."""
    row = next((case.row(i) for i in members if case.row(i).page_key == shown.url_key), None)
    is_here = shown.url_key == case.here.url_key
    claim = shown.canonical_key
    if claim is not None and _belongs(case, claim, shown.url_key, members):
        if is_here:
            return case.claimed or case.here.url, claim
        if row and row.url_key == claim:
            return row.url, claim
        if row and row.canonical and key_of(row.canonical) == claim:
            return canonical_url(row.canonical), claim
    if row and not is_here and row.url_key == shown.url_key:
        return row.url, row.url_key
    return canonical_url(shown.url), shown.url_key


def _belongs(case: _Case, key: str, page_key: str, members: set[int]) -> bool:
    """Whether the page that one of the article's pages names as canonical is the article's.

    A page that was read answers that itself. One that was not belongs to those who name it, if they are of one article.
    """
    if key in {page_key, case.here.url_key}:
        return True
    named = case.index.sighting(key)
    if named:
        return named.article_id in members
    return all(page.article_id in members for page in case.claimants(key))


def _readdressed(case: _Case, members: set[int]) -> tuple[tuple[int, str, str], ...]:
    """Rows of other articles that stand at an address which this page shows not to be theirs.

    Either it is this page's own, or both claim it with different texts and nobody has read it.
    """
    moved = []
    for key in sorted({case.here.url_key, case.here.canonical_key or case.here.url_key}):
        row = case.index.article_at(key)
        if row is None or row.id in members or row.page_key == key:
            continue
        named = case.index.sighting(key)
        if key != case.here.url_key and named is not None and named.article_id == row.id:
            continue
        shown = case.index.sighting(row.page_key)
        if shown is not None:
            moved.append((row.id, canonical_url(shown.url), shown.url_key))
    return tuple(moved)


# -------------------------------------------------------------------------------------------------------- URLs


def _urls(case: _Case, article_url: str, met: Iterable[str]) -> tuple[tuple[str, UrlKind], ...]:
    """Every URL under which the article was met, fragment dropped, as it was met; the canonical one first."""
    found: dict[str, UrlKind] = {article_url: "canonical"}
    for url in case.page.redirects:
        if url != case.page.url:  # which leads to itself where a cookie was set
            found.setdefault(strip_fragment(url), "redirect")
    entry = case.page.entry.url if case.page.entry else None
    for url in (case.page.url, *([entry] if is_fetchable(entry) else []), *met):
        bare = strip_fragment(url)
        found.setdefault(bare, kind_of(bare, article_url))
    return tuple(found.items())
