"""The headline is what the page shows as one, unless that is the site's, or what is stated agrees against it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from invented import prose

from pipelines.model import Article, Chosen, Entry, Page
from pipelines.reading.extractor import extract
from pipelines.reading.metadata.headline_choice import LONGEST

SAID = "Ice plant on the north quay will close at Easter"
SHOWN = "The ice plant closes, and nobody knows where the herring will go"
URL = "http://quay.test/news/ice-plant"


def read(head: str, body: str, *, text: str = "", entry: Entry | None = None) -> Article:
    """A page with these elements above its text. text: in its place, what stands around {text}."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in prose("ice"))
    main = (text or "<main><article>{head}{text}</article></main>").format(head=body, text=paragraphs)
    markup = f"<!doctype html><html><head>{head}</head><body>{main}</body></html>"
    page = Page(url=URL, fetched_at=datetime(2026, 3, 2, tzinfo=UTC), body=markup.encode(), entry=entry)
    found = extract(page)
    assert isinstance(found, Article)
    return found


def headline(head: str, body: str, *, text: str = "", entry: Entry | None = None) -> str | None:
    return read(head, body, text=text, entry=entry).metadata.headline


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


def ld(title: str, **more: object) -> str:
    node = {"@type": "NewsArticle", "headline": title, "datePublished": "2026-03-01", **more}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def title(text: str) -> str:
    return f"<title>{text}</title>"


# ------------------------------------------------------------------------------------------------ the heading is shown

SHOWN_ON_THE_PAGE = {
    "og:title is written for search engines": (og("Ice plant closing 2026: what to know") + title("Ice"), SHOWN),
    "JSON-LD repeats the heading": (og(SAID) + ld(SHOWN), SHOWN),
    "the feed repeats it": (og("The ice plant closes: herring, prices, dates"), SHOWN),
    "og:title has more behind it": (og(f"{SAID} | What you need to know | Facts"), SAID),
    "og:title has a kicker of its own": (og(f"North quay: {SAID}") + title(f"North quay: {SAID} - Quay"), SAID),
    "og:title is the site": (og("Quay") + '<meta property="og:site_name" content="Quay">', SHOWN),
    "JSON-LD is cut": (og(SHOWN) + ld(SHOWN[:40]), SHOWN),
}


@pytest.mark.parametrize(("head", "shown"), SHOWN_ON_THE_PAGE.values(), ids=SHOWN_ON_THE_PAGE)
def test_the_headline_is_the_one_that_readers_see(head: str, shown: str) -> None:
    assert headline(head, f"<h1>{shown}</h1>") == shown


def test_a_heading_of_several_lines_is_one_headline() -> None:
    assert headline(title("Ice"), "<h1>The ice plant closes,<br>and nobody knows why</h1>") == (
        "The ice plant closes, and nobody knows why"
    )


def test_soft_hyphens_are_no_part_of_a_headline() -> None:
    assert headline(og("Eis"), "<h1>Die Kühl&shy;halle schließt, der Hering bleibt</h1>") == (
        "Die Kühlhalle schließt, der Hering bleibt"
    )


# ------------------------------------------------------------------------------------------------- what is no headline

NO_HEADLINE = {
    "a logo's name": '<header><h1 class=brand><a href="/">Quayside Weekly</a></h1></header>',
    "a logo in another spelling": '<div><h1><a href="http://www.quay.test/?a=1">The paper of the quay</a></h1></div>',
    "a menu's label": "<div><h1 class=sr-only>Menü</h1></div>",
    "a section": "<div><h1>Pressemitteilung</h1></div>",
    "a section in Japanese": "<div><h1>お知らせ</h1></div>",
    "a slogan": "<div><h1>Seit hundert Jahren am Wasser zu Hause</h1></div>",
    "a trail for search engines": f'<div class="brotkrumen"><h1>Ice plant {SAID}, prices and dates</h1></div>',
}


@pytest.mark.parametrize("level", ["h2", "h3"])
@pytest.mark.parametrize("heading", NO_HEADLINE.values(), ids=NO_HEADLINE)
def test_a_heading_that_is_the_site_s_is_no_headline_where_another_is_what_the_page_says(
    heading: str, level: str
) -> None:
    shown = f"{heading}<main><article><{level}>{SAID}</{level}>{{text}}</article></main>"
    assert headline(title(f"{SAID} | Quayside Weekly"), "", text=shown) == SAID


@pytest.mark.parametrize("heading", NO_HEADLINE.values(), ids=NO_HEADLINE)
def test_a_heading_that_is_the_site_s_is_no_headline_where_all_that_is_stated_agrees(heading: str) -> None:
    shown = f"{heading}<main><article>{{text}}</article></main>"
    assert headline(og(SAID) + ld(SAID) + title(SAID), "", text=shown) == SAID


def test_what_a_title_has_beside_the_headline_is_no_headline() -> None:
    site = "What the gulls of the coast say"
    assert headline(title(f"{SAID} | {site}") + og(SAID), f"<h1>{site}</h1>") == SAID
    assert headline(title(f"{site}: {SAID}") + og(SAID), f"<h1>{site}</h1>") == SAID


def test_headings_of_boxes_below_the_text_are_no_headlines() -> None:
    boxes = "<main><article>{text}</article></main>" + "".join(
        f"<h1>{box}</h1>" for box in ("More of the quay", "Ice for sale", "The plant", "Easter on the coast")
    )
    assert headline(og(SAID), "", text=boxes) == SAID
    box = "<main><article>{text}</article></main><section><h1>All the tides of the coast in one letter</h1></section>"
    assert headline(og(SAID), "", text=box) == SAID


# -------------------------------------------------------------------------------------------------------- kickers

KICKERS = {
    "in the heading": ("<h1><span>Harbour</span> {}</h1>", og(SAID)),
    "in the heading, in a line of its own": ("<h1><div>Harbour</div><div>{}</div></h1>", og(SAID)),
    "in the heading, JSON-LD without": ("<h1>Harbour: {}</h1>", og("Easter news of the plant on the quay") + ld(SAID)),
    "in both, different": ("<h1>Herring trade - {}</h1>", og(f"Harbour: {SAID}")),
}


@pytest.mark.parametrize(("heading", "head"), KICKERS.values(), ids=KICKERS)
def test_a_kicker_in_the_heading_alone_is_no_part_of_the_headline(heading: str, head: str) -> None:
    assert headline(head, heading.format(SAID)) == SAID


def test_a_kicker_on_which_all_that_is_stated_agrees_is_part_of_it() -> None:
    assert headline(og(f"Harbour: {SAID}") + ld(f"Harbour: {SAID}"), f"<h1>{SAID}</h1>") == f"Harbour: {SAID}"


def test_titles_that_begin_alike_have_no_kickers() -> None:
    other = "The plant on the quay has closed: where the herring will go now"
    assert headline(og(other), "<h1>The plant of the quay has closed: where the herring will go now</h1>") == (
        "The plant of the quay has closed: where the herring will go now"
    )


# ----------------------------------------------------------------------------------------------------- the site's name

CLAIMS = {
    "og:site_name": og(SAID) + f'<meta property="og:site_name" content="{SAID}">',
    "application-name": f'<meta name="application-name" content="{SAID}">',
    "apple-mobile-web-app-title": f'<meta name="apple-mobile-web-app-title" content="{SAID}">',
    "a meta publisher": og(SAID) + f'<meta name="publisher" content="{SAID}">',
    "JSON-LD's publisher": ld(SAID, publisher={"@type": "Organization", "name": SAID}),
    "several": ld(SAID, publisher=SAID) + f'<meta property="og:site_name" content="{SAID}">',
}


@pytest.mark.parametrize("suffix", ["", " | Quayside Weekly"])
@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_a_site_s_name_that_repeats_the_headline_takes_nothing_away(claim: str, suffix: str) -> None:
    assert headline(f"{claim}{title(SAID + suffix)}", f"<h1>{SAID}</h1>") == SAID


def test_a_site_of_a_long_name_keeps_it_out_of_the_headline() -> None:
    name = "The Weekly Paper of the North Quay"
    head = f'<meta property="og:site_name" content="{name}">{title(f"{SAID} - {name}")}'
    assert headline(head, f"<h1>{SAID}</h1>") == SAID
    assert headline(head, f"<h1>{name}</h1>") == SAID


# ---------------------------------------------------------------------------------------------------- endless headlines

ENDLESS = {
    "og:title": (og("herring and ice " * 700), ""),
    "JSON-LD": (ld("herring and ice " * 700), ""),
    "title": (title("herring and ice " * 700), ""),
    "without spaces": (title("氷" * 5000), ""),
}


@pytest.mark.parametrize(("head", "body"), ENDLESS.values(), ids=ENDLESS)
def test_of_an_endless_headline_the_beginning_is_taken(head: str, body: str) -> None:
    found = read(head, body).metadata
    raw = found.provenance["headline"].raw
    assert found.headline is not None
    assert LONGEST - 10 < len(found.headline) <= LONGEST
    assert len(raw) > 4000
    assert raw.startswith(found.headline)
    assert raw[len(found.headline)] in " 氷"


def test_a_headline_of_usual_length_is_taken_before_an_endless_one() -> None:
    assert headline(og("herring and ice " * 700), f"<h1>{SHOWN}</h1>") == SHOWN


# --------------------------------------------------------------------------------------------------------- provenance


def test_provenance_says_which_was_followed_and_what_else_is_stated() -> None:
    chosen = read(og(SAID) + title(f"{SAID} - Quay") + ld(SHOWN), f"<h1>{SHOWN}</h1>").metadata.provenance["headline"]
    assert chosen == Chosen(source="json-ld", raw=SHOWN, others=chosen.others)
    assert [(other.source, other.raw) for other in chosen.others] == [("meta:og:title", SAID)]


def test_a_feed_s_title_is_a_witness() -> None:
    entry = Entry(guid=None, url=None, title=SHOWN)
    assert headline(og(f"{SHOWN}: pictures"), f"<h1>{SHOWN}</h1>", entry=entry) == SHOWN
    section = "<h1>Quay and coast</h1>"
    assert headline(og(SHOWN), section, entry=entry) == SHOWN
