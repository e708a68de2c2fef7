"""An article's blocks become its copy, and every other line a removal."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.model import Article, Block, BlockRole, Link, Metadata, PageImage
from pipelines.reading.cleaning.normaliser import normalise
from pipelines.reading.cleaning.phrases import languages
from pipelines.reading.cleaning.rules import RULES

PROSE = (
    (
        "The harbour board has put off the repair of the northern mole, because two of its three "
        "pumps are still in a warehouse upriver."
    ),
    (
        "Fishing crews had been told in spring that the work would end before the storms, and "
        "forty boats were moved to the inner basin."
    ),
    (
        "“We paid for the berths twice,” said Ines Varga, who has mended nets on the quay for "
        "nineteen years and keeps the crews' accounts."
    ),
    (
        "An audit that was read out on Thursday counts nine delays since the contract was signed, "
        "none of them explained in writing."
    ),
    "The board will meet again in the second week of the month, when the insurers have had time to look at the survey.",
    "Until then the ferry sails from the grain pier, and passengers are asked to come a quarter of an hour early.",
)
CAPTION = "Crews lash down the last of the boats in the inner basin at Ostermole, on March 3, 2026."


def article(*lines: str | Block, images: tuple[PageImage, ...] = (), **metadata: object) -> Article:
    blocks = tuple(line if isinstance(line, Block) else Block(role="paragraph", text=line) for line in lines)
    return Article(
        url="http://mole.test/a",
        canonical=None,
        metadata=Metadata(**metadata),
        blocks=blocks,
        images=images,  # type: ignore[arg-type]
    )


def linked(text: str, url: str = "http://mole.test/b", *, role: BlockRole = "paragraph", before: str = "") -> Block:
    whole = f"{before} {text}".strip()
    return Block(
        role=role, text=whole, links=(Link(url=url, text=text),), link_density=len(text) / len(whole), kept=True
    )


def test_a_text_document_loses_its_captions_related_lines_and_source_line() -> None:
    related = [
        f"READ MORE: {title}" for title in ("Pumps wait upriver for a ninth week", "Insurers ask for the mole's survey")
    ]
    result = normalise(
        article(
            "The northern mole stays broken for another winter, and forty boats with it.",
            CAPTION,
            f"{CAPTION} (HWA)",
            *PROSE[:3],
            *related,
            "'Two of three pumps'",
            *PROSE[3:],
            "Source: HarbourWire and agencies",
        )
    )
    assert result.paragraphs == (
        "The northern mole stays broken for another winter, and forty boats with it.",
        *PROSE[:3], "'Two of three pumps'", *PROSE[3:],
    )  # fmt: skip
    assert [(r.kind, r.text, r.position) for r in result.removals] == [
        ("caption", CAPTION, 1), ("caption", f"{CAPTION} (HWA)", 1),
        ("read_more", related[0], 4), ("read_more", related[1], 4),
        ("source_line", "Source: HarbourWire and agencies", 8),
    ]  # fmt: skip
    assert [(i.position, i.url, i.caption, i.credit) for i in result.images] == [(0, None, CAPTION, "HWA")]
    assert result.metadata.credit_text == "HarbourWire"


def test_a_page_with_structure_loses_the_same_and_keeps_the_links() -> None:
    result = normalise(
        article(
            Block(role="caption", text=CAPTION, figure=0, kept=False),
            Block(role="caption", text=f"{CAPTION} (HWA)", figure=0),
            PROSE[0],
            linked("Pumps wait upriver for a ninth week", before="Ook op deze kade:"),
            *PROSE[1:],
            images=(PageImage(url="http://mole.test/1.jpg", alt=CAPTION),),
        )
    )
    assert result.paragraphs == PROSE
    assert [(r.kind, r.url) for r in result.removals] == [
        ("caption", None),
        ("caption", None),
        ("read_more", "http://mole.test/b"),
    ]
    assert [(i.url, i.caption, i.credit) for i in result.images] == [("http://mole.test/1.jpg", CAPTION, "HWA")]


def test_credit_text_keeps_what_the_metadata_names() -> None:
    result = normalise(article(*PROSE, "Quelle: HarbourWire, dpa", credit_text="Kuestenblatt"))
    assert result.metadata.credit_text == "Kuestenblatt, HarbourWire, dpa"


def test_authors_come_from_a_byline_only_where_nothing_else_names_any() -> None:
    alone = normalise(article("By Ines Varga and Otto Lindqvist", *PROSE))
    assert alone.metadata.authors == ("Ines Varga", "Otto Lindqvist")
    assert alone.metadata.provenance["authors"].source == "byline"
    named = normalise(article("By Ines Varga", *PROSE, authors=("Noor Haddad",)))
    assert named.metadata.authors == ("Noor Haddad",)


def test_dropped_prose_between_kept_prose_comes_back() -> None:
    path = "main>article>div.body>p"
    blocks = [Block(role="paragraph", text=text, path=path, kept=number != 2) for number, text in enumerate(PROSE)]
    assert normalise(article(*blocks)).paragraphs == PROSE


def test_a_dropped_heading_above_kept_prose_comes_back() -> None:
    heading = Block(role="heading", text="Nine delays", kept=False)
    assert normalise(article(*PROSE[:3], heading, *PROSE[3:])).paragraphs == (*PROSE[:3], "Nine delays", *PROSE[3:])


def test_a_dropped_related_link_does_not_come_back() -> None:
    path = "main>article>p"
    blocks = [Block(role="paragraph", text=text, path=path) for text in PROSE]
    line = replace(linked("Pumps wait upriver", before="Lesen Sie auch:"), path=path, kept=False)
    result = normalise(article(*blocks[:3], line, *blocks[3:]))
    assert result.paragraphs == PROSE
    assert [r.kind for r in result.removals] == ["read_more"]


def test_a_heading_with_nothing_behind_it_goes() -> None:
    result = normalise(article(*PROSE, Block(role="heading", text="Elsewhere on the coast")))
    assert result.paragraphs == PROSE
    assert [r.rule for r in result.removals] == ["heading.nothing-follows"]


def test_a_list_of_links_is_not_emptied() -> None:
    titles = [
        linked(f"Report number {n} from the harbour board on the mole", role="list_item")
        for n in ("one", "two", "three", "four")
    ]
    result = normalise(article("Related stories:", *titles))
    assert len(result.paragraphs) >= 4


def test_an_article_without_blocks_is_an_article_without_paragraphs() -> None:
    assert normalise(article()).paragraphs == ()


FRAGMENTS = (
    *PROSE, CAPTION, f"{CAPTION} (HWA)", "READ MORE: Pumps wait upriver", "Related stories", "Source: HarbourWire",
    "(dpa/HWA)", "AFP",
    "By Ines Varga", "Published 3 March 2026, 10:15 GMT", "Share", "Facebook Twitter WhatsApp", "Advertisement",
    "Photo: Otto Lindqvist/dpa",
    "Subscribe to our newsletter", "Ines Varga is a reporter for the coast desk.",
    "© 2026 HarbourWire. All rights reserved.", "***",
    "With reporting by Noor Haddad", "Mehr zum Thema:", "الخبر",
    "関連記事：堤防の修理", "The mole at night. (AP)", "Nine delays",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=60)), max_size=14))
def test_normalising_twice_is_normalising_once(lines: list[str]) -> None:
    first = normalise(article(*lines, authors=("Ines Varga",)))
    again = normalise(article(*first.paragraphs, authors=("Ines Varga",)))
    assert again.paragraphs == first.paragraphs
    assert not again.removals


_BLOCKS = st.builds(
    Block,
    role=st.sampled_from(("paragraph", "heading", "list_item", "quote", "table_row", "caption", "preformatted")),
    text=st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=40)),
    path=st.sampled_from(("", "article>p", "article>div>p")),
    links=st.sampled_from(((), (Link(url="http://mole.test/c", text="Pumps wait upriver"),))),
    link_density=st.sampled_from((0.0, 0.5, 1.0)),
    kept=st.booleans(),
    figure=st.sampled_from((None, 0, 7)),
    emphasis=st.sampled_from((0.0, 1.0)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_BLOCKS, max_size=12))
def test_every_block_ends_as_a_paragraph_or_a_removal_with_a_documented_rule(blocks: list[Block]) -> None:
    result = normalise(
        article(*blocks, images=(PageImage(url="http://mole.test/1.jpg", alt=CAPTION),), headline="Nine delays")
    )
    shown = sum(bool(text) for text in (*result.paragraphs, *(r.text for r in result.removals)))
    assert shown == len(result.paragraphs) + len(result.removals) <= len(blocks)
    assert {r.rule for r in result.removals} <= RULES.keys()
    assert all(0 <= r.position <= len(result.paragraphs) for r in result.removals)
    again = normalise(
        article(
            *result.paragraphs, images=(PageImage(url="http://mole.test/1.jpg", alt=CAPTION),), headline="Nine delays"
        )
    )
    assert again.paragraphs == result.paragraphs


def test_each_language_of_the_phrase_table_states_its_origin() -> None:
    assert {row["origin"] for row in languages().values()} <= {"usage", "seen"}


@pytest.mark.parametrize(
    "line", ["A" * 60_000, "(" * 20_000, "a:" * 20_000, "Photo by " * 5_000, "By " + "A-B " * 5_000]
)
def test_a_line_made_to_be_slow_is_not(line: str) -> None:
    started = perf_counter()
    normalise(article(line, *PROSE, f"{line} (AP)", line[:150], authors=("Ines Varga",), headline=line[:100]))
    assert perf_counter() - started < 5
