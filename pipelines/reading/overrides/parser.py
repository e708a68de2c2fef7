"""One file of rules: `directive: value` lines, as Full-Text RSS has them (help.fivefilters.org, "Site Patterns")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, cast, get_args

from lxml import etree
from lxml.html import document_fromstring

from pipelines.errors import SettingError
from pipelines.model import RuleDirective, SiteRule, SiteRules

IGNORED: Mapping[str, str] = {
    # Directives of the format that mean nothing here, and why.
    "find_string": "a text is not rewritten: what was changed in it would stand nowhere",
    "replace_string": "a text is not rewritten: what was changed in it would stand nowhere",
    **dict.fromkeys(("test_url", "test_contains"), "a test of its author's"),
    **dict.fromkeys(
        ("tidy", "parser", "prune", "convert_double_br_tags", "autodetect_on_failure", "skip_json_ld"),
        "how another program reads pages",
    ),
    **dict.fromkeys(
        ("single_page_link", "next_page_link", "if_page_contains", "native_ad_clue", "single_page_link_in_feed"),
        "pages are asked for as their feed has them",
    ),
    **dict.fromkeys(
        (
            "http_header", "requires_login", "login_uri", "login_username_field", "login_password_field",
            "login_extra_fields", "not_logged_in_xpath",
        ),
        "a page is archived as everybody sees it",
    ),
    **dict.fromkeys(
        ("dissolve", "wrap_in", "move_into", "insert_detected_image", "src_lazy_load_attr", "footnotes"),
        "it is about mark-up, and texts have none here",
    ),
    "language": "the language is that of the text, whatever is claimed",
}  # fmt: skip
UNKNOWN = "there is no such directive"
NO_DIRECTIVE = "no directive and colon"
NO_VALUE = "nothing behind the colon"

_DIRECTIVES: frozenset[str] = frozenset(get_args(RuleDirective))
_LINE = re.compile(r"([^\s:(]+(?:[ \t]+[^\s:(]+)*)[ \t]*(?:\(.*?\))?[ \t]*:(?!//)(.*)")
_QUOTED = re.compile(r"""(["'])(.*\S.*)\1""")
_TRIAL = document_fromstring(
    "<html><head><title>t</title><meta name='n' content='c'></head><body id='i' class='c'>"
    "<div id='i' class='c'><article id='i' class='c'><section id='i' class='c'><header id='i' class='c'>"
    "<h1 id='i' class='c'>t</h1></header><p id='i' class='c'><span id='i' class='c'>t</span><em>t</em>"
    "<a href='h' class='c'>t</a><time datetime='d' class='c'>t</time></p>"
    "<img src='s' alt='a'><ul><li>t</li></ul><table><tr><td>t</td></tr></table></body></html>"
)
"""A page with a little of everything: unknown functions and variables show only where they are evaluated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A line that does nothing here."""

    where: str
    """The file and the line."""
    directive: str
    why: str
    kind: Literal["known", "unknown"]
    """known: the format has it, and it is of no use here. unknown: it may be a slip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A file, read."""

    rules: SiteRules
    ignored: tuple[Ignored, ...] = ()


def parse_rules(file: str, host: str, text: str) -> Parsed:
    """The rules of a file. Raises SettingError naming file, line and directive for an XPath that is none.

    file: as it is called in messages and rows; host: whose pages it is for, with a dot before it for those below.
    """
    rules: list[SiteRule] = []
    ignored: list[Ignored] = []
    lines = map(str.strip, text.removeprefix("\ufeff").splitlines())
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        where, match = f"{file}:{number}", _LINE.fullmatch(line)
        name, value = (match[1].lower(), match[2].strip()) if match else (line[:40], "")
        if name in _DIRECTIVES and value:
            rules.append(_rule(cast("RuleDirective", name), value, where))
        else:
            ignored.append(_ignored(name, where, has_colon=match is not None))
    stated = repr([(rule.directive, rule.where, rule.xpath, rule.text) for rule in rules])
    digest = blake2b(stated.encode(), digest_size=8).hexdigest()
    return Parsed(rules=SiteRules(host=host, digest=digest, rules=tuple(rules)), ignored=tuple(ignored))


def _ignored(name: str, where: str, *, has_colon: bool) -> Ignored:
    if name in _DIRECTIVES:
        return Ignored(where=where, directive=name, why=NO_VALUE, kind="unknown")
    known = IGNORED.get(name)
    why = known or (UNKNOWN if has_colon else NO_DIRECTIVE)
    return Ignored(where=where, directive=name, why=why, kind="known" if known else "unknown")


def _rule(directive: RuleDirective, value: str, where: str) -> SiteRule:
    if directive in ("strip_id_or_class", "strip_image_src"):
        # Quotes are left out, as Full-Text RSS does: they cannot stand in an id, and the XPath has its own.
        part = value.replace("'", "").replace('"', "")
        xpath = (
            f"//*[contains(@id, '{part}') or contains(@class, '{part}')]"
            if directive == "strip_id_or_class"
            else f"//img[contains(@src, '{part}')]"
        )
        return SiteRule(directive=directive, where=where, xpath=xpath)
    if directive == "keep":
        if quoted := _QUOTED.fullmatch(value):
            return SiteRule(directive=directive, where=where, text=" ".join(quoted[2].split()))
        if not value.startswith(("/", "(")):
            raise SettingError(f'{where}: keep: {value!r} is no XPath that begins with /; a text stands in "quotes"')
    _check(value, where, directive)
    return SiteRule(directive=directive, where=where, xpath=value)


def _check(xpath: str, where: str, directive: str) -> None:
    try:
        etree.XPath(xpath, smart_strings=False)(_TRIAL)
    except etree.XPathError as error:
        raise SettingError(f"{where}: {directive}: {xpath!r} is no XPath 1.0: {error}") from None
