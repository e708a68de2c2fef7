"""What closes a text and is no part of it: where it stood first, its topics, prompts, boxes that say it again."""

from __future__ import annotations

import pytest

from pipelines.model import Article, Block, BlockRole, CleanArticle, Metadata
from pipelines.reading.cleaning.normaliser import normalise

PROSE = (
    "The weir at Upper Holm was closed for a night so that eleven eels could be carried round it in a milk churn.",
    "The eels weigh four kilos together, and each of them has a number that is known to the county and to nobody else.",
    "A warden walked beside the churn with a lamp, since eels follow the moon and there was none that night.",
    "In the morning the water was let in again, and the miller found that his wheel turned faster than before.",
    "The county means to do the same in each of the next nine years, and has asked for a churn with a lid that closes.",
)
HOME = "main>div.text>p"


def block(text: str, path: str = HOME, role: BlockRole = "paragraph") -> Block:
    return Block(role=role, text=text, path=path)


def read(*, above: tuple[Block, ...] = (), below: tuple[Block, ...] = ()) -> CleanArticle:
    blocks = (*above, *map(block, PROSE), *below)
    return normalise(Article(url="http://weir.test/a", canonical=None, metadata=Metadata(), blocks=blocks))


def rule_at_end(line: str) -> str | None:
    """The rule that cuts a line behind the text; None where it stays."""
    clean = read(below=(block(line),))
    assert clean.paragraphs[: len(PROSE)] == PROSE
    return next((removal.rule for removal in clean.removals if removal.text == line), None)


@pytest.mark.parametrize(
    "line",
    [
        "Originally published as Eels carried round the weir",
        "First published in the Holm Courier on 3 March 2026.",
        "This essay first appeared in the Holm Courier.",
        "A version of this article appears in print on page 4 of the Sunday edition.",
        "Zuerst erschienen im Wehrboten am 3. März 2026.",
        "Dieser Beitrag ist ursprünglich im Wehrboten erschienen.",
        "Cet article a été publié pour la première fois dans Le Barrage.",
        "Este texto se publicó originalmente en La Presa.",
        "Questo articolo è stato pubblicato originariamente su La Chiusa.",
        "Este texto foi publicado originalmente em O Açude.",
        "Dit verhaal verscheen eerder in De Stuwbode.",
        "Artykuł ukazał się pierwotnie w Gazecie Rzecznej.",
        "Статья впервые опубликована в газете «Плотина».",
        "本文原载《堰报》。",
        "この記事は「堰報」に最初に掲載されました。",
        "이 기사는 보신문에 처음 실렸습니다.",
        "نُشر هذا المقال أول مرة في صحيفة السد.",
    ],
)
def test_where_a_text_stood_first_is_no_part_of_it(line: str) -> None:
    assert rule_at_end(line) == "origin.note"


@pytest.mark.parametrize(
    "line",
    [
        "Tags: eels, weir, Upper Holm",
        "Filed under: rivers, night work",
        "Schlagwörter: Aale, Wehr",
        "Mots-clés : anguilles, barrage",
        "Trefwoorden: paling, stuw",
        "Теги: угри, плотина",
        "关键词：鳗鱼 水坝",
        "관련 태그: 장어, 보",
    ],
)
def test_a_line_of_topics_is_no_part_of_it(line: str) -> None:
    assert rule_at_end(line) == "topics.label"


def test_hashtags_are_no_part_of_it() -> None:
    assert rule_at_end("#eels #UpperHolm") == "topics.hashtags"


def test_topics_below_a_label_are_no_part_of_it() -> None:
    topics = ("Themen", "Aale", "Oberes Wehr", "Landkreis")
    clean = read(below=tuple(block(topic, "main>ul>li", "list_item") for topic in topics))
    assert clean.paragraphs == PROSE
    assert [removal.rule for removal in clean.removals] == ["topics.label"] * 4


@pytest.mark.parametrize(
    "line",
    [
        "If you liked this story, you will like our weekly letter from the rivers.",
        "The River Letter arrives every Friday. Sign up here.",
        "Our reporters walk the rivers every night. Support their work with a gift.",
        "Hat Ihnen der Artikel gefallen? Dann unterstützen Sie uns mit einem Abo.",
        "Vous avez aimé cet article ? Abonnez-vous à notre lettre.",
        "¿Te ha gustado este artículo? Suscríbete a nuestro boletín.",
        "Понравилась статья? Подпишитесь на наш канал.",
    ],
)
def test_a_prompt_behind_the_text_is_no_part_of_it(line: str) -> None:
    assert (rule_at_end(line) or "").startswith("promo.")


@pytest.mark.parametrize(
    "line",
    [
        "First published in 1902, the book of weirs is in its ninth edition and still tells wardens what to do.",
        "Nothing of this had ever been published, she said, and nothing would be.",
        "The tags on the eels were red, green and blue, and one of them came off.",
        "Topics of the evening were the weir, the miller and the man who had lent the churn.",
        "He had one wish, he said at the end: that somebody would help him to carry it.",
        "“Come back in ten years. Help us carry them,” the warden said.",
    ],
)
def test_prose_of_the_same_words_stays(line: str) -> None:
    assert rule_at_end(line) is None


POINTS = (
    "Eleven eels were carried round the weir at Upper Holm in a milk churn",
    "A warden walked beside the churn with a lamp since there was no moon that night",
    "The county means to do the same in each of the next nine years",
)
BOXES = {
    "a list above": [block(point, "main>div.text>ul>li", "list_item") for point in POINTS],
    "a box beside": [block(point, "main>div.box>p") for point in POINTS],
    "definitions": [block(point, "main>dl.key>dd", "list_item") for point in POINTS],
}


@pytest.mark.parametrize("points", BOXES.values(), ids=BOXES)
@pytest.mark.parametrize("heading", ["At a glance", "Das Wichtigste in Kürze", "要点"])
def test_key_points_that_say_the_text_again_are_cut_with_their_heading(points: list[Block], heading: str) -> None:
    clean = read(above=(block(heading, "main>div.box>h3", "heading"), *points))
    assert clean.paragraphs == PROSE
    assert [(removal.kind, removal.rule) for removal in clean.removals] == [("repeated", "repeated.summary")] * 4


def test_a_list_that_says_something_of_its_own_stays() -> None:
    items = (
        "Whoever sees an eel on a road at night should call the warden and not touch it",
        "Churns may be left at the mill between six in the evening and midnight on weekdays",
    )
    clean = read(above=tuple(block(item, "main>div.text>ul>li", "list_item") for item in items))
    assert clean.paragraphs == (*items, *PROSE)


def test_lines_of_one_pattern_are_no_summary_of_each_other() -> None:
    results = [f"The {bank} bank gave {count} eels to the churn of the county that night" for bank, count in RESULTS]
    items = tuple(block(line, "main>div.text>ul>li", "list_item") for line in results[:2])
    clean = read(above=items, below=tuple(block(f"{line}.") for line in results[2:]))
    assert clean.paragraphs == (*results[:2], *PROSE, *(f"{line}." for line in results[2:]))


RESULTS = (("left", "five"), ("right", "four"), ("upper", "one"), ("lower", "seven"))
