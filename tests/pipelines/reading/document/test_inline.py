"""What stands in a line of text stays in it, whatever element it is, from the page to the copy."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest
from lxml.html import document_fromstring
from moor import copy_of

from pipelines.reading.document.walk import read_blocks


def texts(body: str) -> list[str]:
    return [
        b.text for b in read_blocks(document_fromstring(f"<html><body>{body}</body></html>"), "http://a.test/").blocks
    ]


WHOLE = {
    "web component": (
        (
            "<p>The vet calls it <moor-gloss term=varroa>the red mite</moor-gloss>, and says that <u-ref "
            "n=4></u-ref>nobody on this side of the moor has been rid of it since the road was built.</p>"
        ),
        (
            "The vet calls it the red mite, and says that nobody on this side of the moor has been rid of "
            "it since the road was built."
        ),
    ),
    "nested, in a heading's language": (
        (
            "<p>Der Verein hat <w:sdt><w:sdtcontent>drei Völker</w:sdtcontent></w:sdt> verschenkt, alle an "
            "die Schule von <st2:stadt>Aldermoor</st2:stadt>, die seit dem Herbst einen Garten hat.</p>"
        ),
        (
            "Der Verein hat drei Völker verschenkt, alle an die Schule von Aldermoor, die seit dem Herbst "
            "einen Garten hat."
        ),
    ),
    "text directly in a div": (
        (
            "<div>Nobody knows what <amp-term>the old rule</amp-term> says of swarms that settle on a "
            "church, or who is to hold the ladder when the sexton is in bed.</div>"
        ),
        (
            "Nobody knows what the old rule says of swarms that settle on a church, or who is to hold the "
            "ladder when the sexton is in bed."
        ),
    ),
    "button of a glossary": (
        (
            "<p>The members pay a levy on every <button type=button aria-expanded=false>super</button> that "
            "they sell, which in the year of the great drought came to nothing at all.</p>"
        ),
        (
            "The members pay a levy on every super that they sell, which in the year of the great drought "
            "came to nothing at all."
        ),
    ),
    "button that opens a sentence": (
        (
            "<p><span class=gloss><button>Skeps</button></span> of straw are still made by one man in the "
            "valley, who takes eleven evenings for each and asks for eggs in return.</p>"
        ),
        (
            "Skeps of straw are still made by one man in the valley, who takes eleven evenings for each and "
            "asks for eggs in return."
        ),
    ),
    "two buttons in French": (
        (
            "<p>La miellée dépend <button class=mot>du tilleul</button>, dit le trésorier, et aussi "
            "<button>de la ronce</button>, que personne ne veut plus voir au bord de la route.</p>"
        ),
        (
            "La miellée dépend du tilleul, dit le trésorier, et aussi de la ronce, que personne ne veut "
            "plus voir au bord de la route."
        ),
    ),
    "hidden words": (
        (
            "<p>The inspector counted nine hives <span hidden>(see the table below)</span>behind the "
            "smithy, and asked whose they were until the smith went out to feed the hens.</p>"
        ),
        (
            "The inspector counted nine hives behind the smithy, and asked whose they were until the smith "
            "went out to feed the hens."
        ),
    ),
    "ruby": (
        (
            "<p>村の<ruby>養蜂家<rp>(</rp><rt>よう"
            "ほうか</rt><rp>)</rp></ruby>たちは日曜"
            "日に集まり、冬の間に失った巣箱の数を数えました。来月までに記"
            "録を県に送ることになっています。</p>"
        ),
        (
            "村の養蜂家たちは日曜日に集まり、冬の間に失った巣箱の数を数え"
            "ました。来月までに記録を県に送ることになっています。"
        ),
    ),
    "ruby without end tags": (
        (
            "<p><ruby><rb>養<rt>よう<rb>蜂<rt>ほ"
            "う</ruby>の会は日曜日に集まり、冬の間に失った巣箱の数"
            "を数えました。来月までに記録を県に送ることになっています。</p>"
        ),
        "養蜂の会は日曜日に集まり、冬の間に失った巣箱の数を数えました。来月までに記録を県に送ることになっています。",
    ),
    "ruby on both sides": (
        (
            "<p><ruby><rb>蜜</rb><rb>蜂</rb><"
            "rtc><rt>ㄇㄧˋ</rt><rt>ㄈㄥ</rt></r"
            "tc><rtc>mìfēng</rtc></ruby>協會在"
            "星期日開會，清點冬天失去的蜂箱，並決定在下個月之前把紀錄寄給縣政府，由獸醫檢查。</p>"
        ),
        "蜜蜂協會在星期日開會，清點冬天失去的蜂箱，並決定在下個月之前把紀錄寄給縣政府，由獸醫檢查。",
    ),
}


@pytest.mark.parametrize(("middle", "expected"), WHOLE.values(), ids=WHOLE)
def test_a_paragraph_stays_whole(middle: str, expected: str) -> None:
    assert copy_of(middle) == (expected,)


def test_paragraphs_that_are_web_components_are_kept_beside_others() -> None:
    said = "The chairman said that he would rather keep geese, which sting nobody and fly away once a year."
    laughed = "Nobody laughed, because everybody knew what had become of the geese at Easter."
    assert copy_of(f"<moor-text>{said}</moor-text><moor-text>{laughed}</moor-text>") == (said, laughed)


PARTED = {
    "elements of a style sheet": ("<x-p>One stands.</x-p><x-p>Two stands.</x-p>", ["One stands.", "Two stands."]),
    "around blocks": ("<div>Before <x-card><p>One.</p></x-card> behind</div>", ["Before", "One.", "behind"]),
    "a legend of a fieldset": ("<fieldset><legend>Bees</legend><p>Yes</p></fieldset>", ["Bees", "Yes"]),
    "a button between sentences": (
        "<p>It held. <button>Share</button> He left.</p>",
        ["It held.", "Share", "He left."],
    ),
    "a button behind a line": ("<div>The hives <button>Enlarge</button></div>", ["The hives", "Enlarge"]),
    "buttons in a row": ("<p>It held. <button>Like</button><button>Share</button></p>", ["It held.", "Like", "Share"]),
    "a set of custom elements": (
        "<y-page><y-head>Title</y-head><y-text>One.<y-b>Two</y-b></y-text></y-page>",
        ["Title", "One.Two"],
    ),
}


@pytest.mark.parametrize(("body", "expected"), PARTED.values(), ids=PARTED)
def test_what_stands_for_itself_is_a_block_of_its_own(body: str, expected: list[str]) -> None:
    assert texts(body) == expected


def test_a_page_of_unknown_elements_is_read_in_one_sweep() -> None:
    def steps(count: int) -> int:
        body = "<x-a>" * 100 + "<y-b>word </y-b>" * count + "<p>end</p>"
        return lines_run(lambda: texts(f"<div>Text {body}</div>"))

    assert steps(2000) < 2.5 * steps(1000), "a sweep for each would be four times as many"


def lines_run(function: Callable[[], object]) -> int:
    """How many lines of Python a call runs."""
    count = 0

    def trace(_frame: FrameType, event: str, _arg: object) -> Callable[..., object]:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function()
    finally:
        sys.settrace(before)
    return count
