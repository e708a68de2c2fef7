"""Every reader of what strangers wrote, given damaged input; and the inputs that once broke one.

A few inputs each, the same in every run: bench/fuzz.py gives them more.
"""

from __future__ import annotations

import warnings

import pytest
from harnesses import HARNESSES, within
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import HypothesisWarning
from mutants import mutants

INPUTS = {"page": 12, "site": 2, "rows": 1, "feed": 15, "discovery": 25, "text": 20}
"""What costs more gets fewer than the usual 40."""


@pytest.mark.parametrize("name", HARNESSES)
def test_what_must_hold_of_every_input_holds(name: str) -> None:
    harness = HARNESSES[name]

    @settings(
        max_examples=INPUTS.get(name, 40),
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(mutants(harness.stock()))
    def look(body: bytes) -> None:
        with within(harness.limit_s):
            harness.check(body)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HypothesisWarning)  # of inputs too large to be shown
        look()


FOUND = [
    pytest.param("json-ld", b"<!--" * 25_000, id="comments that do not end"),
    pytest.param("json-ld", b'{"@type": "NewsArticle", "author":' + b" " * 90_000 + b"}", id="blanks behind a name"),
    pytest.param("json-ld", b"[" + b"\n" * 90_000 + b"x", id="empty lines"),
    pytest.param("feeds.txt", b"\n" * 90_000 + b"x", id="empty lines in a list of feeds"),
    pytest.param("feeds.txt", b" " * 90_000 + b"x", id="blanks in a list of feeds"),
    pytest.param("url", b"http://a[2001:db8::1]/b", id="an address with something before its bracket"),
    pytest.param("url", b"http://a.test//[/x", id="a path like a host with a bracket"),
    pytest.param("feeds.toml", b"x = " + b"9" * 5000, id="a number of thousands of digits"),
    pytest.param("feeds.toml", b"x = " + b"[" * 20_000, id="lists in lists"),
    pytest.param("feeds.toml", '[[feeds]]\nurl = "h\u2028ttp://a.test/"'.encode(), id="a line separator in a message"),
    pytest.param("feeds.toml", b'"a\\nb" = 1', id="a line's end in a key"),
    pytest.param("url", b"https://u:p\\w@a.test:8443/", id="a backslash before the host"),
    pytest.param("text", b"Each\n" * 75 + b"Each", id="a headline that stands 76 times"),
    pytest.param("gate", b"<rss><title>a&&#0;#0;b</title></rss>", id="an ampersand before a bad reference"),
    pytest.param("gate", b"<rss <?xml a='' encoding='utf-16'?> >", id="a declaration within the root"),
    pytest.param("page", b"<html><body>" + b"<article>" * 4000 + b"<p>The mole stays.", id="articles within articles"),
    pytest.param("gate", b"<rss>&#&#0;0;</rss>", id="a character reference within one"),
    pytest.param("feed", b'\x81<rss>"', id="bytes that are no text, labelled rot13"),
]
"""Found by fuzzing; each raised, or took more than its time."""


@pytest.mark.parametrize(("name", "body"), FOUND)
def test_what_broke_once_does_not_break_again(name: str, body: bytes) -> None:
    with within(HARNESSES[name].limit_s):
        HARNESSES[name].check(body)
