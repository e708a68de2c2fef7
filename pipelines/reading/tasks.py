"""One page, read, and a site, learned_at: the tasks that worker processes carry out. All pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from pipelines.errors import StaleReading
from pipelines.model import (
    Article,
    Block,
    Chosen,
    CleanArticle,
    Glance,
    OtherExtractor,
    Page,
    Reading,
    ReadPage,
    Rejection,
    SiteRules,
    StoredProfile,
    Unchanged,
)
from pipelines.reading.other_extractor import extract_by

if TYPE_CHECKING:
    from pipelines.reading.document.parsing import Document, PlainText, Unreadable
    from pipelines.reading.profiles import SiteProfile, Word

PRELOAD = (
    "pipelines.reading.extractor", "pipelines.reading.cleaning.normaliser", "pipelines.reading.profiles",
    "pipelines.reading.packing", "pipelines.reading.confidence", "pipelines.run.comparing",
    "pipelines.stories.fingerprints",
)  # fmt: skip
"""What a worker needs for it, and the crawl's own process does not (trafilatura and the language model are large)."""

REDESIGNED = 0.5
"""Share of a page's text in places that the profile knows, below which the page counts as made by another design."""

MOST_CHARACTERS = 1_000_000
"""Of an article's text; a long novel has as many. What is longer is no news, and filing it would hold up the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """One reading of a page, with what each stage made of it."""

    document: Document | PlainText | Unreadable
    """As it was decoded; its tree is used up."""
    article: Article | Rejection
    """As the extractor has it."""
    profile: SiteProfile | None = None
    """The site's, where it had its say."""
    words: Sequence[Word] = ()
    """The profile's, on each block; none without a profile."""
    filed: CleanArticle | Rejection
    """As it is filed, or why it is not."""


def read_page(
    page: Page,
    stored: StoredProfile | None = None,
    *,
    quickly: bool = False,
    rules: SiteRules | None = None,
    other: OtherExtractor | None = None,
) -> ReadPage | Rejection:
    """The page's article as it will be filed, or why it is none; arguments as for read_stages."""
    from pipelines.reading.extractor import BY_SITE

    read = read_whole(page, stored, quickly=quickly, rules=rules, other=other)
    if isinstance(read, Rejection):
        return read
    article, clean = read
    taught, by = article.extractor != BY_SITE, other.name if other else ""
    return _as_read(replace(page, body=b"", headers=()), clean, _reading(article, clean, page, taught=taught, by=by))


def _as_read(page: Page, clean: CleanArticle, reading: Reading | None = None) -> ReadPage:
    """What leaves the worker, and all that is counted of the article alone."""
    from pipelines.stories.fingerprints import fingerprint, pack

    return ReadPage(page=page, article=clean, fingerprint=pack(fingerprint(clean.article_body)), reading=reading)


def read_whole(
    page: Page,
    stored: StoredProfile | None = None,
    *,
    quickly: bool = False,
    rules: SiteRules | None = None,
    other: OtherExtractor | None = None,
) -> tuple[Article, CleanArticle] | Rejection:
    """The page as the extractor has it, and what is filed of it; arguments as for read_stages."""
    read = read_stages(page, stored, quickly=quickly, rules=rules, other=other)
    if isinstance(read.article, Rejection):
        return read.article
    return read.filed if isinstance(read.filed, Rejection) else (read.article, read.filed)


def read_stages(
    page: Page,
    stored: StoredProfile | None = None,
    *,
    quickly: bool = False,
    rules: SiteRules | None = None,
    other: OtherExtractor | None = None,
) -> Stages:
    """The page, read.

    stored: the site's profile, which corrects the extractor. quickly: it may answer in the extractor's stead. rules: a
    person's for its host, which overrule both. other: the extractor, where it is not ours.
    """
    from pipelines.reading.extractor import open_document
    from pipelines.reading.profiles import judge

    document = open_document(page)
    article, profile = _extracted(page, document, stored, quickly=quickly, rules=rules, other=other)
    if isinstance(article, Rejection):
        return Stages(document=document, article=article, profile=profile, filed=article)
    if rules is not None:
        article = replace(article, rules=rules.digest)
    if page.origin == "feed":
        article = _told_by_feed(article, page.instead)
    words = () if profile is None else judge(profile, article)
    filed = _to_file(_clean(article, page, stored, profile, words), page)
    return Stages(document=document, article=article, profile=profile, words=words, filed=filed)


def _to_file(clean: CleanArticle, page: Page) -> CleanArticle | Rejection:
    if not clean.paragraphs:
        return Rejection.of(
            page, "not_an_article", "nothing is left of the page once captions, links and credits are cut"
        )
    if (length := len(clean.article_body)) > MOST_CHARACTERS:
        why = f"a text of {length:,} characters, more than {MOST_CHARACTERS:,}"
        return Rejection.of(page, "extraction_limit", why)
    return clean


def _extracted(
    page: Page,
    document: Document | PlainText | Unreadable,
    stored: StoredProfile | None,
    *,
    quickly: bool,
    rules: SiteRules | None,
    other: OtherExtractor | None,
) -> tuple[Article | Rejection, SiteProfile | None]:
    """What the extractor says of the page, and the profile that has its say on that; arguments as for read_stages.

    Another extractor is asked whatever the profile knows, which corrects it where its blocks say where they stand.
    """
    from pipelines.reading.extractor import extract
    from pipelines.reading.profiles import is_settled, recognise

    if page.origin == "feed":  # profiles, rules and other extractors are about the site's own mark-up
        return extract(page, document=document), None
    profile = _profile(stored.text) if stored is not None else None
    if other is not None:
        article = extract_by(other, page, rules)
        is_placed = isinstance(article, Article) and any(block.path for block in article.blocks)
        return article, profile if is_placed else None
    if profile is not None and quickly and is_settled(profile):
        article = extract(page, lambda blocks: recognise(profile, blocks), rules, document)
        return (extract(page, rules=rules) if isinstance(article, Rejection) else article), profile
    return extract(page, rules=rules, document=document), profile


def _told_by_feed(article: Article, why: str) -> Article:
    """The article, whose provenance says that its text is the feed's."""
    told = {**article.metadata.provenance, "article_body": Chosen(source="feed", raw=why)}
    return replace(article, metadata=replace(article.metadata, provenance=told))


def read_again(
    page: Page, reading: Reading, stored: StoredProfile, before: StoredProfile | None, by: str = ""
) -> ReadPage | Unchanged | Literal["stale"]:
    """The page's article by a new profile; Unchanged where that changes no text, or knows less of it than `before`.

    page: without its body. by: OtherExtractor.name; "" for ours. "stale": another version of copydesk made the reading,
    or another extractor; read_page has to be asked.
    """
    from pipelines.reading.packing import unpack
    from pipelines.reading.profiles import apply, explained, judge

    profile = _profile(stored.text)
    old = _profile(before.text) if before is not None else None
    try:
        seen = unpack(reading.article, by).article
    except StaleReading:
        return "stale"
    if profile is None:
        return Unchanged()
    article = seen if reading.taught else _recognised(profile, seen)
    known, words = explained(profile, article), judge(profile, article)
    if old is None:
        applied = apply(profile, article, words)
        if _text_of(applied) == _text_of(seen) and applied.metadata == seen.metadata:
            return Unchanged(known=known)
    elif known < REDESIGNED <= explained(old, seen):
        return Unchanged()
    elif article == seen and words == judge(old, seen):
        return Unchanged(known=known)
    clean = _clean(article, page, stored, profile, words)
    return _as_read(page, clean) if clean.paragraphs else Unchanged()


def _text_of(article: Article) -> list[Block]:
    """The blocks that count."""
    return [block for block in article.blocks if block.inside or block.kept]


def learn_site(packed: Sequence[bytes], by: str = "") -> str:
    """The profile that these readings teach, as JSON; "" where they are too few or too much alike. Skips stale ones;
    by: OtherExtractor.name, "" for ours."""
    from pipelines.reading.packing import unpack
    from pipelines.reading.profiles import learn, to_json

    pages = []
    for each in packed:
        try:
            pages.append(unpack(each, by))
        except StaleReading:
            continue
    profile = learn([page.article for page in pages], [page.removals for page in pages])
    return "" if profile is None else to_json(profile)


def _recognised(profile: SiteProfile, article: Article) -> Article:
    """An article that a profile found alone, as this one finds it."""
    from pipelines.reading.profiles import recognise

    glances = [Glance(block.role, block.path, len(block.text), block.link_density) for block in article.blocks]
    kept = recognise(profile, glances)
    if kept is None:
        return article
    blocks = (
        block if block.kept is keep else replace(block, kept=keep)
        for block, keep in zip(article.blocks, kept, strict=True)
    )
    return replace(article, blocks=tuple(blocks))


@lru_cache(maxsize=128)
def _profile(text: str) -> SiteProfile | None:
    from pipelines.reading.profiles import from_json

    return from_json(text) if text else None


def _clean(
    article: Article, page: Page, stored: StoredProfile | None, profile: SiteProfile | None, words: Sequence[Word]
) -> CleanArticle:
    """The article's body text, by the profile's words where there is one; as the extractor has it where that leaves
    nothing."""
    from pipelines.reading.cleaning.normaliser import normalise
    from pipelines.reading.confidence import confidence
    from pipelines.reading.overrides.overrides import apply_overrides
    from pipelines.reading.profiles import apply, explained
    from pipelines.revisions.notes import find_notes

    judged = article if profile is None else apply(profile, article, words)
    clean = normalise(apply_overrides(judged))
    if profile is not None and not clean.paragraphs:
        judged, clean = article, normalise(apply_overrides(article))
    known = None if profile is None else explained(profile, article)
    summaries = (article.metadata.description, page.entry.summary if page.entry else None)
    return replace(
        clean,
        profile_id=stored.id if stored is not None and profile is not None else None,
        rules=article.rules,
        confidence=confidence(clean, article, judged, known=known, summaries=summaries),
        notes=find_notes(judged.blocks, clean.paragraphs),
    )


def _reading(article: Article, clean: CleanArticle, page: Page, *, taught: bool, by: str) -> Reading | None:
    from pipelines.reading.packing import pack

    if page.origin == "feed" or not any(block.path for block in article.blocks):
        return None
    removals = (removal for removal in clean.removals if not removal.rule.startswith(("site.", "site_rules.")))
    return Reading(taught=taught, article=pack(article, removals, by))
