"""The site_rules table: by which of a person's rules the pages of each host have been read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from pipelines.clock import Clock, to_text
from pipelines.model import SiteRules
from pipelines.store.runs import Runs
from pipelines.store.writer import Writer
from pipelines.web.urls import site_of

_OF_SITE = """
SELECT s.url_key, s.url, s.rules FROM sightings AS s JOIN articles AS a ON a.id = s.article_id
WHERE a.site = :site ORDER BY s.url_key
"""
_OF_SITES_BELOW = """
SELECT s.url_key, s.url, s.rules FROM sightings AS s JOIN articles AS a ON a.id = s.article_id
WHERE a.site LIKE '%.' || :site ORDER BY s.url_key
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledPage:
    """A filed page, and by which rules it was read."""

    url_key: str
    url: str
    rules: str | None
    """SiteRules.digest; None without any."""


class AppliedRules:
    """Keeps what pages were read by. A host whose rules changed and are not applied yet has the old row, or none."""

    def __init__(self, writer: Writer, clock: Clock, runs: Runs) -> None:
        self._writer = writer
        self._clock = clock
        self._runs = runs

    def digests(self) -> dict[str, str]:
        """SiteRules.digest of what is applied, by SiteRules.host."""
        return {row["host"]: row["digest"] for row in self._writer.execute("SELECT host, digest FROM site_rules")}

    def pages(self, host: str) -> list[RuledPage]:
        """The filed pages of the site to which a host (with a dot before it: those below) belongs, by key."""
        name = host.removeprefix(".")
        site = site_of(f"http://{name}/")
        # Below a public suffix (".blogspot.com") each name is a site of its own.
        sql = _OF_SITES_BELOW if site_of(f"http://below.{name}/") != site else _OF_SITE
        rows = self._writer.execute(sql, {"site": site})
        return [RuledPage(url_key=row["url_key"], url=row["url"], rules=row["rules"]) for row in rows]

    def mark_read(self, url_key: str, rules: SiteRules | None) -> None:
        """These rules have been looked at for the page."""
        with self._writer.unit():
            self._writer.execute(
                "UPDATE sightings SET rules = :rules WHERE url_key = :key",
                {"rules": rules.digest if rules is not None else None, "key": url_key},
            )

    def mark_applied(self, host: str, rules: SiteRules | None) -> None:
        """All pages of the host have been read by these rules; None: it has none any more."""
        with self._writer.unit():
            self._writer.execute("DELETE FROM site_rules WHERE host = :host", {"host": host})
            if rules is None:
                return
            self._writer.execute(
                "INSERT INTO site_rules (host, digest, rules, applied_at, run_id) "
                "VALUES (:host, :digest, :rules, :now, :run_id)",
                {
                    "host": host,
                    "digest": rules.digest,
                    "rules": json.dumps([asdict(rule) for rule in rules.rules], ensure_ascii=False),
                    "now": to_text(self._clock.now()),
                    "run_id": self._runs.current,
                },
            )
