"""What a URL says before it is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.web import urls

FRAGMENTS = st.text(alphabet="ab%/.?&=#:@[]\\ ü日2e3ED+;~'!,|_-\t\nAMP")
ANY_URL = st.one_of(
    st.text(),
    st.builds(
        lambda start, rest: start + rest,
        st.sampled_from(
            [
                "http://",
                "https://www.bote.test/",
                "HTTP://bote.test:80",
                "http://[",
                "//",
                "urn:",
                "http://ü.",
                "https://x.cdn.ampproject.org/c/s/",
                "https://www.google.de/amp/s/bote.test",
                "http://bote.test/a;jsessionid=",
                "http://bote.test/index.html",
            ]
        ),
        st.one_of(FRAGMENTS, st.text()),
    ),
)


@given(ANY_URL)
def test_normalising_twice_is_normalising_once(url: str) -> None:
    once = urls.canonical_url(url)
    assert urls.canonical_url(once) == once


@given(ANY_URL)
def test_the_key_of_the_normal_form_is_the_key(url: str) -> None:
    assert urls.url_key(urls.canonical_url(url)) == urls.url_key(url)


@given(ANY_URL)
def test_the_key_of_a_key_is_the_key(url: str) -> None:
    assert urls.url_key(urls.url_key(url)) == urls.url_key(url)


@given(ANY_URL)
def test_the_normal_form_is_of_the_same_site(url: str) -> None:
    assert urls.site_of(urls.canonical_url(url)) == urls.site_of(url)


@given(ANY_URL)
def test_no_string_makes_a_function_raise(url: str) -> None:
    urls.site_of(url)
    urls.host_of(url)
    urls.is_root(url)
    urls.is_fetchable(url)
    urls.strip_fragment(url)
    urls.kind_of(url, urls.canonical_url(url))


@given(ANY_URL)
def test_what_is_fetchable_has_a_site(url: str) -> None:
    assert not urls.is_fetchable(url) or urls.site_of(url)


UNTOUCHED = [
    "http://bote.test/news/1",
    "https://www.bote.test/a/?b=2&a=1",
    "https://bote.test/a?p=&q&p=2",
    "https://bote.test/%7euser/%C3%A4%2f?q=%e4+b",
    "https://bote.test/a,123;b=c(d)!*'~/e:f@g",
    "https://bote.test:8443/a//b/",
    "https://bote.test/?p=7",
    "https://bote.test/2026/bridge/index.html",
    "https://bote.test/2026/bridge/amp/",
    "https://m.bote.test/2026/bridge",
]


@pytest.mark.parametrize("url", UNTOUCHED)
def test_a_sound_url_without_trackers_is_untouched(url: str) -> None:
    assert urls.canonical_url(url) == url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("http://bote.test/a?utm_source=rss&id=7&fbclid=x", "http://bote.test/a?id=7", id="between others"),
        pytest.param("http://bote.test/a?UTM_Source=rss", "http://bote.test/a", id="upper case"),
        pytest.param("http://bote.test/a?id=7&amp;utm_medium=feed", "http://bote.test/a?id=7", id="escaped ampersand"),
        pytest.param("http://bote.test/a?at_medium=RSS&at_campaign=KARANGA", "http://bote.test/a", id="at_"),
        pytest.param("http://bote.test/a?CMP=rss_feed", "http://bote.test/a", id="cmp of a feed"),
        pytest.param("http://bote.test/a?ref=share_btn_tw", "http://bote.test/a", id="ref of a share button"),
        pytest.param("HTTP://BOTE.test:80#top", "http://bote.test/", id="scheme, host, port, fragment, empty path"),
        pytest.param("https://bote.test/a/./b/../c", "https://bote.test/a/c", id="dot segments"),
        pytest.param("https://bote.test/zürich 1", "https://bote.test/z%C3%BCrich%201", id="unfit characters"),
        pytest.param("https://zürich.test/", "https://xn--zrich-kva.test/", id="IDNA"),
        pytest.param("http://bote.test/a#!/b", "http://bote.test/a", id="hashbang"),
        pytest.param("http://bote.test/a.do;jsessionid=0F.n1?id=7", "http://bote.test/a.do?id=7", id="jsessionid"),
        pytest.param(
            "http://bote.test/(S(lit3py55t21z5v55vlm25s55))/a.aspx", "http://bote.test/a.aspx", id="session of ASP.NET"
        ),
        pytest.param(
            "https://www-bote-test.cdn.ampproject.org/c/s/www.bote.test/amp/a?usqp=x&id=7#aoh=1",
            "https://www.bote.test/amp/a?id=7",
            id="AMP cache",
        ),
        pytest.param(
            "https://bote-test.cdn.ampproject.org/v/bote.test/a.amp", "http://bote.test/a.amp", id="AMP viewer, http"
        ),
        pytest.param("https://www.google.co.uk/amp/s/bote.test/a", "https://bote.test/a", id="Google's viewer"),
        pytest.param("https://www.google.com/amp/about", "https://www.google.com/amp/about", id="no host in it"),
        pytest.param(
            "https://x.cdn.ampproject.org/i/s/bote.test/a.jpg",
            "https://x.cdn.ampproject.org/i/s/bote.test/a.jpg",
            id="an image in the AMP cache",
        ),
        pytest.param(
            "https://cdn.ampproject.org.evil.test/c/s/bote.test/a",
            "https://cdn.ampproject.org.evil.test/c/s/bote.test/a",
            id="a host that only looks like the AMP cache",
        ),
        pytest.param(" urn:sha256:0f ", "urn:sha256:0f", id="urn"),
        pytest.param("javascript:void(0)", "javascript:void(0)", id="javascript"),
        pytest.param("", "", id="empty"),
    ],
)
def test_the_normal_form(url: str, expected: str) -> None:
    assert urls.canonical_url(url) == expected


@pytest.mark.parametrize(
    "parameter",
    ["utm_source=x", "utm_id=1", "UTM_Medium=feed", "utm%5Fsource=x", "amp;utm_source=x", "fbclid=x", "gclid=x",
     "mc_cid=x", "mc_eid=x", "ito=1490", "xtor=RSS-3", "at_medium=RSS", "at_campaign=64", "wt_mc=x", "WT.mc_id=x",
     "ns_campaign=bbcnews", "ns_mchannel=rss", "pk_campaign=x", "itm_source=teaser", "INTCMP=x", "sf123456789=1",
     "__twitter_impression=true", "usqp=mq331", "amp_js_v=0.1", "PHPSESSID=0f", "jsessionid=0F", "ftag=CAD-01",
     "ref=rss", "ref=share_btn_tw", "cmp=rss", "CMP=newsletter", "icid=rss", "source=rss", "from=rss", "src=feed",
     "partner=rss", "emc=rss", "via=twitter", "ref=homepage", "rss=1", "rss", "fromRss=true", "isrss=yes"],
)  # fmt: skip
def test_a_parameter_that_only_tracks_goes(parameter: str) -> None:
    assert urls.canonical_url(f"http://bote.test/read?{parameter}") == "http://bote.test/read"
    assert urls.canonical_url(f"http://bote.test/read?id=7&{parameter}&b=1") == "http://bote.test/read?id=7&b=1"


@pytest.mark.parametrize(
    "parameter",
    ["id=7", "ID=7", "p=7", "aid=7", "sid=7", "article=7", "newsid=7", "storyId=7", "itemid=7", "story_id=utm_source",
     "url=https://echo.test/a?b", "v=dQw4w9", "q=utm_source", "ref=4711", "cmp=4711", "icid=4711", "source=police",
     "cid=27", "from=2026-01-01", "page=2", "feature=mail-strike", "channel=sport", "share", "source=", "mc=1",
     "rss=2", "feed=7", "sf=123456", "pk_id=7", "ns_id=7", "itm_id=7", "lang=de", "cHash=0f", "date=2026-03-01"],
)  # fmt: skip
def test_a_parameter_that_may_select_the_article_stays(parameter: str) -> None:
    url = f"http://bote.test/read?{parameter}"
    assert urls.canonical_url(url) == url
    assert urls.url_key(url) != urls.url_key("http://bote.test/read")


@pytest.mark.parametrize(
    "mark", ["amp", "amp=1", "output=amp", "format=print", "print=1", "m=1", "page=all", "singlepage"]
)
def test_other_forms_of_a_page_are_read_before_they_are_taken_for_it(mark: str) -> None:
    url = f"http://bote.test/read?{mark}"
    assert urls.canonical_url(url) == url
    assert urls.url_key(url) != urls.url_key("http://bote.test/read")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("http://bote.test/a", "https://www.bote.test/a/", id="scheme, www, slash"),
        pytest.param("http://bote.test/a?x=1&y=2", "http://bote.test/a?y=2&x=1", id="order"),
        pytest.param("http://bote.test/%c3%a4", "http://bote.test/ä", id="escapes"),
        pytest.param("http://bote.test/a%27b", "http://bote.test/a'b", id="quote"),
        pytest.param("http://bote.test/a?x[]=1", "http://bote.test/a?x%5B%5D=1", id="brackets"),
        pytest.param("http://bote.test", "http://bote.test/?#x", id="root"),
        pytest.param("http://u:p@bote.test./a", "http://bote.test/a", id="user and the root's dot"),
        pytest.param("http://bote.test/a/index.html", "http://bote.test/a", id="index page"),
        pytest.param("http://bote.test/a/Index.PHP/?fbclid=x", "http://bote.test/a/", id="index page, trackers"),
        pytest.param("http://bote.test/Default.aspx", "http://bote.test", id="index page of the root"),
        pytest.param("http://bote.test//a///b/", "http://bote.test/a/b", id="doubled slashes"),
        pytest.param("http://bote.test:80/a", "https://bote.test:443/a", id="default ports"),
        pytest.param("http://BOTE.test/a?", "http://bote.test/a?&", id="empty query"),
        pytest.param("http://bote.test/a?q=a+b", "http://bote.test/a?q=a%20b", id="plus in a query"),
        pytest.param("http://münchen.test/a", "http://xn--mnchen-3ya.test/a", id="IDN"),
        pytest.param("https://bote-test.cdn.ampproject.org/c/s/bote.test/a", "http://bote.test/a/", id="AMP cache"),
    ],
)
def test_spellings_of_one_page_have_one_key(one: str, other: str) -> None:
    assert urls.url_key(one) == urls.url_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("http://bote.test/a?id=1", "http://bote.test/a?id=2", id="id"),
        pytest.param("http://bote.test/a", "http://bote.test/A", id="case of the path"),
        pytest.param("http://bote.test/a%2Fb", "http://bote.test/a/b", id="escaped slash"),
        pytest.param("http://bote.test:8080/a", "http://bote.test/a", id="port"),
        pytest.param("http://www.test/a", "http://test/a", id="www is the name itself"),
        pytest.param("http://bote.test/a?q=1%262", "http://bote.test/a?q=1&2", id="escaped ampersand"),
        pytest.param("http://bote.test/index.php?id=7", "http://bote.test/?id=7", id="a program named index"),
        pytest.param("http://bote.test/a/index", "http://bote.test/a", id="an article named index"),
        pytest.param("http://bote.test/a+b", "http://bote.test/a%20b", id="plus in a path"),
        pytest.param("http://bote.test/a?x=1&x=2", "http://bote.test/a?x=2", id="a parameter twice"),
        pytest.param("http://bote.test/a?x=", "http://bote.test/a", id="an empty value"),
        pytest.param("http://m.bote.test/a", "http://bote.test/a", id="mobile host"),
        pytest.param("http://bote.test/a/amp", "http://bote.test/a", id="AMP path"),
    ],
)
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    assert urls.url_key(one) != urls.url_key(other)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.bote.co.uk/a", "bote.co.uk"),
        ("http://a.b.bote.test/", "bote.test"),
        ("http://bote.test:8000/", "bote.test"),
        ("http://localhost/", "localhost"),
        ("http://192.0.2.7/a", "192.0.2.7"),
        ("http://[2001:DB8::1]:80/a", "[2001:db8::1]"),
        ("http://news.zürich.test/", "xn--zrich-kva.test"),
        ("http://co.uk/", "co.uk"),
        ("https://bote-co-uk.cdn.ampproject.org/c/s/www.bote.co.uk/a", "bote.co.uk"),
        ("https://cdn.ampproject.org/v0.js", "ampproject.org"),
        ("urn:sha256:0f", None),
        ("javascript:void(0)", None),
        ("", None),
    ],
)
def test_a_site_is_a_registered_domain(url: str, site: str | None) -> None:
    assert urls.site_of(url) == site


@pytest.mark.parametrize(
    "url",
    [
        "http://bote.test/a",
        " https://bote.test/a b ",
        "http://u:p@bote.test/",
        "http://zürich.test/ä",
        "HTTP://bote.test",
    ],
)
def test_what_a_browser_would_open_is_fetchable(url: str) -> None:
    assert urls.is_fetchable(url)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        (None, "no link"),
        ("  ", "no link"),
        ("javascript:void(0)", "not an http or https link: javascript:"),
        ("data:text/html,x", "not an http or https link: data:"),
        ("ftp://bote.test/", "not an http or https link: ftp:"),
        ("/relative", "not an http or https link"),
        ("http:bote.test/a", "no usable host or port in the link"),
        ("http:///a", "no usable host or port in the link"),
        ("http://bo te.test/a", "no usable host or port in the link"),
        ("http://bote.test:99999/", "no usable host or port in the link"),
        ("http://bote.test:0/", "no usable host or port in the link"),
        ("http://[::1/a", "no usable host or port in the link"),
        ("http://bote.test/a\nb", "control characters inside the link"),
        ("http://bote.test/" + "a" * 8192, "the link has 8,209 characters, more than 8,192"),
    ],
)
def test_what_cannot_be_fetched_says_why(url: str | None, why: str) -> None:
    assert urls.fault_of(url) == why


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://bote.test/x", "canonical"),
        ("http://bote.test/x?utm_source=rss", "link"),
        ("http://bote.test/amp/x", "amp"),
        ("http://bote.test/x/amp", "amp"),
        ("http://bote.test/x/amp/", "amp"),
        ("http://bote.test/x.amp", "amp"),
        ("http://bote.test/x.amp.html", "amp"),
        ("http://bote.test/x-amp.html", "amp"),
        ("http://bote.test/x?outputType=amp", "amp"),
        ("http://bote.test/x?output=amp", "amp"),
        ("http://bote.test/x?amp", "amp"),
        ("http://bote.test/x?a=b&amp=1", "amp"),
        ("http://amp.bote.test/x", "amp"),
        ("https://bote-test.cdn.ampproject.org/c/s/bote.test/x", "amp"),
        ("https://www.google.com/amp/s/bote.test/x", "amp"),
        ("http://bote.test/x?amp=0", "link"),
        ("http://bote.test/camp/x", "link"),
        ("http://bote.test/guitar-amp", "link"),
        ("http://bote.test/x/print", "print"),
        ("http://bote.test/print/x", "print"),
        ("http://bote.test/print.php?x", "print"),
        ("http://bote.test/x-druck.html", "print"),
        ("http://bote.test/x?view=print", "print"),
        ("http://bote.test/x?print=1", "print"),
        ("http://bote.test/blueprint/x", "link"),
        ("http://bote.test/back-in-print", "link"),
        ("http://m.bote.test/x", "mobile"),
        ("http://mobile.bote.test/x", "mobile"),
        ("http://de.m.bote.test/x", "mobile"),
        ("http://bote.test/x?m=1", "mobile"),
        ("http://bote.test/m/x", "mobile"),
        ("http://am.bote.test/x", "link"),
        ("http://mobile.test/x", "link"),
    ],
)
def test_the_kind_of_a_url(url: str, kind: str) -> None:
    assert urls.kind_of(url, "http://bote.test/x") == kind


def test_an_article_that_lives_on_the_mobile_host_has_plain_links_there() -> None:
    assert urls.kind_of("http://m.bote.test/x?a", "http://m.bote.test/x", "duplicate") == "duplicate"


@pytest.mark.parametrize(
    "url", ["http://bote.test", "http://bote.test/#x", "http://bote.test/index.html", "http://bote.test/de/", "http://bote.test/en-gb/home"]
)  # fmt: skip
def test_front_pages_are_roots(url: str) -> None:
    assert urls.is_root(url)


@pytest.mark.parametrize(
    "url", ["http://bote.test/?p=7", "http://bote.test/index.php?id=7", "http://bote.test/x", "urn:x"]
)
def test_articles_are_no_roots(url: str) -> None:
    assert not urls.is_root(url)


def test_the_preferred_spelling_does_not_depend_on_which_was_met_first() -> None:
    one, other = "http://bote.test/a", "https://www.bote.test/a"
    assert urls.preferred_spelling(one, other) == urls.preferred_spelling(other, one) == other
