"""Which addresses may be asked: the public ones, and those that the operator opens.

Two gates. GuardMiddleware looks at the URL before a request leaves, and so covers what a proxy would resolve.
GuardedResolver looks at the address that a name leads to at the moment of connecting; Twisted asks it for IP literals
too (measured on 26.4: HostnameEndpoint goes through reactor.nameResolver for every host), so that a name which answers
public first and private second is refused all the same.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies

from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import CachingThreadedResolver
from twisted.python.failure import Failure

from crawler.network.outcomes import BlockedAddress, Refused
from pipelines.errors import SettingError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

SETTING = "ALLOWED_ADDRESSES"
_LOCAL_NAMES = frozenset({"localhost", "localhost4", "localhost6", "ip6-localhost", "ip6-loopback", "broadcasthost"})
_LOCAL_SUFFIXES = (".localhost", ".localdomain", ".localdomain4", ".localdomain6")
_LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
# Not public, though some Python versions' is_global says so: 6to4 relays, NAT64 for local use, site-local and the
# second documentation range (IANA special-purpose registries, 2025).
_CLOSED: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in ("192.88.99.0/24", "192.0.0.0/24", "64:ff9b:1::/48", "fec0::/10", "3fff::/20", "5f00::/16", "100::/64")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_PART = re.compile(r"0x(?P<hex>[0-9a-f]*)|(?P<octal>0[0-7]*)|(?P<decimal>[1-9][0-9]*)", re.IGNORECASE)


def is_public(address: str) -> bool:
    """Whether the address can belong to a site on the public internet; False for what is no address.

    An IPv6 address that carries an IPv4 one (mapped, 6to4, Teredo, NAT64) is as public as both are.

    >>> is_public("93.184.215.14"), is_public("::ffff:10.0.0.1")
    (True, False)
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(each) for each in _with_embedded(ip))


def _is_public(ip: Address) -> bool:
    closed = ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_unspecified
    if isinstance(ip, ipaddress.IPv4Address):
        closed = closed or ip.is_reserved
    return ip.is_global and not closed and not any(ip in network for network in _CLOSED)


def _with_embedded(ip: Address) -> Iterator[Address]:
    """The address, unless it only wraps another one, and those that it carries."""
    if isinstance(ip, ipaddress.IPv4Address):
        yield ip
    elif ip.ipv4_mapped is not None:
        yield ip.ipv4_mapped
    elif ip in _NAT64 or (ip in _COMPATIBLE and int(ip) > 1):
        yield ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    elif ip.sixtofour is not None:
        yield ip.sixtofour
    elif ip.teredo is not None:
        yield from ip.teredo
    else:
        yield ip


@dataclass(frozen=True, slots=True)
class AllowedAddresses:
    """The public addresses, and the ranges that the operator opens."""

    opened: tuple[Network, ...] = ()

    @classmethod
    def from_setting(cls, ranges: Iterable[str]) -> AllowedAddresses:
        """Addresses, ranges ("10.0.0.0/8") and the word localhost. Raises SettingError."""
        opened: list[Network] = []
        for text in (str(each).strip() for each in ranges):
            if text.lower() == "localhost":
                opened += _LOOPBACK
            elif text:
                try:
                    opened.append(ipaddress.ip_network(text.strip("[]"), strict=False))
                except ValueError:
                    raise SettingError(f'{SETTING}: "{text}" is no address or range such as 10.0.0.0/8') from None
        return cls(tuple(opened))

    def allows(self, address: str) -> bool:
        """Whether this address may be connected to."""
        try:
            ip = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        return any(ip in network for network in self.opened) or is_public(address)

    def refuse(self, host: str) -> str | None:
        """Why a URL with this host is not asked for, as far as its spelling tells; None when it may be."""
        literal = literal_address(host)
        if literal is not None:
            return None if self.allows(str(literal)) else f"{host} is not a public address"
        if is_local_name(host) and not (self.allows("127.0.0.1") or self.allows("::1")):
            return f"{host} is this machine"
        return None


def literal_address(host: str) -> Address | None:
    """The address that a host spells out in any way that inet_aton or a browser takes; None for a name.

    >>> literal_address("0x7f.1"), literal_address("example.org")
    (IPv4Address('127.0.0.1'), None)
    """
    host = _plain_host(host)
    if ":" in host:
        try:
            return ipaddress.IPv6Address(host.partition("%")[0])
        except ValueError:
            return None
    parts = [_PART.fullmatch(part) for part in host.split(".")]
    numbers = [_number(match) for match in parts if match]
    if not 0 < len(parts) <= 4 or len(numbers) != len(parts):
        return None
    *leading, last = numbers
    if any(number > 255 for number in leading) or last >= 256 ** (4 - len(leading)):
        return None
    value = last + sum(number << 8 * (3 - position) for position, number in enumerate(leading))
    return ipaddress.IPv4Address(value)


def _number(match: re.Match[str]) -> int:
    if match["hex"] is not None:
        return int(match["hex"][:40] or "0", 16)
    return int(match["octal"][:40], 8) if match["octal"] else int(match["decimal"][:40])


def is_local_name(host: str) -> bool:
    """Whether the name means the machine itself, whatever a resolver says (RFC 6761)."""
    host = _plain_host(host)
    return host in _LOCAL_NAMES or host.endswith(_LOCAL_SUFFIXES)


def _plain_host(host: str) -> str:
    """The host as a resolver would see it: lower case, no brackets, no trailing dot, wide digits and dots folded."""
    host = unicodedata.normalize("NFKC", unquote(host)).replace("\u3002", ".").replace("\uff61", ".")
    return host.strip().strip("[]").rstrip(".").lower()


def proxy_hosts() -> frozenset[str]:
    """The hosts of the proxies that the environment names; connecting to them is allowed, wherever they listen."""
    hosts = set()
    for url in getproxies().values():
        try:
            host = urlsplit(url if "//" in url else f"//{url}").hostname
        except ValueError:
            continue
        if host:
            hosts.add(_plain_host(host))
    return frozenset(hosts)


class GuardMiddleware:
    """Refuses URLs that spell out a closed address, with or without a proxy; explains the resolver's refusals."""

    def __init__(self, allowed: AllowedAddresses, proxies: frozenset[str] = frozenset()) -> None:
        self._allowed = allowed
        self._proxies = proxies

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardMiddleware:
        return cls(AllowedAddresses.from_setting(crawler.settings.getlist(SETTING)), proxy_hosts())

    def process_request(self, request: Request) -> None:
        host = _host(request)
        why = self._allowed.refuse(host)
        if why is None and _plain_host(host) in self._proxies and literal_address(host) is None:
            # The resolver lets this name through, for the proxy's sake alone.
            why = f"{host} is the proxy"
        if why is not None:
            raise Refused("blocked_address", why)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Twisted says "no results for hostname lookup" whatever the resolver's reason was: the reason is put back."""
        if isinstance(exception, CannotResolveHostError) and (resolver := _installed_resolver()) is not None:
            why = resolver.failures.get(_plain_host(_host(request)))
            if isinstance(why, BlockedAddress):
                raise Refused("blocked_address", why.args[0]) from exception
            if why is not None:
                raise CannotResolveHostError(str(why)) from exception


def _host(request: Request) -> str:
    try:
        return urlsplit(request.url).hostname or ""
    except ValueError:
        return ""


def _installed_resolver() -> GuardedResolver | None:
    from twisted.internet import reactor

    resolver = getattr(reactor, "resolver", None)
    return resolver if isinstance(resolver, GuardedResolver) else None


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, IPv4 and cached, that gives no address which may not be asked. For TWISTED_DNS_RESOLVER.

    Every answer is checked, those from the cache too; a proxy's host is not.
    """

    MAX_FAILURES = 10_000

    def __init__(
        self,
        reactor: ReactorBase,
        cache_size: int,
        timeout: float,
        allowed: AllowedAddresses = AllowedAddresses(),
        proxies: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._allowed = allowed
        self._proxies = proxies
        self.failures: dict[str, BaseException | None] = {}
        """Why the last lookup of a name failed, for GuardMiddleware."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        settings = crawler.settings
        return cls(
            reactor,
            settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0,
            settings.getfloat("DNS_TIMEOUT"),
            AllowedAddresses.from_setting(settings.getlist(SETTING)),
            proxy_hosts(),
        )

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802  Twisted's name
        found: Deferred[str] = super().getHostByName(name, timeout)
        if _plain_host(name) not in self._proxies:
            found.addCallback(self._check, name)
        found.addErrback(self._remember, name)
        return found

    def _check(self, address: str, name: str) -> str:
        if not self._allowed.allows(address):
            raise BlockedAddress(f"{name} leads to {address}, which is not a public address")
        return address

    def _remember(self, failure: Failure, name: str) -> Any:
        if len(self.failures) >= self.MAX_FAILURES:
            self.failures.clear()
        self.failures[_plain_host(name)] = failure.value
        return failure
