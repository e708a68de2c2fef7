"""Mark-up that would keep a parser busy is seen through before any parser, and pages like others pass."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.web import markup as shape
from pipelines.web.markup import over_limit

NAMES = [f"a{n}" for n in range(40_000)]
MANY = b"<p>The harbour wall is to be mended, the council said.</p>" * 200


@pytest.mark.parametrize(
    "attributes",
    [
        " ".join(f'{name}="1"' for name in NAMES),
        "".join(f'{name}="1"' for name in NAMES),
        "".join(f"{name}='1'" for name in NAMES),
        " ".join(f"{name} = 1" for name in NAMES),
        " ".join(NAMES),
        "/".join(NAMES),
        "\n".join(f"{name}=" for name in NAMES),
    ],
    ids=["quoted", "without-spaces", "single", "bare", "names", "slashes", "empty"],
)
@pytest.mark.parametrize("before", [b"", MANY, b"<!-- ", b"<script>"], ids=["alone", "late", "comment", "script"])
def test_forty_thousand_attributes_are_seen_however_they_are_written(attributes: str, before: bytes) -> None:
    why = over_limit(before + f"<p {attributes}>x</p>".encode())
    assert why
    assert "attributes" in why


def test_attributes_that_are_many_only_together_are_seen() -> None:
    tag = f"<p {' '.join(NAMES[:900])}>"
    assert "attributes, more than 200,000" in (over_limit(tag.encode() * 300) or "")
    assert over_limit(tag.encode() * 100) is None


@pytest.mark.parametrize(
    "opening",
    ["<div>", "<span class='x'>", "<table><tr><td>", "<ul><li>", "</x><div>", "<DIV>", "<x-y>", "<b><p>"],
)
def test_depth_is_seen_whatever_stands_between(opening: str) -> None:
    assert over_limit(opening.encode() * (shape.MAX_DEPTH + 1) + b"x") == "elements nested more than 1,000 deep"


@pytest.mark.parametrize(
    "page",
    [
        b"<div>" * 900 + b"x" + b"</div>" * 900,
        b"<p>x" * 20_000,
        b"<br>x" * 20_000,
        b"<ul>" + b"<li>x" * 20_000,
        b"<table>" + b"<tr><td>x" * 20_000,
        b"<div><p>x</div>" * 20_000,
        b"<script>" + b"if (a<b) s += '<div>';" * 20_000 + b"</script>",
        b"<SCRIPT>" + b"'<div>';" * 2_000 + b"</script><!--" + b"<b>" * 2_000 + b"--><p>x",
        b"<script>" + b"a <b c d e f g " * 1_500 + b"</script>",
        b"<p data-x='" + b"a b c " * 300_000 + b"'>x</p>",
        b'<img src="data:image/png;base64,' + b"A/B=" * 500_000 + b'">',
        MANY,
        b"",
    ],
)
def test_pages_like_others_pass(page: bytes) -> None:
    assert over_limit(page) is None


def test_more_tags_than_any_newspaper_has_are_too_many() -> None:
    assert over_limit(b"<a href=x>x</a>" * 50_000) == "100,000 tags, more than 80,000"


PIECES = ["<", ">", "<a ", "<!--", "-->", "<script>", "</script", "'", '"', "=", "a", " ", "/", "<div>", "</div>", "\0"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.integers(1, 3_000))
def test_any_pieces_of_mark_up_are_seen_through(pieces: list[str], times: int) -> None:
    over_limit("".join(pieces).encode() * times)
