"""One walk finds what a reader sees as paragraphs, headings, items, rows and captions."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from pipelines.reading.document.blocks import Paths, RawBlock
from pipelines.reading.document.images import largest_of
from pipelines.reading.document.walk import read_blocks

BASE = "http://harbour.test/news/1"


def tree(body: str) -> HtmlElement:
    return document_fromstring(f"<html><body>{body}</body></html>", parser=HTMLParser(huge_tree=True))


def blocks(body: str) -> list[RawBlock]:
    return read_blocks(tree(body), BASE).blocks


TEXTS = {
    "paragraphs": ("<p>One.</p><p>Two.</p>", [("paragraph", "One."), ("paragraph", "Two.")]),
    "text directly in a div": (
        "<div>One <b>and</b> two.<p>Three.</p>Four.</div>",
        [("paragraph", "One and two."), ("paragraph", "Three."), ("paragraph", "Four.")],
    ),
    "two breaks separate": ("<div>One.<br> <br/>Two.</div>", [("paragraph", "One."), ("paragraph", "Two.")]),
    "one break is a space inside a sentence": ("<p>One<br>two.</p>", [("paragraph", "One two.")]),
    "one break ends a sentence": (
        "<p>The dyke held all night.<br>“It will hold,” she said.</p>",
        [("paragraph", "The dyke held all night."), ("paragraph", "“It will hold,” she said.")],
    ),
    "one break ends a short line": (
        "<p><b>Ines Varga<br>Okkel</b></p>",
        [("paragraph", "Ines Varga"), ("paragraph", "Okkel")],
    ),
    "text wrapped by hand is one paragraph": (
        "<p>The harbour master of Eastquay said that the <br>North Quay stays closed until the<br>storm is over.</p>",
        [
            (
                "paragraph",
                "The harbour master of Eastquay said that the North Quay stays closed until the storm is over.",
            )
        ],
    ),
    "a caption's lines are one": (
        "<figure><img src=a.jpg><figcaption>The quay.<br>Photo: Varga</figcaption></figure>",
        [("caption", "The quay. Photo: Varga")],
    ),
    "inline elements neither add nor lose spaces": (
        "<p>un<i>break</i>able <b> and </b><u>so</u></p>",
        [("paragraph", "unbreakable and so")],
    ),
    "headings": ("<h1>Big</h1><h3><span>Small</span></h3>", [("heading", "Big"), ("heading", "Small")]),
    "list items": ("<ul><li>One</li><li><p>Two</p></li></ul>", [("list_item", "One"), ("list_item", "Two")]),
    "quotes": ("<blockquote><p>Said.</p></blockquote>", [("quote", "Said.")]),
    "preformatted": ("<pre>a  b\n c</pre>", [("preformatted", "a b c")]),
    "table rows": (
        "<table><tr><th>Town</th><th>High water</th></tr><tr><td>Eastquay</td><td><p>5.12</p></td></tr></table>",
        [("table_row", "Town | High water"), ("table_row", "Eastquay | 5.12")],
    ),
    "empty cells are left out": ("<table><tr><td>a</td><td> </td><td>b</td></tr></table>", [("table_row", "a | b")]),
    "layout tables are not rows": (
        f"<table><tr><td><p>One.</p><p>{'Two. ' * 100}</p></td><td><ul><li>x</li></ul></td></tr></table>",
        [("paragraph", "One."), ("paragraph", ("Two. " * 100).strip()), ("list_item", "x")],
    ),
    "figure captions": (
        "<figure><img src='/a.jpg'><figcaption>The quay. <span>(HWA)</span></figcaption></figure>",
        [("caption", "The quay. (HWA)")],
    ),
    "captions by class": (
        "<div class='pic'><img src='/a.jpg'><p class='wp-caption-text'>The quay.</p></div>",
        [("caption", "The quay.")],
    ),
    "a caption class without an image": ("<p class='caption'>The quay.</p>", [("paragraph", "The quay.")]),
    "a table in a figure": ("<figure><table><tr><td>a</td><td>b</td></tr></table></figure>", [("table_row", "a | b")]),
    "silent elements": (
        "<p>One<script>x()</script><style>p{}</style>.</p><template><p>no</p></template>",
        [("paragraph", "One.")],
    ),
    "a link around blocks": (
        "<a href='/x'><h2>Title</h2><p>Teaser</p></a>",
        [("heading", "Title"), ("paragraph", "Teaser")],
    ),
}
TEXTS["a button without text inside a paragraph"] = (
    "<p>The wall <button><svg><title>Share</title></svg></button>held.</p>",
    [("paragraph", "The wall held.")],
)


@pytest.mark.parametrize(("body", "expected"), TEXTS.values(), ids=TEXTS)
def test_blocks_are_what_a_reader_sees(body: str, expected: list[tuple[str, str]]) -> None:
    assert [(block.role, block.text) for block in blocks(body)] == expected


OUTSIDE = {
    "navigation": "<nav><ul><li>X</li></ul></nav>",
    "footer": "<footer><p>X</p></footer>",
    "aside": "<aside><p>X</p></aside>",
    "search form": "<form><label>X</label><input type=text></form>",
    "button": "<button>X</button>",
    "hidden": "<div hidden>X</div>",
    "hidden by style": "<p><span style='display: none'>X</span></p>",
    "site header": "<header><a href=/>X</a></header>",
    "role": "<div role=navigation>X</div>",
}


@pytest.mark.parametrize("body", OUTSIDE.values(), ids=OUTSIDE)
def test_furniture_stands_outside(body: str) -> None:
    found = {block.text: block.outside for block in blocks(f"<p>{'The story. ' * 20}</p>{body}")}
    assert found["X"]
    assert not found["The story. " * 19 + "The story."]


INSIDE = {
    "form without fields": "<form><input type=hidden><p>{}</p></form>",
    "form that is the page": "<form><input type=text><div><p>{}</p></div></form>",
    "header of the article": "<article><header><h1>Title</h1><p>{}</p></header></article>",
    "noscript that was never closed": "<noscript><p>{}</p><p>Two.</p><p>Three.</p></noscript>",
}


@pytest.mark.parametrize("body", INSIDE.values(), ids=INSIDE)
def test_wrappers_of_the_whole_page_do_not_hide_it(body: str) -> None:
    text = "The harbour authority postponed the dredging. " * 5
    assert [block.outside for block in blocks(body.format(text)) if block.text == text.strip()] == [False]


def test_links_and_emphasis_are_measured_in_characters() -> None:
    (block,) = blocks("<p><strong>More: <a href='/two?x=1'>the wall</a></strong> <a href='#x'>up</a></p>")
    assert block.links == (("/two?x=1", "the wall"), ("#x", "up"))
    assert block.link_density == pytest.approx(9 / 14, abs=0.001)
    assert block.emphasis == pytest.approx(12 / 14, abs=0.001)


def test_a_caption_knows_its_image_wherever_it_stands() -> None:
    page = read_blocks(
        tree(
            "<img src='/0.jpg'><figure><div>Before.</div><img data-src='/1.jpg' src='data:x' alt='A  quay'></figure>"
            "<figure><img srcset='/2s.jpg 300w, /2l.jpg 900w'><figcaption>After.</figcaption></figure>"
        ),
        BASE,
    )
    assert [image.image.url for image in page.images] == [f"http://harbour.test/{n}.jpg" for n in ("0", "1", "2l")]
    assert page.images[1].image.alt == "A quay"
    assert [(block.text, block.figure) for block in page.blocks] == [("Before.", 1), ("After.", 2)]


def test_a_list_of_a_picture_and_the_lines_below_it_is_a_figure() -> None:
    items = "<li><img src='/q.jpg' alt=''></li><li>The quay at low water.</li><li>Photo: Ines Varga</li>"
    found = read_blocks(tree(f"<p>Before.</p><ul>{items}</ul><ul><li>Boats</li><li>Tides</li></ul>"), BASE)
    assert [(block.role, block.figure) for block in found.blocks] == [
        ("paragraph", None),
        ("caption", 0),
        ("caption", 0),
        ("list_item", None),
        ("list_item", None),
    ]


def test_tracking_pixels_are_no_images() -> None:
    assert not read_blocks(tree("<img src='/t.gif' width=1 height=1><img src='data:image/gif;base64,x'>"), BASE).images


def test_path_folds_digits_and_stops_at_the_body() -> None:
    (block,) = blocks("<main><article class='story id-123'><p class='p7 lead'>X</p></article></main>")
    assert Paths().of(block) == "main>article.story.id-0>p.p0.lead"


def test_short_names_of_elements_that_hold_blocks_are_told_apart_by_their_digits() -> None:
    found = blocks("<div class='x2 col-8'><ul class='x4'><li>Share</li></ul><div class='x5'><p class='x6'>X</p></div>")
    paths = Paths()
    assert [paths.of(block) for block in found] == ["div.x2.col-0>ul.x4>li", "div.x2.col-0>div.x5>p.x0"]


def test_deep_nesting_is_read_without_recursion_error() -> None:
    for wrap in ("<b>", "<div>", "<figure><img src=a>", "<a href=/x><span>", "<table><tr><td>", "<ul><li>"):
        found = blocks(wrap * 600 + "deep")
        assert [block.text for block in found] == ["deep"], wrap


@pytest.mark.parametrize(
    ("srcset", "expected"),
    [
        ("/a.jpg 1x, /b.jpg 2x", "/b.jpg"),
        ("/only.jpg", "/only.jpg"),
        (", , nonsense x", "nonsense"),
        ("", None),
        (None, None),
    ],
    ids=["densities", "bare", "nonsense", "empty", "none"],
)
def test_widest_image_of_a_srcset(srcset: str | None, expected: str | None) -> None:
    assert largest_of(srcset) == expected
