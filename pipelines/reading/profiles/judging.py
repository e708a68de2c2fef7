"""A page in the light of its site's profile: which blocks are body text, which are boilerplate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.language.folding import letters
from pipelines.language.scripts import spelt_length
from pipelines.model import LIVE_BLOG, Article, Block, Candidate, Chosen, RemovalKind
from pipelines.reading.profiles.counting import is_prose
from pipelines.reading.profiles.folding import (
    containers,
    nearest,
    opening_phrase,
    repeat_key,
    stands_plainly_in,
    suffixes,
)
from pipelines.reading.profiles.profile import PathFacts, SiteProfile, elements_of

KEEP = 0.6
"""Share of a path's text that the extractor keeps, from which it is kept on every page."""
DROP = 0.25
"""The same, below which it is dropped on every page."""
REMAINS = 0.5
"""Share of a page's kept text that must remain; where less would, its repeating texts are a formula's, and stay."""
LITTLE_REMAINS = 0.2
ENOUGH = 400
"""The same where the body's own paths are left alone and hold so many characters, as an alphabet would spell
them: the rest is teasers."""
STORY = 3
"""Lines of prose that are a story: a formula's lines are short."""
COPY_ROLES = frozenset(("paragraph", "quote", "list_item", "table_row", "heading", "preformatted"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The profile's word on a block that is boilerplate."""

    kind: RemovalKind
    rule: str
    """"site.repeated", "site.path", "site.container", "site.phrase", "site.vote"."""


BEHIND = Mark(kind="other", rule="site.behind-body")
REPEATED = Mark(kind="repeated", rule="site.repeated")

Word = Mark | bool | None
"""On one block: boilerplate, body text whatever the extractor says (True), or nothing (None: the extractor's word
counts)."""


def judge(profile: SiteProfile, article: Article) -> tuple[Word, ...]:
    """The profile's word on each block of one of the site's pages."""
    bodies = profile.bodies
    repeating = frozenset(key.partition(" ")[0] for key in profile.repeats)
    words = [_word(profile, block, bodies, repeating) for block in article.blocks]
    held = _headed(article.blocks, _held(profile, article.blocks, words), bodies)
    return tuple(_ended(profile, article, held))


def _word(profile: SiteProfile, block: Block, bodies: frozenset[str], repeating: frozenset[str]) -> Word:
    place = place_of(profile, block.path)
    if not (block.kept or block.inside or block.role == "heading") and not _is_copy(block, place, bodies):
        return None  # it is out, whatever it says: most of a page's blocks
    mark = _said(profile, block, repeating)
    if mark is None and not (place is not None and place.standfirst):
        mark = _stood(profile, block, place)
    if mark is not None:
        return mark
    return True if not block.kept and _is_copy(block, place, bodies) else None


def _said(profile: SiteProfile, block: Block, repeating: frozenset[str]) -> Mark | None:
    """Boilerplate by its text. repeating: where texts stand that repeat, since to fold a text takes longer."""
    if nearest(block.path) in repeating and repeat_key(block) in profile.repeats:
        return REPEATED
    phrase = opening_phrase(block.text) if not block.has_few_links else None
    if phrase in profile.phrases:
        return Mark(kind=profile.phrases[phrase or ""], rule="site.phrase")
    return None


def _stood(profile: SiteProfile, block: Block, place: PathFacts | None) -> Mark | None:
    """Boilerplate by where it stands."""
    if place is not None and place.cut is not None:
        return Mark(kind=place.cut, rule="site.path")
    if place is None or not place.body:
        for name in containers(block.path):
            if name in profile.containers:
                return Mark(kind=profile.containers[name], rule="site.container")
    if place is not None and block.kept and place.kept <= DROP:
        return Mark(kind="other", rule="site.vote")
    return None


def _is_copy(block: Block, place: PathFacts | None, bodies: frozenset[str]) -> bool:
    """Whether a block that the extractor dropped is body text all the same."""
    if block.role not in COPY_ROLES or block.figure is not None or block.is_mostly_links:
        return False
    if place is None:
        return block.has_few_links and stands_plainly_in(block.path, bodies)
    return place.standfirst or place.heading or place.kept >= KEEP


def place_of(profile: SiteProfile, path: str) -> PathFacts | None:
    """What is known of the path, else of the longest end of it that is known."""
    if not path:
        return None
    return next((profile.paths[end] for end in suffixes(path) if end in profile.paths), None)


def _held(profile: SiteProfile, blocks: Sequence[Block], words: Sequence[Word]) -> Sequence[Word]:
    """The words, with the marks taken back that would leave too little of the page and of the body's own text: first
    those on the body's paths, then all."""
    if _remains(blocks, words) >= REMAINS:
        return words
    body = [index for index, block in enumerate(blocks) if block.kept and _is_body(profile, block)]
    left = sum(spelt_length(blocks[index].text) for index in body if not isinstance(words[index], Mark))
    little = _remains(blocks, words) < LITTLE_REMAINS
    long = sum(is_prose(blocks[index]) for index in body if not isinstance(words[index], Mark))
    whole = sum(spelt_length(blocks[index].text) for index in body)
    if not little and (long >= STORY or left >= max(ENOUGH, REMAINS * whole)):
        return words  # the story stands; what goes is a page that the extractor kept as a whole
    spared = [
        None if isinstance(word, Mark) and _is_body(profile, block) else word
        for block, word in zip(blocks, words, strict=True)
    ]
    own = sum(spelt_length(b.text) for b, word in zip(blocks, spared, strict=True) if b.kept and _is_body(profile, b))
    if own >= ENOUGH and _remains(blocks, spared) >= LITTLE_REMAINS:
        return spared
    return [None if isinstance(word, Mark) else word for word in spared]


def _headed(blocks: Sequence[Block], words: Sequence[Word], bodies: frozenset[str]) -> Sequence[Word]:
    """The words, with the marks taken back on headings in the body's own element that head what stays: a forecast's
    are the same every day, and go only with their text."""
    found = list(words)
    for place, (block, below) in enumerate(pairwise(blocks)):
        if (
            words[place] == REPEATED
            and block.kept
            and block.role == "heading"
            and below.role != "heading"
            and below.kept
            and not isinstance(words[place + 1], Mark)
            and below.has_few_links
            and all(stands_plainly_in(one.path, bodies) for one in (block, below))
        ):
            found[place] = None
    return found


def _remains(blocks: Sequence[Block], words: Sequence[Word]) -> float:
    """Share of the kept text that no mark cuts; 1.0 for a page without any."""
    total = cut = 0
    for block, word in zip(blocks, words, strict=True):
        if block.kept:
            total += len(block.text)
            cut += len(block.text) * isinstance(word, Mark)
    return 1 - cut / total if total else 1.0


def _is_body(profile: SiteProfile, block: Block) -> bool:
    place = place_of(profile, block.path)
    return place is not None and place.body


def _ended(profile: SiteProfile, article: Article, words: Sequence[Word]) -> Sequence[Word]:
    """The words, with a mark on what stands behind the element that the site's texts stand in.

    A live blog's entries often stand in an element of their own, which is the body of few of the site's pages: its
    text is what stands where the others have theirs.
    """
    live = article.metadata.article_type == LIVE_BLOG
    homes = _homes(profile, usual=live)
    keeps = [block.kept if word is None else word is True for block, word in zip(article.blocks, words, strict=True)]
    rows = list(enumerate(zip(article.blocks, keeps, strict=True)))
    own = [index for index, (block, keep) in rows if keep and _stands_in(block.path, homes)]
    kept = sum(len(block.text) for block, keep in zip(article.blocks, keeps, strict=True) if keep)
    held = sum(len(article.blocks[index].text) for index in own)
    if sum(spelt_length(article.blocks[index].text) for index in own) < ENOUGH or (
        held < LITTLE_REMAINS * kept and not live
    ):
        return words
    return [BEHIND if keeps[index] and index > own[-1] else word for index, word in enumerate(words)]


def _homes(profile: SiteProfile, *, usual: bool) -> tuple[str, ...]:
    """The last two steps to each element that the site's texts stand in; usual: on half of the pages and more."""
    bodies = elements_of(
        path for path, place in profile.paths.items() if place.body and not (usual and place.pages * 2 < profile.pages)
    )
    return tuple(sorted({">".join(body.split(">")[-2:]) for body in bodies}))


def _stands_in(path: str, homes: Sequence[str]) -> bool:
    whole = f">{path}>"
    return any(f">{home}>" in whole for home in homes)


def apply(profile: SiteProfile, article: Article, words: Sequence[Word] | None = None) -> Article:
    """The article with its blocks' `kept` corrected both ways, what is boilerplate marked as such, and a headline that
    is the site's replaced. Pure.

    words: judge's, where the caller has them.
    """
    blocks = []
    found = judge(profile, article) if words is None else words
    for block, word in zip(article.blocks, found, strict=True):
        if isinstance(word, Mark):
            # A heading outside stays there: the headline tells where a standfirst may stand. So does what a person has
            # a word on: it comes after this one.
            inside = block.inside or block.kept
            if inside or block.role == "heading" or block.override is not None:
                marked = replace(block, kept=False, inside=inside, boilerplate=word.kind, furniture_rule=word.rule)
                blocks.append(marked)
        elif word is True and not block.kept:
            blocks.append(replace(block, kept=True))
        else:
            blocks.append(block)
    metadata = article.metadata
    if (headline := _headline(article, found)) is not None:
        metadata = replace(metadata, headline=headline.raw, provenance={**metadata.provenance, "headline": headline})
    return replace(article, blocks=tuple(blocks), metadata=metadata)


def _headline(article: Article, words: Sequence[Word]) -> Chosen | None:
    """What the headline follows instead where it is a heading of the site's other pages too: "Menu", a section's name,
    a slogan. None where it is not, or where the page has no other.

    A series has one headline but for its numbers, which repeated texts are told by without.
    """
    chosen = article.metadata.provenance.get("headline")
    if chosen is None or any(map(str.isdigit, chosen.raw)):
        return None
    key = letters(chosen.raw)
    marks = [
        word
        for block, word in zip(article.blocks, words, strict=True)
        if block.role == "heading" and letters(block.text) == key
    ]
    if not marks or any(mark != REPEATED for mark in marks):
        return None
    rivals = [other for other in chosen.others if letters(other.raw) != key]
    if not rivals or chosen.source.startswith("site_rules:"):
        return None
    return Chosen(
        source=rivals[0].source,
        raw=rivals[0].raw,
        others=(Candidate(source=chosen.source, raw=chosen.raw), *rivals[1:]),
    )


def explained(profile: SiteProfile, article: Article) -> float:
    """Share of the page's kept text that stands in paths which the profile knows; 1.0 for a page without any."""
    total = known = 0
    for block in article.blocks:
        if block.kept:
            total += len(block.text)
            known += len(block.text) * (place_of(profile, block.path) is not None)
    return known / total if total else 1.0
