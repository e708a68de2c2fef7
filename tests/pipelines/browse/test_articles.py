from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from browsing import DAY, LATER, Reader, article_row, make_archive, row, story_row

from pipelines.browse.articles import date_fact, lag, lay_out
from pipelines.reading.cleaning.rules import RULES


def removal(
    position: int, kind: str, text: str, rule: str = "caption.figure", url: str | None = None
) -> dict[str, object]:
    return {"position": position, "kind": kind, "text": text, "rule": rule, "url": url}


def test_cuts_stand_before_the_paragraph_that_followed_them() -> None:
    passages = lay_out(
        "One.\n\nTwo.", [removal(0, "headline", "H"), removal(1, "caption", "C"), removal(2, "share", "S")]
    )
    assert [(passage.text, [cut.text for cut in passage.cuts]) for passage in passages] == [
        ("One.", ["H"]),
        ("Two.", ["C"]),
        (None, ["S"]),
    ]


@pytest.mark.parametrize("position", [3, 10**9])
def test_cut_with_an_impossible_place_stands_at_the_end(position: int) -> None:
    assert lay_out("One.", [removal(position, "other", "X")])[-1].cuts[0].text == "X"


def test_rule_is_explained_by_its_sentence() -> None:
    (passage,) = lay_out("", [removal(0, "caption", "C")])
    assert passage.cuts[0].why == RULES["caption.figure"]


@pytest.mark.parametrize(
    ("published", "about", "value", "how"),
    [
        pytest.param(DAY, {"source": "json-ld"}, "14 March 2026, 06:30 UTC", "the page's JSON-LD"),
        pytest.param(DAY, {"source": "feed", "precision": "day"}, "14 March 2026", "the feed"),
        pytest.param(None, {}, "Undated", "no source states a date"),
    ],
)  # fmt: skip
def test_date_says_how_it_is_known(published: str | None, about: dict[str, str], value: str, how: str) -> None:
    article = {
        "date_published": published,
        "date_published_raw": None,
        "provenance": json.dumps({"date_published": about}),
    }
    fact = date_fact(article)
    assert (fact.value, fact.how) == (value, how)


def test_date_that_cannot_be_believed_is_shown_as_it_was_stated() -> None:
    article = {"date_published": None, "date_published_raw": "31 June", "provenance": "not JSON"}
    assert "31 June" in date_fact(article).how


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("2026-03-14T06:30:00+00:00", "at the same time"),
        ("2026-03-14T09:12:00+00:00", "2.7 hours later"),
        ("2026-03-10T06:30:00+00:00", "4 days earlier"),
        ("soon", "at an unknown time"),
    ],
)
def test_lag_between_copies_is_said_in_its_unit(other: str, said: str) -> None:
    assert lag(DAY, other) == said


# ------------------------------------------------------------------------------------------------- the pages themselves

DATE = {"source": "meta:date", "others": [{"source": "feed", "raw": "x7"}]}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    body = "The ice plant will be built.\n\nIt would cost £320,000.\n\nThe figure was wrong before."
    path = make_archive(
        tmp_path_factory.mktemp("browse") / "papers.db",
        story_row(1, agency="HarborWire", agency_from="credit_text"),
        story_row(9),
        article_row(
            1,
            headline="Ice plant",
            article_body=body,
            authors='["Marten Voss"]',
            in_language="en",
            article_section="Business",
            provenance=json.dumps({"date_published": DATE}),
            confidence=0.97,
            confidence_reasons='{"prose": 0.95, "links": 0.99}',
        ),
        article_row(
            2,
            site="other.test",
            story_id=1,
            date_published=LATER,
            headline="Ice plant, again",
            article_body="The ice plant will be built.\n\nIt would cost £320,000, it is said.\n\nNobody objects.",
        ),
        article_row(9, date_published=None, authors="[]", headline=None),
        row("removals", article_id=1, position=1, kind="caption", text="A picture.", rule="caption.figure"),
        row("removals", article_id=1, position=2, kind="read_more", text="Read more: Herring",
            rule="related-link.phrase", url="https://bote.test/herring"),
        row("images", article_id=1, url="https://bote.test/i.jpg", caption="The plant.", credit="L. Brock", position=0),
        row("article_urls", url="https://bote.test/amp/1", article_id=1, kind="amp", url_key="k", first_seen=DAY),
        row("revisions", article_id=1, seen_at=DAY, headline="Ice plant", change="correction",
            article_body="The ice plant will be built.\n\nIt would cost £280,000."),
        row("revisions", article_id=1, seen_at=LATER, headline="Ice plan", change="headline", article_body=body),
    )  # fmt: skip
    with Reader(path) as found:
        yield found


def test_article_shows_each_cut_in_its_place_with_its_rule(reader: Reader) -> None:
    page = reader.page("/papers/-/article/1")
    assert page.texts("//div[@class='text']/p") == [
        "The ice plant will be built.",
        "It would cost £320,000.",
        "The figure was wrong before.",
    ]
    (before,) = page.texts("//details[contains(@class, 'kind-caption')]/preceding::p[1]")
    assert before == "The ice plant will be built."
    assert f"Cut by caption.figure: {RULES['caption.figure']}." in page.text


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("By Marten Voss", id="byline"),
        pytest.param("14 March 2026, 06:30 UTC as the meta tag date states", id="date and how it is known"),
        pytest.param("the feed: x7", id="what the others said"),
        pytest.param("The plant. L. Brock The picture", id="pictures"),
        pytest.param("Ice plant, again other.test, 2.5 hours later", id="where else it ran"),
        pytest.param("Figures or words were corrected: 14 March 2026, 06:30 UTC", id="versions"),
        pytest.param("https://bote.test/amp/1 amp", id="addresses"),
        pytest.param("97 of 100", id="confidence"),
    ],
)
def test_article_says(reader: Reader, said: str) -> None:
    assert said in reader.page("/papers/-/article/1").text


def test_related_links_are_links(reader: Reader) -> None:
    assert "https://bote.test/herring" in reader.page("/papers/-/article/1").links()


def test_article_without_anything_can_be_read(reader: Reader) -> None:
    page = reader.page("/papers/-/article/9")
    assert "Without a headline" in page.text
    assert "Undated" in page.text


def test_version_is_a_word_diff_against_what_came_next(reader: Reader) -> None:
    page = reader.page("/papers/-/version/1")
    assert page.texts("//div[contains(@class, 'diff')]//del") == ["280,000"]
    assert page.texts("//div[contains(@class, 'diff')]//ins") == ["320,000", "The figure was wrong before."]
    assert "The edit after" in page.text


def test_version_shows_what_the_headline_was(reader: Reader) -> None:
    page = reader.page("/papers/-/version/2")
    assert page.texts("//h1/del") == ["plan"]
    assert page.texts("//h1/ins") == ["plant"]
    assert "3 paragraphs unchanged" in page.text


def test_story_says_what_each_copy_kept_dropped_and_added(reader: Reader) -> None:
    page = reader.page("/papers/-/story/1")
    assert page.texts("//ol[@class='copies']/li/h2") == ["Ice plant", "Ice plant, again"]
    assert "kept 1 paragraph, reworded 1, dropped 1; it added 1." in page.text
    assert "HarborWire, as a source line or credit says" in page.text


@pytest.mark.parametrize("path", ["article/77", "version/77", "story/77", f"article/{'9' * 30}"])
def test_what_is_not_there_is_said_so(reader: Reader, path: str) -> None:
    response = reader.get(f"/papers/-/{path}")
    assert response.status_code == 404
    assert "Not here" in response.text
