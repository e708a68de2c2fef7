"""Section and paywall as data, mark-up and the trail of breadcrumbs state them, each in its scope."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from invented import prose

from pipelines.model import Article, Metadata, Page
from pipelines.reading.extractor import extract

URL = "https://gazette.test/port/ferry-stays"
TITLE = "The ferry stays until the last of the herring has gone"
ARTICLE = "https://schema.org/NewsArticle"


def read(head: str = "", body: str = "", *, before: str = "", after: str = "", encoding: str = "utf-8") -> Metadata:
    """Of an article in microdata with these elements in it, and before and behind it."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in prose("ferry"))
    markup = (
        f"<!doctype html><html><head><title>{TITLE}</title>{head}</head><body>{before}<main>"
        f'<article itemscope itemtype="{ARTICLE}"><h1 itemprop="headline">{TITLE}</h1>{body}{paragraphs}</article>'
        f"</main>{after}</body></html>"
    )
    found = extract(
        Page(
            url=URL,
            fetched_at=datetime(2026, 3, 2, tzinfo=UTC),
            body=markup.encode(encoding),
            content_type=f"text/html; charset={encoding}",
        )
    )
    assert isinstance(found, Article)
    return found.metadata


def ld(node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def other(inside: str) -> str:
    """Another article that the page shows."""
    return f'<aside><div itemscope itemtype="{ARTICLE}"><h3>Nine boats for the winter</h3>{inside}</div></aside>'


# ---------------------------------------------------------------------------------------------------------- microdata

STATED = {
    "text": '<span itemprop="articleSection">Port</span>',
    "content": '<span itemprop="articleSection" content="Port">P.</span>',
    "meta": '<meta itemprop="articleSection" content="Port">',
    "link's text": '<div><a itemprop="articleSection" href="/category/port">Port</a></div>',
    "heading": '<h4 itemprop="articleSection"> Port </h4>',
    "one of several properties": '<b itemprop="keywords articleSection">Port</b>',
    "another spelling": '<li itemprop="articlesection">Port</li>',
    "RDFa": '<em property="schema:articleSection">Port</em>',
    "in a scope within": (
        '<div itemprop="mainEntityOfPage" itemscope itemtype="https://schema.org/WebPage">'
        '<span itemprop="articleSection">Port</span></div>'
    ),
}


@pytest.mark.parametrize("markup", STATED.values(), ids=STATED)
def test_the_section_is_read_from_mark_up(markup: str) -> None:
    found = read(body=markup)
    assert found.article_section == "Port"
    assert found.provenance["article_section"].source == "microdata"


@pytest.mark.parametrize("name", ["name", "property"])
def test_the_section_is_read_from_a_meta_element_of_that_name(name: str) -> None:
    assert read(f'<meta {name}="articleSection" content="Port">').article_section == "Port"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_the_section_is_read_in_any_encoding(encoding: str) -> None:
    assert read(body='<span itemprop="articleSection">Häfen</span>', encoding=encoding).article_section == "Häfen"


def test_another_article_s_section_is_not_this_one_s() -> None:
    boats = other('<span itemprop="articleSection">Boats</span>')
    assert read(before=boats, body='<span itemprop="articleSection">Port</span>').article_section == "Port"
    assert read(after=boats).article_section is None
    cards = boats.replace("aside", "section")
    assert read(before=cards, after=cards.replace("Boats", "Nets")).article_section is None


def test_data_come_before_mark_up() -> None:
    body = '<span itemprop="articleSection">Boats</span>'
    assert (
        read(ld({"@type": "NewsArticle", "headline": TITLE, "articleSection": "Port"}), body).article_section == "Port"
    )
    assert read('<meta property="article:section" content="Port">', body).article_section == "Port"


# --------------------------------------------------------------------------------------------------------- breadcrumbs


def trail(*names: str, **more: object) -> dict[str, object]:
    """Each name with its address behind a space."""
    items = []
    for position, step in enumerate(names, 1):
        name, _, url = step.partition(" ")
        items.append({"@type": "ListItem", "position": position, "name": name, **({"item": url} if url else {})})
    return {"@type": "BreadcrumbList", "itemListElement": items, **more}


HOME = "Home https://gazette.test/"
TRAILS = {
    "the article is last": trail(HOME, "Port https://gazette.test/port", TITLE.replace(" ", "\u00a0")),
    "the section is last": trail(HOME, "Port https://gazette.test/port"),
    "the page's own address is last": trail(HOME, "Port https://gazette.test/port", f"Ferry {URL}"),
    "the article is cut short": trail(HOME, "Port /port", f"{TITLE[:24]}…".replace(" ", "\u00a0")),
    "the article has another name": trail(HOME, "Port /port", "Ferry"),
    "a section in a section": trail(HOME, "News /news", "Port /news/port"),
    "the front page in another language": trail("Startseite https://elsewhere.test/x", "Port /port"),
    "the front page by the site's name": trail("Gazette", "Port /port"),
    "in no order": {"@type": "BreadcrumbList", "itemListElement": trail(HOME, "Port /port")["itemListElement"][::-1]},  # type: ignore[index]
    "of the page's node": {"@type": "WebPage", "name": "x", "breadcrumb": trail(HOME, "Port /port")},
    "in a graph": {"@graph": [{"@type": "WebSite", "name": "x"}, trail(HOME, "Port /port")]},
    "things as items": {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": "1", "item": {"@id": "https://gazette.test", "name": "Gazette.test"}},
            {"@type": "ListItem", "position": "2", "item": {"@id": "/port", "name": "Port"}},
        ],
    },
}


@pytest.mark.parametrize("node", TRAILS.values(), ids=TRAILS)
def test_the_section_is_the_last_step_of_a_stated_trail_that_is_not_the_article(node: object) -> None:
    found = read(ld(node))
    assert found.article_section == "Port"
    assert found.provenance["article_section"].source == "json-ld:breadcrumb"


BARE = '<li><a href="/">Home</a></li><li><a href="/port">Port</a></li>'
SHOWN = {
    "a list in nav": f'<nav aria-label="Breadcrumb"><ol>{BARE}</ol></nav>',
    "with the article": f'<ol class="breadcrumbs">{BARE}<li>{TITLE}</li></ol>',
    "with separators": '<div class="c-bread-crumb"><a href="/">Home</a> › <a href="/port">Port</a> › Ferry</div>',
    "separators in the links": '<p id="crumbs"><a href="/">Home /</a><a href="/port">/ Port »</a></p>',
    "a French label": f'<nav aria-label="Fil d’Ariane"><ul>{BARE.replace("Home", "Accueil")}</ul></nav>',
    "a German class": f'<ul class="brotkrumen">{BARE.replace("Home", "Start")}</ul>',
    "a CMS's class": f'<div class="rootline"><ul>{BARE}</ul></div>',
    "a Japanese label": f'<nav aria-label="パンくずリスト"><ul>{BARE.replace("Home", "ホーム")}</ul></nav>',
    "microdata": (
        '<ol itemscope itemtype="https://schema.org/BreadcrumbList"><li itemprop="itemListElement"><a itemprop="item" '
        'href="/"><span itemprop="name">Home</span></a></li><li itemprop="itemListElement"><a itemprop="item" '
        'href="/port"><span itemprop="name">Port</span></a><meta itemprop="position" content="2"></li></ol>'
    ),
    "RDFa": (
        '<div vocab="https://schema.org/" typeof="BreadcrumbList"><a property="item" href="/">Home</a> <a href="/port">'
        "Port</a></div>"
    ),
}


@pytest.mark.parametrize("markup", SHOWN.values(), ids=SHOWN)
def test_the_section_is_the_last_step_of_a_shown_trail_that_is_not_the_article(markup: str) -> None:
    found = read(before=markup)
    assert found.article_section == "Port"
    assert found.provenance["article_section"].source == "breadcrumb"


NO_TRAIL = {
    "the front page alone": '<ol class="breadcrumb"><li><a href="/">Home</a></li></ol>',
    "the front page and the article": f'<ol class="breadcrumb"><li><a href="/">Home</a></li><li>{TITLE}</li></ol>',
    "a menu": '<ul class="breadcrumb">' + "".join(f'<li><a href="/{n}">Port {n}</a></li>' for n in range(30)) + "</ul>",
    "no links": '<p class="breadcrumb">You are here</p>',
    "a list that nothing calls so": f"<ol class=menu>{BARE}</ol>",
    "a sentence": '<ol class="crumbs"><li><a href="/">Home</a></li><li><a href="/1">What the nine boats of the winter'
    " brought home to the quay</a></li></ol>",
}


@pytest.mark.parametrize("markup", NO_TRAIL.values(), ids=NO_TRAIL)
def test_what_is_no_trail_names_no_section(markup: str) -> None:
    assert read(before=markup).article_section is None


@pytest.mark.parametrize(
    "node",
    [
        {"@type": "BreadcrumbList"},
        {"@type": "BreadcrumbList", "itemListElement": "Port"},
        {"@type": "BreadcrumbList", "itemListElement": [3, None, {"item": 7}, {"name": ["Port"], "item": ["/x", 3]}]},
        {
            "@type": "BreadcrumbList",
            "itemListElement": {"name": {"@value": 3}, "position": "first", "item": "http://["},
        },
        {"@type": "WebPage", "name": "x", "breadcrumb": [trail("Home", "Port")]},
    ],
)
def test_a_careless_trail_breaks_nothing(node: object) -> None:
    assert read(ld(node)).headline == TITLE


# ------------------------------------------------------------------------------------------------------------- not free

FREE = {
    "meta, microdata": ("", '<meta itemprop="isAccessibleForFree" content="false">', False),
    "meta by name": ('<meta name="isAccessibleForFree" content="False">', "", False),
    "meta by property": ('<meta property="isAccessibleForFree" content="true">', "", True),
    "schema.org's word": ("", '<link itemprop="isAccessibleForFree" href="http://schema.org/False">', False),
    "schema.org's word, secure": ("", '<link itemprop="isAccessibleForFree" href="https://schema.org/True">', True),
    "text": ("", '<span hidden itemprop="isAccessibleForFree">false</span>', False),
    "RDFa": ("", '<b property="schema:isAccessibleForFree" content="no">x</b>', False),
    "a part": (
        "",
        (
            '<div itemprop="hasPart" itemscope itemtype="https://schema.org/WebPageElement">'
            '<meta itemprop="isAccessibleForFree" content="false"><meta itemprop="cssSelector" content=".rest"></div>'
        ),
        False,
    ),
    "a free part": (
        "",
        '<div itemprop="hasPart" itemscope><meta itemprop="isAccessibleForFree" content="true"></div>',
        None,
    ),
    "JSON-LD's part": (
        ld({"@type": "NewsArticle", "headline": TITLE, "hasPart": [{"isAccessibleForFree": "False"}]}),
        "",
        False,
    ),
    "JSON-LD's whole before its part": (
        ld(
            {
                "@type": "NewsArticle",
                "headline": TITLE,
                "isAccessibleForFree": True,
                "hasPart": {"isAccessibleForFree": False},
            }
        ),
        "",
        True,
    ),
    "tier free": ('<meta property="article:content_tier" content="free">', "", True),
    "tier metered": ('<meta property="article:content_tier" content="metered">', "", False),
    "tier locked": ('<meta name="article:content_tier" content="Locked">', "", False),
    "a number": (ld({"@type": "NewsArticle", "headline": TITLE, "isAccessibleForFree": 0}), "", False),
    "a paywall's word": ('<meta name="cXenseParse:paywall" content="true">', "", False),
    "nonsense": ('<meta name="isAccessibleForFree" content="sometimes">', "", None),
    "nothing": ("", "", None),
}


@pytest.mark.parametrize(("head", "body", "free"), FREE.values(), ids=FREE)
def test_whether_an_article_is_free_is_read_from_data_and_mark_up(head: str, body: str, free: bool | None) -> None:
    assert read(head, body).is_accessible_for_free is free


def test_another_article_s_price_is_not_this_one_s() -> None:
    walled = other('<meta itemprop="isAccessibleForFree" content="false">')
    assert (
        read(after=walled, body='<meta itemprop="isAccessibleForFree" content="true">').is_accessible_for_free is True
    )
    assert read(after=walled).is_accessible_for_free is None
