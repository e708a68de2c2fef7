"""Of several articles on a page the one that it is called after is its own; the parts of one article are one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml.html import document_fromstring

from pipelines.model import Article, Page
from pipelines.reading.body.companions import find_companions, marks_of
from pipelines.reading.cleaning.normaliser import normalise
from pipelines.reading.document.walk import read_blocks
from pipelines.reading.extractor import extract

URL = "https://quay.test/2026/03/sluice-keeper"
TITLE = "Sluice keeper of Eastquay retires after forty floods"
OTHER = "Ice plant on the spit to be sold to its workers"
THIRD = "Choir of the upper town sings on a raft in June"
OWN_TEXT = (
    "The keeper of the great sluice at Eastquay hands over his key on Friday, after forty floods and one drought.",
    "He was taken on in a winter in which the gates froze, and learned the work with an axe, as he likes to tell.",
    "His successor has learned_at hydraulics and means to put a motor where he had put two horses and a neighbour.",
)
OTHER_TEXT = (
    "The ice plant on the spit, the last of five on this coast, is to be sold to the eleven people who work in it.",
    "The owners had asked for twice as much and found nobody, since ice is made on board of the larger boats today.",
    "A bank in the capital lends the sum, on condition that the machines are insured and the night shift is kept.",
    "Fishermen have promised to buy their ice there for five years, which they say that they would have done anyway.",
)
THIRD_TEXT = (
    "The choir of the upper town has hired a raft and will sing on it in June, moored to the piles of the old bridge.",
    "The conductor does not swim, which she calls a guarantee for short rests, and the basses have been weighed.",
    "Tickets are sold on both banks of the river, and whoever has a boat of his own hears everything for nothing.",
)


def text(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def page(body: str, title: str = TITLE) -> str:
    return f'<html><head><meta property="og:title" content="{title}"></head><body><main>{body}</main></body></html>'


def others(body: str) -> list[str]:
    """The first words of the blocks that belong to another article."""
    blocks = read_blocks(document_fromstring(page(body)), URL).blocks
    marks = marks_of(blocks, find_companions(blocks, [TITLE], URL))
    assert len(marks) == len(blocks)
    return [block.text for block, other in zip(blocks, marks, strict=True) if other]


TWO_ARTICLES = {
    "elements with a class": (
        f'<div class="post"><h1>{TITLE}</h1>{text(*OWN_TEXT)}</div>'
        f'<div class="post loaded"><h1>{OTHER}</h1>{text(*OTHER_TEXT)}</div>'
    ),
    "sections without one": (
        f"<section><h1>{TITLE}</h1>{text(*OWN_TEXT)}</section><section><h1>{OTHER}</h1>{text(*OTHER_TEXT)}</section>"
    ),
    "a lower headline, both signed": (
        f"<div><h1>{TITLE}</h1><p>Von Ines Varga</p>{text(*OWN_TEXT)}</div>"
        f"<div><h2>{OTHER}</h2><p>Von Otto Lindqvist</p>{text(*OTHER_TEXT)}</div>"
    ),
    "a lower headline, both dated": (
        f"<div><h1>{TITLE}</h1><time>2. März 2026</time>{text(*OWN_TEXT)}</div>"
        f"<div><h2>{OTHER}</h2><time>1. März 2026</time>{text(*OTHER_TEXT)}</div>"
    ),
    "an address on the element": (
        f"<div><h1>{TITLE}</h1>{text(*OWN_TEXT)}</div>"
        f'<div data-permalink="https://quay.test/2026/03/ice-plant"><div><h3>{OTHER}</h3>{text(*OTHER_TEXT)}</div></div>'
    ),
    "a linked headline": (
        f"<div><h1>{TITLE}</h1>{text(*OWN_TEXT)}</div>"
        f'<div><h2><a href="/2026/03/ice-plant">{OTHER}</a></h2>{text(*OTHER_TEXT)}</div>'
    ),
    "types of schema.org": (
        f'<div itemscope itemtype="https://schema.org/NewsArticle"><h1>{TITLE}</h1>{text(*OWN_TEXT)}</div>'
        f'<div itemscope itemtype="https://schema.org/NewsArticle"><h2>{OTHER}</h2>{text(*OTHER_TEXT)}</div>'
    ),
    "outside the article that is whole": (
        f"<article><h1>{TITLE}</h1>{text(*OWN_TEXT)}</article><div><h2>{OTHER}</h2>{text(*OTHER_TEXT)}</div>"
    ),
    "wrapped at different depths": (
        f'<div class="wide"><article class="story"><h1>{TITLE}</h1>{text(*OWN_TEXT)}</article></div>'
        f'<div id="more"><div><article class="story"><h1>{OTHER}</h1>{text(*OTHER_TEXT)}</article></div></div>'
    ),
    "heads apart from their texts": (
        f"<header><h1>{TITLE}</h1><p>By Ines Varga</p></header><div>{text(*OWN_TEXT)}</div>"
        f"<header><h1>{OTHER}</h1><p>By Otto Lindqvist</p></header><div>{text(*OTHER_TEXT)}</div>"
    ),
    "cells of a table": (
        f'<table><tr><td class="art"><h2>{TITLE}</h2>{text(*OWN_TEXT)}</td></tr>'
        f'<tr><td class="art"><h2>{OTHER}</h2>{text(*OTHER_TEXT)}</td></tr></table>'
    ),
    "nothing between them but a rule": (
        f'<h1>{TITLE}</h1><p class="by">By Ines Varga</p>{text(*OWN_TEXT)}<hr>'
        f'<h1><a href="/2026/03/ice-plant">{OTHER}</a></h1><p class="by">By Otto Lindqvist</p>{text(*OTHER_TEXT)}'
    ),
    "several in one element": (
        f'<div class="story"><h1>{TITLE}</h1>{text(*OWN_TEXT)}</div><div id="more"><hr>'
        f'<div class="story"><h1>{OTHER}</h1>{text(*OTHER_TEXT)}</div>'
        f'<div class="story"><h1>{THIRD}</h1>{text(*THIRD_TEXT)}</div></div>'
    ),
    "the other above": (
        f"<article><h1>{OTHER}</h1>{text(*OTHER_TEXT)}</article><article><h1>{TITLE}</h1>{text(*OWN_TEXT)}</article>"
    ),
}


@pytest.mark.parametrize("body", TWO_ARTICLES.values(), ids=TWO_ARTICLES)
def test_a_second_article_is_another(body: str) -> None:
    found = others(body)
    assert found[0] == OTHER
    assert set(OTHER_TEXT) < set(found)
    assert not {TITLE, *OWN_TEXT}.intersection(found)


def test_each_of_several_that_follow_is_another() -> None:
    body = "".join(
        f'<article><h1>{title}</h1><p class="by">By Ines Varga, 2 March 2026</p>{text(*lines)}</article>'
        for title, lines in ((TITLE, OWN_TEXT), (OTHER, OTHER_TEXT), (THIRD, THIRD_TEXT))
    )
    assert {OTHER, THIRD, *OTHER_TEXT, *THIRD_TEXT} < set(others(body))


ENTRIES = "".join(
    f'<div class="entry"><time>1{n}.05</time><h2>Gate number {n} is open again</h2>{text(a, b)}</div>'
    for n, (a, b) in enumerate(zip(OTHER_TEXT, (*THIRD_TEXT, OWN_TEXT[0]), strict=True))
)
REVIEWS = "".join(
    f'<section><h2><a href="/books/{n}">The book of sluices, volume {n}</a></h2>{text(a, b)}</section>'
    for n, (a, b) in enumerate(zip(OTHER_TEXT, (*THIRD_TEXT, OWN_TEXT[0]), strict=True))
)
CHAPTERS = "".join(
    f"<article><h1>How the flood of year {n} was held back</h1>{text(a, b)}</article>"
    for n, (a, b) in enumerate(zip(OTHER_TEXT, (*THIRD_TEXT, OWN_TEXT[0]), strict=True))
)
ONE_ARTICLE = {
    "sections below headings": (
        f"<article><h1>{TITLE}</h1>{text(*OWN_TEXT)}"
        f"<section><h2>What the sluice has seen since</h2>{text(*OTHER_TEXT)}</section>"
        f"<section><h2>Who comes after the keeper now</h2>{text(*THIRD_TEXT)}</section></article>"
    ),
    "sections that are articles": (
        f"<main><h1>{TITLE}</h1><article>{text(*OWN_TEXT)}</article>"
        f"<article><h2>What the sluice has seen since</h2>{text(*OTHER_TEXT)}</article>"
        f"<article><h2>Who comes after the keeper now</h2>{text(*THIRD_TEXT)}</article></main>"
    ),
    "a title in the first of them": (
        f"<article><h1>{TITLE}</h1>{text(*OWN_TEXT)}</article>"
        f"<article><h2>What the sluice has seen since</h2>{text(*OTHER_TEXT)}</article>"
    ),
    "short headings of the highest rank": (
        f"<section><h1>{TITLE}</h1>{text(*OWN_TEXT)}</section><section><h1>The past</h1>{text(*OTHER_TEXT)}</section>"
    ),
    "headings between paragraphs": (
        f"<div><h1>{TITLE}</h1>{text(*OWN_TEXT)}<h2>What the sluice has seen since</h2>{text(*OTHER_TEXT)}</div>"
    ),
    "linked headings between paragraphs": (
        f'<div><h1>{TITLE}</h1>{text(*OWN_TEXT)}<h2><a href="/sluice">What the sluice has seen since</a></h2>'
        f"{text(*OTHER_TEXT)}</div>"
    ),
    "a live blog": f"<h1>{TITLE}</h1><p>By Ines Varga, 2 March 2026</p>{text(*OWN_TEXT)}<div>{ENTRIES}</div>",
    "a list of reviews": f"<h1>{TITLE}</h1>{text(OWN_TEXT[0])}{REVIEWS}",
    "chapters": f"<article><h1>{TITLE}</h1>{text(*OWN_TEXT)}</article>{CHAPTERS}",
    "an analysis with a byline inside": (
        f"<article><h1>{TITLE}</h1><p>By Ines Varga</p>{text(*OWN_TEXT)}"
        f"<div><h2>Analysis: who is to open the gates now</h2><p>By Otto Lindqvist</p>{text(*OTHER_TEXT)}</div>"
        f"{text(*THIRD_TEXT)}</article>"
    ),
    "a box of links in the text": (
        f'<div><h1>{TITLE}</h1>{text(*OWN_TEXT)}<div class="box" data-href="/2026/03/ice-plant">'
        f'<h3><a href="/2026/03/ice-plant">{OTHER}</a></h3></div>{text(*OTHER_TEXT)}</div>'
    ),
    "its own title twice": (
        f"<header><h1>{TITLE}</h1></header><article><h2>{TITLE}</h2>{text(*OWN_TEXT, *OTHER_TEXT)}</article>"
    ),
}


@pytest.mark.parametrize("body", ONE_ARTICLE.values(), ids=ONE_ARTICLE)
def test_the_parts_of_an_article_are_its_own(body: str) -> None:
    assert others(body) == []


def test_a_page_whose_headings_are_not_its_title_is_left_alone() -> None:
    body = page(
        f"<article><h1>{THIRD}</h1>{text(*OWN_TEXT)}</article><article><h1>{OTHER}</h1>{text(*OTHER_TEXT)}</article>"
    )
    blocks = read_blocks(document_fromstring(body), URL).blocks
    assert find_companions(blocks, [TITLE], URL) == ()


@pytest.mark.parametrize("body", TWO_ARTICLES.values(), ids=TWO_ARTICLES)
def test_the_own_article_is_read_though_the_other_is_longer(body: str) -> None:
    article = extract(Page(url=URL, fetched_at=datetime(2026, 3, 14, tzinfo=UTC), body=page(body).encode()))
    assert isinstance(article, Article)
    assert article.metadata.headline == TITLE
    assert normalise(article).paragraphs == OWN_TEXT
