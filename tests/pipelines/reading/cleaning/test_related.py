"""Which lines lead to other stories, and which only look like it."""

from __future__ import annotations

import pytest

from pipelines.model import Article, Block, Link, Metadata
from pipelines.reading.cleaning.normaliser import normalise

PROSE = (
    (
        "The lighthouse service has published its winter timetable, and three of the five lamps "
        "will be tended from the mainland."
    ),
    (
        "Keepers on the outer skerries were told by letter, which reached two of them after the "
        "first of the new shifts had begun."
    ),
    (
        "The union of keepers has asked the ministry for a hearing, and for the cost of the fuel "
        "that the old boat would have used."
    ),
    (
        "A decision is expected before the ice closes the sound, although nobody at the ministry "
        "would say on which side of that date."
    ),
    "Until then the lamps are lit from the shore.",
)


def kinds(*middle: str | Block) -> list[str]:
    """The kinds of what is cut from a story with these lines in its middle."""
    blocks = [
        line if isinstance(line, Block) else Block(role="paragraph", text=line)
        for line in (*PROSE[:2], *middle, *PROSE[2:])
    ]
    result = normalise(Article(url="http://lamp.test/a", canonical=None, metadata=Metadata(), blocks=tuple(blocks)))
    assert set(PROSE) <= set(result.paragraphs)
    return [r.kind for r in result.removals]


def link(text: str, before: str = "", *, role: str = "paragraph") -> Block:
    whole = f"{before} {text}".strip()
    links = (Link(url="http://lamp.test/b", text=text),)
    return Block(role=role, text=whole, links=links, link_density=len(text) / len(whole))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("READ MORE: Keepers ask for a hearing", id="en"),
        pytest.param("Also read | Keepers ask for a hearing", id="en-bar"),
        pytest.param("Lesen Sie auch: Wärter verlangen eine Anhörung", id="de"),
        pytest.param("► Mehr zum Thema: Wärter verlangen eine Anhörung", id="de-arrow"),
        pytest.param("À lire aussi\u00a0: Les gardiens demandent une audience", id="fr-nbsp"),
        pytest.param("LEA TAMBIÉN: Los fareros piden una audiencia", id="es"),
        pytest.param("Leia também: Faroleiros pedem audiência", id="pt"),
        pytest.param("LEGGI ANCHE > I guardiani chiedono un'udienza", id="it"),
        pytest.param("Lees ook: Wachters vragen om een hoorzitting", id="nl"),
        pytest.param("Läs också: Fyrvaktare begär en utfrågning", id="sv"),
        pytest.param("Les også: Fyrvoktere ber om en høring", id="no"),
        pytest.param("Læs også: Fyrpassere beder om en høring", id="da"),
        pytest.param("Lue myös: Majakanvartijat pyytävät kuulemista", id="fi"),
        pytest.param("Czytaj też: Latarnicy proszą o przesłuchanie", id="pl"),
        pytest.param("Čtěte také: Strážci majáku žádají slyšení", id="cs"),
        pytest.param("Olvassa el ezt is: Meghallgatást kérnek az őrök", id="hu"),
        pytest.param("CITEȘTE ȘI: Paznicii farului cer o audiere", id="ro"),
        pytest.param("Διαβάστε επίσης: Οι φαροφύλακες ζητούν ακρόαση", id="el"),
        pytest.param("İLGİLİ HABER: Fener bekçileri dinlenmek istiyor", id="tr"),
        pytest.param("ЧИТАЙТЕ ТАКЖЕ: Смотрители просят о слушании", id="ru"),
        pytest.param("Читайте також: Доглядачі просять про слухання", id="uk"),
        pytest.param("Прочетете още: Пазачите искат изслушване", id="bg"),
        pytest.param("Pročitajte i: Čuvari traže saslušanje", id="hr"),
        pytest.param("اقرأ أيضاً: حراس المنارة يطلبون جلسة استماع", id="ar"),
        pytest.param("بیشتر بخوانید: نگهبانان فانوس درخواست جلسه کردند", id="fa"),
        pytest.param("مزید پڑھیں: نگہبانوں نے سماعت مانگی", id="ur"),
        pytest.param("קראו גם: שומרי המגדלור מבקשים שימוע", id="he"),
        pytest.param("यह भी पढ़ें: पहरेदारों ने सुनवाई मांगी", id="hi"),
        pytest.param("আরও পড়ুন: রক্ষীরা শুনানি চান", id="bn"),
        pytest.param("Baca juga: Penjaga suar minta didengar", id="id"),
        pytest.param("Đọc thêm: Người gác đèn xin được điều trần", id="vi"),
        pytest.param("อ่านเพิ่มเติม: ผู้เฝ้าประภาคารขอให้รับฟัง", id="th"),
        pytest.param("関連記事：灯台守が聴聞を求める", id="ja"),
        pytest.param("延伸閱讀：燈塔管理員要求聽證", id="zh"),
        pytest.param("관련기사: 등대지기들이 청문회를 요청하다", id="ko"),
        pytest.param("Soma pia: Walinzi wa mnara waomba kusikilizwa", id="sw"),
        pytest.param("VIDEO: Crews relight the outer lamp", id="shouted-weak-marker"),
    ],
)
def test_a_marker_with_a_title_behind_it_is_cut_in_plain_text(line: str) -> None:
    assert kinds(line) == ["read_more"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(
            "Read more slowly, the inspector told the keeper, and the clerk put down his pen for the "
            "first time that day.",
            id="en-adverb",
        ),
        pytest.param(
            "“Read more,” the harbour teacher wrote on every slate, and the children took her at her word.",
            id="en-quoted",
        ),
        pytest.param("Related or not, the two failures happened within an hour of one another.", id="en-related"),
        pytest.param(
            "See also how the lamp is cleaned: with spirit, with a soft cloth, and never before noon.",
            id="en-colon-inside",
        ),
        pytest.param(
            "Read more: that was the advice which he gave to each of the young keepers before they rowed out.",
            id="en-colon-prose",
        ),
        pytest.param(
            "Mehr zum Thema wollte der Minister am Abend nicht sagen, und die Wärter fuhren wieder hinaus.", id="de"
        ),
        pytest.param(
            "À lire aussi attentivement que possible, le contrat tient en onze pages et ne nomme personne.", id="fr"
        ),
        pytest.param("Más sobre la lámpara no quiso decir el ministro, que salió por la puerta del muelle.", id="es"),
        pytest.param("Читайте также медленно, сказал смотритель ученику, и тот закрыл книгу до вечера.", id="ru"),
        pytest.param("Watch: it is a word that the keepers use for six hours of the night.", id="weak-marker-prose"),
        pytest.param("The keepers' rule is short: light at dusk, trim at midnight, out at dawn.", id="colon"),
        pytest.param("More than forty lamps - Related to one maker, all of them - failed in the cold.", id="dash"),
    ],
)
def test_prose_that_opens_like_a_marker_stays(line: str) -> None:
    assert kinds(line) == []


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(link("Keepers ask for a hearing", "Auf derselben Insel:"), id="unknown-label"),
        pytest.param(link("Keepers ask for a hearing", "Zobbel dats |"), id="unknown-language"),
        pytest.param(link("Keepers ask for a hearing", "👉"), id="emoji"),
        pytest.param(link("Keepers ask for a hearing at the ministry"), id="one-link"),
        pytest.param(link("Read more about the keepers and their lamps"), id="linked-phrase"),
        pytest.param(link("READ MORE: Keepers ask for a hearing"), id="marker-inside-the-link"),
        pytest.param(link("Keepers ask for a hearing", "Video:"), id="weak-marker-with-link"),
    ],
)
def test_structure_makes_a_related_link_whatever_its_words(block: Block) -> None:
    assert kinds(block) == ["read_more"]


def test_a_related_link_keeps_its_address() -> None:
    blocks = (*(Block(role="paragraph", text=text) for text in PROSE), link("Keepers ask for a hearing", "Plus :"))
    result = normalise(Article(url="http://lamp.test/a", canonical=None, metadata=Metadata(), blocks=blocks))
    assert [r.url for r in result.removals] == ["http://lamp.test/b"]


def test_a_heading_of_related_stories_takes_its_list_along() -> None:
    heading = Block(role="heading", text="Related stories")
    items = [link(f"Keepers ask for hearing {word}", role="list_item") for word in ("one", "two", "three")]
    assert kinds(heading, *items) == ["read_more"] * 4


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(
            link("the whole letter was printed by the union on Friday.", "The keepers' answer:"),
            id="sentence-that-links",
        ),
        pytest.param(
            Block(
                role="paragraph",
                text="The ministry, which had read the report of the union, did not answer the letter of May.",
                links=(Link(url="http://lamp.test/r", text="the report of the union"),),
                link_density=0.2,
            ),
            id="inline-link",
        ),
        pytest.param(link("The skerry lamp"), id="short-linked-line"),
        pytest.param(link("keeper@lamp.test", "Telephone and post:"), id="contact"),
    ],
)
def test_a_link_in_prose_is_no_related_link(block: Block) -> None:
    assert kinds(block) == []
