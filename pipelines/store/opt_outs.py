"""The site_opt_outs table: which sites reserve the right to mine their text, and how they say so."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.clock import Clock, to_text
from pipelines.model import OptOut
from pipelines.store.writer import Writer

# A day's second sight of the same word changes nothing.
_UPSERT = """
INSERT INTO site_opt_outs (site, signal, value, url, first_seen, last_seen)
VALUES (:site, :signal, :value, :url, :now, :now)
ON CONFLICT (site, signal) DO UPDATE SET value = excluded.value, url = excluded.url, last_seen = excluded.last_seen
WHERE value <> excluded.value OR substr(last_seen, 1, 10) < substr(excluded.last_seen, 1, 10)
"""


class OptOuts:
    """Writes what sites say; one row per site and signal."""

    def __init__(self, writer: Writer, clock: Clock) -> None:
        self._writer = writer
        self._clock = clock
        self._noted: set[tuple[str, str]] = set()
        """What this run has written: a site says it on every page."""

    def record(self, site: str, url: str, said: Iterable[OptOut]) -> None:
        """Note what a page or robots.txt of the site says; the first one of a run counts."""
        for opt_out in said:
            if (site, opt_out.signal) in self._noted:
                continue
            self._noted.add((site, opt_out.signal))
            values = {"site": site, "signal": opt_out.signal, "value": opt_out.value, "url": url}
            with self._writer.unit():
                self._writer.execute(_UPSERT, values | {"now": to_text(self._clock.now())})
