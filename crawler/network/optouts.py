"""What a site says about mining its text: recorded, never obeyed or ignored on anybody's behalf.

signal            where                                          source
robots_tag        X-Robots-Tag: noai, noimageai                  DeviantArt, 2022; Spawning's ai.txt documents
robots_meta       <meta name="robots" content="noai">            the same
tdm_header        tdm-reservation: 1, tdm-policy                 W3C TDM Reservation Protocol, 2024
tdm_meta          <meta name="tdm-reservation" content="1">      the same
content_signal    robots.txt, Content-Signal: ai-train=no        contentsignals.org, 2025; IETF AIPREF
robots_agents     robots.txt closes all to agents of model makers  their own documentation
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from protego import Protego

from pipelines.model import OptOut
from pipelines.web.markup import MAX_HEAD_BYTES

MAX_VALUE_CHARS = 200
AGENTS = (
    "GPTBot", "ClaudeBot", "anthropic-ai", "Google-Extended", "CCBot", "Bytespider", "PerplexityBot",
    "Applebot-Extended", "meta-externalagent", "Amazonbot", "cohere-ai", "Diffbot",
)  # fmt: skip
_NO_AI = re.compile(r"\bno(?:image)?ai\b", re.IGNORECASE)
_WORDS = (b"noai", b"noimageai", b"tdm-reservation")
_META = re.compile(r"""<meta\b(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>""", re.IGNORECASE)
"""No "<" in it, so that each character is looked at once: the parser behind it is slow on tags that do not end."""
_SIGNAL = re.compile(r"^[ \t]*content-signal[ \t]*:([^#\r\n]*)", re.IGNORECASE | re.MULTILINE)
_REFUSED_USE = re.compile(r"\b(?:ai-train|ai-input|train-ai)\s*=\s*(?:no|n)\b", re.IGNORECASE)


def from_headers(headers: Mapping[str, str]) -> Iterator[OptOut]:
    """What a response's headers say; names in any case."""
    lower = {name.lower(): value for name, value in headers.items()}
    if _NO_AI.search(tag := lower.get("x-robots-tag", "")):
        yield OptOut(signal="robots_tag", value=_short(tag))
    if lower.get("tdm-reservation", "").strip() == "1":
        policy = lower.get("tdm-policy", "").strip()
        yield OptOut(signal="tdm_header", value=_short(f"1, policy {policy}" if policy else "1"))


def from_html(body: bytes) -> Iterator[OptOut]:
    """What a page's meta elements say. A page that has none of the words is not looked at."""
    head = body[:MAX_HEAD_BYTES]
    lower = head.lower()
    if not any(word in lower for word in _WORDS):
        return
    metas = _Metas()
    metas.feed("".join(_META.findall(head.decode("utf-8", "replace").partition("<body")[0])))
    robots = ", ".join(content for name, content in metas.found if name == "robots" and _NO_AI.search(content))
    if robots:
        yield OptOut(signal="robots_meta", value=_short(robots))
    if ("tdm-reservation", "1") in metas.found:
        policy = next((content for name, content in metas.found if name == "tdm-policy"), "")
        yield OptOut(signal="tdm_meta", value=_short(f"1, policy {policy}" if policy else "1"))


def from_robots(text: str, rules: Protego, home: str) -> Iterator[OptOut]:
    """What a robots.txt says. home: the URL of the site's front page, closed to whom the whole site is closed.

    A site that is closed to everybody says nothing about mining.
    """
    refused = [line for line in _SIGNAL.findall(text) if _REFUSED_USE.search(line)]
    if refused:
        yield OptOut(signal="content_signal", value=_short(refused[0]))
    lower = text.lower()
    named = [agent for agent in AGENTS if agent.lower() in lower]
    closed = [agent for agent in named if not rules.can_fetch(home, agent)]
    if closed and rules.can_fetch(home, "any-reader"):
        yield OptOut(signal="robots_agents", value=_short(", ".join(closed)))


class _Metas(HTMLParser):
    """Collects (name, content) of meta elements, both in lower case and trimmed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            given = dict(attrs)
            name = (given.get("name") or given.get("property") or "").strip().lower()
            self.found.append((name, (given.get("content") or "").strip().lower()))


def _short(text: str) -> str:
    return " ".join(text.split())[:MAX_VALUE_CHARS]
