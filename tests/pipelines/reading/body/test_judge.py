"""The judge keeps an article's blocks and nothing else, by weights that are data, and says how sure it is."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lxml.html import document_fromstring

from pipelines.reading import extractor
from pipelines.reading.body.judge import Judge, Judgement, Stated, panels
from pipelines.reading.body.judge.features import NAMES, gather
from pipelines.reading.body.judge.judge import GROUPS, choose
from pipelines.reading.body.judge.layout import BODY, KINDS, NONE, OTHERS, read_layout
from pipelines.reading.body.judge.trees import plant
from pipelines.reading.body.judge.weights import VARIABLE, read_weights
from pipelines.reading.body.judge.witness import WITNESS_NAMES, hear
from pipelines.reading.document.blocks import RawBlock
from pipelines.reading.document.walk import read_blocks

LINE = "The harbour board met on Monday and put off what it had been asked to settle in the spring of the year before. "
TITLE = "Harbour board puts off the outer mole"
MENU = "<nav><ul>" + "".join(f"<li><a href=/{n}>Section {n}</a></li>" for n in range(8)) + "</ul></nav>"
CARDS = "<div class=river>" + "".join(
    f"<div class=card><h3><a href=/s{n}>Ferry of the {n}th island gets a cat</a></h3><p>It catches mice.</p></div>"
    for n in range(5)
) + "</div>"  # fmt: skip
STATED = Stated((TITLE,), frozenset({"The board wants another survey of the mole."}))


def text(*names: str) -> str:
    return "".join(f"<p>{name}. {LINE * 2}</p>" for name in names)


def blocks_of(body: str) -> list[RawBlock]:
    tree = document_fromstring(f"<html><body>{MENU}<h1>{TITLE}</h1>{body}{CARDS}</body></html>")
    return read_blocks(tree, "http://board.test/").blocks


def kept(blocks: Sequence[RawBlock], judgement: Judgement) -> list[str]:
    """First words of the blocks that are kept."""
    return [block.text.partition(".")[0] for block, keep in zip(blocks, judgement.kept, strict=True) if keep]


SPLIT = "".join(
    f"<div class=chunk><div class=inner>{text(f'{n}a', f'{n}b')}</div></div>"
    "<div class=slot><p>Advertisement</p><a href=/buy>Buy a boat</a></div>"
    for n in ("One", "Two", "Three", "Four")
)


def test_an_article_in_several_containers_is_kept_whole() -> None:
    blocks = blocks_of(f"<article>{SPLIT}</article>")
    names = [f"{n}{part}" for n in ("One", "Two", "Three", "Four") for part in "ab"]
    assert kept(blocks, Judge(blocks, STATED).alone()) == names


def test_each_block_that_is_left_out_says_what_weighed_most_against_it() -> None:
    blocks = blocks_of(f"<article>{text('One', 'Two', 'Three')}</article>")
    judge = Judge(blocks, STATED)
    for judgement in (judge.alone(), judge.taught([False] * len(blocks))):
        out = [place for place, keep in enumerate(judgement.kept) if not keep]
        assert all(against in ("", *GROUPS) for against in judgement.against(out))
    cards = [place for place, block in enumerate(blocks) if block.text == "It catches mice."]
    assert all(judge.alone().against(cards))


def test_a_clear_page_is_surer_than_a_list_of_cards() -> None:
    clear, cards = blocks_of(f"<article>{text(*'ABCDEF')}</article>"), blocks_of("")
    assert Judge(clear, STATED).alone().expected > 0.9
    assert Judge(cards, STATED).alone().expected < 0.7


def test_nothing_that_is_kept_is_expected_to_be_right() -> None:
    blocks = read_blocks(document_fromstring("<html><body><a href=/>Home</a></body></html>"), "http://x.test/").blocks
    assert Judge(blocks, Stated()).alone().expected == 0.0


def test_of_doubtful_blocks_alone_those_are_kept_that_let_expect_the_best_text() -> None:
    sizes = np.asarray([60, 60, 60, 900])
    keeps, expected = choose(np.asarray([0.4, 0.4, 0.05, 0.01]), sizes)
    assert keeps.tolist() == [True, True, False, False]
    assert expected == pytest.approx(2 * 48 / (120 + 60), abs=1e-4)
    assert choose(np.asarray([0.9, 0.4, 0.05, 0.01]), sizes)[0].tolist() == [True, False, False, False]
    winners = "".join(f"<li><b>Best {n}</b><br>The {n}th ferry of Velmora</li>" for n in range(9))
    blocks = blocks_of(f"<main><ul>{winners}</ul></main>")
    assert any(Judge(blocks, STATED).alone().kept)


def test_trafilatura_is_asked_only_where_the_page_leaves_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def kept_text(tree: object) -> str:
        asked.append(tree)
        return ""

    monkeypatch.setattr(extractor, "kept_text", kept_text)
    long = "".join(f"<p>{n}. {LINE * 3}</p>" for n in range(14))
    for body in (f"<main><article><h1>{TITLE}</h1><div class=body>{long}</div></article></main>", CARDS):
        document = document_fromstring(f"<html><body>{MENU}{body}</body></html>")
        found = read_blocks(document, "http://x.test/")
        choice = extractor._choose(document, found, STATED, None)
        if body is CARDS:
            assert len(asked) == 1
            assert choice.extractor.startswith(f"judge {read_weights().version} with trafilatura")
        else:
            assert (asked, choice.extractor) == ([], f"judge {read_weights().version}")


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("<h1>The Velmora Post</h1>{menu}<h2>{title}</h2>", id="below the paper's name"),
        pytest.param("<h1>The Velmora Post</h1>{menu}<h3>{title}</h3>", id="a third level"),
        pytest.param("{menu}<h1>{title}</h1><h2>Read also</h2>", id="the first of all"),
    ],
)
def test_the_headline_is_the_heading_that_is_called_as_the_page_is(title: str) -> None:
    body = title.format(menu=CARDS, title=TITLE) + text("One", "Two")
    blocks = read_blocks(document_fromstring(f"<html><body>{body}</body></html>"), "http://board.test/").blocks
    evidence = gather(blocks, Stated((f"{TITLE} | The Velmora Post",)))
    below = evidence.table[:, NAMES.index("below_headline")]
    headline = next(place for place, block in enumerate(blocks) if block.text == TITLE)
    assert [bool(each) for each in below] == [place > headline for place in evidence.asked]


CONSENT = (
    "We and our 112 partners store cookies on your device for advertising purposes, if you consent to it. ",
    "Cookies of the second kind let us measure how the advertising of our partners comes over on your device. ",
    "The legitimate interest of our vendors is to store what your device tells them of how it reads this. ",
)


@pytest.mark.parametrize("element", ["div", "section", "li", "p"])
@pytest.mark.parametrize("where", ["before", "behind"])
def test_a_panel_on_cookies_is_seen_as_one_though_not_each_of_its_lines_speaks_of_them(
    element: str, where: str
) -> None:
    lines = [
        *CONSENT,
        "What is kept is kept for as long as it takes, and by nobody but those who are named here. ",
    ]
    panel = "<div class=x><div>" + "".join(f"<{element}>{line * 2}</{element}>" for line in lines) + "</div></div>"
    article = f"<article><h1>{TITLE}</h1>{text('One', 'Two', 'Three')}</article>"
    body = panel + article if where == "before" else article + panel
    blocks = read_blocks(document_fromstring(f"<html><body>{MENU}{body}</body></html>"), "http://board.test/").blocks
    judgement = Judge(blocks, STATED).alone()
    assert [line for line in kept(blocks, judgement) if line != TITLE] == ["One", "Two", "Three"]
    panelled = [
        place for place, block in enumerate(blocks) if not block.text.startswith(("One", "Two", "Three", TITLE))
    ]
    assert set(judgement.against([place for place in panelled if not blocks[place].outside])) == {"topic"}


def test_of_a_thousand_notices_some_are_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(panels, "says_more_than", lambda kinds, text: kinds == 0 or asked.append(text))
    notices = f"<div><p>{CONSENT[0] * 2}</p><p>{CONSENT[0] * 2}</p></div>" * 1000
    gather(blocks_of(f"<article>{text('One')}</article>{notices}"), STATED)
    assert 0 < len(asked) <= panels.MOST


def test_an_article_on_cookies_is_no_panel() -> None:
    title = "Vendors of advertising cookies lose their partners, and nobody measures devices any longer"
    body = f"<h1>{title}</h1><div class=text>" + "".join(f"<p>{line * 2}</p>" for line in CONSENT) + "</div>"
    blocks = read_blocks(document_fromstring(f"<html><body>{MENU}{body}{CARDS}</body></html>"), "http://b.test/").blocks
    judgement = Judge(blocks, Stated((title,))).alone()
    assert sum(line.startswith(("We and", "Cookies", "The legit")) for line in kept(blocks, judgement)) == 3


# ------------------------------------------------------------------------------------------------ the weights


def test_the_trees_say_what_their_file_says() -> None:
    data = json.loads(resources.files("pipelines.reading.body.judge").joinpath("weights.json").read_text("utf-8"))
    blocks = blocks_of(f"<article>{SPLIT}</article>")
    evidence = gather(blocks, STATED)
    table = np.hstack([evidence.table, hear(evidence, [block.role == "paragraph" for block in blocks])])
    names = (*NAMES, *WITNESS_NAMES)
    for part in ("alone", "taught"):
        found = plant(data[part], names).probabilities(table)
        wanted = [by_hand(data[part], dict(zip(names, row, strict=True))) for row in table.tolist()]
        assert found == pytest.approx(wanted, abs=1e-9)


def by_hand(data: dict[str, Any], row: dict[str, float]) -> float:
    score = 0.0
    for tree in data["trees"]:
        node = tree[0]
        while len(node) > 1:
            _, column, limit, left, right = node
            node = tree[left] if row[data["columns"][column]] <= limit else tree[right]
        score += node[0]
    return 1 / (1 + math.exp(-score))


def test_what_weighs_most_against_a_row_is_the_group_of_the_deepest_step_down() -> None:
    data = {"columns": ["linked", "topic"], "trees": [[[0.0, 0, 0.5, 1, 4], [0.5, 1, 0.0, 2, 3], [0.2], [0.8], [-2.0]]]}
    trees = plant(data, ("topic", "linked"))
    table = np.asarray([[-1.0, 0.9], [-1.0, 0.1]])  # the first goes down by its links, the second by its topic
    assert trees.against(table, [0, 1], 2).tolist() == [1, 0]


def test_trees_that_ask_for_what_nobody_measures_are_refused() -> None:
    with pytest.raises(ValueError, match="moon"):
        plant({"columns": ["moon"], "trees": []}, NAMES)


def test_another_file_of_weights_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "weights.json"
    never = {"columns": [], "trees": [[[-9.0]]]}
    own.write_text(json.dumps({"alone": never, "taught": never}), "utf-8")
    before = read_weights().version
    monkeypatch.setenv(VARIABLE, str(own))
    assert read_weights().version != before
    blocks = blocks_of(text("One"))
    assert not any(Judge(blocks, STATED).alone().kept)


# ------------------------------------------------------------------------------------------------ the evidence


def test_each_row_has_a_number_for_each_name() -> None:
    for body in (
        "",
        "<p>Mole</p>",
        f"<article>{SPLIT}</article>",
        "<p>渡船が止まった。港の職員は、橋を見ている。</p>" * 9,
    ):
        evidence = gather(blocks_of(body), STATED)
        assert evidence.table.shape == (len(evidence.asked), len(NAMES))
        assert np.isfinite(evidence.table).all()
        words = hear(evidence, [False] * len(evidence.layout.own))
        assert words.shape == (len(evidence.asked), len(WITNESS_NAMES))


def test_a_containers_sums_are_those_of_all_that_stands_in_it() -> None:
    blocks = blocks_of(f"<article>{SPLIT}</article>")
    layout = read_layout(blocks)
    sums = layout.sums(layout.sizes)
    assert sums[0] == layout.sizes.sum()
    article = int(layout.parent[layout.parent[layout.parent[layout.own[blocks.index(one(blocks, "Onea"))]]]])
    inside = layout.inside(article)[layout.own]
    assert sums[article] == layout.sizes[inside].sum()


def test_it_is_known_what_stands_above_a_block() -> None:
    blocks = blocks_of(f"<section><div class=comments><ul><li>{text('One')}</li></ul></div></section>")
    layout = read_layout(blocks)
    above = layout.above[layout.own[blocks.index(one(blocks, "One"))]]
    assert (above[KINDS.index("li")], above[OTHERS], above[KINDS.index("section")]) == (1, 3, 4)
    assert above[BODY] == above[KINDS.index("table")] == NONE


def one(blocks: Sequence[RawBlock], name: str) -> RawBlock:
    return next(block for block in blocks if block.text.startswith(f"{name}."))
