"""The text of a robots.txt: where it stands, how much of it counts, and whether it is one that a parser can take."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

MAX_BYTES = 500 * 1024
"""RFC 9309 2.5: what a crawler must at least parse; a rule cut in two at the end is dropped."""
MOST_WORK = 250_000
"""Half a second of Protego's (measured). A thousand agents that share ten rules and two thousand rules for the others
are some 14,000."""
_NOT_TEXT = re.compile(r"\s*(image|audio|video|font)/", re.IGNORECASE)
_AGENT = re.compile(r"\s*user[\s-]*agent", re.IGNORECASE)
_RULE = re.compile(
    r"\s*(?!site-?maps?\b|host\b)(?:[^:]*:|(?:d\w*|allow|crawl\S*|request\S*|visit\S*)\s)", re.IGNORECASE
)
"""What ends a group's list of agents, known to Protego or not; sitemaps and hosts do not, nor does a line without a
directive."""


def read_text(body: bytes, content_type: str) -> str | None:
    """The text whose rules count; None where it is not text (an HTML page is an error page in disguise)."""
    start = body[:MAX_BYTES]
    if len(body) > MAX_BYTES:
        start = start[: max(start.rfind(b"\n"), start.rfind(b"\r")) + 1]
    if b"\x00" in start or start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or _NOT_TEXT.match(content_type):
        return None
    return start.decode("utf-8-sig", "ignore")


def work(text: str) -> int:
    """How much work Protego has with a text, in rules that it notes: one counts as often as its group has agents.

    Each agent is also looked for among those of its group, which is as fast as a rule for 250 of them. A name with an
    asterisk is two, and so is a rule with a dollar or an index page.

    >>> work("User-agent: a\\nUser-agent: b\\nDisallow: /x\\nDisallow: /y\\n\\nUser-agent: c\\nAllow: /\\n")
    5
    """
    rules = agents = 0
    has_ended = False
    for whole in text.splitlines():
        line = whole.partition("#")[0]
        if _AGENT.match(line):
            agents = (0 if has_ended else agents) + 1 + ("*" in line)
            has_ended = False
            rules += agents // 250
        elif _RULE.match(line):
            rules += agents * 2 ** (("$" in line) + ("index.html" in line))
            has_ended = True
    return rules


def robots_url(url: str) -> str | None:
    """Where the rules for a URL stand; None for a URL that has none.

    >>> robots_url("https://user@a.test:8443/x?y")
    'https://a.test:8443/robots.txt'
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}/robots.txt"


def is_exhausting(text: str) -> bool:
    """Whether it would keep the parser too long: 11,000 agents that share 11,000 rules take it minutes."""
    return work(text) > MOST_WORK
