"""Captions without a figure's mark-up are found; the article's own words below an image stay text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.model import Article, CleanArticle, Page
from pipelines.reading.cleaning.normaliser import normalise
from pipelines.reading.extractor import extract

URL = "https://mole.test/2026/03/lock"
LINES = (
    "The lock at Ostermole was opened again on Tuesday, nine months after a barge of gravel had taken its upper gate.",
    "The new gate is of oak from the county's own woods, and hangs on the hinges of the old one, which were unhurt.",
    "Its carpenters had measured the opening on the coldest day of the year and cut it a finger too wide on purpose.",
    "Until May the lock is worked by hand, two turns to the inch, and boats are asked to bring somebody who is strong.",
)
SHORT = "The upper gate on its way down the canal"
TOLD = "The upper gate was carried down the canal on two boats."


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def read(middle: str, *, top: str = "", end: str = "") -> CleanArticle:
    body = f"<h1>Lock at Ostermole opens again</h1>{top}{paragraphs(*LINES[:2])}{middle}{paragraphs(*LINES[2:])}{end}"
    html = (
        f"<html><head><title>Lock at Ostermole opens again</title></head><body><article>{body}</article></body></html>"
    )
    article = extract(Page(url=URL, fetched_at=datetime(2026, 3, 14, tzinfo=UTC), body=html.encode()))
    assert isinstance(article, Article)
    return normalise(article)


IMG = '<img src="/gate.jpg" alt="">'
BELOW = {
    "italics in a paragraph of its own": f"<p>{IMG}</p><p><i>{SHORT}</i></p>",
    "italics behind a break": f"<p>{IMG}<br><em>{SHORT}</em></p>",
    "a sentence in italics": f"<p>{IMG}</p><p><em>{TOLD}</em></p>",
    "small type": f"<div>{IMG}</div><p><small>{SHORT}</small></p>",
    "a class that no other line has": f'<div>{IMG}</div><p class="x7">{SHORT}</p>',
    "centred": f'<p align="center">{IMG}</p><p align="center">{SHORT}</p>',
    "another element": f"<p>{IMG}</p><div>{SHORT}</div>",
    "a font": f'<center>{IMG}</center><p><font size="1" color="gray">{SHORT}</font></p>',
    "alone with it in an element": f"<div>{IMG}<p>{SHORT}</p></div>",
    "alone with it, a sentence": f'<div class="media">{IMG}<div><p>{TOLD}</p></div></div>',
    "alone with it, below its credit": f"<div>{IMG}<p>{SHORT}</p><p>Photo: Ines Varga</p></div>",
    "a table of two rows": f"<table><tr><td>{IMG}</td></tr><tr><td>{SHORT}</td></tr></table>",
    "a list's item": f"<ul><li>{IMG}<span>{SHORT}</span></li></ul>",
    "a definition": f"<dl><dt>{IMG}</dt><dd>{SHORT}</dd></dl>",
    "a picture's link": f'<div><a href="/gate.jpg">{IMG}</a><p>{SHORT}</p></div>',
    "a label": f"<div>{IMG}</div><p>PHOTO: {SHORT}</p>",
    "a label in German": f"<div>{IMG}</div><p>Foto: {SHORT}</p>",
    "a label of where it is": f"<div>{IMG}</div><p>Above: {SHORT}</p>",
    "a sign that points up": f"<div>{IMG}</div><p>▲ {SHORT}</p>",
    "much of the alternative text": (
        f'<div><img src="/gate.jpg" alt="Boats with the upper gate on its way down the canal"></div><p>{SHORT}</p>'
    ),
}


@pytest.mark.parametrize("middle", BELOW.values(), ids=BELOW)
def test_a_line_that_labels_an_image_is_its_caption(middle: str) -> None:
    clean = read(middle)
    caption = TOLD if TOLD in middle else SHORT
    assert clean.paragraphs == LINES
    assert [r.kind for r in clean.removals if caption in r.text] == ["caption"]
    assert [(image.url, image.caption) for image in clean.images] == [("https://mole.test/gate.jpg", caption)]


CAPTIONS = ("The old gate in the reeds below the weir", "Oak for the new one, two years dry", "Nobody knows the third")
GALLERIES = {
    "slides with counters": (
        '<div class="s"><img src="/{n}.jpg"><div><span>{n} of 3</span><p>{line}</p></div></div>',
        '<div class="gallery">{}</div>',
    ),
    "counters in German": (
        '<div class="s"><div>Bild {n} von 3</div><img src="/{n}.jpg"><div>{line}</div></div>',
        "<section>{}</section>",
    ),
    "a fraction, below": ('<li><img src="/{n}.jpg"><p>{line}</p><p>{n}/3</p></li>', "<ol>{}</ol>"),
    "one below the other": ('<p><img src="/{n}.jpg"></p><p class="t"><span>{line}.</span></p>', "<div>{}</div>"),
}


@pytest.mark.parametrize(("slide", "around"), GALLERIES.values(), ids=GALLERIES)
def test_each_line_of_a_gallery_is_its_images(slide: str, around: str) -> None:
    clean = read(around.format("".join(slide.format(n=n, line=line) for n, line in enumerate(CAPTIONS, 1))))
    assert clean.paragraphs == LINES
    assert [(image.caption or "").rstrip(".") for image in clean.images] == list(CAPTIONS)


NOTE = "This story was shortened on Wednesday at the request of the people whom it is about."
STAYS = {
    "an editor's note": (f"<p>{IMG}</p><p><em>Editor's note: {NOTE}</em></p>", [f"Editor's note: {NOTE}"]),
    "two sentences in italics": (f"<p>{IMG}</p><p><em>{NOTE} {TOLD}</em></p>", [f"{NOTE} {TOLD}"]),
    "a question of an interview": (
        f"<p>{IMG}</p><p><em>How was the gate brought here?</em></p><p>By boat, in two nights and a day of rain.</p>",
        ["How was the gate brought here?", "By boat, in two nights and a day of rain."],
    ),
    "a poem": (
        f"<p>{IMG}</p><p><em>The gate goes down the river,<br>the river goes to sea,<br>the sea is nobody's</em></p>",
        ["The gate goes down the river, the river goes to sea, the sea is nobody's"],
    ),
    "verses": (
        f"<p>{IMG}</p><p><em>The gate goes down the river</em></p><p><em>and nobody goes with it</em></p>",
        ["The gate goes down the river", "and nobody goes with it"],
    ),
    "a paragraph like the others": (f"<div>{IMG}</div><p>{TOLD}</p>", [TOLD]),
    "a paragraph that begins with an image": (f"<p>{IMG}{TOLD}</p>", [TOLD]),
    "a heading": (f"<div>{IMG}<h2>Down the canal</h2></div>", ["Down the canal"]),
    "a saying set apart": (
        f"<div>{IMG}<p>“I would hang it again tomorrow.”</p></div>",
        ["“I would hang it again tomorrow.”"],
    ),
    "steps that are the text": (
        "".join(f"<div>{IMG}<p>{line}</p></div>" for line in (LINES[0][::-1] + ".", LINES[1][::-1] + ".", NOTE)),
        None,
    ),
}


@pytest.mark.parametrize(("middle", "lines"), STAYS.values(), ids=STAYS)
def test_the_articles_own_words_below_an_image_stay(middle: str, lines: list[str] | None) -> None:
    clean = read(middle)
    if lines is not None:
        assert list(clean.paragraphs) == [*LINES[:2], *lines, *LINES[2:]]
    assert not [r for r in clean.removals if r.kind == "caption"]


@pytest.mark.parametrize("label", ["Exclusive", "In pictures", "Im Video"])
def test_a_label_over_an_image_is_neither_text_nor_caption(label: str) -> None:
    clean = read(f"<div><span>{label}</span>{IMG}<p>{SHORT}</p></div><div><div>{label}</div>{IMG}</div>")
    assert clean.paragraphs == LINES
    assert [image.caption for image in clean.images] == [SHORT, None]


def test_an_introduction_in_italics_below_the_first_image_stays() -> None:
    clean = read("", top=f"<p>{IMG}</p><p><em>{TOLD}</em></p>")
    assert clean.paragraphs == (TOLD, *LINES)


def test_a_name_below_a_portrait_is_no_caption() -> None:
    clean = read("", end='<div class="by"><img src="/varga.jpg" width="64" height="64"><p>Ines Varga</p></div>')
    assert not [r for r in clean.removals if r.kind == "caption"]
