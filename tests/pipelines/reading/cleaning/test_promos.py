"""What a site says for itself inside a story."""

from __future__ import annotations

import pytest

from pipelines.model import Article, Block, CleanArticle, Link, Metadata
from pipelines.reading.cleaning.normaliser import normalise

PROSE = (
    (
        "The glassworks at Linde has lit its last furnace, and the glow was seen from the far side "
        "of the reservoir all week."
    ),
    "Its owner wants to blow bottles for another year, on orders that were signed before the price of sand went up.",
    "The town has offered to buy the chimney, which is the tallest thing for a day's walk in any direction.",
    "A vote is expected when the council has found out who owns the land beneath it.",
)


def read(*lines: str | Block, **metadata: object) -> CleanArticle:
    blocks = [line if isinstance(line, Block) else Block(role="paragraph", text=line) for line in lines]
    return normalise(
        Article(url="http://linde.test/a", canonical=None, metadata=Metadata(**metadata), blocks=tuple(blocks))
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        pytest.param("Share", "share", id="share"),
        pytest.param("Share this article", "share", id="share-article"),
        pytest.param("Facebook Twitter WhatsApp Email", "share", id="networks"),
        pytest.param("Copy link", "share", id="copy-link"),
        pytest.param("Teilen", "share", id="de-share"),
        pytest.param("Compartir en Facebook", "share", id="es-share"),
        pytest.param("Поделиться", "share", id="ru-share"),
        pytest.param("シェアする", "share", id="ja-share"),
        pytest.param("Subscribe to our newsletter", "promo", id="newsletter"),
        pytest.param("Sign up for our morning newsletter and never miss a story.", "promo", id="sign-up"),
        pytest.param("Follow us on Facebook and Instagram", "promo", id="follow"),
        pytest.param("Download our app for news on the go", "promo", id="app"),
        pytest.param("Join our WhatsApp channel", "promo", id="channel"),
        pytest.param("Support our journalism with a donation to our newsroom", "promo", id="donate"),
        pytest.param(
            "Want more stories like this? Our Quay Letter brings the tides, the ships and one good walk to your inbox.",
            "promo",
            id="asked",
        ),
        pytest.param("Folgen Sie uns auf Instagram", "promo", id="de-follow"),
        pytest.param("Inscrivez-vous à notre newsletter", "promo", id="fr-newsletter"),
        pytest.param("Suscríbete a nuestro boletín", "promo", id="es-newsletter"),
        pytest.param("Iscriviti alla nostra newsletter", "promo", id="it-newsletter"),
        pytest.param("Подписывайтесь на наш канал в Telegram", "promo", id="ru-channel"),
        pytest.param("Advertisement", "other", id="advertisement"),
        pytest.param("Article continues below", "other", id="continues"),
        pytest.param("Anzeige", "other", id="de-ad"),
        pytest.param("La suite après cette publicité", "other", id="fr-ad"),
        pytest.param("广告", "other", id="zh-ad"),
        pytest.param("Leave a comment", "other", id="comment"),
        pytest.param("12 comments", "other", id="comments"),
        pytest.param("* * *", "other", id="separator"),
    ],
)
def test_a_line_of_the_sites_own_is_cut(line: str, kind: str) -> None:
    result = read(*PROSE[:2], line, *PROSE[2:])
    assert [(r.kind, r.text) for r in result.removals] == [(kind, line)]
    assert result.paragraphs == PROSE


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(
            "Subscribe to our newsletter, the flyer in the foundry said, and nobody in Linde knew "
            "whose newsletter it was.",
            id="told",
        ),
        pytest.param("“Follow us,” the glassblowers called, and half of the school did.", id="quoted"),
        pytest.param("Share prices of the three remaining works fell by a tenth.", id="share-prices"),
        pytest.param("Support for the town's offer has grown since the first vote.", id="support"),
        pytest.param("Help us, the letter from the furnace crew ends, or let us go.", id="help-us"),
        pytest.param("Facebook", id="one-network"),
        pytest.param("Comments from the owner were not to be had before the vote.", id="comments"),
        pytest.param("Download speeds in Linde are the lowest of the province.", id="download"),
        pytest.param("Join the two ends while the glass is soft, the old manual says.", id="join"),
    ],
)
def test_prose_that_sounds_like_a_prompt_stays(line: str) -> None:
    assert read(*PROSE[:2], line, *PROSE[2:]).paragraphs == (*PROSE[:2], line, *PROSE[2:])


def test_a_linked_prompt_is_cut_whatever_it_advertises() -> None:
    text = "Sign up for the Furnace Letter"
    block = Block(
        role="paragraph", text=text, links=(Link(url="http://linde.test/letter", text=text),), link_density=1.0
    )
    result = read(*PROSE[:2], block, *PROSE[2:])
    assert [(r.kind, r.url) for r in result.removals] == [("promo", "http://linde.test/letter")]


def test_the_authors_biography_is_no_copy() -> None:
    line = "Petra Voss is a reporter for the valley desk, where she covers glass, water and the law."
    assert read(*PROSE, line, authors=("Petra Voss",)).paragraphs == PROSE
    assert read(*PROSE, line).paragraphs == (*PROSE, line)


def test_a_closing_line_in_italics_that_names_the_author_is_a_note_on_them() -> None:
    line = "The Courier's Petra Voss is leaving the valley desk for a book on glass."
    note = Block(role="paragraph", text=line, emphasis=1.0)
    assert [r.rule for r in read(*PROSE, note, authors=("Petra Voss",)).removals] == ["author-biography"]
    assert read(*PROSE, line, authors=("Petra Voss",)).paragraphs == (*PROSE, line)


def test_a_copyright_line_at_the_end_is_no_copy() -> None:
    result = read(*PROSE, "© 2026 Linde Courier. All rights reserved.")
    assert [r.rule for r in result.removals] == ["copyright.line"]


def test_a_sentence_that_tells_of_a_copyright_notice_is_copy() -> None:
    told = (
        "All rights reserved, says the sign over the pattern room, and none of the moulds has ever left the building."
    )
    notice = (
        "All rights reserved. This material may not be published, broadcast, rewritten or handed on in any form "
        "without the leave of the Linde Courier."
    )
    result = read(*PROSE, told, notice)
    assert result.paragraphs == (*PROSE, told)
    assert [r.rule for r in result.removals] == ["copyright.line"]


def test_a_paragraph_that_stands_twice_is_told_once() -> None:
    result = read(*PROSE, PROSE[0])
    assert [(r.kind, r.position) for r in result.removals] == [("repeated", 4)]
    assert result.paragraphs == PROSE


def test_short_lines_may_stand_twice() -> None:
    assert read(PROSE[0], "No.", PROSE[1], "No.", *PROSE[2:]).paragraphs == (
        PROSE[0],
        "No.",
        PROSE[1],
        "No.",
        *PROSE[2:],
    )
