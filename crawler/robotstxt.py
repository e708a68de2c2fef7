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
_RULE = re.compile(r"\s*(?:dis)?allow\s*:", re.IGNORECASE)
"""What ends a group's list of agents for sure; a sitemap does not, and a word that Protego does not know may not."""


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

    Each agent is also looked for among those of its group, which is as fast as a rule for 250 of them.

    >>> work("User-agent: a\\nUser-agent: b\\nDisallow: /x\\nDisallow: /y\\n\\nUser-agent: *\\nAllow: /\\n")
    5
    """
    rules = agents = 0
    has_ended = False
    for line in text.splitlines():
        if _AGENT.match(line):
            agents = 1 if has_ended else agents + 1
            has_ended = False
            rules += agents // 250
        elif line and not line.isspace():
            rules += agents
            has_ended = has_ended or _RULE.match(line) is not None
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
