"""Which pages of a site that is being learned may be asked for, and when it can be learned (pipelines/run/teachers.py).

A site's pages are those that its own feeds have listed: feeds that are asked at its own registered domain. It begins
once these have answered; what other feeds have of its pages waits with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from crawler.requests.polling import FeedPolling
from crawler.scheduling.in_flight import InFlight
from pipelines.run.run import Run
from pipelines.web.urls import site_of


class Teaching:
    """Lets the teachers of each site without a profile go first.

    learn: is told of a site that can be learned; its pages wait until go_on() is called for it.
    """

    def __init__(self, run: Run, in_flight: InFlight, polling: FeedPolling, learn: Callable[[str], None]) -> None:
        self._run = run
        self._in_flight = in_flight
        self._polling = polling
        self._learn = learn
        self._feeds_of: dict[str, list[int]] | None = None
        """The feeds of each site; None before somebody has asked."""
        self._going: set[str] = set()
        """Sites whose pages are asked for as they come."""
        self._host_of: dict[str, str] = {}
        """The hosts of the pages that may teach."""

    def may_ask(self, host: str) -> Sequence[str] | None:
        """The only pages of a host that may be asked for now, by key, the first one first; None where any may."""
        site = _site_of_host(host)
        if site is None or site in self._going:
            return None
        if site not in self._run.teachers:
            feeds = self._feeds(site)
            if any(map(self._polling.is_to_come, feeds)):
                return ()
            if not self._begin(site, feeds):
                self._going.add(site)
                return None
        wanted = self._run.teachers.wanted(site)
        if not any(key in self._in_flight for key in wanted):
            self._leave_out(wanted)
            self._learn_where_read(site)
        return [key for key in wanted if self._host_of.get(key) == host]

    def ended(self, key: str) -> None:
        """A page has its outcome."""
        site = self._run.teachers.ended(key)
        if site is not None:
            self._learn_where_read(site)

    def go_on(self, site: str) -> None:
        """The site has been learned, as far as it can be: its other pages wait no more."""
        for key in self._run.teachers.dismiss(site):
            self._host_of.pop(key, None)
        self._going.add(site)

    def _begin(self, site: str, feeds: Sequence[int]) -> bool:
        store = self._run.store
        if not feeds or store.profiles.latest(site) is not None:
            return False
        waiting = {key: host for key, host in store.frontier.of_feeds(feeds).items() if _site_of_host(host) == site}
        if not self._run.teachers.begin(site, waiting, self._run.archive.readings.taught(site)):
            return False
        self._host_of.update({key: waiting[key] for key in self._run.teachers.candidates(site) if key in waiting})
        return True

    def let_go(self) -> bool:
        """Lets the pages of all sites be asked for; whether there were any that waited."""
        waiting = self._run.teachers.sites()
        for site in waiting:
            self.go_on(site)
        return bool(waiting)

    def _learn_where_read(self, site: str) -> None:
        """The site is learned once its teachers have been read."""
        if not self._run.teachers.wanted(site):
            self._learn(site)

    def _leave_out(self, wanted: Sequence[str]) -> None:
        """Those that do not wait any more, and are not under way, have become something else meanwhile: their feed was
        paused, or another page is theirs."""
        for key in set(wanted) - self._run.store.frontier.still_waiting(wanted):
            self._run.teachers.ended(key)

    def _feeds(self, site: str) -> Sequence[int]:
        if self._feeds_of is None:
            self._feeds_of = defaultdict(list)
            for feed in self._run.store.feeds.addresses():
                self._feeds_of[site_of(feed.fetch_url) or ""].append(feed.id)
        return self._feeds_of.get(site, ())


def _site_of_host(host: str) -> str | None:
    return site_of(f"http://{host}/")
