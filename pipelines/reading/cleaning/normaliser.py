"""The conductor: an article's blocks in, its paragraphs and a removal for each other line out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipelines.language.folding import fold
from pipelines.model import Article, Chosen, CleanArticle, Image, Metadata, PageImage, Removal
from pipelines.reading.cleaning import (
    bylines,
    captions,
    dates,
    edges,
    footers,
    named,
    origins,
    promos,
    related,
    repeats,
    sources,
    strays,
    summaries,
    topics,
    verdicts,
)
from pipelines.reading.cleaning.agencies import names_agency
from pipelines.reading.cleaning.body_text import BodyText, Cut, Line, Rule, clean_lines
from pipelines.reading.cleaning.lists import with_lists
from pipelines.reading.cleaning.pictures import build_images
from pipelines.reading.cleaning.standfirst import with_standfirst
from pipelines.web.characters import clean_text

RULES_IN_ORDER: tuple[Rule, ...] = (
    # Captions first: they repeat headlines and alt texts, name agencies and carry dates, and later rules count lines.
    captions.find_captions,
    bylines.find_headlines,
    # Labels and share bars before bylines and dates, which look only at the first lines that are left.
    promos.find_labels,
    promos.find_share_lines,
    related.find_related_links,
    promos.find_promos,
    footers.find_footers,
    dates.find_date_lines,
    bylines.find_bylines,
    # Behind the related links, since a source line is known by standing at the end.
    sources.find_source_lines,
    promos.find_biographies,
    # A second look: "near the end" means something else once biographies and sign-offs are gone.
    sources.find_source_lines,
    # Behind the source lines, which name what they name.
    origins.find_origin_notes,
    topics.find_topics,
    related.find_one_link_lines,
    edges.find_teasers,
    edges.find_edges,
    edges.find_notes,
    repeats.find_repeats,
    summaries.find_summaries,
    named.find_named,
    # Last: where a rule of ours says what a line is, that says more; and more than where it stands.
    verdicts.find_boilerplate,
    strays.find_strays,
)
EXACT = frozenset(
    (
        captions.FIGURE,
        captions.CREDIT_FIGURE,
        captions.REPEATS_ALT,
        captions.REPEATS_CAPTION,
        captions.TWICE,
        bylines.HEADLINE,
    )
)
"""Rules that hold even where together all rules would cut most of the text."""
MOST = 0.6
"""Share of the kept words that rules may cut. Beyond it the page is of a kind they were not made for (a list of links,
a gallery, a liveblog), and the extractor's blocks stand."""


MOST_PASSES = 40
"""News takes two or three; the limit is for documents made of nothing but bylines."""
MOST_LINES = 100_000
"""In all passes together, the first three aside; a pass takes 20 µs a line."""


def normalise(article: Article) -> CleanArticle:
    """The article's body. Pure, and the same again when its paragraphs come back as blocks."""
    blocks = with_lists(with_standfirst(article.blocks, article.metadata))
    lines = clean_lines(block for block in blocks if block.inside or block.kept)
    metadata = article.metadata
    removed: list[tuple[int, Line, Cut]] = []
    standing = list(enumerate(lines))
    # The first pass sees the page's structure. The others see what is left as the plain paragraphs that article_body
    # will be, until nothing changes, so that reading those again finds nothing more to cut.
    for turn in range(max(3, min(MOST_PASSES, MOST_LINES // max(len(lines), 1)))):
        body = edit([line for _, line in standing], metadata, article.images, article.url)
        found = [(standing[place][0], lines[standing[place][0]], cut) for place, cut in sorted(body.cuts.items())]
        metadata = _credited(metadata, found)
        removed += found
        standing = [row for place, row in enumerate(standing) if place not in body.cuts]
        if turn and not found:
            break
        if not turn:
            standing = [(number, line.plain()) for number, line in standing]
    removed.sort(key=lambda r: r[0])
    return CleanArticle(
        url=article.url,
        canonical=article.canonical,
        metadata=metadata,
        paragraphs=tuple(line.text for _, line in standing),
        removals=_removals(removed, [number for number, _ in standing]),
        images=_images(article.images, removed),
        extractor=article.extractor,
    )


def edit(lines: Sequence[Line], metadata: Metadata, images: tuple[PageImage, ...] = (), url: str = "") -> BodyText:
    """The lines with one pass of all rules, a person's first."""
    body = BodyText(tuple(lines), metadata, images, url)
    body = body.with_cuts(verdicts.find_ruled_out(body))
    seen: dict[Rule, BodyText] = {}
    for rule in RULES_IN_ORDER:
        if seen.get(rule) is not body:  # a second look at the same finds the same
            seen[rule] = body
            body = body.with_cuts(rule(body))
    if body.cuts and _words_cut(body) > MOST:
        exact = {index: cut for index, cut in body.cuts.items() if cut in EXACT or not body.lines[index].block.kept}
        body = replace(body, cuts=exact)
    body = verdicts.restore_prose(body)
    body = body.with_cuts(verdicts.find_dropped(body))
    return body.with_cuts(verdicts.find_trailing_headings(body))


def _words_cut(body: BodyText) -> float:
    """Share of the kept lines' words that the cuts take; the exact ones count for nothing."""
    counted = [(i, line) for i, line in enumerate(body.lines) if line.block.kept and body.cuts.get(i) not in EXACT]
    total = sum(line.words for _, line in counted)
    return sum(line.words for i, line in counted if i in body.cuts) / total if total else 0.0


def _removals(removed: Sequence[tuple[int, Line, Cut]], standing: Sequence[int]) -> tuple[Removal, ...]:
    rows, position = [], 0
    for number, line, cut in removed:
        while position < len(standing) and standing[position] < number:
            position += 1
        url = line.block.links[0].url if line.block.links else None
        rows.append(Removal(kind=cut.kind, text=line.text, rule=cut.rule, position=position, url=url))
    return tuple(rows)


def _images(pages: tuple[PageImage, ...], removed: Sequence[tuple[int, Line, Cut]]) -> tuple[Image, ...]:
    shown = [
        (line.block.below if line.block.figure is None else line.block.figure, line.text, cut.kind == "credit")
        for _, line, cut in removed
        if cut.kind in ("caption", "credit")
    ]
    return build_images(pages, shown)


# ----------------------------------------------------------------------------------------------- what lines say of it


def _credited(metadata: Metadata, removed: Sequence[tuple[int, Line, Cut]]) -> Metadata:
    """The metadata with the names of source lines and bylines."""
    credited: list[str] = []
    authors: list[str] = []
    raw = ""
    for _, line, cut in removed:
        if cut.kind == "source_line":
            credited += sources.names_of_cut(line.text, cut)
        elif cut.kind == "byline":
            named = bylines.byline_names(line.text)
            authors += [name for name in named if not names_agency(fold(name))]
            credited += [name for name in named or sources.source_names(line.text) if names_agency(fold(name))]
            raw = raw or line.text
    metadata = _with_credit(metadata, credited)
    if authors and not metadata.authors:
        provenance = {**metadata.provenance, "authors": Chosen(source="byline", raw=raw)}
        metadata = replace(metadata, authors=tuple(dict.fromkeys(authors)), provenance=provenance)
    return metadata


def _with_credit(metadata: Metadata, names: Sequence[str]) -> Metadata:
    known = clean_text(metadata.credit_text or "")
    new = [name for name in dict.fromkeys(names) if fold(name) not in fold(known)]
    if not new:
        return metadata
    return replace(metadata, credit_text=", ".join([known, *new] if known else new))
