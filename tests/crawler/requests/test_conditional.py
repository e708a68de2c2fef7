from __future__ import annotations

import pytest

from crawler.requests.conditional import MAX_URLS, is_same_body, remember, request_headers

URL = "http://a.test/feed"


def test_the_next_poll_carries_what_the_last_response_said() -> None:
    state = remember(None, URL, {"ETag": '"x"', "last-modified": "Thu, 01 Jan 2026 10:00:00 GMT"}, b"body")
    assert request_headers(state, URL) == {
        "If-None-Match": '"x"',
        "If-Modified-Since": "Thu, 01 Jan 2026 10:00:00 GMT",
    }


@pytest.mark.parametrize(
    "etag",
    [pytest.param('W/"weak"', id="weak"), pytest.param("unquoted", id="unquoted"), pytest.param('"é"', id="latin-1")],
)
def test_an_etag_is_sent_back_as_it_came(etag: str) -> None:
    assert request_headers(remember(None, URL, {"ETag": etag}, b""), URL) == {"If-None-Match": etag}


@pytest.mark.parametrize(
    "value",
    ["a\r\nX-Evil: 1", "a\nb", "a\x00b", "", "x" * 2000, "π"],
    ids=["crlf", "lf", "nul", "empty", "long", "wide"],
)
def test_a_value_that_cannot_be_a_header_is_dropped(value: str) -> None:
    assert request_headers(remember(None, URL, {"ETag": value, "Last-Modified": value}, b""), URL) == {}


@pytest.mark.parametrize("state", [None, "", "not json", "[]", '{"u": 1}', '{"http://a.test/feed": {"etag": 3}}'])
def test_a_state_that_is_not_ours_makes_the_poll_unconditional(state: str | None) -> None:
    assert request_headers(state, URL) == {}
    assert not is_same_body(state, URL, b"")


def test_a_poisoned_state_does_not_reach_a_header() -> None:
    assert request_headers('{"http://a.test/feed": {"etag": "a\\r\\nX: 1"}}', URL) == {}


def test_the_same_bytes_are_known_under_their_url_only() -> None:
    state = remember(None, URL, {}, b"body")
    assert is_same_body(state, URL, b"body")
    assert not is_same_body(state, URL, b"body2")
    assert not is_same_body(state, "http://b.test/", b"body")


def test_each_url_has_validators_of_its_own() -> None:
    state = remember(remember(None, URL, {"ETag": "1"}, b""), "http://b.test/", {"ETag": "2"}, b"")
    assert request_headers(state, URL) == {"If-None-Match": "1"}
    assert request_headers(state, "http://c.test/") == {}


def test_a_response_without_validators_replaces_the_old_ones() -> None:
    state = remember(remember(None, URL, {"ETag": "1"}, b""), URL, {}, b"")
    assert request_headers(state, URL) == {}


def test_the_state_is_bounded_and_forgets_the_oldest() -> None:
    state = None
    for n in range(MAX_URLS + 5):
        state = remember(state, f"http://a.test/{n}", {"ETag": str(n)}, b"")
    state = remember(state, "http://a.test/5", {"ETag": "again"}, b"")
    state = remember(state, "http://a.test/new", {"ETag": "new"}, b"")
    assert request_headers(state, "http://a.test/5") == {"If-None-Match": "again"}
    assert request_headers(state, "http://a.test/6") == {}
    assert request_headers(state, "http://a.test/7") == {"If-None-Match": "7"}
