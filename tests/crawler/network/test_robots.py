from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protego import Protego
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.network import robots as module
from crawler.network.outcomes import BlockedAddress, Refused
from crawler.network.robots import RobotsMiddleware
from crawler.network.robotstxt import MAX_BYTES, is_exhausting, read_text, robots_url, work
from crawler.scheduling.throttle import Limits, Throttle
from pipelines.clock import Clock

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSED = b"User-agent: *\nDisallow: /closed/\n"
PLAIN = Limits(places=4, per_host=2, delay_s=0.25)
Answer = Response | Exception


class Web:
    """A stand-in for Scrapy's crawler: an engine that answers from a table and keeps what was asked."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = answers
        self.asked: list[Request] = []
        self.engine = self
        self.settings = Settings({"USER_AGENT": "copydesk/0.1 (+x)"})
        self.spider = SimpleNamespace(scheduler=SimpleNamespace(throttle=Throttle(PLAIN)))
        self.downloader = SimpleNamespace(per_slot_settings={}, slots={"a.test": SimpleNamespace(delay=0.25)})

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request)
        await asyncio.sleep(0)
        answer = self.answers[request.url]
        if isinstance(answer, Exception):
            raise answer
        return answer.replace(url=request.url)


def answer(status: int = 200, body: bytes = b"", **headers: str) -> Response:
    return Response("http://x.test/", status=status, body=body, headers=headers)


def robots(*answers: Answer) -> Web:
    hops = ["http://a.test/robots.txt", *(f"http://a.test/{n}" for n in range(1, len(answers)))]
    return Web(dict(zip(hops, answers, strict=True)))


def verdict(web: Web, url: str, meta: dict[str, Any] | None = None, now: Callable[[], datetime] = lambda: NOW) -> str:
    """What becomes of a request: "" when it passes, else reason and detail."""
    middleware = RobotsMiddleware(web, "copydesk", Clock(real=now))  # type: ignore[arg-type]
    try:
        asyncio.run(middleware.process_request(Request(url, meta=meta)))
    except Refused as refused:
        return f"{refused.reason} {'later' if refused.not_before else 'never'}: {refused.detail}"
    return ""


def test_a_disallowed_page_is_refused_naming_the_file() -> None:
    web = robots(answer(body=CLOSED))
    assert verdict(web, "http://a.test/closed/b") == "robots never: disallowed by http://a.test/robots.txt"
    assert verdict(web, "http://a.test/open/b") == ""


@pytest.mark.parametrize(
    ("body", "url", "passes"),
    [
        (b"User-agent: copydesk\nDisallow: /\n\nUser-agent: *\nAllow: /\n", "/x", False),
        (b"User-agent: otherbot\nDisallow: /\n", "/x", True),
        (b"User-agent: *\nDisallow: /\nAllow: /news/\n", "/news/x", True),
        (b"User-agent: *\nDisallow: /*.pdf$\n", "/x.pdf", False),
        (b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /x\r\n", "/x", False),
        (b"# caf\xe9\nUser-agent: *\nDisallow: /x\n", "/x", False),
        (b"", "/x", True),
    ],
)
def test_rules_are_read_as_the_standard_says(body: bytes, url: str, passes: bool) -> None:
    assert (verdict(robots(answer(body=body)), "http://a.test" + url) == "") is passes


@pytest.mark.parametrize(
    "response",
    [
        answer(404, CLOSED),
        answer(403, CLOSED),
        answer(429, CLOSED),
        answer(200, b"<!DOCTYPE html>\nUser-agent: *\nDisallow: /closed/"),
        answer(200, b"\x00\x01User-agent: *\nDisallow: /closed/"),
        answer(200, CLOSED, **{"Content-Type": "image/png"}),
        answer(302),
        answer(302, Location="file:///etc/passwd"),
        answer(302, Location="/robots.txt"),
    ],
    ids=["404", "403", "429", "html", "binary", "image", "no-location", "redirect-to-file", "redirect-loop"],
)
def test_a_file_that_is_not_there_or_not_text_has_no_rules(response: Response) -> None:
    assert verdict(robots(response), "http://a.test/closed/b") == ""


@pytest.mark.parametrize(
    "trouble",
    [answer(503), answer(500), DownloadTimeoutError("took longer than 10 seconds")],
    ids=["503", "500", "timeout"],
)
def test_a_site_in_trouble_makes_the_page_wait_an_hour(trouble: Answer) -> None:
    web = robots(trouble)
    assert verdict(web, "http://a.test/x").startswith("robots later: http://a.test/robots.txt cannot be had now: ")
    middleware = RobotsMiddleware(web, "copydesk", Clock(real=lambda: NOW))  # type: ignore[arg-type]
    with pytest.raises(Refused) as caught:
        asyncio.run(middleware.process_request(Request("http://a.test/x")))
    assert caught.value.not_before == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (CannotResolveHostError("no results for hostname lookup: a.test"), "dns never"),
        (BlockedAddress("a.test leads to 10.0.0.1"), "blocked_address never"),
        (Refused("blocked_address", "127.0.0.1 is not a public address"), "blocked_address never"),
        (CannotResolveHostError("Temporary failure in name resolution"), "robots later"),
    ],
    ids=["dns", "resolver", "guard", "dns-for-now"],
)
def test_a_failure_that_the_page_would_share_is_the_pages_own(trouble: Exception, words: str) -> None:
    assert verdict(robots(trouble), "http://a.test/x").startswith(words)


def test_five_redirects_are_followed_and_the_sixth_is_not() -> None:
    hops = [answer(301, Location=f"/{n}") for n in range(1, 6)]
    assert verdict(robots(*hops, answer(body=CLOSED)), "http://a.test/closed/b").startswith("robots never")
    web = robots(*hops, answer(301, Location="/6"), answer(body=CLOSED))
    assert verdict(web, "http://a.test/closed/b") == ""
    assert len(web.asked) == 6


@pytest.mark.parametrize("headers", [{}, {"Refresh": "0;url=/1"}], ids=["in the page", "in a header"])
def test_a_page_that_leads_on_is_no_redirect_to_rules(headers: dict[str, str]) -> None:
    page = answer(
        200, b"<html><meta http-equiv=refresh content='0;url=/1'>", **{"Content-Type": "text/html"}, **headers
    )
    web = robots(page, answer(body=CLOSED))
    assert verdict(web, "http://a.test/closed/b") == ""
    assert [request.url for request in web.asked] == ["http://a.test/robots.txt"]


def test_a_redirect_to_a_blocked_address_leaves_no_rules() -> None:
    web = robots(answer(301, Location="/1"), Refused("blocked_address", "x"))
    assert verdict(web, "http://a.test/x") == ""


def test_a_robots_request_is_marked_bounded_and_first() -> None:
    web = robots(answer())
    verdict(web, "http://a.test/x")
    request = web.asked[0]
    assert request.dont_filter
    assert request.priority == 1000
    assert request.meta == {"dont_obey_robotstxt": True, "dont_retry": True, "download_timeout": 10}


def test_a_marked_request_passes_unasked() -> None:
    web = robots(answer(body=CLOSED))
    assert verdict(web, "http://a.test/closed/b", {"dont_obey_robotstxt": True}) == ""
    assert web.asked == []


def test_one_origin_is_asked_once_however_many_wait() -> None:
    web = Web({url: answer(body=CLOSED) for url in ("http://a.test/robots.txt", "http://a.test:81/robots.txt")})
    middleware = RobotsMiddleware(web, "copydesk", Clock(real=lambda: NOW))  # type: ignore[arg-type]

    async def many() -> list[BaseException | None]:
        urls = [*(f"http://a.test/closed/{n}" for n in range(20)), "http://A.test/open", "http://a.test:81/closed/"]
        requests = [middleware.process_request(Request(url)) for url in urls]
        return await asyncio.gather(*requests, return_exceptions=True)

    outcomes = asyncio.run(many())
    assert [isinstance(outcome, Refused) for outcome in outcomes] == [True] * 20 + [False, True]
    assert len(web.asked) == 2


def test_rules_that_are_put_away_to_save_memory_still_hold_and_are_not_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_AT_HAND", 1)
    web = Web({f"http://{host}.test/robots.txt": answer(body=CLOSED) for host in "abc"})
    middleware = RobotsMiddleware(web, "copydesk", Clock(real=lambda: NOW))  # type: ignore[arg-type]
    for host in "abcabc":
        with pytest.raises(Refused):
            asyncio.run(middleware.process_request(Request(f"http://{host}.test/closed/x")))
    assert (len(web.asked), len(middleware._at_hand)) == (3, 1)


def test_rules_are_asked_for_again_after_a_day() -> None:
    web = robots(answer(body=CLOSED))
    clock = Clock(real=lambda: NOW + timedelta(hours=25 * len(web.asked)))
    middleware = RobotsMiddleware(web, "copydesk", clock)  # type: ignore[arg-type]
    for _ in range(2):
        asyncio.run(middleware.process_request(Request("http://a.test/x")))
    assert len(web.asked) == 2


@pytest.mark.parametrize(("stated", "seconds"), [("2", 2.0), ("999", 30.0), ("0", None), ("x", None), ("inf", None)])
def test_a_crawl_delay_slows_the_host_down_within_bounds(stated: str, seconds: float | None) -> None:
    web = robots(answer(body=f"User-agent: *\nCrawl-delay: {stated}\n".encode()))
    middleware = RobotsMiddleware(web, "copydesk", Clock(real=lambda: NOW))  # type: ignore[arg-type]
    asyncio.run(middleware.process_request(Request("http://a.test/x")))
    assert middleware.crawl_delay("http://a.test/y") == seconds
    assert middleware.crawl_delay("http://b.test/y") is None
    assert web.spider.scheduler.throttle.delay_s("a.test") == (seconds or 0.25)
    assert web.downloader.slots["a.test"].delay == (seconds or 0.25)
    assert web.downloader.per_slot_settings == ({"a.test": {"delay": seconds}} if seconds else {})


def test_only_the_first_500_kib_count_and_no_rule_is_cut_in_two() -> None:
    line = b"Disallow: /" + b"x" * 50 + b"\n"
    body = b"User-agent: *\n" + line * (MAX_BYTES // len(line) + 10)
    text = read_text(body + b"Disallow: /late\n", "text/plain")
    assert text is not None
    rules = Protego.parse(text)
    assert rules.can_fetch("http://a.test/late", "copydesk")
    assert rules.can_fetch("http://a.test/xxx", "copydesk")
    assert not rules.can_fetch("http://a.test/" + "x" * 50, "copydesk")


AGENTS = "".join(f"User-agent: reader-{n}\n" for n in range(2_000))
RULES = "".join(f"Disallow: /{n}\n" for n in range(2_000))
PIECES = (
    "User-agent: a", "User-agent: b", "user agent c", "USERAGENT d", "User-agent: *", "User-agent:", "  user-agent : e",
    "User-agent: a*b", "User-agent: f\x85Allow: /x", "Disallow: /x", "disallow /y", "Allow: /z", "Dissalow: /q",
    "Disallow:", "Allow: /a/index.html", "Allow: /b$", "Allow: /c$/index.html", "Allow\x0b/x", "Allow: /w # x",
    "Crawl-delay: 2", "crawl delay 3", "Visit-time: 0100-0200", "Host: a.test", "Sitemap: http://a.test/m",
    "sitemap http://a.test/n", "site map: x", "Noindex: /x", "word", "", "# Disallow: /x", ":", "two words: x", "x y:z",
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        AGENTS + RULES,
        "".join(f"{line}\nSitemap: http://a.test/map.xml\n" for line in AGENTS.splitlines()) + RULES,
        AGENTS.replace("User-agent: ", "user agent ") + RULES.replace(":", ""),
        "".join(f"User-agent: reader-{n}\n" for n in range(20_000)),
    ],
    ids=["agents-and-rules", "with-sitemaps-between", "in-other-words", "agents-alone"],
)
def test_a_file_made_to_keep_the_parser_busy_makes_the_page_wait_a_day(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.Protego, "parse", lambda text: pytest.fail("it is not parsed"))
    middleware = RobotsMiddleware(robots(answer(body=text.encode())), "copydesk", Clock(real=lambda: NOW))  # type: ignore[arg-type]
    with pytest.raises(
        Refused, match=r"http://a\.test/robots\.txt cannot be had now: it would take too long"
    ) as caught:
        asyncio.run(middleware.process_request(Request("http://a.test/x")))
    assert caught.value.not_before == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"User-agent: reader-{n}\nDisallow: /\n" for n in range(10_000)),
        AGENTS + "Disallow: /\nCrawl-delay: 2\n\nUser-agent: *\n" + RULES,
        "User-agent: *\n" + RULES * 10,
        "".join(f"User-agent: reader-{n}\nCrawl-delay: 10\n" for n in range(5_000)),
        "".join(f"User agent reader-{n}\nDisallow /\n" for n in range(5_000)),
        AGENTS + "Noai: yes\n" + "# a: word on each\n" * 2_000 + "Sitemap: http://a.test/map.xml\n" * 2_000,
    ],
    ids=["a-group-for-each", "many-share-few", "one-has-many", "delays-alone", "without-colons", "comments"],
)
def test_a_long_file_is_read(text: str) -> None:
    assert not is_exhausting(text)
    assert text.count("\n") > 4_000


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_the_work_is_no_less_than_what_protego_does(lines: list[str]) -> None:
    text = "\n".join(lines)
    noted = sum(len(rules._rules) for rules in Protego.parse(text)._user_agents.values())
    assert work(text) >= noted


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("http://a.test/x", "http://a.test/robots.txt"),
        ("https://u:p@A.test:8443/x", "https://a.test:8443/robots.txt"),
        ("http://[::1]/x", "http://[::1]/robots.txt"),
        ("data:,x", None),
        ("file:///etc/passwd", None),
    ],
)
def test_rules_stand_at_the_root_of_the_origin(url: str, location: str | None) -> None:
    assert robots_url(url) == location


def test_the_agent_is_the_product_token_of_the_settings() -> None:
    web = robots(answer(body=b"User-agent: copydesk\nDisallow: /\n"))
    middleware = RobotsMiddleware.from_crawler(web)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        asyncio.run(middleware.process_request(Request("http://a.test/x")))
