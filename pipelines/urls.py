"""What a URL says before it is asked for: its normal form, its key, its site and its kind.

    canonical_url   the normal form that a person reads: articles.url
    url_key         what tells two pages apart: scheme, www. and the order of parameters do not
    is_fetchable    why a link cannot be asked for, if it cannot
    site_of         the registered domain, by the public suffix list that ships with the publicsuffixlist package

Nothing here raises, whatever the string: links are what feeds and pages claim. What is no http(s) URL (urn:sha256:...,
javascript:...) has no normal form, and stands for itself.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from pipelines.model import UrlKind

MAX_URL_LENGTH = 8192
"""Characters. What common servers take as a request line (Apache 8,190, nginx 8 k); longer ones are data, not links."""

DEFAULT_PORTS = {"http": 80, "https": 443}

# ------------------------------------------------------------------------------------------------ what only tracks

TRACKING_PREFIXES: tuple[tuple[str, str], ...] = (
    # prefix of the parameter's name, who adds it
    ("utm_", "Google Analytics, Campaign URL Builder"),
    ("mtm_", "Matomo, campaign tracking"),
    ("matomo_", "Matomo"),
    ("pk_", "Matomo under its old name Piwik"),
    ("piwik_", "Matomo under its old name Piwik"),
    ("hsa_", "HubSpot Ads"),
    ("_hs", "HubSpot e-mail: _hsenc, _hsmi"),
    ("__hs", "HubSpot cookies in links: __hstc, __hssc, __hsfp"),
    ("ns_", "comScore: ns_mchannel, ns_source, ns_campaign, ns_linkname, ns_fee"),
    ("at_custom", "Piano Analytics (AT Internet)"),
    ("at_link", "Piano Analytics, as the BBC uses it"),
    ("at_bbc_", "Piano Analytics, as the BBC uses it"),
    ("at_ptr_", "Piano Analytics, as the BBC uses it"),
    ("at_recipient_", "Piano Analytics, e-mail"),
    ("guce_", "Yahoo consent: guce_referrer, guce_referrer_sig"),
    ("vero_", "Vero e-mail"),
    ("oly_", "Omeda e-mail: oly_enc_id, oly_anon_id"),
    ("itm_", "internal campaigns, by the model of utm_"),
    ("wt_", "Webtrekk and Webtrends: wt_mc, wt_zmc, wt_ref"),
    ("wt.", "Webtrends: WT.mc_id, WT.tsrc"),
    ("fb_", "Facebook: fb_action_ids, fb_action_types, fb_source, fb_ref"),
    ("amp_js_", "the AMP cache"),
    ("_branch_", "Branch deep links"),
)

TRACKING_NAMES: dict[str, tuple[str, ...]] = {
    # Names as AdGuard's TrackParamFilter, ClearURLs' rules and Firefox's query-stripping list have them for all sites,
    # and as the feeds of the named publishers add them; in lower case.
    "Google": ("gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "srsltid", "_ga", "_gl"),
    "Facebook, Instagram": ("fbclid", "igshid", "igsh", "mibextid"),
    "Microsoft": ("msclkid",),
    "X, Twitter": ("twclid", "__twitter_impression", "ref_src", "ref_url"),
    "TikTok, LinkedIn, Pinterest, Reddit": ("ttclid", "li_fat_id", "epik", "rdt_cid"),
    "Yandex": ("yclid", "ysclid", "ymclid", "_openstat", "yadclid"),
    "Mailchimp": ("mc_cid", "mc_eid", "mc_tc"),
    "Marketo, HubSpot, Drip, Klaviyo": ("mkt_tok", "hsctatracking", "__s", "_kx"),
    "Adobe": ("s_cid", "s_kwcid", "ef_id", "sc_cid"),
    "Impact, Rakuten, Wicked Reports": ("irclickid", "irgwc", "ranmid", "ransiteid", "raneaid", "wickedid"),
    "Piano Analytics (AT Internet), BBC and French papers": (
        "xtor", "at_medium", "at_campaign", "at_source", "at_creation", "at_variant", "at_format", "at_term", "at_type",
        "at_general_placement", "at_detail_placement", "at_channel", "at_audience", "at_platform", "at_network",
        "at_identifier", "at_send_date", "at_campaign_type",
    ),
    "Chartbeat, trueAnthem, SocialFlow": ("taid", "ocid", "__source", "echobox"),
    "Condé Nast, CBS, AOL, Yahoo": ("mbid", "ftag", "ncid", "soc_src", "soc_trk", "guccounter"),
    "New York Times, Daily Mail, Bloomberg, TechCrunch": ("smid", "smtyp", "ito", "cmpid", "tpcc"),
    "AMP caches": ("usqp", "amp_gsa", "amp_latest_update_time"),
}  # fmt: skip

_TRACKING = frozenset(name for names in TRACKING_NAMES.values() for name in names)
_PREFIXES = tuple(prefix for prefix, _ in TRACKING_PREFIXES)

TRICKY_NAMES = frozenset({
    "ref", "ref_", "referrer", "referer", "source", "src", "from", "via", "origin", "cmp", "cid", "icid", "partner",
    "medium", "campaign", "channel", "feature", "share", "emc", "sr_share", "spref", "output_source", "rss", "feed",
    "traffic_source", "sref",
})  # fmt: skip
"""Names that track on one site and select on the next (?source=police): dropped only for FEED_OR_SOCIAL values."""

FEED_OR_SOCIAL = frozenset({
    "rss", "rss1", "rss2", "rdf", "atom", "feed", "feeds", "rssfeed", "rssfeeds", "xml", "newsfeed", "feedburner",
    "feedly", "googlenews", "gnews", "applenews", "flipboard", "newsletter", "newsletters", "nl", "email", "mail",
    "twitter", "tw", "facebook", "fb", "linkedin", "whatsapp", "wa", "telegram", "tg", "instagram", "ig", "threads",
    "mastodon", "bluesky", "bsky", "reddit", "pinterest", "youtube", "yt", "tiktok", "social", "socialmedia",
    "socialshare", "share", "shared", "sharing",
})  # fmt: skip
"""Words of which a tricky parameter's value must consist ("rss", "share_btn_tw"), FILLERS between them apart."""

FILLERS = frozenset({
    "btn", "button", "link", "links", "icon", "bar", "web", "the", "a", "of", "to", "on", "in", "and", "via", "for",
    "app", "mobile", "desktop", "top", "bottom",
})  # fmt: skip

_WORDS = re.compile(r"[^0-9a-z]+")


def is_tracking(parameter: str) -> bool:
    """Whether "name=value" says where a click came from, never what to show.

    >>> is_tracking("utm_source=rss"), is_tracking("ref=rss"), is_tracking("ref=4711"), is_tracking("id=7")
    (True, True, False, False)
    """
    name, _, value = parameter.partition("=")
    name = name.lower().removeprefix("amp;")  # a query that was HTML-escaped once too often
    if name in _TRACKING or name.startswith(_PREFIXES):
        return True
    if name not in TRICKY_NAMES:
        return False
    words = [word for word in _WORDS.split(value.lower()) if word]
    return any(word in FEED_OR_SOCIAL for word in words) and all(
        word in FEED_OR_SOCIAL or word in FILLERS for word in words
    )


# ------------------------------------------------------------------------------------------------- taking it apart


class _Parts(NamedTuple):
    """An http(s) URL, its scheme and host normalised."""

    scheme: str
    userinfo: str
    """With its "@"; "" without any."""
    host: str
    """ASCII where IDNA knows the name; brackets around IPv6."""
    port: int | None
    """None for the scheme's default."""
    path: str
    query: str


_EDGES = "".join(map(chr, range(0x21)))
_BREAKS = re.compile(r"[\t\r\n]")


def _parts(url: str) -> _Parts | None:
    """None for what is not http(s) or has no host that could be connected to."""
    try:
        split = urlsplit(_BREAKS.sub("", url.strip(_EDGES)))
        port = split.port
        host = split.hostname or ""
    except ValueError:
        return None
    if split.scheme not in DEFAULT_PORTS:
        return None
    host = _ascii_host(host)
    if not host:
        return None
    userinfo, at, _ = split.netloc.rpartition("@")
    if port == DEFAULT_PORTS[split.scheme]:
        port = None
    return _Parts(split.scheme, userinfo + at, host, port, split.path, split.query)


_HOST = re.compile(r"[^\x00-\x20\x7f/?#@\\<>^|%\[\]:\"`{}]+")


def _ascii_host(host: str) -> str:
    """Lower-case, IDNA as w3lib (and so Scrapy's requests) encodes it, without the root's dot; "" for no host."""
    host = host.lower().rstrip(".")
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host.partition('%')[0]).compressed}]"
        except ValueError:
            return ""
    if not _HOST.fullmatch(host):
        return ""
    if host.isascii():
        return host
    try:
        encoded = host.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError:
        return ""
    return encoded if _HOST.fullmatch(encoded) else ""


def strip_fragment(url: str) -> str:
    """The URL without "#" and what follows; nothing else changes.

    >>> strip_fragment("http://example.test/a?b=1#comments")
    'http://example.test/a?b=1'
    """
    return url.partition("#")[0]


def host_of(url: str) -> str | None:
    """The host: lower-case, in ASCII, without port; None where there is none.

    >>> host_of("https://Münchner-Bote.test:8080/a")
    'xn--mnchner-bote-dlb.test'
    """
    parts = _parts(url)
    return parts.host if parts else None


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def _registered_domain(host: str) -> str:
    if host.startswith("[") or re.fullmatch(r"[\d.]+", host):
        return host
    return str(_suffixes().privatesuffix(host) or host)


def site_of(url: str) -> str | None:
    """The registered domain; an address stands for itself; None for what has no host (urn:).

    A name under an unknown suffix counts by its last two labels, a suffix alone or a single label by itself.

    >>> site_of("https://www.bote.co.uk/a"), site_of("http://news.bote.test/"), site_of("urn:sha256:0f")
    ('bote.co.uk', 'bote.test', None)
    """
    host = host_of(url)
    return _registered_domain(host) if host else None


# ----------------------------------------------------------------------------------------------------- normal forms

_UNFIT = re.compile(r"[^!-~]|[\"<>\\^`{|}]")
"""Characters that RFC 3986 does not allow in a URL at all: they are escaped."""
_UNFIT_IN_KEY = re.compile(r"[^!-~]|[\"<>\\^`{|}\[\]]")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!*'()")
"""RFC 3986's unreserved characters and RFC 2396's marks, which clients escape or not as they please."""


def _escape(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))


def _unescape(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _escapes_in_key(text: str) -> str:
    return _UNFIT_IN_KEY.sub(_escape, _ESCAPE.sub(_unescape, text))


def _resolve_dots(path: str) -> str:
    """RFC 3986, 5.2.4; an empty path becomes "/"."""
    if "/." not in path:
        return path or "/"
    out: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            if out:
                out.pop()
        elif segment != ".":
            out.append(segment)
    if segments[-1] in {".", ".."}:
        out.append("")
    return "/" + "/".join(out)


def _parameters(query: str) -> list[str]:
    return [p for p in query.split("&") if not is_tracking(p)] if query else []


def _joined(parts: _Parts, path: str, parameters: list[str]) -> str:
    port = "" if parts.port is None else f":{parts.port}"
    query = "&".join(parameters)
    return f"{parts.scheme}://{parts.userinfo}{parts.host}{port}{path}{'?' + query if query else ''}"


def canonical_url(url: str) -> str:
    """The normal form of a URL; idempotent. What is not http(s) comes back as it is, without white space around it.

    Scheme and host lower-case and in ASCII, default port, fragment and tracking parameters dropped, dot segments
    resolved, what may not stand in a URL escaped. Everything else stays as it was spelled: the order of parameters,
    their names, existing escapes, empty values. So a sound URL without trackers comes back untouched.

    >>> canonical_url("HTTP://Bote.test:80/a/../b?id=7&utm_source=rss#top")
    'http://bote.test/b?id=7'
    """
    parts = _parts(url)
    if parts is None:
        return url.strip(_EDGES)
    path = _resolve_dots(_UNFIT.sub(_escape, parts.path))
    query = _UNFIT.sub(_escape, parts.query)
    return _joined(parts._replace(userinfo=_UNFIT.sub(_escape, parts.userinfo)), path, _parameters(query))


def url_key(url: str) -> str:
    """What tells two pages apart: equal keys mean the same page.

    canonical_url without scheme, user, leading www. and the path's trailing slash, parameters sorted, escapes in one
    spelling. Parameters that select the article stay. What is not http(s) is its own key.

    >>> url_key("https://www.Bote.test/a/?b=2&a=1&fbclid=x") == url_key("http://bote.test/%61?a=1&b=2")
    True
    """
    parts = _parts(url)
    if parts is None:
        return url.strip(_EDGES)
    path = _resolve_dots(_escapes_in_key(parts.path)).rstrip("/")
    query = _UNFIT.sub(_escape, parts.query)
    parameters = sorted(_escapes_in_key(p) for p in _parameters(query))
    host = parts.host.removeprefix("www.") if parts.host.count(".") > 1 else parts.host
    return _joined(parts._replace(userinfo="", host=host), path, [p for p in parameters if p]).partition("://")[2]


def preferred_spelling(one: str, other: str) -> str:
    """Of two URLs with the same key, the one to show, whichever was met first: https, then the smaller string."""
    return min(one, other, key=lambda url: (not url.startswith("https:"), url))


def is_fetchable(url: str | None) -> str | None:
    """None if the link can be asked for; else one line for a person that says why not.

    >>> is_fetchable("http://bote.test/a") is None
    True
    >>> is_fetchable("javascript:void(0)")
    'not an http or https link: javascript:'
    """
    text = (url or "").strip(_EDGES)
    if not text:
        return "no link"
    if len(text) > MAX_URL_LENGTH:
        return f"the link has {len(text):,} characters, more than {MAX_URL_LENGTH:,}"
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in text):
        return "control characters inside the link"
    scheme, colon, rest = text.partition(":")
    if not colon or scheme.lower() not in DEFAULT_PORTS:
        named = f": {scheme[:20]}:" if colon and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme) else ""
        return f"not an http or https link{named}"
    return "no usable host or port in the link" if not rest.startswith("//") or _parts(text) is None else None


# -------------------------------------------------------------------------------------------------- kinds of pages

_KINDS: tuple[tuple[UrlKind, re.Pattern[str], re.Pattern[str], re.Pattern[str]], ...] = (
    # kind, host, path, one parameter; all in lower case
    (
        "amp",
        re.compile(r"amp\."),
        re.compile(r"(?:^|/)amp(?:/|$)|[._-]amp(?:\.\w+)?/?$|/amphtml/"),
        re.compile(r"amp(?:=(?!0|false).*)?|outputtype=amp|output=amp|view=amp|format=amp"),
    ),
    (
        "print",
        re.compile(r"print\."),
        re.compile(r"(?:^|/)(?:print|printable|drucken|imprimir|imprimer)(?:/|$)|[._-](?:print|druck)(?:\.\w+)?/?$"),
        re.compile(r"print(?:=(?!0|false).*)?|printable=.*|view=print|format=print|mode=print|output=print|print=true"),
    ),
    (
        "mobile",
        re.compile(r"(?:m|mobile|mobil|touch)\."),
        re.compile(r"^/(?:m|mobile)/"),
        re.compile(r"(?:view|format|output|outputtype)=mobile|mobile=(?:1|true|yes)|m=1"),
    ),
)


def _special_kind(url: str) -> UrlKind | None:
    parts = _parts(url)
    if parts is None:
        return None
    parameters = parts.query.lower().split("&")
    for kind, host, path, parameter in _KINDS:
        if host.match(parts.host) or path.search(parts.path.lower()) or any(parameter.fullmatch(p) for p in parameters):
            return kind
    return None


def kind_of(url: str, article_url: str, otherwise: UrlKind = "link") -> UrlKind:
    """What a URL is to the article that stands at article_url; `otherwise` where the URL itself does not tell.

    >>> kind_of("http://bote.test/amp/x", "http://bote.test/x"), kind_of("http://bote.test/y", "http://bote.test/x")
    ('amp', 'link')
    """
    if url == article_url:
        return "canonical"
    special = _special_kind(url)
    return special if special and special != _special_kind(article_url) else otherwise


_ROOT_PATH = re.compile(
    r"(?:/(?:[a-z]{2}(?:[-_][a-z]{2})?))?/?(?:/(?:index|home|homepage|default|main|start|startseite|accueil)(?:\.\w{2,5})?)?/?"
)


def is_root(url: str) -> bool:
    """Whether the URL is a site's front page, or that of a language (/, /en/, /index.html): no article's address.

    A parameter may select an article (/?p=7), so with one it is none; trackers do not count.

    >>> is_root("http://bote.test/?utm_source=x"), is_root("http://bote.test/?p=7"), is_root("http://bote.test/de/index.html")
    (True, False, True)
    """
    parts = _parts(url)
    if parts is None or _parameters(parts.query):
        return False
    return _ROOT_PATH.fullmatch(_resolve_dots(parts.path).lower()) is not None
