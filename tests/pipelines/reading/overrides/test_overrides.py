"""A person's rules on a page: what they cut, keep and state, and whom they overrule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from invented import PROMO, page, prose

from pipelines.model import CleanArticle, Page, ReadPage, StoredProfile
from pipelines.reading.overrides import parse_rules
from pipelines.reading.tasks import learn_site, read_again, read_page

TEXT = prose("a")
ASIDE = "What the union means by it is told here, in an aside that the page sets beside its text."
FRAME = f"""
<aside class="box"><p>{ASIDE}</p></aside>
<figure><img src="/pictures/mole.jpg" alt="A mole"><figcaption>The outer mole at low water.</figcaption></figure>
"""


def fetched(name: str = "a", *, more: str = "", origin: str = "web") -> Page:
    html = page(name).replace("</div></article>", f"{more}</div></article>")
    return Page(
        url=f"http://gazette.test/{name}",
        fetched_at=datetime(2026, 3, 10, tzinfo=UTC),
        body=html.encode(),
        origin="feed" if origin == "feed" else "web",
    )


def read(rules: str, *, of: Page | None = None, profile: StoredProfile | None = None) -> ReadPage:
    parsed = parse_rules("gazette.test.txt", "gazette.test", rules).rules
    done = read_page(of or fetched(more=FRAME), profile, rules=parsed)
    assert isinstance(done, ReadPage), done
    return done


def cuts(article: CleanArticle) -> list[tuple[str, str, int]]:
    return [(row.rule, row.text, row.position) for row in article.removals if row.rule.startswith("site_rules")]


@pytest.fixture(scope="module")
def profile() -> StoredProfile:
    """What five of the paper's pages teach: that the promo is none of the text."""
    pages = [read_page(fetched(name)) for name in "abcde"]
    packed = [done.reading.article for done in pages if isinstance(done, ReadPage) and done.reading is not None]
    return StoredProfile(id=1, site="gazette.test", version=1, pages=5, text=learn_site(packed))


# ------------------------------------------------------------------------------------------------------------ cuts


def test_what_is_cut_is_a_row_that_names_file_and_line() -> None:
    article = read('\nstrip: //div[contains(@class, "story")]/p[2]').article
    assert list(article.paragraphs) == [TEXT[0], TEXT[2], PROMO, *TEXT[3:]]
    assert cuts(article) == [("site_rules.strip gazette.test.txt:2", TEXT[1], 1)]


def test_a_part_of_a_line_is_cut_and_the_line_stays() -> None:
    marked = fetched()
    body = marked.body.decode().replace("</p>", ' <span class="ref x">(see page 4)</span> and so on.</p>', 1).encode()
    whole = Page(url=marked.url, fetched_at=marked.fetched_at, body=body)
    article = read("strip_id_or_class: ref", of=whole).article
    assert article.paragraphs[0] == f"{TEXT[0]} and so on."
    assert cuts(article) == [("site_rules.strip_id_or_class gazette.test.txt:1", "(see page 4)", 0)]


def test_a_part_of_a_run_between_line_breaks_is_cut_in_its_place() -> None:
    second = "The second one, too, is a sentence."
    loose = f"<div>The first of two lines.<br><b>{second[:10]}</b>{second[10:]} <i>Sponsored</i> That was it.</div>"
    article = read("strip: //i", of=fetched(more=loose)).article
    assert article.paragraphs[-1] == f"{second} That was it."
    assert cuts(article) == [("site_rules.strip gazette.test.txt:1", "Sponsored", len(article.paragraphs) - 1)]


def test_a_cell_of_a_table_is_cut_and_the_row_stays() -> None:
    table = "<table><tr><td>Ebb</td><td>0.4 m</td><td><b class='ad'>Buy a boat</b></td></tr></table>"
    marked = fetched()
    whole = replace(marked, body=marked.body.decode().replace("</p>", f"</p>{table}", 1).encode())
    article = read("strip: //b[@class='ad']", of=whole).article
    assert list(article.paragraphs[:3]) == [TEXT[0], "Ebb | 0.4 m", TEXT[1]]
    assert [text for _, text, _ in cuts(article)] == ["Buy a boat"]


def test_an_image_goes_with_its_caption() -> None:
    article = read("strip_image_src: /pictures/").article
    assert article.images == ()
    assert [text for _, text, _ in cuts(article)] == ["The outer mole at low water."]


def test_most_of_a_page_may_be_cut() -> None:
    article = read('strip: //div[contains(@class, "story")]/p[position() > 1]').article
    assert list(article.paragraphs) == [TEXT[0]]


def test_what_is_not_on_the_page_or_outside_its_text_leaves_no_row() -> None:
    assert cuts(read("strip: //footer\nstrip: //section\nstrip: //html").article) == []


# ------------------------------------------------------------------------------------------------------------ keeps


@pytest.mark.parametrize("rule", ["keep: //figcaption", 'keep: "outer mole AT low"'])
def test_what_a_rule_would_cut_is_kept(rule: str) -> None:
    article = read(rule).article
    assert article.paragraphs[-1] == "The outer mole at low water."
    assert "The outer mole at low water." not in [row.text for row in article.removals]
    choice = article.metadata.provenance["article_body"]
    assert (choice.source, choice.raw) == ("site_rules:keep", "gazette.test.txt:1")


def test_what_the_extractor_left_out_is_brought_back() -> None:
    assert ASIDE in read("keep: //aside").article.paragraphs
    assert ASIDE not in read("keep: //section").article.paragraphs


def test_what_the_profile_would_cut_is_kept(profile: StoredProfile) -> None:
    without = read("strip: //section", profile=profile).article
    assert PROMO not in without.paragraphs
    article = read('keep: "older than all of them together"', profile=profile).article
    assert list(article.paragraphs) == [*TEXT[:3], PROMO, *TEXT[3:]]


def test_the_nearest_element_with_a_rule_decides() -> None:
    rules = 'strip: //div[contains(@class, "story")]\nkeep: //div[contains(@class, "story")]/p[position() > 1]'
    assert list(read(rules).article.paragraphs) == [TEXT[1], TEXT[2], PROMO, *TEXT[3:]]
    rules = 'keep: //div[contains(@class, "story")]\nstrip: //div[contains(@class, "story")]/p[1]'
    assert TEXT[0] not in read(rules).article.paragraphs


# ------------------------------------------------------------------------------------------------------------ body


def test_the_articles_own_element_is_the_one_that_is_named() -> None:
    article = read('body: //div[@class="none"]\nbody: //aside\nbody: //div[contains(@class, "story")]').article
    assert list(article.paragraphs) == [ASIDE]
    assert article.metadata.provenance["article_body"].raw == "gazette.test.txt:2"
    assert [row for row in article.removals if row.text == TEXT[0]] == []


def test_a_body_of_several_elements_has_the_text_of_all() -> None:
    article = read('body: //div[contains(@class, "story")] | //aside').article
    assert list(article.paragraphs) == [*TEXT[:3], PROMO, *TEXT[3:], ASIDE]


def test_rules_about_lines_hold_in_it(profile: StoredProfile) -> None:
    article = read('body: //div[contains(@class, "story")]', profile=profile).article
    assert list(article.paragraphs) == TEXT
    assert ("site.repeated", PROMO) in [(row.rule, row.text) for row in article.removals]


def test_a_body_that_is_not_there_changes_nothing() -> None:
    assert read("body: //section").article.paragraphs == read("strip: //section").article.paragraphs


# --------------------------------------------------------------------------------------------------------- metadata


def test_what_the_rules_state_wins_and_the_rest_are_rivals() -> None:
    shown = (
        '<p class="sig">By Ines Varga</p><p class="when">3 February 2026, 10:15</p><p class="name">The mole holds</p>'
    )
    rules = "title: //p[@class='none']\ntitle: //p[@class='name']\nauthor: //p[@class='sig']\ndate: //p[@class='when']"
    metadata = read(rules, of=fetched(more=shown)).article.metadata
    assert (metadata.headline, metadata.authors) == ("The mole holds", ("Ines Varga",))
    assert metadata.date_published == datetime(2026, 2, 3, 10, 15, tzinfo=UTC)
    said = {name: choice.source for name, choice in metadata.provenance.items()}
    assert (said["headline"], said["authors"], said["date_published"]) == (
        "site_rules:title",
        "site_rules:author",
        "site_rules:date",
    )
    assert "Story a of the harbour" in [other.raw for other in metadata.provenance["headline"].others]
    assert metadata.provenance["date_published"].others[0].raw == "2026-03-02T10:00:00Z"


def test_a_date_that_is_none_states_nothing() -> None:
    metadata = read("date: //h1").article.metadata
    assert metadata.provenance["date_published"].source == "meta:article:published_time"


def test_an_xpath_may_compute_a_text() -> None:
    assert read("title: substring-before(//h1, ' of')").article.metadata.headline == "Story a"


# ------------------------------------------------------------------------------------------------------- the others


def test_an_xpath_that_fails_on_a_page_finds_nothing_there() -> None:
    rules = "strip: //figcaption[unheard-of()]"  # its function is looked for only where there is a figcaption
    assert read(rules).article.paragraphs == read("strip: //section").article.paragraphs


def test_a_feeds_own_text_is_none_of_the_sites_pages() -> None:
    article = read("strip: //p", of=fetched(origin="feed")).article
    assert len(article.paragraphs) > 3


@pytest.mark.parametrize("rules", ["# none", "strip: //section", "tidy: no"])
def test_rules_that_say_nothing_of_a_page_change_nothing(rules: str, profile: StoredProfile) -> None:
    for stored in (None, profile):
        without = read_page(fetched(more=FRAME), stored)
        assert isinstance(without, ReadPage)
        with_rules = read(rules, profile=stored).article
        assert _but_rules(with_rules) == _but_rules(without.article)


def _but_rules(article: CleanArticle) -> Sequence[object]:
    return [article.paragraphs, article.removals, article.images, article.metadata, article.confidence, article.notes]


def test_a_new_profile_leaves_the_rules_word_standing(profile: StoredProfile) -> None:
    rules = 'keep: "older than all of them together"\nstrip: //div[contains(@class, "story")]/p[1]'
    done = read(rules)
    assert done.reading is not None
    again = read_again(done.page, done.reading, profile, None)
    expected = read(rules, profile=profile).article
    paragraphs = again.article.paragraphs if isinstance(again, ReadPage) else done.article.paragraphs
    assert paragraphs == expected.paragraphs == (*TEXT[1:3], PROMO, *TEXT[3:])


def test_a_profile_learns_the_same_with_rules_as_without(profile: StoredProfile) -> None:
    readings = [
        done.reading.article
        for name in "abcde"
        if (done := read('keep: "older than"\nstrip: //h1\nbody: //article', of=fetched(name))).reading is not None
    ]
    assert learn_site(readings) == profile.text
