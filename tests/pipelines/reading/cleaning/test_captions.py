"""Captions and picture credits: what is one, and how the credit comes off."""

from __future__ import annotations

import pytest

from pipelines.model import Article, Block, CleanArticle, Metadata, PageImage
from pipelines.reading.cleaning.credits import Captioned, split_credit
from pipelines.reading.cleaning.normaliser import normalise

PROSE = (
    (
        "The salt works at Ebbe will close for a season, the owners said on Monday, and its forty "
        "workers will mend the dykes instead."
    ),
    (
        "Salt has been boiled on the spit for three hundred years, with one break in a winter when "
        "the sea froze to the horizon."
    ),
    (
        "The council wants the pans to be listed, and has set aside a sum that would pay for the "
        "roofs but not for the chimneys."
    ),
    "The owners call that a beginning, and will answer in the spring.",
)


def read(*lines: str | Block, images: tuple[PageImage, ...] = ()) -> CleanArticle:
    blocks = [line if isinstance(line, Block) else Block(role="paragraph", text=line) for line in lines]
    return normalise(
        Article(url="http://salt.test/a", canonical=None, metadata=Metadata(), blocks=tuple(blocks), images=images)
    )


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        pytest.param("Workers rake a pan at dusk. (HWA)", "Workers rake a pan at dusk.", "HWA", id="brackets"),
        pytest.param(
            "Workers rake a pan at dusk [Lise Armand/HarbourWire]",
            "Workers rake a pan at dusk",
            "Lise Armand/HarbourWire",
            id="square",
        ),
        pytest.param(
            "Workers rake a pan. Photograph: Lise Armand/The Tide",
            "Workers rake a pan.",
            "Lise Armand/The Tide",
            id="photograph",
        ),
        pytest.param("Workers rake a pan. Photo by Lise Armand", "Workers rake a pan.", "Lise Armand", id="photo-by"),
        pytest.param("Workers rake a pan | Credit: Lise Armand", "Workers rake a pan", "Lise Armand", id="bar-credit"),
        pytest.param(
            "Arbeiter an der Pfanne. Foto: Lise Armand/dpa", "Arbeiter an der Pfanne.", "Lise Armand/dpa", id="de"
        ),
        pytest.param(
            "Arbeiter an der Pfanne. © Lise Armand / dpa",
            "Arbeiter an der Pfanne.",
            "Lise Armand / dpa",
            id="copyright",
        ),
        pytest.param(
            "Les ouvriers au soir. Crédit photo : Lise Armand", "Les ouvriers au soir.", "Lise Armand", id="fr"
        ),
        pytest.param("Рабочие у котла. Фото: Лиза Арманд / ТАСС", "Рабочие у котла.", "Лиза Арманд / ТАСС", id="ru"),
        pytest.param("塩田で働く人たち 写真=有村理瀬", "塩田で働く人たち", "有村理瀬", id="ja"),
        pytest.param("(AP Photo/Lise Armand)", "", "AP Photo/Lise Armand", id="ap"),
        pytest.param("Image source, Lise Armand", "Image source, Lise Armand", "", id="left-to-the-figure"),
    ],
)
def test_a_caption_and_its_credit_come_apart(text: str, caption: str, credit: str) -> None:
    found = split_credit(text, loose=True) or Captioned(text, "")
    assert found == (caption, credit)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The owners Tomas Okafor (left) and Noor Haddad (right)", id="who-stands-where"),
        pytest.param("The pans in their last good year (1911)", id="year"),
        pytest.param("The old boiling house, seen from the spit.", id="plain"),
    ],
)
def test_brackets_are_not_always_a_credit(text: str) -> None:
    assert split_credit(text, loose=True) is None


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("FILE PHOTO: Workers rake a pan at Ebbe, in a good year for salt.", id="file-photo"),
        pytest.param("Archivbild: Arbeiter an einer Siedepfanne in Ebbe.", id="de-archive"),
        pytest.param("Workers rake a pan at Ebbe on Monday. (Lise Armand/Reuters)", id="agency-in-brackets"),
        pytest.param("Workers rake a pan at Ebbe. Photo: Lise Armand/HarbourWire", id="labelled-credit"),
        pytest.param("Les ouvriers d'Ebbe au travail. Crédit photo : Lise Armand", id="fr"),
    ],
)
def test_a_caption_is_known_by_its_words_outside_figures(line: str) -> None:
    result = read(*PROSE[:2], line, *PROSE[2:])
    assert [r.kind for r in result.removals] == ["caption"]
    assert result.paragraphs == PROSE


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        pytest.param("Photo: Lise Armand/HarbourWire", "Lise Armand/HarbourWire", id="en"),
        pytest.param("Foto: Lise Armand", "Lise Armand", id="de"),
        pytest.param("写真：有村理瀬", "有村理瀬", id="ja"),
        pytest.param("Фото: Лиза Арманд", "Лиза Арманд", id="ru"),
        pytest.param("사진=한리세", "한리세", id="ko"),
        pytest.param("صورة: ليز أرمان", "ليز أرمان", id="ar"),
    ],
)
def test_a_credit_alone_is_a_credit(line: str, credit: str) -> None:
    result = read(*PROSE[:2], line, *PROSE[2:])
    assert [(r.kind, r.text) for r in result.removals] == [("credit", line)]
    assert [i.credit for i in result.images] == [credit]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("The chimneys are to be measured again on Tuesday, the council said. (HWA)", id="wire-sign-off"),
        pytest.param(
            "Photography was forbidden in the boiling house until 1950, because steam ruined the lenses.",
            id="photography",
        ),
        pytest.param(
            "A photo: that is all that is left of the third pan, and it hangs in the mayor's kitchen now.",
            id="photo-prose",
        ),
        pytest.param("Workers rake a pan at dusk.", id="said-once"),
    ],
)
def test_prose_that_names_pictures_stays(line: str) -> None:
    assert line in read(*PROSE[:2], line, *PROSE[2:]).paragraphs


def test_a_line_that_repeats_an_alt_text_is_that_images_caption() -> None:
    alt = "Workers rake a pan at dusk on the spit"
    result = read(PROSE[0], f"{alt}. (HWA)", *PROSE[1:], images=(PageImage(url="http://salt.test/1.jpg", alt=alt),))
    assert result.paragraphs == PROSE
    assert [(i.url, i.caption, i.credit) for i in result.images] == [("http://salt.test/1.jpg", f"{alt}.", "HWA")]


def test_a_figures_lines_are_one_image() -> None:
    lines = ("Workers rake a pan at dusk.", "Lise Armand/HarbourWire")
    blocks = [Block(role="caption", text=text, figure=0, kept=False) for text in lines]
    result = read(PROSE[0], *blocks, *PROSE[1:], images=(PageImage(url="http://salt.test/1.jpg"),))
    assert [r.kind for r in result.removals] == ["caption", "credit"] or [r.kind for r in result.removals] == [
        "caption",
        "caption",
    ]
    assert next((i.caption, i.credit) for i in result.images)[0] == lines[0]


def test_a_table_inside_a_figure_stays() -> None:
    row = Block(role="table_row", text="Ebbe | 412 | tonnes", figure=0)
    assert row.text in read(PROSE[0], row, *PROSE[1:], images=(PageImage(url="http://salt.test/1.jpg"),)).paragraphs


def test_a_page_inside_one_figure_is_not_emptied() -> None:
    blocks = [Block(role="paragraph", text=" ".join((text,) * 6), figure=0) for text in PROSE]
    assert len(read(*blocks, images=(PageImage(url="http://salt.test/1.jpg"),)).paragraphs) == len(PROSE)
