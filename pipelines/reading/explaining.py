"""One page read stage by stage, with what each stage made of it: what `scrapy explain` tells. Nothing is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipelines.identity.identity import Index, decide
from pipelines.language.counted import counted
from pipelines.language.same_text import is_stub
from pipelines.model import (
    Article,
    CleanArticle,
    Confidence,
    Filing,
    Metadata,
    OtherExtractor,
    Page,
    Rejection,
    RemovalKind,
    SiteRules,
    StoredProfile,
)
from pipelines.reading.cleaning.rules import why
from pipelines.reading.profiles import Mark, Word
from pipelines.reading.tasks import read_stages
from pipelines.web.characters import clean_text

Fate = Literal["kept", "dropped", "restored", "boilerplate"]
"""Of a block: the extractor's word stands (kept, dropped), or the site's profile has another (restored: body text
after all; boilerplate)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenBlock:
    """A block of the page, and what the extractor and the site's profile said of it."""

    role: str
    text: str
    path: str
    inside: bool
    """Stands in the article's own element."""
    kept: bool
    """The extractor's word."""
    fate: Fate
    rule: str
    """The profile's rule; "" where it had nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLine:
    """A line of the article's element, in its place: a paragraph of article_body, or what was cut there."""

    text: str
    kind: RemovalKind | None = None
    """None for a paragraph."""
    rule: str = ""
    why: str = ""
    """The rule in words."""
    url: str | None = None
    kept_by: str = ""
    """Of a paragraph: the person's rule that keeps it, with file and line; "" where none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRule:
    """A person's rule for the site, and what it did on the page."""

    name: str
    """With file and line."""
    points_to: str
    """An XPath, or the text that it keeps."""
    did: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPage:
    """A page, and what each stage made of it; what follows a refusal is empty."""

    url: str
    status: int
    content_type: str
    origin: str
    fetched_at: str
    redirects: tuple[str, ...]
    size: int
    """Bytes of the body."""
    encoding: str | None
    """As it was decoded; None where it is no text."""
    refused: Rejection | None = None
    extractor: str = ""
    canonical: str | None = None
    blocks: tuple[SeenBlock, ...] = ()
    profile_version: int | None = None
    profile_pages: int | None = None
    """Pages that it was learned from."""
    rules: tuple[SeenRule, ...] = ()
    """A person's for the page's host, in their order."""
    lines: tuple[SeenLine, ...] = ()
    metadata: Metadata | None = None
    confidence: Confidence | None = None

    @property
    def body(self) -> str:
        """article_body as it would be filed."""
        return "\n\n".join(line.text for line in self.lines if line.kind is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What was seen, and the article that it came to; None where the page is refused."""

    seen: SeenPage
    article: CleanArticle | None


def explain_page(
    page: Page,
    stored: StoredProfile | None,
    *,
    quickly: bool,
    rules: SiteRules | None = None,
    other: OtherExtractor | None = None,
) -> Explained:
    """The page, read as a worker reads it, with the stages between (reading.tasks.read_stages)."""
    from pipelines.reading.document.parsing import PlainText, Unreadable

    read = read_stages(page, stored, quickly=quickly, rules=rules, other=other)
    document, article, filed = read.document, read.article, read.filed
    encoding = None if isinstance(document, Unreadable) else document.encoding
    seen = SeenPage(
        url=page.url,
        status=page.status,
        content_type=page.content_type,
        origin=page.origin,
        fetched_at=page.fetched_at.isoformat(timespec="seconds"),
        redirects=page.redirects,
        size=len(page.body),
        encoding="text" if isinstance(document, PlainText) else encoding,
        refused=filed if isinstance(filed, Rejection) else None,
    )
    if stored is not None and read.profile is not None:
        seen = replace(seen, profile_version=stored.version, profile_pages=stored.pages)
    if isinstance(article, Rejection):
        return Explained(seen=seen, article=None)
    seen = replace(
        seen, extractor=article.extractor, canonical=article.canonical, blocks=tuple(_blocks(article, read.words))
    )
    if isinstance(filed, Rejection):
        return Explained(seen=seen, article=None)
    seen = replace(
        seen,
        rules=tuple(_seen_rules(rules, article, filed)) if rules is not None else (),
        lines=tuple(in_place(filed, _kept_by(article))),
        metadata=filed.metadata,
        confidence=filed.confidence,
    )
    return Explained(seen=seen, article=filed)


def in_place(article: CleanArticle, kept_by: Mapping[str, str] | None = None) -> Iterator[SeenLine]:
    """The paragraphs, and what was cut between them. kept_by: a person's rules by the text that they keep."""
    removals = list(article.removals)
    for number, paragraph in enumerate((*article.paragraphs, None)):
        while removals and removals[0].position <= number:
            cut = removals.pop(0)
            yield SeenLine(text=cut.text, kind=cut.kind, rule=cut.rule, why=why(cut.rule), url=cut.url)
        if paragraph is not None:
            yield SeenLine(text=paragraph, kept_by=(kept_by or {}).get(paragraph, ""))


def _kept_by(article: Article) -> dict[str, str]:
    """The rules that keep a text, by that text as it is filed."""
    held = (block for block in article.blocks if block.override is not None and block.override.act == "keep")
    return {clean_text(block.text): block.override.rule for block in held if block.override is not None}


def explain_identity(article: CleanArticle, page: Page, index: Index) -> tuple[Filing, tuple[str, ...]]:
    """The decision on which article the page is, were it filed now, and the reasons for it, a line each."""
    filing = decide(article, page, index)
    reasons = []
    before = index.sighting(filing.page_key)
    if before is not None:
        reasons.append("this address was read before")
    if is_stub(article.article_body):
        reasons.append("the text is too short to be recognised elsewhere by it")
    else:
        sites = {match.article_id: match.site for match in index.same_text(filing.text_hash)}
        others = {number: site for number, site in sites.items() if number != filing.article_id}
        reasons += [f"article {number} of {site} has the same text" for number, site in sorted(others.items())]
    if filing.canonical_key is not None and filing.canonical_key != filing.page_key:
        reasons.append(f"it names another page as its canonical: {article.canonical}")
    reasons += [f"{other.url} names it as its canonical" for other in index.claimants(filing.page_key)
                if other.url_key != filing.page_key]  # fmt: skip
    return filing, tuple(reasons)


def _seen_rules(rules: SiteRules, article: Article, clean: CleanArticle) -> Iterator[SeenRule]:
    """What each rule did: lines that it keeps or cuts, or the field that it states."""
    cut = Counter(removal.rule for removal in clean.removals)
    on = Counter(block.override.rule for block in article.blocks if block.override is not None)
    stated = {choice.source for choice in clean.metadata.provenance.values()}
    fields = set()
    for rule in rules.rules:
        if rule.directive in ("title", "author", "date"):
            is_first = f"site_rules:{rule.directive}" in stated and rule.directive not in fields
            did = f"states the {rule.directive}" if is_first else "nothing, or not asked"
            fields.add(rule.directive)
        elif rule.directive == "body":
            did = "is the article's own element" if rule.name == article.body_rule else "not asked, or not found"
        elif rule.directive == "keep":
            did = f"keeps {counted(on[rule.name], 'line')}"
        else:
            did = f"cuts {counted(cut[rule.name], 'line')}"
        yield SeenRule(name=rule.name, points_to=rule.xpath or f'"{rule.text}"', did=did)


def _blocks(article: Article, words: Sequence[Word]) -> Iterator[SeenBlock]:
    """words: the profile's, on each block; none without one."""
    for block, word in zip(article.blocks, words or (None,) * len(article.blocks), strict=True):
        fate: Fate = "kept" if block.kept else "dropped"
        if isinstance(word, Mark):
            fate = "boilerplate"
        elif word is True and not block.kept:
            fate = "restored"
        yield SeenBlock(
            role=block.role,
            text=block.text,
            path=block.path,
            inside=block.inside,
            kept=block.kept,
            fate=fate,
            rule=word.rule if isinstance(word, Mark) else "",
        )
