"""Whether a feed's own text is the article, or a taste of it."""

from __future__ import annotations

import pytest
from invented import prose

from pipelines.model import Entry
from pipelines.reading.feed_text import own_text
from pipelines.reading.teasers import teaser_sign

URL = "https://gazette.test/2026/03/ferry"
TITLE = "The ferry stays in harbour for a third day"
SHORT = prose("short", 1)[0]
WHOLE = "".join(f"<p>{text}</p>" for text in prose("whole"))
LONG = "".join(f"<p>{text}</p>" for text in prose("long", 20))
FOOTER = (
    f'<p>The post <a rel="nofollow" href="{URL}">{TITLE}</a> appeared first on '
    '<a rel="nofollow" href="https://gazette.test">Gazette</a>.</p>'
)


def entry(content: str, summary: str | None = None) -> Entry:
    return Entry(guid="https://gazette.test/?p=7", url=URL, title=TITLE, summary=summary, content_html=content or None)


def sign(content: str, summary: str | None = None, usual: int | None = None) -> str:
    return teaser_sign(entry(content, summary), usual)


@pytest.mark.parametrize(
    "content",
    [
        f"<p>{SHORT[:-30]} [&#8230;]</p>",
        f"<p>{SHORT[:-30]} [&#8230;]</p>{FOOTER}",
        f"<p>{SHORT[:-30]}…</p>",
        f"<p>{SHORT[:-30]}...</p>",
        f"{SHORT[:-30]} (…)",
        f"{SHORT[:-30]} <a href='{URL}'>[...]</a>",
        f"{WHOLE}<p>{SHORT[:-30]} [...]</p>",
    ],
)
def test_a_text_that_ends_in_an_ellipsis_is_a_teaser(content: str) -> None:
    assert sign(content) == "it ends with an ellipsis"


@pytest.mark.parametrize(
    "link",
    [
        f"<p><a href='{URL}'>Continue reading</a></p>",
        f" <a class='more-link' href='{URL}'>Continue reading <span>{TITLE}</span> &#8594;</a>",
        f"<p><a href='{URL}?utm_source=rss'>Weiterlesen »</a></p>",
        "<p><a href='https://gazette.test/?p=7'>Lire la suite</a></p>",
        f"<br/><a href='{URL}'>続きを読む</a>",
        f"<p><a href='{URL}'>Leggi tutto</a></p><img src='https://gazette.test/pixel.gif'>",
        f"<p><a href='{URL}'>Mehr</a></p>",
        f"<p><a href='{URL}'>Zwyxi plo</a></p>",
        f"<p><a href='{URL}#more-7'>(more…)</a></p>",
        "<p><a href='https://gazette.test/go/7'>Read more</a></p>",
        "<p>Read more</p>",
    ],
)
@pytest.mark.parametrize("footer", ["", FOOTER])
def test_a_text_that_ends_with_a_link_to_its_page_is_a_teaser(link: str, footer: str) -> None:
    assert sign(f"<p>{SHORT}</p>{link}{footer}").startswith("it ends with ")


@pytest.mark.parametrize(
    "content",
    [
        f"<p>{SHORT}</p>",
        f"<p>{SHORT}</p>{FOOTER}",
        WHOLE,
        WHOLE + FOOTER,
        f"{WHOLE}<p>“And then we saw the light…”</p>",
        f"{LONG}<p>And then the fog came...</p>",
        f"{LONG}<p><a href='{URL}'>Permalink</a></p>",
        f"{WHOLE}<p><a href='{URL}'>★</a></p>",
        f"{WHOLE}<p><a href='{URL}#comments'>3 Comments</a></p>",
        f"{WHOLE}<p><a href='{URL}'>{TITLE}</a></p>",
        f"{WHOLE}<p>Source: <a href='{URL}'>{URL}</a></p>",
        f"{WHOLE}<p>Read more: <a href='https://gazette.test/dredging'>The dredging row deepens</a></p>",
        f"{WHOLE}<p>The report is <a href='https://elsewhere.test/report'>here</a></p>",
        f"{WHOLE}<p>She wanted to read more.</p>",
    ],
)
def test_a_whole_text_is_no_teaser(content: str) -> None:
    assert sign(content) == ""


def test_one_short_paragraph_that_is_the_summary_is_a_teaser() -> None:
    assert sign(f"<p>{SHORT}</p>", summary=SHORT) == "it is the summary again"
    assert sign(f"<p>{SHORT}</p>", summary="Another one.") == ""
    assert sign(WHOLE, summary=" ".join(prose("whole"))) == ""


def test_a_text_far_shorter_than_the_feed_s_others_is_a_teaser() -> None:
    assert "times as long" in sign(f"<p>{SHORT}</p>", usual=8000)
    assert sign(f"<p>{SHORT}</p>", usual=800) == ""
    assert sign(WHOLE, usual=80_000) == ""


@pytest.mark.parametrize("content", ["<p>Three words only.</p>", "<img src='x.jpg'>", "<script>x</script>", "<", " "])
def test_a_few_words_never_stand_for_an_article(content: str) -> None:
    own = own_text(entry(content), None)
    assert not own.stands_in
    assert own.remark.startswith("the feed has only a teaser: ")


def test_a_feed_without_texts_is_not_blamed_for_a_teaser() -> None:
    assert own_text(entry(""), None).remark == ""
    assert own_text(None, None).remark == ""
    assert own_text(entry(WHOLE), None).stands_in


@pytest.mark.parametrize("piece", ["<a>", "<div>", "<p><a href=x>", "a", "<!--", "[", ". ", "<b", "&", "<a href='"])
def test_any_text_gets_an_answer(piece: str) -> None:
    assert sign(piece * (59_000 // len(piece))) is not None
