"""What a site's own pages teach about its boilerplate, and what they must not."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from invented import prose

from pipelines.model import Article, Block, BlockRole, Candidate, Chosen, CleanArticle, Link, Metadata
from pipelines.reading.cleaning.normaliser import normalise
from pipelines.reading.profiles import apply, explained, from_json, judge, learn, to_json
from pipelines.reading.profiles.folding import repeat_key

BODY = "main>article.story>div.text>p"
PROMO = "The Ledger is printed on a quay by nine people and two presses that are older than all of them together."
BACKGROUND = (
    "The causeway was closed in the autumn, after the survey had found that four of its eleven piers stood on sand, "
    "and that nobody had measured the current since the year in which the old harbour master retired from the service."
)


def block(text: str, path: str = BODY, *, role: BlockRole = "paragraph", kept: bool = True, link: float = 0.0) -> Block:
    links = (Link(url="http://ledger.test/other", text=text),) if link else ()
    return Block(role=role, text=text, path=path, kept=kept, link_density=link, links=links)


def page(name: str, blocks: Sequence[Block], metadata: Metadata | None = None) -> Article:
    url = f"http://ledger.test/{name}"
    return Article(url=url, canonical=None, metadata=metadata or Metadata(), blocks=tuple(blocks))


def story(name: str, *, extra: Sequence[Block] = (), paragraphs: int = 6) -> Article:
    """A page of invented prose with these blocks behind its fourth paragraph."""
    body = [block(text) for text in prose(name, paragraphs)]
    return page(name, [*body[:4], *extra, *body[4:]])


def kept(article: Article) -> list[str]:
    return [b.text for b in article.blocks if b.kept]


def corrected(pages: Sequence[Article]) -> list[Article]:
    profile = learn(pages)
    assert profile is not None
    return [apply(profile, article) for article in pages]


# ------------------------------------------------------------------------------------------------ when it is learned


def test_two_pages_teach_nothing() -> None:
    assert learn([story("a"), story("b")]) is None


def test_copies_of_one_text_count_once() -> None:
    same = [replace(story("a"), url=f"http://ledger.test/{n}") for n in range(5)]
    assert learn([*same, story("b")]) is None


def test_one_url_counts_once() -> None:
    again = [replace(story(f"v{n}"), url=f"http://www.ledger.test/a?utm_source={n}") for n in range(5)]
    assert learn([*again, story("b")]) is None


def test_order_and_copies_do_not_matter() -> None:
    teaser = block("More from the quay", "main>section.more>h0", role="heading")
    pages = [story(f"s{n}", extra=[teaser]) for n in range(6)]
    first = learn(pages)
    shuffled = [*pages, pages[2]]
    random.Random(7).shuffle(shuffled)
    assert first is not None
    assert learn(shuffled) == first


def test_a_profile_survives_its_json() -> None:
    teaser = block("Nine boats for the winter", "main>section.more>div.card>h0.title", role="heading", link=1.0)
    profile = learn([story(f"s{n}", extra=[block(PROMO), teaser]) for n in range(4)])
    assert profile is not None
    assert from_json(to_json(profile)) == profile


def test_a_profile_of_another_version_is_learned_anew() -> None:
    profile = learn([story(f"s{n}") for n in range(3)])
    assert profile is not None
    assert from_json(to_json(replace(profile, version=0))) is None


# --------------------------------------------------------------------------------------------- texts that repeat


@pytest.mark.parametrize("pages", [3, 4, 8])
def test_a_promo_in_every_story_goes(pages: int) -> None:
    for article in corrected([story(f"s{n}", extra=[block(PROMO)]) for n in range(pages)]):
        assert PROMO not in kept(article)
        assert len(kept(article)) == 6


def test_a_promo_goes_though_its_numbers_change() -> None:
    promo = "Already {} readers of the harbour letter, and {} days until the spring edition is printed."
    pages = [story(f"s{n}", extra=[block(promo.format(n * 7, 40 - n))]) for n in range(5)]
    assert all(len(kept(article)) == 6 for article in corrected(pages))


def test_background_that_two_of_eight_stories_share_stays() -> None:
    pages = [story(f"s{n}", extra=[block(BACKGROUND)] if n in (2, 5) else ()) for n in range(8)]
    assert [BACKGROUND in kept(article) for article in corrected(pages)].count(True) == 2


def test_a_heading_that_two_stories_share_stays() -> None:
    heading = block("What the survey found", "main>article.story>div.text>h0", role="heading")
    pages = [story(f"s{n}", extra=[heading] if n < 2 else ()) for n in range(6)]
    assert [heading.text in kept(article) for article in corrected(pages)].count(True) == 2


def test_a_standfirst_stays_beside_the_links_of_its_header() -> None:
    """Though no page says that it is its description."""

    def standing(name: str) -> Article:
        header = "main>article.story>header.top>div.main"
        links = [block(f"{tag} {name}", f"{header}>a.tag", kept=False, link=1.0) for tag in ("Quay", "Boats", "Tides")]
        standfirst = block(f"What the town of {name} did about its dyke, and what it left undone.", f"{header}>p.sub")
        return page(name, [*links, standfirst, *(block(text) for text in prose(name, 6))])

    assert [len(kept(article)) for article in corrected([standing(f"place{c}") for c in "abcde"])] == [7] * 5


def test_a_standfirst_that_the_extractor_dropped_is_found_below_a_headline_outside() -> None:
    """The profile knows the headline's place as one, which must not hide it from whoever looks below it."""
    header = "main>article.story>header.top>div.main"

    def standing(name: str) -> Article:
        headline, line = f"What {name} left undone at its dyke", f"The town of {name} has a plan, and no money for it."
        top = [
            replace(block(headline, f"{header}>h0.title", role="heading", kept=False), inside=False),
            replace(block(line, f"{header}>p.teaser", kept=False), inside=False),
        ]
        return page(
            name, [*top, *(block(text) for text in prose(name, 6))], Metadata(headline=headline, description=line)
        )

    pages = [standing(f"place{c}") for c in "abcde"]
    assert [len(normalise(article).paragraphs) for article in pages] == [7] * 5
    assert [len(normalise(article).paragraphs) for article in corrected(pages)] == [7] * 5


def test_headings_right_above_the_text_are_the_texts_own() -> None:
    """The extractor dropped a live blog's: between the posts stand their times."""

    def posts(name: str, count: int) -> list[Block]:
        return [
            row
            for n, text in enumerate(prose(name, count))
            for row in (
                block(f"{n}:0{n}", "main>article.story>div.post>time", kept=False),
                block(f"What {name} {n} means", "main>article.story>div.post>h0.title", role="heading", kept=False),
                block(text),
            )
        ]

    pages = [page("live", posts("live", 5)), page("race", posts("race", 4)), *(story(f"s{n}") for n in range(4))]
    assert [text for text in kept(corrected(pages)[0]) if text.startswith("What")] == [
        f"What live {n} means" for n in range(5)
    ]


def test_a_sub_heading_is_no_headline_though_it_has_its_words() -> None:
    heading = "Everything about the {} dyke"
    pages = []
    for n, colour in enumerate(("green", "white", "amber", "black")):
        below = block(heading.format(colour), "main>article.story>div.text>h0", role="heading")
        article = story(f"s{n}", extra=[below] if n < 2 else ())
        pages.append(replace(article, metadata=Metadata(headline=f"Everything about the {colour} dyke at Okkel")))
    assert sum(any(text.startswith("Everything") for text in kept(article)) for article in corrected(pages)) == 2


def test_a_line_outside_the_body_goes_from_two_pages_on() -> None:
    line = block("Nine people write this newspaper.", "main>article.story>div.about>p.note")
    pages = [story(f"s{n}", extra=[line] if n < 2 else ()) for n in range(6)]
    assert not any(line.text in kept(article) for article in corrected(pages))


def test_a_new_biography_goes_where_biographies_stand() -> None:
    def biography(text: str) -> Block:
        return block(text, "main>article.story>div.author>p.bio")

    old = biography("Petra Voss writes on the ports of the north and keeps two boats.")
    new = biography("Goran Milic came to the paper from the coastguard.")
    pages = [story(f"s{n}", extra=[old if n < 4 else new]) for n in range(5)]
    assert new.text not in kept(corrected(pages)[4])


def test_a_standfirst_stays_though_a_teaser_repeats_it() -> None:
    text = "The harbour's oldest crane is to be moved, stone by stone, to the other side of the basin."
    standfirst = block(text, "main>article.story>header.top>p.dek")
    teaser = block(text, "main>section.more>div.card>p.dek")
    title = block("A crane on the move", "main>section.more>div.card>h0.title", role="heading", link=1.0)
    pages = [story("a", extra=[standfirst]), *(story(f"s{n}", extra=[title, teaser]) for n in range(3))]
    first, *others = corrected(pages)
    assert text in kept(first)
    assert not any(text in kept(article) for article in others)


def test_a_standfirst_in_the_body_s_own_path_stays_though_teasers_in_a_like_path_repeat_it() -> None:
    """Layout tables: the story and the teasers beside it stand in a <td> each, of nothing but tables."""
    story_path, teaser_path = "table>tr>td>table>tr>td", "table>tr>td"
    leads = {
        name: f"What the town of {name} did about its dyke, and what it left undone." for name in ("abe", "bea", "cas")
    }

    def standing(name: str) -> Article:
        teasers = [block(lead, teaser_path, kept=False) for other, lead in leads.items() if other != name]
        return page(name, [block(text, story_path) for text in (leads[name], *prose(name, 6))] + teasers)

    assert [len(kept(article)) for article in corrected([standing(name) for name in leads])] == [7] * 3


def forecast(day: int) -> Article:
    lines = (
        f"Forecast for {day} March: up to {8 + day} degrees in the harbour and {3 + day} degrees on the ridge.",
        f"Winds from the west at {10 + day} knots ease by {day} in the evening, with gusts near the outer point.",
        f"The tide is high at 0{day}:10 and at 1{day}:25, and the causeway is closed for {day + 2} hours.",
    )
    return page(f"weather-{day}", [block(line) for line in lines])


def test_formula_news_stays_whole() -> None:
    pages = [forecast(day) for day in range(8)]
    assert all(len(kept(article)) == 3 for article in corrected(pages))


def test_formula_news_stays_whole_among_other_news() -> None:
    pages = [*(story(f"s{n}") for n in range(6)), *(forecast(day) for day in range(5))]
    assert all(kept(after) == kept(before) for before, after in zip(pages, corrected(pages), strict=True))


@pytest.mark.parametrize("lines", [5, 7])
@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(lambda name: [text[:150] for text in prose(name, 3)], id="an alphabet"),
        pytest.param(lambda name: [chr(0x4E00 + ord(name)) * 50 + str(n) for n in range(3)], id="ideographs"),
    ],
)
def test_a_short_story_amid_more_of_the_site_s_lines_than_it_has_itself_is_no_formula(
    lines: int, texts: Callable[[str], list[str]]
) -> None:
    place = "table>tr>td"
    site = [block(f"{PROMO[:70]} {chr(97 + n) * 9}", place) for n in range(lines)]
    pages = [page(name, [*site[:2], *(block(text, place) for text in texts(name)), *site[2:]]) for name in "abcdef"]
    assert [kept(article) for article in corrected(pages)] == [texts(name) for name in "abcdef"]


def test_a_heading_that_every_page_has_goes_only_with_what_it_heads() -> None:
    place = "main>article.story>div.text>h0"

    def report(name: str) -> Article:
        coast, inland = (block(heading, place, role="heading") for heading in ("Coast and islands", "Inland"))
        letter = [block("Our letter", place, role="heading"), block(PROMO)]
        body = [block(text) for text in prose(name, 6)]
        return page(name, [coast, *body[:3], inland, *body[3:5], *letter, body[5]])

    for article in corrected([report(f"s{n}") for n in range(5)]):
        assert [text for text in kept(article) if len(text) < 20] == ["Coast and islands", "Inland"]
        assert PROMO not in kept(article)


def test_rows_of_a_table_are_told_apart_by_their_numbers() -> None:
    def table(n: int) -> list[Block]:
        rows = [f"{club} | {n + place} | {3 * n}" for place, club in enumerate(("Skerry", "Marsh", "Quay"))]
        return [block(row, "main>article.story>table.league>tr", role="table_row") for row in rows]

    pages = [story(f"s{n}", extra=table(n)) for n in range(4)]
    assert all(len(kept(article)) == 9 for article in corrected(pages))


# --------------------------------------------------------------------------------------------- places


def test_teasers_go_by_the_links_beside_them() -> None:
    def card(n: int) -> list[Block]:
        return [
            block(f"Boat number {n} is sold", "main>section.more>div.card>h0.title", role="heading", link=1.0),
            block(prose(("card", n), 1)[0], "main>section.more>div.card>p.dek"),
        ]

    pages = [story(f"s{n}", extra=[*card(2 * n), *card(2 * n + 1)]) for n in range(4)]
    for article in corrected(pages):
        assert len(kept(article)) == 6


def test_an_element_with_a_run_of_prose_is_no_list_of_teasers() -> None:
    def half(n: int) -> list[Block]:
        path = "main>article.story>div.half>p"
        links = [block(f"Buy print {n} of {m}", path, link=1.0) for m in ("tides", "ropes", "cranes")]
        return [*links, *(block(text, path) for text in prose(("half", n), 3))]

    pages = [story(f"s{n}", extra=half(n), paragraphs=30) for n in range(4)]
    for before, after in zip(pages, corrected(pages), strict=True):
        assert set(prose(("half", int(before.url[-1])), 3)) <= set(kept(after))


def test_links_inside_the_body_do_not_make_it_a_list_of_teasers() -> None:
    link = block("The ministry's letter", "main>article.story>div.text>p", link=1.0)
    pages = [story(f"s{n}", extra=[link, link, link, link]) for n in range(4)]
    assert all(len(kept(article)) >= 6 for article in corrected(pages))


def test_paragraphs_that_the_extractor_lost_on_one_page_come_back() -> None:
    lost = page("lost", [block(text, kept=n < 1) for n, text in enumerate(prose("lost", 6))])
    assert len(kept(corrected([*(story(f"s{n}") for n in range(4)), lost])[4])) == 6


def test_a_quote_in_plain_mark_up_inside_the_body_comes_back() -> None:
    quote = block(prose("q", 1)[0], "main>article.story>div.text>blockquote>p", role="quote", kept=False)
    pages = [story("q", extra=[quote]), *(story(f"s{n}") for n in range(3))]
    assert quote.text in kept(corrected(pages)[0])


def test_a_standfirst_that_the_extractor_drops_comes_back() -> None:
    pages = []
    for n in range(4):
        text = prose(("dek", n), 1)[0]
        dek = block(text, "main>article.story>header.top>p.dek", kept=False)
        pages.append(page(f"s{n}", [dek, *story(f"s{n}").blocks], Metadata(description=text)))
    assert all(len(kept(article)) == 7 for article in corrected(pages))


def test_what_is_hardly_ever_kept_goes() -> None:
    def aside(n: int) -> Block:
        return block(prose(("aside", n), 1)[0], "main>article.story>div.rail>p.item", kept=n == 4)

    pages = [story(f"s{n}", extra=[aside(n)]) for n in range(5)]
    assert len(kept(corrected(pages)[4])) == 6


def test_a_place_where_rules_cut_captions_carries_captions() -> None:
    path = "main>article.story>div.shot>p.text"
    pages = [story(f"s{n}", extra=[block(f"{w} on the quay", path)]) for n, w in enumerate(("Cranes", "Gulls", "Men"))]
    pages.append(story("s3", extra=[block("A harbour at dusk", path)]))
    cleaned = [captioned(article, article.blocks[4].text) for article in pages[:3]]
    profile = learn(pages[:3], [clean.removals for clean in cleaned])
    assert profile is not None
    assert [word.kind for word in judge(profile, pages[3]) if word is not None and word is not True and word] == [
        "caption"
    ]


def captioned(article: Article, text: str) -> CleanArticle:
    """The article's copy, the rules having known one line as a caption."""
    blocks = tuple(replace(b, role="caption") if b.text == text else b for b in article.blocks)
    clean = normalise(replace(article, blocks=blocks))
    assert [r.kind for r in clean.removals] == ["caption"]
    return clean


def test_the_site_s_phrase_for_related_links_is_learned_in_any_language() -> None:
    pages = [
        story(f"s{n}", extra=[block(f"Zajímavé čtení: {' '.join(prose(n, 1)[0].split()[:6])}", link=0.8)])
        for n in range(3)
    ]
    profile = learn(pages)
    assert profile is not None
    assert profile.phrases == {"zajímavé čtení": "read_more"}
    assert all(len(kept(apply(profile, article))) == 6 for article in pages)


# --------------------------------------------------------------------------------------------- limits


def test_most_of_a_page_is_never_cut() -> None:
    pages = [story(f"s{n}", extra=[block(PROMO)]) for n in range(4)]
    profile = learn(pages)
    assert profile is not None
    only = page("only", [block(PROMO)])
    assert kept(apply(profile, only)) == [PROMO]


def test_a_prompt_in_the_text_goes_though_the_extractor_kept_the_whole_page() -> None:
    profile = learn([story(f"s{n}", extra=[block(PROMO)]) for n in range(4)])
    assert profile is not None
    text = prose("new", 3)
    notes = [
        block(f"{PROMO} {line}", "main>div.menu>p") for line in ("Boats", "Tides", "Quay", "Gulls", "Piers", "Sand")
    ]
    known = replace(profile, repeats={**profile.repeats, **{repeat_key(note): 4 for note in notes}})
    whole = page("new", [*notes, *map(block, [*text[:2], PROMO, *text[2:]])])
    assert kept(apply(known, whole)) == text


TABLE = "main>div.tables>table>tr"
ENTRY = "main>section.live>div.entry>p"


def test_what_stands_behind_the_body_s_element_goes_and_says_why() -> None:
    rows = [block(f"{name} | {len(name)} boats", TABLE, role="table_row") for name in ("Saltmere", "Gannet", "Ness")]
    pages = [story(name) for name in "abcd"]
    pages.append(page("e", [*(block(text) for text in prose("e", 6)), *rows]))
    clean = normalise(corrected(pages)[-1])
    assert list(clean.paragraphs) == prose("e", 6)
    assert {r.rule for r in clean.removals} == {"site.behind-body"}


def test_a_table_inside_the_body_s_element_stays() -> None:
    row = block("Saltmere | 8 boats", "main>article.story>div.text>table>tr", role="table_row")
    pages = [*(story(name) for name in "abcd"), page("e", [*(block(text) for text in prose("e", 6)), row])]
    assert row.text in kept(corrected(pages)[-1])


def test_a_page_that_is_hardly_the_body_s_element_keeps_what_stands_behind() -> None:
    results = [block(f"Heat {n}: {text}", TABLE) for n, text in enumerate(prose("heats", 12))]
    pages = [story(name) for name in "abcd"]
    pages.append(page("e", [block("The regatta's results."), *results]))
    assert len(kept(corrected(pages)[-1])) == 13


def test_a_live_blog_s_text_is_what_stands_where_other_articles_have_theirs() -> None:
    live = Metadata(article_type="LiveBlogPosting")
    entries = [[block(text, ENTRY) for text in prose(f"live{n}", 12)] for n in range(2)]
    pages = [story(name) for name in "abcd"]
    pages += [page(f"l{n}", [*story(f"l{n}").blocks, *entries[n]], live) for n in range(2)]
    assert [kept(article) for article in corrected(pages)[-2:]] == [prose("l0", 6), prose("l1", 6)]
    plain = [replace(article, metadata=Metadata()) for article in pages]
    assert len(kept(corrected(plain)[-1])) == 18


def test_what_the_site_repeats_is_a_removal_that_says_so() -> None:
    pages = [story(name, extra=[block(PROMO)]) for name in "abcd"]
    clean = normalise(corrected(pages)[0])
    assert [(r.text, r.kind, r.rule, r.position) for r in clean.removals] == [(PROMO, "repeated", "site.repeated", 4)]


def test_a_rule_that_knows_the_line_better_says_what_it_is() -> None:
    line = "Read more: The causeway will stay closed"
    pages = [story(name, extra=[block(line, link=0.8)]) for name in "abcd"]
    assert [(r.kind, r.rule) for r in normalise(corrected(pages)[0]).removals] == [("read_more", "related-link.phrase")]


def test_furniture_outside_the_article_is_no_removal_and_lost_text_there_comes_back() -> None:
    teaser = replace(block("Elsewhere", "main>aside>p", kept=False), inside=False)
    pages = [story(name, extra=[teaser]) for name in "abcde"]
    lost = [replace(b, kept=False, inside=False) for b in pages[0].blocks[:2]]
    pages[0] = replace(pages[0], blocks=(*lost, *pages[0].blocks[2:]))
    clean = normalise(corrected(pages)[0])
    assert list(clean.paragraphs) == prose("a", 6)
    assert clean.removals == ()


OWN = ("The ferry stays", "The ice plant goes", "The gulls come back", "The mayor sails")


def titled(shown: str, own: str, *, source: str = "h1") -> Article:
    """A page under a heading that its metadata take for its headline, with another title beside it."""
    chosen = Chosen(source=source, raw=shown, others=(Candidate(source="meta:og:title", raw=own),) if own else ())
    heading = block(shown, "body>header>h0", role="heading", kept=False)
    found = page(own or shown, [heading, *(block(text) for text in prose(own or shown))])
    return replace(found, metadata=Metadata(headline=shown, provenance={"headline": chosen}))


@pytest.mark.parametrize("shown", ["Menu", "Pressemitteilung", "All that the tide brings in", "お知らせ一覧"])
def test_a_heading_of_the_site_s_other_pages_is_no_headline(shown: str) -> None:
    pages = corrected([titled(shown, own) for own in OWN])
    assert [article.metadata.headline for article in pages] == list(OWN)
    assert {article.metadata.provenance["headline"].source for article in pages} == {"meta:og:title"}
    assert pages[0].metadata.provenance["headline"].others == (Candidate(source="h1", raw=shown),)


def test_a_heading_that_every_page_has_of_its_own_is_its_headline() -> None:
    pages = corrected([titled(f"{own}, and so it goes", own) for own in OWN])
    assert [article.metadata.headline for article in pages] == [f"{own}, and so it goes" for own in OWN]


def test_the_parts_of_a_series_keep_their_headline() -> None:
    pages = corrected([titled(f"Tides of the week: {n} March", own) for n, own in enumerate(OWN, 3)])
    assert [article.metadata.headline for article in pages] == [f"Tides of the week: {n} March" for n in range(3, 7)]


def test_a_person_s_headline_is_theirs_whatever_other_pages_have() -> None:
    pages = corrected([titled("Menu", own, source="site_rules:title") for own in OWN])
    assert {article.metadata.headline for article in pages} == {"Menu"}


def test_a_headline_without_another_stays() -> None:
    others = [titled("Menu", own) for own in OWN]
    assert corrected([*others, titled("Menu", "")])[-1].metadata.headline == "Menu"


def test_applying_twice_changes_nothing_more() -> None:
    pages = [story(f"s{n}", extra=[block(PROMO), block("Lost", kept=False)]) for n in range(4)]
    profile = learn(pages)
    assert profile is not None
    once = apply(profile, pages[0])
    assert apply(profile, once) == once


def test_pages_without_paths_are_left_alone() -> None:
    pages = [page(f"t{n}", [Block(role="paragraph", text=text) for text in prose(n, 4)]) for n in range(4)]
    assert corrected(pages) == pages


def test_a_redesign_is_noticed() -> None:
    profile = learn([story(f"s{n}") for n in range(4)])
    assert profile is not None
    new = page("new", [block(text, "div.app>div.reader>p.para") for text in prose("new", 5)])
    assert explained(profile, story("s9")) == 1.0
    assert explained(profile, new) == 0.0
