"""All rules of a run, by the host whose pages they are for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipelines.model import SiteRules
from pipelines.web.urls import host_of


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Rules by SiteRules.host; empty without a folder of them."""

    by_host: Mapping[str, SiteRules] = field(default_factory=dict, repr=False)

    def for_url(self, url: str) -> SiteRules | None:
        """The rules for a page: those of its host, without a leading www., else of the nearest ".domain" above it.

        Only one file counts. As in Full-Text RSS, ".example.org" is not for example.org and www.example.org.
        """
        if not self.by_host:
            return None
        host = (host_of(url) or "").removeprefix("www.")
        if host in self.by_host:
            return self.by_host[host]
        while "." in host:
            host = host[host.index(".", 1) :] if "." in host[1:] else ""
            if host in self.by_host:
                return self.by_host[host]
        return None

    def digests(self) -> dict[str, str]:
        """SiteRules.digest by SiteRules.host."""
        return {host: rules.digest for host, rules in self.by_host.items()}
