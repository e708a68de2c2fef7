"""Which texts are copies of one, and which only look like it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import LOCAL, OTHER, REPORT, forecast, text

from pipelines.language.folding import tokens
from pipelines.stories.fingerprints import fingerprint
from pipelines.stories.near_duplicates import compare


def are_copies(one: str, other: str, headlines: tuple[str, str] = ("", "")) -> bool:
    found = compare(fingerprint(one), fingerprint(other), (tokens(headlines[0]), tokens(headlines[1])))
    return found is not None and found.is_copy


def edited(paragraphs: tuple[str, ...], every: int) -> tuple[str, ...]:
    """Every so many words one in lower case is another one."""
    seed = random.Random(every)
    pool = ("quickly", "nearby", "almost", "mostly", "quietly", "again", "lately")
    words = [paragraph.split() for paragraph in paragraphs]
    for row in words:
        for at in range(every - 1, len(row), every):
            if row[at].isalpha() and row[at].islower():
                row[at] = seed.choice(pool)
    return tuple(" ".join(row) for row in words)


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(text(*REPORT), id="the same text"),
        pytest.param(text("SALTMERE, March 3 (HWA) — " + REPORT[0], *REPORT[1:]), id="a date line"),
        pytest.param(text(*REPORT[:3]), id="cut to half"),
        pytest.param(text(*REPORT[:2], LOCAL[0], *REPORT[2:4], LOCAL[1]), id="cut, with local paragraphs"),
        pytest.param(text(*edited(REPORT, 12)), id="copy-edited"),
        pytest.param(text(*edited(REPORT[:4], 9), LOCAL[0]), id="cut, copy-edited and lengthened"),
        pytest.param(text(*(" ".join(REPORT[at : at + 2]) for at in (0, 2, 4))), id="other paragraphs"),
        pytest.param(text(*LOCAL, *REPORT), id="an update above the old text"),
        pytest.param(text(*REPORT).replace("eleven", "11").replace("two tonnes", "2 tonnes"), id="numbers as digits"),
        pytest.param(text(*REPORT).replace("’", "'").replace(",", ""), id="typography"),
    ],
)
def test_what_a_desk_does_to_a_report_leaves_a_copy(copy: str) -> None:
    assert are_copies(text(*REPORT), copy)
    assert are_copies(copy, text(*REPORT))


INTRO = "The county has argued over its only deep harbour since the floods, and no week has gone by without a letter."
ENDING = "Letters on this matter are printed on Saturdays, if they are short, signed and fit to be read at breakfast."
OWN = (
    "In Tallmoor, too, the yards wait for word: of fourteen slipways there, three have stood empty since the autumn of "
    "2019, and the inn beside them has let its cook go."
)
CUT = REPORT[:4]


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(text(INTRO, *CUT), id="an intro of the house"),
        pytest.param(text(*CUT, ENDING), id="an ending of the house"),
        pytest.param(text(CUT[0], OWN, *CUT[1:]), id="a paragraph of the house"),
        pytest.param(text(INTRO, CUT[0], OWN, *CUT[1:], ENDING), id="all three"),
        pytest.param(text("VELMORA (HWA) — " + CUT[0], *CUT[1:], "Compiled from wire services"), id="a credit"),
        pytest.param(text(INTRO + " " + CUT[0].replace("’", "'"), *CUT[1:]), id="typography"),
    ],
)
def test_a_report_cut_from_its_end_is_a_copy_whatever_the_house_adds(copy: str) -> None:
    assert are_copies(text(*REPORT), copy, ("Mole closed", "A week of letters"))
    assert are_copies(copy, text(*REPORT), ("A week of letters", "Mole closed"))


def test_a_short_report_cut_and_lengthened_again_is_a_copy() -> None:
    """As long as the report again, so that three fifths of each stand in the other."""
    assert are_copies(text(*REPORT[:3], ENDING), text(INTRO, *REPORT[:2], OWN))


def test_a_list_whose_items_go_on_alike_is_a_copy_where_it_was_cut() -> None:
    """What was cut away is made like what was kept; that says nothing, where that is the same word for word."""
    people = ["Moss", "Okafor", "Varga", "Prell", "Lund", "Quill", "Hart", "Brandt", "Sorel", "Tamm"]
    towns = ["Saltmere", "Okkel", "Tallmoor", "Velmora", "Lowness", "Fenwick", "Graven", "Holt", "Ister", "Juno"]
    rows = [
        f"The boat of {person} from {town} came in after {12 + 3 * place} minutes and {50 - 4 * place} seconds."
        for place, (person, town) in enumerate(zip(people, towns, strict=True))
    ]
    start = "The rowers of the coast met on Sunday for the last race of their year, in a wind that nobody had foretold."
    assert are_copies(text(start, *rows), text(start, *rows[:6], ENDING))


def test_a_very_short_text_that_a_longer_report_begins_with_is_a_cut_copy() -> None:
    assert are_copies(text(*REPORT[:2]), REPORT[0], ("The mole is closed to lorries", "Herring at a record price"))


def test_an_article_whose_first_half_a_briefing_repeats_is_not_the_briefing() -> None:
    items = (*LOCAL, *OTHER, INTRO, ENDING, OWN)
    assert not are_copies(text(*REPORT[:4]), text(*REPORT[:1], *items))


def wetter(ort: str, hoch: int, tief: int, wind: str, risiko: int) -> str:
    return text(
        f"In {ort} erwartet der Wetterdienst am Mittwoch einen wechselhaften Tag mit {wind} Wind, der gegen Abend "
        f"auffrischt und in der Nacht wieder nachlässt.",
        f"Die Höchstwerte liegen bei {hoch} Grad, in der Nacht kühlt es auf {tief} Grad ab. Das Risiko für Regen "
        f"beträgt {risiko} Prozent, die meisten Schauer fallen vor zehn Uhr am Vormittag.",
        f"Autofahrer in {ort} sollten mehr Zeit einplanen. Die nächste Vorhersage erscheint um achtzehn Uhr.",
    )


def tianqi(town: str, high: int, low: int, wind: str, chance: int) -> str:
    return (
        f"{town}气象台今天发布预报，预计明天白天{town}多云转阴，{wind}风三到四级，最高气温{high}度，夜间最低气温{low}度。"
        f"降水概率为百分之{chance}，主要集中在上午十点以前，请市民出行时注意携带雨具并留意路面情况。"
        f"气象台提醒，{town}沿海渔船应当及时收听每小时播出的海洋天气预警，下一次预报将于傍晚六点发布。"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            forecast("Saltmere", 14, 6, "westerly", 40, "Tuesday"),
            forecast("Lower Ferry", 19, 9, "north-easterly", 15, "Thursday"),
            id="forecasts",
        ),
        pytest.param(
            wetter("Oberwiesen", 14, 6, "böigem", 40), wetter("Zarnow", 21, 11, "schwachem", 75), id="German forecasts"
        ),
        pytest.param(tianqi("河湾", 14, 6, "西", 40), tianqi("青石镇", 27, 19, "东北", 75), id="Chinese forecasts"),
        pytest.param(text(*OTHER, *REPORT[4:]), text(*LOCAL, *REPORT[4:]), id="the same background"),
        pytest.param(
            text(OTHER[0], REPORT[1], *OTHER[1:]), text(LOCAL[0], REPORT[1], LOCAL[1]), id="the same quotation"
        ),
        pytest.param(text(*REPORT), text(REPORT[0], *OTHER), id="a briefing that begins with it"),
        pytest.param(text(*REPORT), text(*OTHER, REPORT[0], *LOCAL), id="a briefing that tells of it"),
        pytest.param(text(*REPORT), text(*OTHER), id="another article"),
        pytest.param(text(*REPORT), REPORT[0][:120], id="a teaser"),
    ],
)
def test_what_looks_like_a_copy_is_none(one: str, other: str) -> None:
    assert not are_copies(one, other)
    assert not are_copies(other, one)


HOUSE = (
    "Watch the whole of the report in the film above, and tell us in a letter what you have seen at the quay yourself."
)


def test_a_copy_cut_before_sentences_like_its_own_is_one() -> None:
    def depot(name: str, tonnes: int, rise: int, boats: int) -> str:
        return (
            f"The {name} depot sold {tonnes} tonnes of ice between March and June, {rise} per cent more than a year "
            f"before, and served {boats} boats of more than twelve metres, the harbour board said."
        )

    beginning = [depot("Saltmere", 412, 12, 61), depot("Port Ellery", 298, 4, 37), depot("Gannet", 176, 9, 22)]
    rest = [depot("Ness", 533, 31, 80), depot("Holm", 87, 2, 14), depot("Quay", 641, 17, 93), depot("Fell", 59, 6, 8)]
    assert are_copies(text(*beginning), text(*beginning, *rest))


def test_a_short_text_must_stand_in_the_other_as_a_whole() -> None:
    assert not are_copies(text("Three boats came home late on Monday night.", HOUSE), text("A seal was sold.", HOUSE))


@pytest.mark.parametrize(
    ("headlines", "same"),
    [
        (("The mole is closed to lorries", "Saltmere: mole closed to lorries"), True),
        (("The mole is closed to lorries", "Herring at a record price"), False),
    ],
)
def test_the_headlines_decide_on_the_house_s_own_line_alone(headlines: tuple[str, str], same: bool) -> None:
    assert are_copies(HOUSE, HOUSE, headlines) is same


def test_a_stub_says_nothing() -> None:
    assert compare(fingerprint("Video: the mole"), fingerprint("Video: the mole")) is None


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_comparison_is_the_same_from_both_sides(one: str, other: str) -> None:
    here, there = compare(fingerprint(one), fingerprint(other)), compare(fingerprint(other), fingerprint(one))
    assert (here is None) == (there is None)
    if here is not None and there is not None:
        assert (here.containment, here.similarity, here.is_copy) == (there.containment, there.similarity, there.is_copy)
