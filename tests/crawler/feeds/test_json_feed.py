"""A JSON Feed gives what can be read of it; what is wrong in it costs itself alone, and is a problem."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.feeds import parse_feed
from crawler.feeds.loosejson import mended
from pipelines.model import Entry, ParsedFeed

URL = "http://tide.test/feed.json"
DATED = datetime(2026, 3, 2, 9, tzinfo=UTC)
ITEM: dict[str, Any] = {
    "id": "n-1",
    "url": "http://tide.test/1",
    "title": "Ferry late",
    "date_published": "2026-03-02T10:00:00+01:00",
    "content_html": "<p>By an hour.</p>",
    "authors": [{"name": "Oona Drever"}],
}
SECOND: dict[str, Any] = {**ITEM, "id": "n-2", "url": "http://tide.test/2", "title": "Ice plant sold"}


def written(*items: object, **frame: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Tide", "items": items, **frame})


def read(text: str) -> ParsedFeed:
    feed = parse_feed(text.encode("utf-8", "surrogatepass"), URL, "application/feed+json")
    assert feed is not None
    return feed


def only(text: str) -> Entry:
    (entry,) = read(text).entries
    return entry


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        pytest.param("author", "Greta Holm", {"authors": ("Greta Holm",)}, id="author-is-text"),
        pytest.param(
            "author",
            ["Greta Holm", {"name": "Tomas Birk"}],
            {"authors": ("Greta Holm", "Tomas Birk")},
            id="author-list",
        ),
        pytest.param("authors", {"name": "Greta Holm"}, {"authors": ("Greta Holm",)}, id="authors-is-an-object"),
        pytest.param("authors", "Greta Holm", {"authors": ("Greta Holm",)}, id="authors-is-text"),
        pytest.param("authors", ["Greta Holm", "desk@tide.test"], {"authors": ("Greta Holm",)}, id="authors-of-text"),
        pytest.param("authors", 7, {"authors": ()}, id="authors-is-a-number"),
        pytest.param("authors", [{"name": ["x"]}, None, 3], {"authors": ()}, id="authors-of-anything"),
        pytest.param("title", 4, {"title": "4"}, id="title-is-a-number"),
        pytest.param("title", {"rendered": "x"}, {"title": None}, id="title-is-an-object"),
        pytest.param("title", ["x"], {"title": None}, id="title-is-a-list"),
        pytest.param("id", True, {"guid": None}, id="id-is-true"),
        pytest.param("id", {}, {"guid": None}, id="id-is-an-object"),
        pytest.param("url", ["http://tide.test/7"], {"url": "http://tide.test/7"}, id="url-is-a-list"),
        pytest.param("url", {"href": "/7"}, {"url": "http://tide.test/7"}, id="url-is-an-object"),
        pytest.param("url", 7, {"url": None}, id="url-is-a-number"),
        pytest.param("content_html", ["<p>"], {"content_html": None}, id="content-is-a-list"),
        pytest.param("content_html", 1.5, {"content_html": "1.5"}, id="content-is-a-number"),
        pytest.param("summary", False, {"summary": None}, id="summary-is-false"),
        pytest.param("image", {"url": "/7.jpg"}, {"image_url": "http://tide.test/7.jpg"}, id="image-is-an-object"),
        pytest.param("image", 7, {"image_url": None}, id="image-is-a-number"),
        pytest.param(
            "date_published", {"$date": 1}, {"date_published": None, "date_published_raw": None}, id="date-is-an-object"
        ),
        pytest.param("date_modified", [1], {"date_modified": None}, id="modified-is-a-list"),
    ],
)
def test_a_field_of_a_wrong_type_costs_no_other_and_is_a_problem(
    field: str, value: object, expected: dict[str, object]
) -> None:
    sound = only(written(ITEM))
    item = {key: known for key, known in ITEM.items() if not (field == "author" and key == "authors")}
    feed = read(written({**item, field: value}, SECOND))
    changed = {name: getattr(feed.entries[0], name) for name in expected}
    assert changed == expected
    assert len(feed.entries) == 2
    for name in ("guid", "url", "title", "date_published", "content_html", "authors"):
        if name not in expected and not (field == "url" and name == "guid"):
            assert getattr(feed.entries[0], name) == getattr(sound, name)
    (problem,) = feed.problems
    assert problem.startswith(f"item 1: {field} ")


@pytest.mark.parametrize("value", [None, []], ids=["null", "empty"])
@pytest.mark.parametrize("field", ["title", "content_html", "authors", "tags", "attachments", "image"])
def test_nothing_is_no_problem(field: str, value: object) -> None:
    if value is None or field in ("authors", "tags", "attachments"):
        assert read(written({**ITEM, field: value})).problems == ()


@pytest.mark.parametrize(
    ("value", "moment", "raw"),
    [
        (1772442000, DATED, "1772442000"),
        (1772442000000, DATED, "1772442000000"),
        (2026, None, "2026"),
        (17724420, None, "17724420"),
        (1772442000.25, None, "1772442000.25"),
    ],
)
def test_a_number_is_a_date_where_it_can_be_no_other(value: float, moment: datetime | None, raw: str) -> None:
    entry = only(written({**ITEM, "date_published": value}))
    assert (entry.date_published, entry.date_published_raw) == (moment, raw)


@pytest.mark.parametrize("value", [17, 17.0, "17"])
def test_a_number_may_be_an_id(value: object) -> None:
    feed = read(written({**ITEM, "id": value}))
    assert (feed.entries[0].guid, feed.problems) == (str(value), ())


def test_tags_of_any_type_are_not_looked_at() -> None:
    assert read(written({**ITEM, "tags": "harbour, ice"})).entries == read(written(ITEM)).entries


WHOLE = written(ITEM, SECOND)
BROKEN = {
    "raw-newline": WHOLE.replace("Ferry late", "Ferry\nlate"),
    "raw-tab-and-return": WHOLE.replace("Ferry late", "Ferry\t\r\nlate"),
    "control-character": WHOLE.replace("Ferry late", "Ferry\x0b\x01 late"),
    "comma-before-brace": WHOLE.replace("}]}", ",},]}").replace('"}]', '",}]'),
    "comma-before-bracket": WHOLE.replace("}]}", "}],}"),
    "doubled-commas": WHOLE.replace(", ", ",, "),
    "missing-comma": WHOLE.replace(', "title"', ' "title"'),
    "byte-order-mark": "\ufeff" + WHOLE,
    "comments": "// made by hand\n/* all * of it */ " + WHOLE.replace(", ", ", // next\n").replace("{", "{/**/"),
    "single-quotes": WHOLE.replace('"', "'"),
    "keys-without-quotes": WHOLE.replace('"title":', "title:").replace('"items":', "items :"),
    "not-a-number": WHOLE.replace('"id"', '"rating": NaN, "score": -Infinity, "n": undefined, "id"'),
    "odd-numbers": WHOLE.replace('"id"', '"a": 01, "b": +1, "c": .5, "d": 0x1F, "id"'),
    "words-of-python": WHOLE.replace('"id"', '"_a": True, "_b": None, "id"'),
    "escapes-of-javascript": WHOLE.replace("Ferry late", r"F\x65rry \late"),
    "semicolon-behind": WHOLE + ";",
    "more-behind": WHOLE + WHOLE,
    "no-end": WHOLE[:-2],
    "value-missing": WHOLE.replace('"id"', '"rating": , "id"'),
    "key-alone": WHOLE.replace('"id"', '"rating", "id"'),
    "bracket-for-brace": WHOLE.replace('"}]}, {', '"}]], {').replace('"}]], {', '"}}, {'),
    "brace-too-many": WHOLE + "}}",
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_broken_json_is_read_around_the_fault(text: str) -> None:
    feed = read(text)
    assert feed.title == "Tide"
    sound = read(WHOLE).entries
    assert [(each.guid, each.title, each.url, each.date_published) for each in feed.entries] == [
        (each.guid, each.title, each.url, each.date_published) for each in sound
    ]
    assert [each.authors for each in feed.entries] == [each.authors for each in sound]
    assert feed.problems or text[0] == "\ufeff" or "\x0b" in text


def test_quotes_inside_a_text_stay_in_it() -> None:
    feed = read(WHOLE.replace("Ferry late", 'She said "no", and "later", too'))
    assert [each.title for each in feed.entries] == ['She said "no", and "later", too', "Ice plant sold"]


@pytest.mark.parametrize("at", range(len(WHOLE) - len(json.dumps(SECOND)) - 1, len(WHOLE), 7))
def test_of_a_feed_that_breaks_off_the_whole_items_are_read(at: int) -> None:
    feed = read(WHOLE[:at])
    assert feed.entries == read(WHOLE).entries[: len(feed.entries)]
    assert len(feed.entries) >= 1
    assert feed.problems


def test_half_a_character_costs_nothing() -> None:
    feed = read(WHOLE.replace("Ferry late", r"Ferry late \ud83d").replace("Ice plant sold", r"Ice \ud83d\ude00 sold"))
    assert [each.title for each in feed.entries] == ["Ferry late \ufffd", "Ice 😀 sold"]
    assert feed.problems == ()


def test_of_two_keys_alike_the_last_counts() -> None:
    assert (
        only(written(ITEM).replace('"title": "Ferry late"', '"title": "x", "title": "Ferry late"')).title
        == "Ferry late"
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(written(items={"3": ITEM, "7": SECOND}), id="object-with-numbers-as-keys"),
        pytest.param(json.dumps({"title": "Tide", "items": [ITEM, SECOND]}), id="no-version"),
        pytest.param(written(ITEM, SECOND, version=1.1), id="version-is-a-number"),
        pytest.param(json.dumps([ITEM, SECOND]), id="a-list-alone"),
        pytest.param(json.dumps([ITEM, SECOND])[:-1] + ",", id="a-list-alone-that-breaks-off"),
    ],
)
def test_a_frame_that_is_none_is_a_problem_and_no_more(text: str) -> None:
    feed = read(text)
    assert feed.entries == read(WHOLE).entries
    assert feed.problems


def test_one_item_may_stand_for_the_list() -> None:
    assert only(written(items=ITEM)) == only(written(ITEM))


def test_items_that_are_no_objects_are_problems() -> None:
    feed = read(written("x", ITEM, None, [ITEM]))
    assert len(feed.entries) == 1
    assert [problem.partition(":")[0] for problem in feed.problems] == ["item 1", "item 3", "item 4"]


@pytest.mark.parametrize("field", ["title", "home_page_url", "language", "feed_url", "next_url", "authors", "author"])
@pytest.mark.parametrize("value", [7, {"x": []}, [[]], True], ids=["number", "object", "list", "true"])
def test_the_feeds_own_fields_cost_no_item(field: str, value: object) -> None:
    feed = read(written(ITEM, **{field: value}))
    assert feed.entries == read(written(ITEM)).entries


@pytest.mark.parametrize(
    "text",
    [
        "{}", "[]", "[1, 2]", "[[[{", '[{"id": 1, "title": "x"}]', '{"items": [{"id": "1", "url": "/1"}]}',
        '{"version": "https://jsonfeed.org/version/1.1", "items": [', "/* {} */", "// nothing", "[not json at all]",
        '{"items": []}',
        '{"version": "https://jsonfeed.org/version/1.1", "items": 5}', '{"@context": "x", "items": [{"type": "Note"}]}',
        "{", "[", "{{{{", '{"a', "{'", "{\\", "{/*",
    ],
)  # fmt: skip
def test_other_json_is_no_feed(text: str) -> None:
    assert parse_feed(text.encode(), URL, "application/json") is None


HEAD = '{"version": "https://jsonfeed.org/version/1.1", "items": ['
HOSTILE = {
    "lists": HEAD + "[" * 3_000_000,
    "objects": HEAD + '{"a":' * 1_000_000,
    "empty-lists": HEAD + "[]," * 1_500_000,
    "commas": HEAD + "," * 4_000_000,
    "quotes": HEAD + '"' * 4_000_000,
    "apart-quotes": HEAD + '" ' * 2_000_000,
    "escapes": HEAD + '"' + "\\" * 4_000_000,
    "spaces": HEAD + (" " * 100_000 + '"') * 40,
    "comments": HEAD + "/*" * 2_000_000,
    "commented": HEAD + "/**/" * 1_000_000,
    "slashes": HEAD + "/" * 4_000_000,
    "half-keys": HEAD + '{"a' * 1_300_000,
    "keys": HEAD + '{"a":"b" ' * 400_000,
    "words": HEAD + "a " * 2_000_000,
    "long-number": HEAD + "1" * 4_000_000,
    "halves": HEAD + r'"\ud83d' * 500_000,
    "fields": HEAD + '{"title": ' + "[]," * 1_000_000 + "}]}",
    "keys-of-an-item": HEAD + "{" + ",".join(f'"{n}":1' for n in range(300_000)) + ",}]}",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_json_made_to_be_slow_is_read_or_refused(text: str) -> None:
    parse_feed(text.encode(), URL, "")


def test_what_is_mended_is_json() -> None:
    for text in BROKEN.values():
        json.loads(mended(text.lstrip("\ufeff")))


def test_mending_twice_changes_nothing() -> None:
    for text in BROKEN.values():
        once = mended(text.lstrip("\ufeff"))
        assert json.loads(mended(once)) == json.loads(once)
