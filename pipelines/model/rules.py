"""What a person says of a site's pages, against what every rule says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

RuleDirective = Literal[
    "body", "title", "author", "date", "strip", "strip_id_or_class", "strip_image_src", "keep"
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRule:
    """One line of a person's rules for a site."""

    directive: RuleDirective
    where: str
    """The file and the line, "example.org.txt:3"."""
    xpath: str | None = None
    """What it points to; None for a `keep` that names a text."""
    text: str | None = None
    """Of such a `keep`: what a line that stays contains."""

    @property
    def name(self) -> str:
        """As removals.rule has it, "site_rules.strip example.org.txt:3"."""
        return f"site_rules.{self.directive} {self.where}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRules:
    """A person's rules for the pages of a host, in the order of their file."""

    host: str
    """As the file is named: "example.org", or ".example.org" for the hosts below it."""
    digest: str
    """Stands for the rules: another one means that its pages are to be read again."""
    rules: tuple[SiteRule, ...] = field(repr=False)


class Override(NamedTuple):
    """A person's word on one block; it outranks the extractor's, the site profile's and every other rule's."""

    act: Literal["cut", "keep", "body"]
    """body: stands in the element that is the article's own, and is body text unless something else says what it is."""
    rule: str
    """SiteRule.name."""
