from __future__ import annotations

import http.server
import ipaddress
import json
import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import warm
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.resolver import ThreadedResolver, dnscache
from twisted.internet import defer
from twisted.internet.error import DNSLookupError

from crawler.network.addresses import (
    AllowedAddresses,
    GuardedResolver,
    GuardMiddleware,
    is_local_name,
    is_public,
    literal_address,
    proxy_hosts,
)
from crawler.network.outcomes import BlockedAddress, Refused
from pipelines.errors import SettingError

CLOSED = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.88.99.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fd12::1", "ff02::1", "fec0::1", "2001:db8::1", "3fff::1", "100::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::127.0.0.1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:4136:e378:8000:63bf:f5ff:fffe", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "", "name", "127.1",
]  # fmt: skip
OPEN = [
    "93.184.215.14",
    "8.8.8.8",
    "1.1.1.1",
    "172.32.0.1",
    "2606:4700:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("address", CLOSED)
def test_an_address_that_is_not_public_is_closed(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OPEN)
def test_a_public_address_is_open(address: str) -> None:
    assert is_public(address)


LOOPBACK = [
    "127.0.0.1", "127.1", "127.0.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "0177.0.0.1", "0177.1",
    "127.0.0.1.", "0X7F.0.0.1", "127.0.0.0x1", "[::ffff:127.0.0.1]", "\uff11\uff12\uff17.0.0.1",
    "127\u30020\u30020\u30021", "%31%32%37.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("host", LOOPBACK)
def test_every_spelling_of_loopback_is_the_address(host: str) -> None:
    ip = literal_address(host)
    assert ip is not None
    assert not AllowedAddresses().allows(str(ip))
    if ip.version == 4:
        assert str(ip) == "127.0.0.1"


@pytest.mark.parametrize("host", ["[::1]", "::1", "[::]", "[fe80::1%25eth0]", "0", "0x", "1", "[::ffff:7f00:1]"])
def test_other_closed_spellings_are_addresses_too(host: str) -> None:
    assert AllowedAddresses().refuse(host)


@pytest.mark.parametrize(
    "host", ["a.test", "1.2.3.4.5", "256.1.1.1", "1.2.3.256", "08.1.1.1", "1.a.test", "", "4294967296"]
)
def test_a_name_is_no_address(host: str) -> None:
    assert literal_address(host) is None


@given(st.integers(0, 2**32 - 1))
def test_all_ways_to_write_one_address_agree(number: int) -> None:
    a, rest = divmod(number, 256**3)
    b, low = divmod(rest, 256**2)
    spellings = (str(number), hex(number), f"0{number:o}", f"{a}.{rest}", f"{a:#x}.0{b:o}.{low}", f"{a}.{b}.{low}.")
    assert {literal_address(spelling) for spelling in spellings} == {ipaddress.IPv4Address(number)}


@given(st.text(max_size=30))
def test_no_host_makes_the_guard_raise(host: str) -> None:
    AllowedAddresses().refuse(host)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "a.localhost", "localhost.localdomain", "ip6-localhost"])
def test_names_of_this_machine_are_known(host: str) -> None:
    assert is_local_name(host)
    assert AllowedAddresses().refuse(host) == f"{host} is this machine"


@pytest.mark.parametrize("host", ["localhost.test", "notlocalhost", "a.test"])
def test_other_names_are_left_to_the_resolver(host: str) -> None:
    assert AllowedAddresses().refuse(host) is None


@pytest.mark.parametrize(
    ("ranges", "host", "passes"),
    [
        (["127.0.0.1"], "127.0.0.1", True),
        (["127.0.0.1"], "127.1", True),
        (["127.0.0.1"], "[::ffff:127.0.0.1]", True),
        (["127.0.0.1"], "localhost", True),
        (["127.0.0.1"], "127.0.0.2", False),
        (["10.0.0.0/8", "::1"], "10.9.9.9", True),
        (["10.0.0.0/8", "::1"], "[::1]", True),
        (["10.0.0.0/8"], "127.0.0.1", False),
        (["localhost", " "], "127.0.0.9", True),
        ([], "8.8.8.8", True),
    ],
)
def test_the_operator_opens_ranges(ranges: list[str], host: str, passes: bool) -> None:
    assert (AllowedAddresses.from_setting(ranges).refuse(host) is None) is passes


def test_a_range_that_is_none_is_a_setting_error() -> None:
    with pytest.raises(SettingError, match=r'ALLOWED_ADDRESSES: "10\.0\.0/99" is no address or range'):
        AllowedAddresses.from_setting(["10.0.0/99"])


@pytest.mark.parametrize("meta", [{}, {"proxy": "http://127.0.0.1:3128"}], ids=["direct", "proxied"])
@pytest.mark.parametrize("host", ["127.0.0.1", "127.1:8080", "2130706433", "[::1]", "localhost", "user@0x7f.1"])
def test_the_guard_refuses_before_a_request_is_sent(host: str, meta: dict[str, Any]) -> None:
    with pytest.raises(Refused) as caught:
        GuardMiddleware(AllowedAddresses()).process_request(Request(f"http://{host}/secret", meta=meta))
    assert caught.value.reason == "blocked_address"


def test_the_guard_lets_names_and_public_addresses_pass() -> None:
    guard = GuardMiddleware(AllowedAddresses())
    for url in ("http://a.test/", "http://8.8.8.8/"):
        guard.process_request(Request(url))


def test_the_proxy_is_no_page() -> None:
    guard = GuardMiddleware(AllowedAddresses(), frozenset({"proxy.lan"}))
    with pytest.raises(Refused, match=r"proxy\.lan is the proxy"):
        guard.process_request(Request("http://proxy.lan:3128/"))


@pytest.mark.parametrize(
    ("value", "host"),
    [("http://u:p@Proxy.lan:3128", "proxy.lan"), ("127.0.0.1:3128", "127.0.0.1"), ("http://[::1]:3128", "::1")],
)
def test_the_proxy_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch, value: str, host: str) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", value)
    assert proxy_hosts() == {host}


# ------------------------------------------------------------------------------------------------- the resolver


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the system resolver says next, in turn; "" is a failure. Nothing is looked up."""
    queue: list[str] = []

    def get_host_by_name(self: Any, name: str, timeout: Any = ()) -> defer.Deferred[str]:
        address = queue.pop(0)
        return defer.succeed(address) if address else defer.fail(DNSLookupError(f"{name}: timeout error"))

    monkeypatch.setattr(ThreadedResolver, "getHostByName", get_host_by_name)
    dnscache.clear()
    yield queue
    dnscache.clear()


def resolve(resolver: GuardedResolver, name: str) -> Any:
    """The address, or the exception."""
    got: list[Any] = []
    resolver.getHostByName(name).addCallbacks(got.append, lambda failure: got.append(failure.value))
    return got[0]


def guarded(cache: int = 0, proxies: frozenset[str] = frozenset()) -> GuardedResolver:
    return GuardedResolver(None, cache, 1.0, AllowedAddresses(), proxies)  # type: ignore[arg-type]


def test_a_name_that_leads_inside_is_refused(answers: list[str]) -> None:
    answers += ["8.8.8.8", "10.0.0.1"]
    resolver = guarded()
    assert resolve(resolver, "a.test") == "8.8.8.8"
    rebound = resolve(resolver, "a.test")
    assert isinstance(rebound, BlockedAddress)
    assert "a.test leads to 10.0.0.1" in str(rebound)


def test_a_cached_answer_is_checked_again(answers: list[str]) -> None:
    answers.append("10.0.0.1")
    resolver = guarded(cache=100)
    assert isinstance(resolve(resolver, "a.test"), BlockedAddress)
    assert isinstance(resolve(resolver, "a.test"), BlockedAddress)


def test_only_the_proxy_may_lead_inside(answers: list[str]) -> None:
    answers += ["10.0.0.1", "10.0.0.1"]
    resolver = guarded(proxies=frozenset({"proxy.lan"}))
    assert resolve(resolver, "Proxy.lan") == "10.0.0.1"
    assert isinstance(resolve(resolver, "other.lan"), BlockedAddress)


def test_a_failed_lookup_is_remembered_with_its_reason(answers: list[str]) -> None:
    answers.append("")
    resolver = guarded()
    resolve(resolver, "A.test")
    assert "timeout error" in str(resolver.failures["a.test"])


CRAWL = """
import json, sys
import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from crawler.network.addresses import GuardMiddleware
from crawler.network.outcomes import judge_failure

class ResolverOnly(GuardMiddleware):
    def process_request(self, request):
        return None

class Probe(scrapy.Spider):
    name = "probe"
    seen = {}
    async def start(self):
        for url in sys.argv[2:]:
            yield scrapy.Request(url, self.got, errback=self.failed, dont_filter=True, cb_kwargs={"asked": url})
    def got(self, response, asked):
        self.seen[asked] = str(response.status)
    def failed(self, failure):
        self.seen[failure.request.cb_kwargs["asked"]] = judge_failure(failure.value)[0]

process = AsyncCrawlerProcess({
    "TWISTED_DNS_RESOLVER": "crawler.network.addresses.GuardedResolver", "LOG_LEVEL": "ERROR", "RETRY_ENABLED": False,
    "DOWNLOADER_MIDDLEWARES": {ResolverOnly if sys.argv[1] == "resolver" else GuardMiddleware: 50},
    "TELNETCONSOLE_ENABLED": False, "ALLOWED_ADDRESSES": "127.0.0.1" if sys.argv[1] == "allowed" else "",
    "HTTPERROR_ALLOW_ALL": True, "DOWNLOAD_TIMEOUT": 10,
})
process.crawl(Probe)
process.start()
print(json.dumps(Probe.seen))
"""


@pytest.fixture
def inside() -> Iterator[http.server.ThreadingHTTPServer]:
    """A server on loopback that counts its visitors."""
    visitors: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            visitors.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.visitors = visitors  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize("gate", ["resolver", "guard", "allowed"])
def test_no_spelling_of_loopback_is_connected_to_unless_allowed(
    inside: http.server.ThreadingHTTPServer, gate: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    hosts = ["127.0.0.1", "127.1", "0x7f.1", "2130706433", "0177.0.0.1", "localhost"]
    urls = [f"http://{host}:{inside.server_port}/{n}" for n, host in enumerate(hosts)]
    done = warm.run(["-c", CRAWL, gate, *urls], env=os.environ)
    assert done.returncode == 0, done.stderr
    expected = "204" if gate == "allowed" else "blocked_address"
    assert json.loads(done.stdout.splitlines()[-1]) == dict.fromkeys(urls, expected)
    assert len(inside.visitors) == (len(urls) if gate == "allowed" else 0)  # type: ignore[attr-defined]
