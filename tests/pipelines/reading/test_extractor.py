"""A page goes in; its article's own blocks come out, or the reason why it has none."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from editions import Edition
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.model import Article, Entry, Page, Rejection
from pipelines.reading.cleaning.normaliser import normalise
from pipelines.reading.extractor import BY_SITE, extract

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
URL = "http://ledger.test/news/1"
STORY = [
    f"{who} {did} {what} {when}, and {n} residents signed a petition at the town library before the tide turned."
    for who, did, what, when, n in zip(
        ("The harbour authority", "A regional court", "Mayor Adaeze Lund", "The coastguard", "A panel of engineers"),
        ("postponed", "reopened", "criticised", "audited", "withdrew"),
        (
            "the dredging contract",
            "the lease on the old customs house",
            "a toll on the causeway",
            "the evacuation map",
            "the timetable for the winter crossing",
        ),
        ("on Monday", "late on Tuesday", "over the weekend", "before dawn", "after a closed session"),
        (14, 230, 77, 301, 45),
        strict=True,
    )
]
NAVIGATION = "<nav><ul><li><a href='/a'>World</a></li><li><a href='/b'>Port</a></li></ul></nav>"
FOOTER = "<footer><p>© Harbour Ledger. All rights reserved.</p></footer>"


def page(body: str, head: str = "", **fields: object) -> Page:
    title = "<title>Sea wall | Harbour Ledger</title>"
    text = f"<!doctype html><html lang=en><head>{title}{head}</head><body>{body}</body></html>"
    return Page(**{"url": URL, "fetched_at": NOW, "body": text.encode(), **fields})  # type: ignore[arg-type]


def bare(text: str, **fields: object) -> Page:
    return Page(**{"url": URL, "fetched_at": NOW, "body": text.encode(), **fields})  # type: ignore[arg-type]


def story(*extra: str, wrap: str = "<article class=story><h1>Sea wall</h1><div class=body>{}</div></article>") -> str:
    paragraphs = [f"<p>{text}</p>" for text in STORY]
    return NAVIGATION + wrap.format("".join([*paragraphs[:3], *extra, *paragraphs[3:]])) + FOOTER


def read(body: str, head: str = "", **fields: object) -> Article:
    article = extract(page(body, head, **fields))
    assert isinstance(article, Article), article
    return article


LAYOUTS = {
    "article": "<main><article><h1>Sea wall</h1><div>{}</div></article></main>",
    "sections": "<div id=page><h1>Sea wall</h1><section class=txt>{}</section></div>",
    "layout table": "<table><tr><td><font>{}</font></td><td><a href=/x>More</a></td></tr></table>",
    "page in a form": "<form action=/><input type=hidden name=state><div>{}</div></form>",
}


@pytest.mark.parametrize("wrap", LAYOUTS.values(), ids=LAYOUTS)
def test_the_kept_blocks_are_the_story(wrap: str) -> None:
    article = read(story(wrap=wrap))
    assert [block.text for block in article.blocks if block.kept and block.role == "paragraph"] == STORY


def test_a_layout_tables_cell_with_line_breaks_is_paragraphs_in_a_dense_script_too() -> None:
    text = [
        "渡口的最后一班木船今天靠了岸。",
        "船上坐着十一位乘客和一只鹅，撑船的人在这条河上摆渡了四十年。",
        "新桥去年年底通车以后，坐船的人一天比一天少，上个月平均每天只卖出九张票。",
        "他把船桨送给了县博物馆，说桥也很好。",
    ]
    cell = "<br><br>".join(text)
    article = read(f"<meta charset=utf-8><table><tr><td>河湾日报</td></tr><tr><td>{cell}</td></tr></table>")
    assert [block.text for block in article.blocks if block.text in text and block.kept] == text
    assert not [block.text for block in article.blocks if "|" in block.text]


def test_furniture_stands_outside_the_articles_element_and_is_neither_copy_nor_removal() -> None:
    article = read(story())
    outside = " ".join(block.text for block in article.blocks if not (block.inside or block.kept))
    assert "World" not in outside  # a menu of links, which tells a profile nothing
    assert "rights reserved" in outside
    clean = normalise(article)
    rows = " ".join((clean.article_body, *(removal.text for removal in clean.removals)))
    assert "World" not in rows
    assert "rights reserved" not in rows


def test_what_was_dropped_inside_the_article_stays_as_a_block() -> None:
    figure = "<figure><img src='/q.jpg' alt='The quay'><figcaption>The quay at low water. (HWA)</figcaption></figure>"
    article = read(story(figure))
    (caption,) = (block for block in article.blocks if block.role == "caption")
    assert (caption.text, caption.kept, caption.figure) == ("The quay at low water. (HWA)", False, 0)
    assert article.images[0].url == "http://ledger.test/q.jpg"
    texts = [block.text for block in article.blocks]
    assert texts.index(caption.text) == texts.index(STORY[2]) + 1


def test_links_of_a_block_are_absolute() -> None:
    article = read(story("<p>READ MORE: <a href='../two'>A toll on the causeway, once more</a></p>"))
    (link,) = (link for block in article.blocks if block.inside for link in block.links)
    assert link.url == "http://ledger.test/two"


def test_images_outside_the_article_are_left_out_and_the_rest_renumbered() -> None:
    figure = "<figure><img src='/in.jpg'><figcaption>Inside the wall.</figcaption></figure>"
    article = read("<div><img src='/logo.png'></div>" + story(figure))
    assert [image.url for image in article.images] == ["http://ledger.test/in.jpg"]
    assert [block.figure for block in article.blocks if block.role == "caption"] == [0]


def test_a_text_document_is_its_lines() -> None:
    article = extract(bare("\n\n  ".join(STORY), content_type="text/plain"))
    assert isinstance(article, Article)
    assert [(block.text, block.kept) for block in article.blocks] == [(text, True) for text in STORY]
    assert article.metadata.headline is None
    assert article.metadata.in_language == "en"


def test_a_feeds_own_text_needs_no_mark_up() -> None:
    entry = Entry(guid="1", url=URL, title="Sea wall", authors=("Ines Varga",))
    article = extract(bare("\n".join(STORY), origin="feed", entry=entry))
    assert isinstance(article, Article)
    assert (article.metadata.headline, article.metadata.authors) == ("Sea wall", ("Ines Varga",))


def test_a_feeds_own_mark_up_is_read_as_a_page() -> None:
    body = "".join(f"<p>{text}</p>" for text in STORY)
    article = extract(bare(body, origin="feed", entry=Entry(guid="1", url=URL, title="Sea wall")))
    assert isinstance(article, Article)
    assert [block.text for block in article.blocks if block.kept] == STORY


def test_the_same_page_reads_the_same_every_time() -> None:
    document = page(story())
    first = extract(document)
    assert all(extract(document) == first for _ in range(5))


def test_canonical_is_absolute_and_falls_back_to_og_url() -> None:
    assert read(story(), '<link rel="canonical" href="/news/1?x">').canonical == "http://ledger.test/news/1?x"
    og = '<link rel=canonical href="http://[bad"><meta property="og:url" content="http://ledger.test/og">'
    assert read(story(), og).canonical == "http://ledger.test/og"
    assert read(story()).canonical is None


CONSENT = """<h1>Before you continue</h1><p>We and our 814 partners store and access information on a device, such as
cookies, and process personal data. You may accept all or manage your choices, including your right to object where
legitimate interest is used.</p><button>Accept all</button>"""
GERMAN_CONSENT = """<h1>Weiterlesen mit Werbung und Tracking</h1><p>Wir und unsere 190 Partner speichern Cookies auf
Ihrem Gerät. Mit Ihrer Zustimmung werden personenbezogene Daten verarbeitet;
Ihre Einwilligung zu Cookies können Sie jederzeit
widerrufen. Oder lesen Sie werbefrei mit dem Pur-Abo.</p>"""
REJECTED = {
    "empty body": ("", "empty"),
    "no text": ("<div><img src=/a.png></div>", "empty"),
    "deep": ("<div>" * 60_000 + "deep", "extraction_limit"),
    "consent wall": (CONSENT, "consent_wall"),
    "German consent wall": (GERMAN_CONSENT, "consent_wall"),
    "soft 404": ("<h1>Page not found</h1><p>The page you are looking for does not exist.</p>", "soft_404"),
    "French soft 404": ("<h1>Page introuvable</h1><p>Cette page n'existe plus ou a été déplacée.</p>", "soft_404"),
    "access check": (
        "<h1>Just a moment...</h1><p>Checking your browser before accessing the site.</p>",
        "not_an_article",
    ),
    "menu alone": (NAVIGATION + FOOTER, "not_an_article"),
}


@pytest.mark.parametrize(("body", "reason"), REJECTED.values(), ids=REJECTED)
def test_what_is_no_article_is_rejected_with_a_line(body: str, reason: str) -> None:
    document = Page(url=URL, fetched_at=NOW, body=body.encode(), page_key="k", status=203)
    rejection = extract(document)
    assert isinstance(rejection, Rejection)
    assert rejection.reason == reason
    assert (rejection.url, rejection.page_key, rejection.seen_at, rejection.http_status) == (URL, "k", NOW, 203)
    assert rejection.detail
    assert "\n" not in rejection.detail


def test_a_story_about_cookies_and_missing_pages_is_an_article() -> None:
    about = (
        "<p>Regulators want cookies to need consent, and partners that store personal data to state their purposes.</p>"
    )
    article = read(story(about).replace("Sea wall", "Error 404: who lost the harbour's web page?"))
    assert any("Regulators" in block.text for block in article.blocks)


def test_a_very_short_story_is_an_article_when_the_page_says_so() -> None:
    head = '<meta property="article:published_time" content="2026-03-04T10:00:00Z">'
    article = read(
        "<article><h1>Ferry cancelled</h1><p>The noon ferry does not sail today, the office said.</p></article>", head
    )
    assert [block.text for block in article.blocks if block.role == "paragraph"] == [
        "The noon ferry does not sail today, the office said."
    ]


def test_a_correction_beside_the_text_is_seen_by_a_profile_that_answers_alone() -> None:
    edition = Edition(after='<aside class="correction"><p>The wrong ministry was named.</p></aside><p>Nothing.</p>')
    body = edition.html().replace("<footer><p>", "<footer><p>The same as on every page: ").encode()
    quick = extract(
        Page(url=URL, fetched_at=NOW, body=body), lambda blocks: [block.path.endswith("text>p") for block in blocks]
    )
    assert isinstance(quick, Article)
    assert quick.extractor == BY_SITE
    beside = [block.text for block in quick.blocks if not block.kept and not block.inside]
    assert beside == ["The wrong ministry was named."]


PIECES = (
    b"<",
    b">",
    b"\0",
    b"&#0;",
    b"&#xD800;",
    b"\xff\xfe",
    b"<table><tr><td>",
    b"</p>",
    b"<script type='application/ld+json'>{[",
    b"<br><br>",
    b"<a href='http://[::1'>x</a>",
    b"<base href='http://[bad'>",
    b"<link rel=canonical href='//[x'>",
    b"<svg>",
    b"<time datetime='99999-99-99'>",
    b"<meta property='article:published_time' content='9999-12-31T23:59:59-14:00'>",
    b"<!--",
    b"<noscript>",
    b"<plaintext>",
    b"<frameset>",
    b"<figure><img src=a><figcaption>",
    b"<img srcset=', , a 1x 2w'>",
    b"<p>x",
    b"<meta charset=rot13>",
    b'<script type="application/ld+json">{"@type":"NewsArticle","author":[[]],"image":{}}</script>',
)
LABELS = (
    "text/html",
    "text/html; charset=rot13",
    "text/html; charset=utf-7",
    "text/plain",
    "",
    "text/html; charset=\0",
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 10_000),
    cuts=st.integers(0, 12),
    noise=st.binary(max_size=60),
    label=st.sampled_from(LABELS),
    url=st.sampled_from((URL, "urn:sha256:ab", "http://[bad", "")),
)
def test_no_bytes_make_it_raise(seed: int, cuts: int, noise: bytes, label: str, url: str) -> None:
    dice = random.Random(seed)
    body = bytearray(page(story()).body)
    for _ in range(cuts):
        place = dice.randrange(len(body) + 1)
        if dice.random() < 0.7:
            body[place:place] = dice.choice(PIECES)
        else:
            del body[place : place + dice.randrange(300)]
    place = dice.randrange(len(body) + 1)
    body[place:place] = noise
    found = extract(Page(url=url, fetched_at=NOW, body=bytes(body), content_type=label))
    assert isinstance(found, (Article, Rejection))
