"""Pages that are no articles, each with its reason; and short articles that are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from invented import prose

from pipelines.model import Article, Page, Rejection
from pipelines.reading.extractor import extract

NEWS = (
    '<script type="application/ld+json">{"@type": "%s", "headline": "The ferry stays", '
    '"datePublished": "2026-03-01"%s}</script>'
)
BRIEF = "The ferry did not sail on Monday, and nobody at the pier could say why it had not, or when it would."
NOT_FREE = ', "isAccessibleForFree": "False"'


def read(body: str, *, kind: str = "NewsArticle", more: str = "", head: str = "") -> Article | Rejection:
    stated = NEWS % (kind, more) if kind else ""
    html = f"<html><head>{stated}{head}</head><body><main><article>{body}</article></main></body></html>"
    return extract(
        Page(url="http://gazette.test/a", fetched_at=datetime(2026, 3, 2, tzinfo=UTC), body=html.encode("utf-8"))
    )


def reason(found: Article | Rejection) -> tuple[str, str]:
    assert isinstance(found, Rejection)
    return found.reason, found.detail.split(":")[0]


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_a_stub_of_an_article_that_is_not_free_is_a_paywall() -> None:
    assert reason(read(f"<h1>The ferry stays</h1><p>{BRIEF}</p>", more=NOT_FREE))[0] == "paywall"


@pytest.mark.parametrize(
    "prompt",
    [
        "Subscribe to continue reading",
        "Dieser Artikel ist nur für Abonnenten",
        "Article réservé aux abonnés",
        "Contenido exclusivo para suscriptores",
        "この記事は会員限定です",
    ],
)
def test_a_stub_that_asks_to_pay_is_a_paywall(prompt: str) -> None:
    assert reason(read(f"<h1>The ferry stays</h1><p>{BRIEF}</p><div class=offer>{prompt}</div>"))[0] == "paywall"


def test_an_article_that_is_not_free_and_shown_all_the_same_is_an_article() -> None:
    assert isinstance(read(paragraphs(prose("a")), more=NOT_FREE), Article)


LINES = (
    "The ferry to Gannet Isle did not sail on Monday, the harbour office said.",
    "A rope had been caught in the screw, and a diver was sent for from Low Ness, who came in the evening.",
    "The ferry sails again on Tuesday at nine, an hour later than usual, and takes the mail of both days with it.",
)
WORDS = sum(len(line.split()) for line in LINES)
LEAD = '<meta name="description" content="The ferry to Gannet Isle did not sail on Monday and sails again on Tuesday.">'
MARKED = '<meta itemprop="isAccessibleForFree" content="https://schema.org/False">'
WHOLE = {
    "wordCount": (LINES, f', "wordCount": {WORDS}', ""),
    "wordCount, as text, with a byline": (
        LINES[:2],
        f', "wordCount": "{sum(len(x.split()) for x in LINES[:2]) + 3}"',
        "",
    ),
    "articleBody": (LINES[:2], f', "articleBody": "{" ".join(LINES[:2])}"', ""),
    "articleBody of one paragraph": (LINES[1:2] * 2, f', "articleBody": "{" ".join(LINES[1:2] * 2)}"', ""),
    "what the description says": (LINES, "", LEAD),
    "three paragraphs to their end": (LINES, "", ""),
}
CUT = {
    "wordCount": (LINES, f', "wordCount": {WORDS * 2}', ""),
    "articleBody": (LINES[:2], f', "articleBody": "{" ".join(LINES)}"', ""),
    "an articleBody that breaks off": (LINES[:2], f', "articleBody": "{" ".join(LINES[:2])[:-1]} ..."', ""),
    "the text breaks off": ((*LINES[:2], f"{LINES[2][:-1]} …"), "", ""),
    "the text breaks off in brackets": ((*LINES[:2], f"{LINES[2][:-1]} [...]"), f', "wordCount": {WORDS}', ""),
    "the text ends in a word": ((*LINES[:2], LINES[2][:-9]), f', "wordCount": {WORDS}', ""),
    "a description of something else": (
        LINES,
        "",
        '<meta name="description" content="Divers earn more than captains by now, as their union found in ports.">',
    ),
    "two paragraphs": (LINES[:2], "", LEAD),
    "a prompt": ((*LINES, "Subscribe to continue reading"), f', "wordCount": {WORDS}', ""),
}


@pytest.mark.parametrize(("lines", "more", "head"), WHOLE.values(), ids=WHOLE)
@pytest.mark.parametrize("by", ["JSON-LD", "microdata"])
def test_a_brief_that_is_not_free_and_shown_whole_is_an_article(
    lines: tuple[str, ...], more: str, head: str, by: str
) -> None:
    free = NOT_FREE if by == "JSON-LD" else ""
    found = read(paragraphs(list(lines)), more=free + more, head=head + ("" if free else MARKED))
    assert isinstance(found, Article)
    assert found.metadata.is_accessible_for_free is False


@pytest.mark.parametrize(("lines", "more", "head"), CUT.values(), ids=CUT)
def test_a_brief_that_is_not_free_and_breaks_off_is_a_paywall(lines: tuple[str, ...], more: str, head: str) -> None:
    assert reason(read(paragraphs(list(lines)), more=NOT_FREE + more, head=head))[0] == "paywall"


def test_a_brief_in_elements_that_html_does_not_know_is_shown_whole() -> None:
    body = "".join(f"<x-line><x-text>{line}</x-text></x-line>" for line in LINES)
    assert isinstance(read(f"<x-story>{body}</x-story>", more=f'{NOT_FREE}, "wordCount": {WORDS}'), Article)


def test_a_short_article_without_a_prompt_is_an_article() -> None:
    assert isinstance(read(f"<h1>The ferry stays</h1><p>{BRIEF}</p><p>{BRIEF[:60]}, said the union.</p>"), Article)


def test_a_video_s_page_is_no_article_unless_it_tells_the_story() -> None:
    video = read(f"<h1>The ferry stays</h1><p>{BRIEF}</p>", kind="VideoObject")
    assert reason(video) == ("not_an_article", "a video page with 22 words of text")
    told = read(paragraphs(prose("a")), kind="VideoObject")
    assert isinstance(told, Article)
    assert told.metadata.article_type == "VideoObject"


def test_a_list_of_other_pages_is_no_article() -> None:
    cards = "".join(
        f"<div class=card><h2><a href=/{n}>The {n}th ferry of the harbour stays</a></h2><p>{text}</p></div>"
        for n, text in enumerate(prose("cards", 9))
    )
    assert reason(read(cards, kind="")) == ("not_an_article", "an index page")


def test_an_article_that_lists_others_at_its_end_is_an_article() -> None:
    more = "".join(f"<li><a href=/{n}>The {n}th ferry of the harbour stays</a></li>" for n in range(9))
    assert isinstance(read(f"{paragraphs(prose('a'))}<ul>{more}</ul>", kind=""), Article)


def test_a_live_blog_is_an_article_and_says_what_it_is() -> None:
    live = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Storm"}</script>'
    found = read(paragraphs(prose("a")), head=live)
    assert isinstance(found, Article)
    assert found.metadata.article_type == "LiveBlogPosting"
