"""The site_profiles table: what was learned of each site, version by version."""

from __future__ import annotations

import sqlite3
from typing import Literal

from pipelines.clock import Clock, to_text
from pipelines.model import StoredProfile
from pipelines.store.runs import Runs
from pipelines.store.writer import Writer

Occasion = Literal["first", "doubled", "redesign", "rules"]
"""Why a profile was learned: the site had none; its pages have doubled; they do not look as they did; the learner
itself has changed."""


class SiteProfiles:
    """Keeps the profiles; which pages have been read by which is in sightings."""

    def __init__(self, writer: Writer, clock: Clock, runs: Runs) -> None:
        self._writer = writer
        self._clock = clock
        self._runs = runs

    def latest(self, site: str) -> StoredProfile | None:
        """The site's newest profile; None before its first."""
        row = self._writer.execute(
            "SELECT * FROM site_profiles WHERE site = :site ORDER BY version DESC LIMIT 1", {"site": site}
        ).fetchone()
        return None if row is None else _stored(row)

    def get(self, profile_id: int) -> StoredProfile:
        """The profile with this id. Raises KeyError."""
        row = self._writer.execute("SELECT * FROM site_profiles WHERE id = :id", {"id": profile_id}).fetchone()
        if row is None:
            raise KeyError(profile_id)
        return _stored(row)

    def add(self, site: str, *, pages: int, occasion: Occasion, text: str) -> StoredProfile:
        """The site's next version; open until mark_applied()."""
        with self._writer.unit():
            row = self._writer.execute(
                """
                INSERT INTO site_profiles (site, version, reason, learned_at, run_id, pages, profile)
                SELECT :site, 1 + coalesce(max(version), 0), :reason, :now, :run_id, :pages, :profile
                FROM site_profiles WHERE site = :site
                RETURNING *
                """,
                {
                    "site": site,
                    "reason": occasion,
                    "now": to_text(self._clock.now()),
                    "run_id": self._runs.current,
                    "pages": pages,
                    "profile": text,
                },
            ).fetchone()
        return _stored(row)

    def open_sites(self) -> list[str]:
        """The sites whose newest profile has not been applied to all of their pages, in alphabetical order."""
        rows = self._writer.execute("SELECT DISTINCT site FROM site_profiles WHERE applied_at IS NULL ORDER BY site")
        return [row["site"] for row in rows]

    def mark_applied(self, profile: StoredProfile) -> None:
        """All pages of the site have been read by this profile; earlier ones are of no concern any more."""
        with self._writer.unit():
            self._writer.execute(
                "UPDATE site_profiles SET applied_at = :now "
                "WHERE site = :site AND version <= :version AND applied_at IS NULL",
                {"now": to_text(self._clock.now()), "site": profile.site, "version": profile.version},
            )

    def by_page(self, site: str) -> dict[str, int | None]:
        """The id of the profile by which each of the site's filed pages was read, by page key; None: by none."""
        rows = self._writer.execute(
            "SELECT s.url_key, s.profile_id FROM sightings AS s JOIN articles AS a ON a.id = s.article_id "
            "WHERE a.site = :site",
            {"site": site},
        )
        return {row["url_key"]: row["profile_id"] for row in rows}

    def mark_read(self, page_key: str, profile: StoredProfile) -> None:
        """The page was read by this profile."""
        with self._writer.unit():
            self._writer.execute(
                "UPDATE sightings SET profile_id = :id WHERE url_key = :key", {"id": profile.id, "key": page_key}
            )


def _stored(row: sqlite3.Row) -> StoredProfile:
    return StoredProfile(
        id=row["id"], site=row["site"], version=row["version"], pages=row["pages"], text=row["profile"]
    )
