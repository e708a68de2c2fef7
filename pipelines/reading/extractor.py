"""The conductor: a page's bytes in, its article or the reason why it is none out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from pipelines.language.scripts import count_words
from pipelines.model import Article, Block, Glance, Link, Override, Page, PageImage, Rejection, SiteRules
from pipelines.reading.body.alignment import align, keys_of, own_element, prose_element
from pipelines.reading.body.baseline import NAME as EXTRACTOR
from pipelines.reading.body.baseline import kept_text
from pipelines.reading.body.companions import find_companions, stated_titles, without
from pipelines.reading.body.judge import NOTHING, Judge, Judgement, Stated, no_reasons, read_weights
from pipelines.reading.body.legends import label_pictures
from pipelines.reading.body.trimming import behind_text, find_headline
from pipelines.reading.document.blocks import PageText, Paths, RawBlock
from pipelines.reading.document.containment import Inside
from pipelines.reading.document.images import absolute
from pipelines.reading.document.parsing import Document, PlainText, Unreadable, read_document
from pipelines.reading.document.surroundings import names_note
from pipelines.reading.document.walk import read_blocks
from pipelines.reading.metadata.candidates import META, Evidence, gather_evidence, read_canonical, read_meta
from pipelines.reading.metadata.fields import plain_metadata, read_metadata
from pipelines.reading.metadata.headings import shown_headings
from pipelines.reading.metadata.jsonld import stated_length
from pipelines.reading.metadata.language import language_of
from pipelines.reading.overrides.marking import Marks
from pipelines.reading.overrides.overrides import note_rules, override_blocks, state
from pipelines.reading.verdicts import verdict

SURE = 0.95
"""The F1 that the judge must expect of its choice for trafilatura not to be asked: of the development pages' sites that
it has not seen, trafilatura's word makes nothing better there (docs/decisions/0018)."""
SURE_BEHIND = 0.7
"""Chance from which a block stays that stands behind the element of the text; elsewhere .5 will do. Of the development
pages' folds trafilatura-eval gains .0007, news-424 loses .0002, the others move by less than .0001."""
BEHIND = "behind"
"""Block.against of one that does not stay for that."""
MOST_OUTSIDE = 1500
"""Blocks outside the article's own element that go with it; a page has some 200. Corrections always do."""
PAGE_HEADING = "headline.page-heading"
"""Rule under which the page's own heading is cut where trafilatura keeps it and the metadata has it otherwise."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """Of a page's blocks."""

    judgement: Judgement
    extractor: str
    """Article.extractor."""
    sureness: Mapping[str, float]
    """Article.sureness."""


BySite = Callable[[Sequence[Glance]], Sequence[bool] | None]
"""Which of a page's blocks are body text, as the site's other pages have it; None where they do not say enough."""
BY_SITE = "site profile"
"""Article.extractor where that was the answer, and trafilatura was not asked."""


def open_document(page: Page) -> Document | PlainText | Unreadable:
    """The page's tree or text, which extract reads. A feed's text without a tag is no mark-up."""
    content_type = page.content_type
    if page.origin == "feed" and b"<" not in page.body:
        content_type = "text/plain; charset=utf-8"
    return read_document(page.body, content_type, page.url)


def extract(
    page: Page,
    by_site: BySite | None = None,
    rules: SiteRules | None = None,
    document: Document | PlainText | Unreadable | None = None,
) -> Article | Rejection:
    """The page, read. Pure; raises nothing for any bytes (MemoryError apart).

    rules: a person's, for the page's site. The blocks say what they say of them (Block.override), and else are as
    without them, so that a site's profile does not learn a person's exceptions; the metadata are theirs. document: the
    page's by open_document, where the caller has it; it is used up.
    """
    document = open_document(page) if document is None else document
    if isinstance(document, Unreadable):
        return Rejection.of(page, document.reason, document.detail)
    if isinstance(document, PlainText):
        return _read_text(page, document.text)
    return _read_tree(page, document, by_site, Marks(document.tree, rules) if rules is not None else None)


def _read_text(page: Page, text: str) -> Article | Rejection:
    """A text document: each line that is not empty is a paragraph."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    blocks = tuple(Block(role="paragraph", text=line) for line in lines if line)
    if not blocks:
        return Rejection.of(page, "empty", "no text")
    metadata = plain_metadata(page, language_of("\n".join(block.text for block in blocks)))
    return Article(url=page.url, canonical=None, metadata=metadata, blocks=blocks, extractor="text")


def _read_tree(page: Page, document: Document, by_site: BySite | None, marks: Marks | None) -> Article | Rejection:
    body_rule = marks.body_rule if marks is not None else ""
    document, found = find_blocks(document, page.url, whole=bool(body_rule))
    paths = Paths()
    meta = read_meta(document.elements)
    kept = by_site(_glances(found, paths)) if by_site is not None else None
    if kept is not None:
        choice = _Choice(Judgement(tuple(kept), tuple(map(float, kept)), 0.0, no_reasons), BY_SITE, {})
    else:
        choice = _choose(document.tree, found, stated_of(document, meta), marks)
    outside = 0 if kept is not None else MOST_OUTSIDE
    blocks, images = _article_blocks(found, paths, choice.judgement, document.base_url, marks, outside=outside)
    overridden = blocks if marks is None else override_blocks(blocks, body_rule)
    body = "\n".join(block.text for block in overridden if block.kept)
    language = language_of(body, document.tree.get("lang"))
    canonical = read_canonical(document.elements, document.base_url)
    headings = shown_headings(found.blocks, choice.judgement.kept, document.base_url)
    evidence = gather_evidence(document, page, canonical=canonical, language=language, meta=meta, headings=headings)
    metadata = read_metadata(evidence, language)
    if marks is not None:
        metadata = state(metadata, marks, evidence)
        metadata = replace(metadata, provenance=note_rules(metadata.provenance, blocks, body_rule))
    refused = verdict(found, overridden, metadata, document.elements, evidence.node)
    if refused is not None:
        return Rejection.of(page, refused.reason, refused.detail)
    return Article(
        url=page.url,
        canonical=canonical,
        metadata=metadata,
        blocks=tuple(blocks),
        images=tuple(images),
        extractor=choice.extractor,
        sureness={**choice.sureness, **_as_stated(body, evidence)},
        body_rule=body_rule,
    )


def find_blocks(document: Document, url: str, *, whole: bool = False) -> tuple[Document, PageText]:
    """The page's blocks, and the page without the articles that it shows beside its own; whole: these stay."""
    found = read_blocks(document.tree, document.base_url)
    if not whole and (others := find_companions(found.blocks, stated_titles(document), url)):
        document = without(document, others)
        found = read_blocks(document.tree, document.base_url)
    label_pictures(found)
    return document, found


def stated_of(document: Document, meta: Mapping[str, Sequence[str]]) -> Stated:
    """What the page calls its article outside the text."""
    titles = dict.fromkeys(filter(None, stated_titles(document)))
    return Stated(tuple(titles), frozenset(text for name in META["description"] for text in meta.get(name, ())))


def _choose(tree: HtmlElement, found: PageText, stated: Stated, marks: Marks | None) -> _Choice:
    """The judge's choice, with a witness where it needs one."""
    if not found.blocks:
        return _Choice(NOTHING, "", {})
    judge = Judge(found.blocks, stated)
    name = f"judge {read_weights().version}"
    alone = judge.alone()
    if alone.expected >= SURE:
        return _Choice(alone, name, {"expected": alone.expected})
    home = prose_element(found.blocks)
    with marks.parts_taken_out() if marks is not None else nullcontext():
        theirs = align(found.blocks, kept_text(tree if home is None else home))
    taught = judge.taught(theirs.kept)
    ways = {"expected": taught.expected, "agreed": _agreed(found.blocks, alone.kept, taught.kept, theirs.kept)}
    return _Choice(taught, f"{name} with {EXTRACTOR}", ways)


def _agreed(blocks: Sequence[RawBlock], *choices: Sequence[bool]) -> float:
    """Share of the text that anybody keeps that all of them keep."""
    sizes = [len(block.text) for block in blocks]
    votes = [sum(each) for each in zip(*choices, strict=True)]
    anybody = sum(size for size, vote in zip(sizes, votes, strict=True) if vote)
    everybody = sum(size for size, vote in zip(sizes, votes, strict=True) if vote == len(choices))
    return everybody / anybody if anybody else 0.0


def _glances(found: PageText, paths: Paths) -> list[Glance]:
    """What is asked of each block; a link is no body text, wherever it stands."""
    return [Glance(b.role, "" if b.is_mostly_links else paths.of(b), len(b.text), b.link_density) for b in found.blocks]


def _article_blocks(
    found: PageText, paths: Paths, judgement: Judgement, base_url: str, marks: Marks | None, *, outside: int
) -> tuple[list[Block], list[PageImage]]:
    """The blocks that are kept or stand in the article's own element, and so many others; the images in it."""
    headline = find_headline(found.blocks, judgement.kept)
    own = own_element(found.blocks, judgement.kept)
    end = behind_text(found.blocks, judgement.kept)
    kept = [
        keep and (place < end or chance >= SURE_BEHIND)
        for place, (keep, chance) in enumerate(zip(judgement.kept, judgement.chances, strict=True))
    ]
    inside = Inside(own)
    images = [image for image in found.images if _is_shown(image.element, inside, marks)]
    index_of = {id(image): index for index, image in enumerate(images)}
    figures = {i: index_of[id(image)] for i, image in enumerate(found.images) if id(image) in index_of}
    stands = [not raw.outside and inside(raw.element) for raw in found.blocks]
    if own is not None and own.tag in ("body", "html"):
        stands = _between_kept(stands, kept)
    first = next((place for place, keep in enumerate(kept) if keep and stands[place]), 0)
    for place in range(min(headline, default=first), first):  # byline and date stand there, in whatever element
        stands[place] = not found.blocks[place].outside
    overrides = marks.overrides(found) if marks is not None else [None] * len(found.blocks)
    out = [place for place, (keep, stand) in enumerate(zip(judgement.kept, stands, strict=True)) if stand and not keep]
    against = dict(zip(out, judgement.against(out), strict=True))
    blocks = []
    for place, raw in enumerate(found.blocks):
        keep, stand, override = kept[place], stands[place], overrides[place]
        counts = keep or stand or (override is not None and _brings_in(override, marks))
        if not counts:
            if raw.is_mostly_links:
                continue
            outside -= 1
            if outside < 0 and not names_note(raw.element):
                continue
        blocks.append(
            Block(
                role=raw.role,
                text=raw.text,
                path=paths.of(raw),
                links=_links(raw, base_url) if counts else (),
                link_density=raw.link_density,
                kept=keep,
                against=BEHIND if judgement.kept[place] and not keep else against.get(place, ""),
                inside=stand,
                figure=figures.get(raw.figure) if counts and raw.figure is not None else None,
                below=figures.get(raw.below) if counts and raw.below is not None else None,
                emphasis=raw.emphasis,
                boilerplate="headline" if place in headline else None,
                furniture_rule=PAGE_HEADING if place in headline else "",
                override=override,
            )
        )
    return blocks, [image.image for image in images]


def _as_stated(body: str, evidence: Evidence) -> dict[str, float]:
    """How far the body's length is from what the page's JSON-LD states: the shorter's share of the longer, in words
    where wordCount is given, else in letters of articleBody. Nothing where it states neither, or a teaser's."""
    stated = stated_length(evidence.node)
    if stated is None:
        return {}
    unit, size = stated
    found = count_words(body) if unit == "words" else sum(map(len, keys_of(body.splitlines())))
    return {"stated": min(size, found) / max(size, found, 1)}


def _is_shown(image: HtmlElement, inside: Inside, marks: Marks | None) -> bool:
    """Whether an image is the article's."""
    if marks is None:
        return inside(image)
    return marks.shows(image) and (marks.is_own(image) if marks.body_rule else inside(image))


def _brings_in(override: Override, marks: Marks | None) -> bool:
    """Whether a block counts by a person's word alone: what they cut does only in what they call the article's."""
    return override.act != "cut" or (marks is not None and marks.body_rule != "")


def _between_kept(stands: Sequence[bool], kept: Sequence[bool]) -> list[bool]:
    """Where the whole page is the article's element, what stands before and after the kept text is the site's."""
    places = [index for index, keep in enumerate(kept) if keep]
    return [stand and bool(places) and places[0] <= index <= places[-1] for index, stand in enumerate(stands)]


def _links(raw: RawBlock, base_url: str) -> tuple[Link, ...]:
    return tuple(Link(url=url, text=text) for href, text in raw.links if (url := absolute(base_url, href)))


__all__ = ["BY_SITE", "EXTRACTOR", "BySite", "extract", "open_document"]
