"""What differs between two fetches although nobody has edited the text."""

from __future__ import annotations

import pytest

from pipelines.language.folding import letters_and_marks
from pipelines.model import Version
from pipelines.revisions.edits import classify_change
from pipelines.revisions.noise import is_age, is_counter, is_only_counted

PROSE = (
    "The council of Aldbury voted on Tuesday to rebuild the old harbour bridge, closed since March.",
    "Mayor Irene Ormerod said the work would cost 4.2 million crowns and take eighteen months.",
    "Fishermen had asked for a ferry in the meantime, and the council agreed to pay for two boats.",
    "The first boat will sail on Friday at seven in the morning, if the wind lets it.",
)


def change(before: str, after: str, *, loose: str = "", at: int = len(PROSE)) -> str | None:
    """What is made of a line that was one thing and is another, among paragraphs that stay."""
    old, new = ([*PROSE[:at], *([line] if line else []), *PROSE[at:]] for line in (before, after))
    lines = frozenset([letters_and_marks(loose)]) if loose else frozenset()
    return classify_change(
        Version(headline="Bridge", body="\n\n".join(old)),
        Version(headline="Bridge", body="\n\n".join(new), loose=lines),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("Visitors today: 4,812", "Visitors today: 4,915", id="visitors"),
        pytest.param("Lankytojai: 4812", "Lankytojai: 4915", id="a language that the table does not know"),
        pytest.param("This page has been viewed 1204 times.", "This page has been viewed 1311 times.", id="a sentence"),
        pytest.param("1.2K views", "3K views", id="thousands"),
        pytest.param("12 Kommentare", "14 Kommentare", id="comments"),
        pytest.param("閲覧数 1,204", "閲覧数 1,311", id="Japanese"),
        pytest.param("2,3 тыс. просмотров", "2,4 тыс. просмотров", id="Russian"),
        pytest.param("1,204", "1,311", id="a number alone"),
        pytest.param("", "12 comments", id="comments where there were none"),
        pytest.param("12 comments", "", id="comments closed"),
        pytest.param("3 hours ago", "2 days ago", id="age"),
        pytest.param("vor 3 Stunden", "gestern", id="age in German"),
        pytest.param("3時間前", "1日前", id="age in Japanese"),
        pytest.param("Updated 14:05", "Updated 16:40", id="time of an update"),
        pytest.param("Stand: 12.03.2026, 14:05 Uhr", "Stand: 13.03.2026, 9:30 Uhr", id="as of, in German"),
        pytest.param(
            "It lies in the old dock. 12 comments", "It lies in the old dock. 31 comments", id="hung on a line"
        ),
    ],
)
def test_counters_and_ages_are_no_edit(before: str, after: str) -> None:
    assert change(before, after) is None


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("12 dead", "15 dead", "correction", id="a count that no page makes"),
        pytest.param("Price: 12 euros", "Price: 14 euros", "correction", id="a price"),
        pytest.param("Homes | 120 | 130", "Homes | 120 | 140", "correction", id="a table"),
        pytest.param(
            "The clip was viewed 1,204 times by people who had never been to the harbour before.",
            "The clip was viewed 9,311 times by people who had never been to the harbour before.",
            "correction",
            id="views in prose",
        ),
        pytest.param("", "The boat left three hours ago, and nobody saw it go.", "addition", id="an age in prose"),
        pytest.param("", "Updated list of the 12 dead", "addition", id="a heading"),
    ],
)
def test_figures_of_the_text_are_an_edit(before: str, after: str, expected: str) -> None:
    assert change(before, after) == expected


def test_an_unknown_label_counts_only_where_furniture_slips_in() -> None:
    assert change("Lankytojai: 4812", "Lankytojai: 4915", at=2) == "correction"


def test_a_link_is_no_edit_and_does_not_change_what_one_is_called() -> None:
    link = "Court audits the toll on the causeway"
    assert change("", link, loose=link) is None
    both = Version(
        headline="Bridge", body="\n\n".join([*PROSE, link, "A word more."]), loose=frozenset([letters_and_marks(link)])
    )
    assert classify_change(Version(headline="Bridge", body="\n\n".join(PROSE)), both) == "addition"


def test_noise_is_told_in_texts_of_any_length() -> None:
    lines = [f"Line {n} of a very long list of harbours and their masters" for n in range(1500)]
    old = Version(headline="x", body="\n\n".join([*lines, "Visitors: 4,812"]))
    assert classify_change(old, Version(headline="x", body="\n\n".join([*lines, "Visitors: 4,915"]))) is None
    assert classify_change(old, Version(headline="x", body="\n\n".join([*lines[:-1], "Visitors: 4,915"]))) is not None


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("Fog &amp; rain. <b>12 comments</b>", "Fog &amp; rain. <b>13 comments</b>", True),
        ("<p>Fog</p>", "<div>Fog</div>", True),
        ("<p>Fog for 12 hours</p>", "<p>Fog for 14 hours</p>", False),
    ],
)
def test_a_feed_s_words_are_compared_without_mark_up_and_counters(before: str, after: str, same: bool) -> None:
    assert is_only_counted(before, after) is same


@pytest.mark.parametrize("line", ["", "The harbour", "Standard 12 ships", "Yesterday was a long day for the crew"])
def test_what_is_neither_counter_nor_age(line: str) -> None:
    assert (is_counter(line), is_age(line)) == (False, False)
