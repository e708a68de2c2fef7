"""When two texts are the same."""

from __future__ import annotations

import pytest

from pipelines.language.folding import letters_and_marks, tokens
from pipelines.language.same_text import headlines_agree, is_short, is_stub, pages_agree, text_hash, texts_agree

STORY = (
    "The council of Aldbury voted on Tuesday to rebuild the old harbour bridge, which has been closed since March.\n\n"
    "Mayor Irene Ormerod said the work would cost 4.2 million crowns and take eighteen months to finish.\n\n"
    "Fishermen in the lower town had asked for a ferry in the meantime, and the council agreed to pay for two.\n\n"
    "The bridge was built in 1931 and carried about 6,000 vehicles a day until its northern pier cracked."
)
LINE = "Our reporters on the coast keep this page open for readers of the morning edition."


def forecast(town: str, degrees: int, wind: str, hour: int) -> str:
    return (
        f"The forecast for {town} on this day of the week is {degrees} degrees with wind from the {wind}.\n\n"
        f"Rain of {degrees // 2} millimetres is expected before noon; the ferry in {town} has {hour} crossings.\n\n"
        f"High water at {town} comes at {hour}.{degrees + 12} and low water six hours later, the tide office said."
    )


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(STORY.upper(), id="case"),
        pytest.param(STORY.replace("\n\n", " ").replace(",", " –"), id="spaces and punctuation"),
        pytest.param(STORY.replace("harbour", "har\u00adbour"), id="soft hyphen"),
    ],
)
def test_typography_does_not_change_a_hash(other: str) -> None:
    assert text_hash(other) == text_hash(STORY)


def test_one_word_changes_the_hash() -> None:
    assert text_hash(STORY.replace("4.2", "4.3")) != text_hash(STORY)


def test_a_hash_names_its_version() -> None:
    assert text_hash("x").startswith("t1:")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(STORY + "\n\n" + LINE, id="a line more"),
        pytest.param(STORY.rpartition("\n\n")[0], id="a line less"),
        pytest.param(LINE + "\n\n" + STORY.rpartition("\n\n")[0], id="one more, one less"),
        pytest.param(STORY.replace("in the meantime", "meanwhile"), id="a word"),
    ],
)
def test_a_text_agrees_with_its_variants_both_ways(other: str) -> None:
    assert texts_agree(STORY, other)
    assert texts_agree(other, STORY)


def test_formula_news_of_two_towns_does_not_agree() -> None:
    assert not texts_agree(forecast("Northport", 8, "north", 5), forecast("Saltmarsh", 11, "west", 6))


def test_a_long_template_does_not_hide_other_facts() -> None:
    notice = (
        "The office is open as always, and the usual rules for visitors of the hall and the garden apply to everyone. "
        * 6
    )
    one = notice + "\n\nThe draw of Tuesday gave 4, 17, 23, 31, 38 and 42."
    other = notice + "\n\nThe draw of Tuesday gave 5, 11, 26, 30, 39 and 47."
    assert not texts_agree(one, other)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        pytest.param("", "", False, id="nothing"),
        pytest.param("Watch the video.", "watch the video", True, id="equal stubs"),
        pytest.param("Watch the video of the bridge.", "Watch the video of the boats.", False, id="other stubs"),
        pytest.param(STORY, STORY.partition("\n\n")[0], False, id="a teaser"),
    ],
)
def test_short_texts(one: str, other: str, agree: bool) -> None:
    assert texts_agree(one, other) is agree


def test_scripts_without_spaces_have_a_token_per_character() -> None:
    assert tokens("橋は1931年に") == ["橋", "は", "1931", "年", "に"]
    text = "市議会は火曜日、三月から閉鎖されている古い港の橋を架け替えることを決めた。工事には十八か月かかる見込みだ。"
    assert texts_agree(text, text + "市長が発表した。")


def test_combining_marks_belong_to_their_word() -> None:
    assert tokens("हिन्दी में") == ["हिन्दी", "में"]
    assert letters_and_marks("कि") != letters_and_marks("की")


@pytest.mark.parametrize(
    ("text", "stub"), [("Video: the bridge", True), (STORY, False), ("字" * 20, True), ("字" * 40, False), ("", True)]
)
def test_stubs(text: str, stub: bool) -> None:
    assert is_stub(text) is stub


@pytest.mark.parametrize(
    ("text", "short"),
    [("word " * 40, True), ("word " * 41, False), ("字" * 80, True), ("字" * 82, False), (STORY, False), ("", True)],
)
def test_short_texts_need_a_headline(text: str, short: bool) -> None:
    assert is_short(text) is short


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        pytest.param("Ferry returns", "FERRY RETURNS – Bote", True, id="case and suffix"),
        pytest.param("Video: Ferry returns", "Ferry returns to the islands", True, id="two of three words"),
        pytest.param("Video: Ferry returns", "Video: Crane falls", False, id="one of three words"),
        pytest.param("The fire in the harbour", "The day in the house", False, id="half the words, but the small ones"),
        pytest.param("Pictures of 3 May", "Pictures of 4 May", False, id="other numbers"),
        pytest.param("Ferry returns after 3 years", "Ferry returns", True, id="a number that only one has"),
        pytest.param("橋が再開した", "橋が再開へ", True, id="no spaces"),
        pytest.param("橋が再開した", "船が出る", False, id="no spaces, other words"),
        pytest.param("Ferry returns", None, False, id="none"),
        pytest.param("", "", False, id="empty"),
        pytest.param("?!", "?!", False, id="no words"),
    ],
)
def test_headlines(one: str | None, other: str | None, agree: bool) -> None:
    assert headlines_agree(one, other) is headlines_agree(other, one) is agree


def test_short_pages_agree_unless_their_headlines_say_otherwise() -> None:
    line = "Watch the video of the bridge and of those who cross it, every day at noon, from our reporters in Aldbury."
    assert pages_agree((line, "Ferry returns"), (line, None))
    assert not pages_agree((line, "Ferry returns"), (line, "Crane falls"))
    assert pages_agree((STORY, "Ferry returns"), (STORY, "Crane falls"))


# ----------------------------------------------------------------------------------------- other forms of one page

LONG = [
    *STORY.split("\n\n"),
    "\u201cWe have waited four years for it,\u201d said Tomas Weld, who has sold bread on the quay since 1998.",
    "The council\u2019s own engineers had warned of the pier in 2019, in a report that nobody has read.",
    "In the upper town the buses will turn at Fort Hill, eleven minutes from the harbour, until the work is done.",
    "A first meeting with the residents is planned for April 14 in the Old School\u2019s hall.",
]


def forms(paragraphs: list[str]) -> dict[str, list[str]]:
    """What AMP, mobile and print pages make of a text, by experience."""
    caption = "The northern pier of the harbour bridge in Aldbury, seen from Fort Hill in March. Photo: Ilse Brandt"
    return {
        "typewriter's quotes": [p.translate({0x201C: '"', 0x201D: '"', 0x2019: "'"}) for p in paragraphs],
        "no-break spaces": [p.replace(" ", "\u00a0", 2) for p in paragraphs],
        "advertisements": [line for p in paragraphs for line in (p, "ADVERTISEMENT")],
        "a third is cut": [*paragraphs[:5], "Read the whole story in our app."],
        "one paragraph is missing": paragraphs[:3] + paragraphs[4:],
        "two in one": [" ".join(paragraphs[at : at + 2]) for at in range(0, len(paragraphs), 2)],
        "captions": [paragraphs[0], caption, *paragraphs[1:]],
        "footnotes for links": [p.replace(", ", " [1], ", 1) for p in paragraphs] + ["[1] https://bote.test/bridge"],
        "a line of the printer": ["Printed on 4 March 2026 from bote.test, page 1 of 2", *paragraphs],
    }


@pytest.mark.parametrize("form", forms(LONG))
def test_a_text_agrees_with_its_amp_mobile_and_print_forms(form: str) -> None:
    whole, variant = "\n\n".join(LONG), "\n\n".join(forms(LONG)[form])
    assert variant != whole
    assert texts_agree(whole, variant)
    assert texts_agree(variant, whole)


def test_the_opening_alone_is_another_text() -> None:
    assert not texts_agree("\n\n".join(LONG), "\n\n".join(LONG[:3]))
