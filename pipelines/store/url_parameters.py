"""The tables of what parameters are on each site, and the entries that were settled by it without a request."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from pipelines.clock import Clock, to_text
from pipelines.model import KnownUrl, ParameterVerdict, Weighed
from pipelines.store.writer import Writer
from pipelines.web.urls import kind_of, site_of, strip_fragment

EXAMPLES = 3
"""Pairs of URLs that a verdict names."""

_KEEP = """
INSERT INTO url_evidence (path, parameter, site, same, different, one, other)
VALUES (:path, :parameter, :site, :same, :different, :one, :other)
ON CONFLICT (path, parameter) DO UPDATE SET
    same = excluded.same, different = excluded.different, one = excluded.one, other = excluded.other
WHERE (same, different, one, other) IS NOT (excluded.same, excluded.different, excluded.one, excluded.other)
"""

_JUDGE = """
INSERT INTO url_parameters (site, parameter, same, different, verdict, examples, decided_at)
VALUES (:site, :parameter, :same, :different, :verdict, :examples, :now)
ON CONFLICT (site, parameter) DO UPDATE SET
    same = excluded.same, different = excluded.different, examples = excluded.examples, verdict = excluded.verdict,
    decided_at = CASE WHEN verdict = excluded.verdict THEN decided_at ELSE excluded.decided_at END
WHERE (same, different, verdict, examples)
    IS NOT (excluded.same, excluded.different, excluded.verdict, excluded.examples)
"""

_PRESUME = """
UPDATE entries SET state = 'done', article_id = :article_id, presumed = :presumed, not_before = NULL, attempts = 0
WHERE page_key = :page_key AND state = 'waiting' AND article_id IS NULL
RETURNING url
"""

_LINK = """
INSERT INTO article_urls (url, article_id, kind, url_key, first_seen)
VALUES (:url, :article_id, :kind, :page_key, :now) ON CONFLICT (url) DO NOTHING
"""

# Whatever entries have come to the page by now; those of a paused feed are held back.
_REOPEN = """
UPDATE entries SET
    article_id = NULL, presumed = NULL,
    state = CASE
        WHEN (SELECT listed AND status <> 'paused' FROM feeds WHERE feeds.id = entries.feed_id) THEN 'waiting'
        ELSE 'held'
    END
WHERE page_key = :page_key AND state = 'done'
"""


class Tally(NamedTuple):
    """What all paths of a site say of one parameter."""

    parameter: str
    same: int
    different: int
    examples: tuple[tuple[str, str], ...]
    before: ParameterVerdict | None
    """What was judged by an earlier tally; None where nothing was."""


class UrlParameters:
    """url_evidence, url_parameters and entries.presumed."""

    def __init__(self, writer: Writer, clock: Clock) -> None:
        self._writer = writer
        self._clock = clock

    @cached_property
    def noise(self) -> Mapping[str, frozenset[str]]:
        """The parameters that are noise, by site, as they were judged when the run began."""
        rows = self._writer.execute(
            "SELECT site, json_group_array(parameter) AS names FROM url_parameters "
            "WHERE verdict = 'noise' GROUP BY site"
        )
        return {row["site"]: frozenset(json.loads(row["names"])) for row in rows}

    # ---------------------------------------------------------------------------------------------------- evidence

    def has_siblings(self, path: str) -> bool:
        """Whether more than one page under this path was read."""
        rows = self._writer.execute(
            "SELECT 1 FROM sightings WHERE url_key = :path UNION ALL "
            "SELECT 1 FROM sightings WHERE url_key >= :start AND url_key < :end LIMIT 2",
            {"path": path, "start": f"{path}?", "end": f"{path}@"},
        ).fetchall()
        return len(rows) > 1

    def paths(self) -> Iterator[str]:
        """The paths of all pages whose URL has a parameter, in alphabetical order."""
        rows = self._writer.execute(
            "SELECT DISTINCT substr(url_key, 1, instr(url_key, '?') - 1) AS path FROM sightings "
            "WHERE instr(url_key, '?') ORDER BY path"
        ).fetchall()
        return (row["path"] for row in rows)

    def keep(self, path: str, site: str, weighed: Iterable[Weighed]) -> None:
        """What the pages under a path say now, in place of what they said before."""
        weighed = tuple(weighed)
        names = json.dumps([one.parameter for one in weighed])
        with self._writer.unit():
            self._writer.execute(
                "DELETE FROM url_evidence "
                "WHERE path = :path AND parameter NOT IN (SELECT value FROM json_each(:names))",
                {"path": path, "names": names},
            )
            for one in weighed:
                values = {"path": path, "site": site, "parameter": one.parameter, "one": one.one, "other": one.other}
                self._writer.execute(_KEEP, values | {"same": int(one.is_same), "different": int(one.is_different)})

    def tallies(self, site: str) -> list[Tally]:
        """What all paths of a site say, by parameter; a path that says both counts as different alone."""
        rows = self._writer.execute(
            """
            SELECT parameter, sum(same AND NOT different) AS same, sum(different) AS different,
                (SELECT verdict FROM url_parameters AS p WHERE p.site = :site AND p.parameter = e.parameter) AS before
            FROM url_evidence AS e WHERE site = :site GROUP BY parameter
            UNION ALL
            SELECT parameter, 0, 0, verdict FROM url_parameters AS p WHERE site = :site AND NOT EXISTS (
                SELECT 1 FROM url_evidence AS e WHERE e.site = p.site AND e.parameter = p.parameter
            )
            ORDER BY parameter
            """,
            {"site": site},
        ).fetchall()
        return [
            Tally(
                row["parameter"], row["same"], row["different"], self._examples(site, row["parameter"]), row["before"]
            )
            for row in rows
        ]

    def _examples(self, site: str, parameter: str) -> tuple[tuple[str, str], ...]:
        rows = self._writer.execute(
            "SELECT one, other FROM url_evidence WHERE site = :site AND parameter = :parameter "
            "ORDER BY different DESC, path LIMIT :most",
            {"site": site, "parameter": parameter, "most": EXAMPLES},
        )
        return tuple((row["one"], row["other"]) for row in rows)

    def decide(self, site: str, tally: Tally, verdict: ParameterVerdict) -> None:
        """Stores the verdict. It counts from the next run on; entries that rest on one that fell are opened again."""
        with self._writer.unit():
            values = {"site": site, "parameter": tally.parameter, "same": tally.same, "different": tally.different}
            more = {"verdict": verdict, "examples": json.dumps(tally.examples), "now": to_text(self._clock.now())}
            self._writer.execute(_JUDGE, values | more)
            if tally.before == "noise" and verdict != "noise":
                self._reopen(site, tally.parameter)

    # ------------------------------------------------------------------------------------------------ presumptions

    def presume(self, page_key: str, article_url: str, presumption: KnownUrl) -> int:
        """The entries that wait for this page are settled without a request; how many these are."""
        values = {"page_key": page_key, "article_id": presumption.article_id}
        presumed = json.dumps(presumption.parameters)
        with self._writer.unit():
            rows = self._writer.execute(_PRESUME, values | {"presumed": presumed}).fetchall()
            for url in sorted({strip_fragment(row["url"]) for row in rows}):
                more = {"url": url, "kind": kind_of(url, article_url), "now": to_text(self._clock.now())}
                self._writer.execute(_LINK, values | more)
        return len(rows)

    def _reopen(self, site: str, parameter: str) -> None:
        rows = self._writer.execute(
            "SELECT DISTINCT page_key, url FROM entries WHERE presumed IS NOT NULL AND EXISTS "
            "(SELECT 1 FROM json_each(presumed) WHERE value = :parameter)",
            {"parameter": parameter},
        ).fetchall()
        for row in rows:
            if site_of(row["url"]) == site:
                self._open_page(row["page_key"])

    def _open_page(self, page_key: str) -> None:
        """A page that was read after all has spoken for itself."""
        key: dict[str, object] = {"page_key": page_key}
        if self._writer.execute("SELECT 1 FROM sightings WHERE url_key = :page_key", key).fetchone():
            self._writer.execute("UPDATE entries SET presumed = NULL WHERE page_key = :page_key", key)
            return
        self._writer.execute("DELETE FROM article_urls WHERE url_key = :page_key AND kind <> 'redirect'", key)
        self._writer.execute(_REOPEN, key)
