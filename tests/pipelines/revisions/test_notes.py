"""Corrections and editor's notes, found by how they open and by what they stand in."""

from __future__ import annotations

import pytest

from pipelines.model import Block
from pipelines.revisions.notes import find_notes, is_note

NOTE = "The bridge has two piers, and not three, as this paper had it on Monday."


@pytest.mark.parametrize(
    "text",
    [
        "Correction: the bridge has two piers.",
        "CORRECTION (4 March): the bridge has two piers.",
        "Editor’s note: the author sits on the harbour council.",
        "This article was amended on 4 March 2026 to correct a figure.",
        "An earlier version of this article misstated the number of piers.",
        "Anmerkung der Redaktion: Die Summe war falsch.",
        "In einer früheren Version dieses Textes hieß es, die Brücke habe drei Pfeiler.",
        "Rectificatif : le pont a deux piles.",
        "Fe de erratas: el puente tiene dos pilares.",
        "Erramos: a ponte tem dois pilares.",
        "Rättelse: bron har två pelare.",
        "Sprostowanie: most ma dwa filary.",
        "Уточнение: у моста две опоры.",
        "訂正：橋脚は二本です。",
    ],
)
def test_a_note_is_known_by_how_it_opens(text: str) -> None:
    assert is_note(text)


@pytest.mark.parametrize(
    "text",
    [
        "Correctional officers will help to build it, she said.",
        "Corrections to the budget took the council all night.",
        "Precision engineering is what the yard is known for.",
        "Die Korrektur der Pläne dauerte drei Jahre.",
    ],
)
def test_news_about_corrections_is_no_note(text: str) -> None:
    assert not is_note(text)


def block(text: str = NOTE, path: str = "main>article>aside.correction>p", **more: object) -> Block:
    return Block(role="paragraph", text=text, path=path, **({"kept": False, "inside": False} | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "notes"),
    [
        pytest.param(block(), (NOTE,), id="aside"),
        pytest.param(block(path="main>div.story>div.editors-note>p"), (NOTE,), id="editors-note"),
        pytest.param(block(path="main>div.story>p.editorNote"), (NOTE,), id="in camel case"),
        pytest.param(block(f"Correction: {NOTE}", "main>div.story>p", inside=True), (f"Correction: {NOTE}",), id="cut"),
        pytest.param(block(path="main>div.correctional>p"), (), id="another word"),
        pytest.param(
            block(
                "Report a correction or a typo to our desk",
            ),
            (),
            id="a prompt",
        ),
        pytest.param(
            block("Corrections: If you are aware of an inaccuracy, write to our desk"), (), id="a headed prompt"
        ),
        pytest.param(block(link_density=0.9), (), id="a link"),
        pytest.param(block(path="main>section.comments>div.correction>p"), (), id="in a comment"),
        pytest.param(block(f"Correction: {NOTE}", "main>div.strange>p"), (), id="of another article"),
        pytest.param(block(boilerplate="repeated"), (), id="on every page of the site"),
        pytest.param(block("word " * 500), (), id="an article"),
    ],
)
def test_a_note_is_known_by_the_element_that_it_stands_in(found: Block, notes: tuple[str, ...]) -> None:
    assert find_notes([found], ("A paragraph.",)) == notes


def test_a_note_counts_once() -> None:
    said = f"Correction: {NOTE}"
    assert find_notes([block(said, kept=True, inside=True), block(NOTE)], (said,)) == (said,)
