"""What a run has read, written: which article a page is, its rows and its story; refusals, and polls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipelines.following.revisits import after_revisit, age_counts_from, next_revisit
from pipelines.model import (
    FeedPoll,
    FiledArticle,
    KeptArticle,
    OptOut,
    Page,
    Proposal,
    ReadPage,
    Rejection,
    Revisited,
    RevisitOutcome,
    RevisitState,
    StoredProfile,
    Unchanged,
)
from pipelines.reading.confidence import with_reasons
from pipelines.reading.tasks import REDESIGNED
from pipelines.run.filed import filed_article
from pipelines.run.polls import record_poll, record_proposal
from pipelines.run.run import Run
from pipelines.web.urls import host_of, site_of, strip_fragment, url_key

THERE: frozenset[RevisitOutcome] = frozenset(("unchanged", "revised", "moved", "replaced"))
"""Outcomes that show a page to be there."""


class Filer:
    """Writes one run's rows; each call is one unit, so that nothing is half filed."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._store = run.store

    # ------------------------------------------------------------------------------------------------- articles

    def file(self, read: ReadPage) -> FiledArticle:
        """A page's article."""
        page, frontier = read.page, self._store.frontier
        links = self._links(page)
        self._keep_reading(read)
        with self._store.writer.unit():
            filed = self._save(read, page, met=links)
            frontier.settle(page.page_key or url_key(page.url), filed.article_id)
            self._store.rejections.resolve({page.url, *page.redirects, *links})
            if page.page_key is not None and filed.verdict == "new":
                self._watch(filed.article_id, read)
        self._run.counts[f"pages.{filed.verdict}"] += 1
        return filed

    def file_reprocessed(self, read: ReadPage) -> FiledArticle:
        """The article of a page that was read again by better rules: no revision, and its entries follow."""
        page = read.page
        if read.reading is not None:
            self._run.archive.readings.keep(page, read.reading)
        with self._store.writer.unit():
            filed = self._save(read, page, met=self._links(page), reprocessed=True)
            self._store.frontier.settle(page.page_key or url_key(page.url), filed.article_id)
        return filed

    def keep(self, kept: KeptArticle) -> None:
        """The article stays as it is; the link that led to its page is another of its URLs."""
        page, articles = kept.page, self._store.articles
        known, links = articles.sighting(url_key(page.url)), self._links(page)
        article_id = known.article_id if known is not None else kept.article_id
        with self._store.writer.unit():
            urls = (*page.redirects, page.url, *links)
            articles.see_again(article_id, url_key(page.url), page.fetched_at, urls, redirects=page.redirects)
            if page.page_key is not None:
                self._store.frontier.settle(page.page_key, article_id)
            self._store.rejections.resolve({page.url, *page.redirects, *links})
        self._run.counts["pages.kept"] += 1

    def settle(self, revisited: Revisited) -> FiledArticle | None:
        """What came of asking an article's page again, and when it is asked next; what was filed of it."""
        filed = None
        revisit, rechecks = revisited.revisit, self._store.rechecks
        self._run.counts[f"checks.{revisited.outcome}"] += 1
        with self._store.writer.unit():
            watch = rechecks.watched(revisit.article_id)
            if watch is None:
                return None
            if revisited.read is not None and revisited.page is not None:
                filed = self._file_change(revisited.page, revisited.read, reprocessed=revisited.outcome == "replaced")
            elif revisited.outcome == "unchanged":
                self._store.articles.see_again(revisit.article_id, revisit.page_key, revisited.seen_at)
            self._note_presence(revisited)
            after = after_revisit(watch, revisited.outcome, revisited.seen_at)
            mode, not_before = self._run.config.revisit, revisited.not_before
            due = next_revisit(after, mode, revisited.seen_at, seed=revisit.article_id, not_before=not_before)
            rechecks.settle(revisited, after, host_of(revisit.url) or revisit.host, due)
        return filed

    def _file_change(self, page: Page, read: ReadPage, *, reprocessed: bool) -> FiledArticle:
        """The article as it is now. A page that moved is filed as what stands at its address; its new one is noted."""
        self._run.archive.store(page)
        self._keep_reading(read)
        met = tuple(strip_fragment(url) for url in page.redirects)
        return self._save(read, replace(page, redirects=()), met=met, reprocessed=reprocessed)

    def _save(self, read: ReadPage, page: Page, *, met: Iterable[str], reprocessed: bool = False) -> FiledArticle:
        """What is decided of a page, the article's rows and its story's."""
        from pipelines.identity.identity import decide
        from pipelines.run.linking import link_to_story

        comparison, articles = read.comparison, self._store.articles
        filing = decide(read.article, page, articles, met=met, comparison=comparison, reprocessed=reprocessed)
        placed = articles.file(filing)
        window_days, fetched = self._run.config.story_window_days, filing.fetched_at
        text = filing.text_hash, read.fingerprint
        link_to_story(self._store.stories, placed, text, window_days=window_days, now=fetched)
        verdict, run_id = "reprocessed" if reprocessed else filing.verdict, self._store.runs.current
        return filed_article(filing, page, article_id=placed.article_id, run_id=run_id, verdict=verdict)

    def _links(self, page: Page) -> tuple[str, ...]:
        """The entries' links that lead to the page."""
        return self._store.frontier.links(page.page_key) if page.page_key is not None else ()

    def _keep_reading(self, read: ReadPage) -> None:
        """The reading into the archive, and what the run's end needs to know of the site."""
        self._run.archive.readings.keep(read.page, read.reading)
        self._run.teachers.note(read)
        site = site_of(read.page.url)
        if site is None or read.reading is None:
            return
        sure, pages = read.article.confidence, self._run.pages_read
        pages.by_site[site] += 1
        pages.strange[site] += sure is not None and sure.reasons.get("known", 1.0) < REDESIGNED

    def _watch(self, article_id: int, read: ReadPage) -> None:
        """A new article's page is asked again; what its feed told is not, but when the feed says that it changed."""
        fetched, key = read.page.fetched_at, read.page.page_key
        in_feed = key is not None and self._store.frontier.in_feed(key)
        since = age_counts_from(read.article.metadata.date_published, fetched, in_feed=in_feed)
        due = None
        if read.page.origin == "web":
            watch = RevisitState(since=since, fetched_at=fetched)
            due = next_revisit(watch, self._run.config.revisit, fetched, seed=article_id)
        self._store.rechecks.watch(article_id, host_of(read.page.url) or "", since, fetched, due)

    def _note_presence(self, revisited: Revisited) -> None:
        """Whether the article's page is there, where the check says so."""
        gone, revisit = self._store.disappearances, revisited.revisit
        if revisited.gone is not None:
            gone.note(revisit.article_id, revisit.url, revisited.gone, revisited.detail, revisited.seen_at)
        elif revisited.outcome in THERE and gone.end(revisit.article_id, revisited.seen_at):
            self._run.counts["checks_returned"] += 1

    def keep_text(self, page_key: str, profile: StoredProfile, unchanged: Unchanged) -> None:
        """The page was read by the profile, and its text stays as it is; how sure that is may have changed."""
        with self._store.writer.unit():
            self._store.profiles.mark_read(page_key, profile)
            reasons = self._store.articles.reasons(page_key)
            if unchanged.known is not None and reasons is not None:
                more = {"known": unchanged.known, "agreement": reasons.get("agreement", 1.0)}
                self._store.articles.set_confidence(page_key, profile.id, with_reasons(reasons, more))

    # ---------------------------------------------------------------------------------------------- all the rest

    def take(self, outcome: Rejection | Revisited | FeedPoll | Proposal) -> FiledArticle | None:
        """An outcome that is no page; what was filed of it."""
        if isinstance(outcome, Revisited):
            return self.settle(outcome)
        if isinstance(outcome, Rejection):
            self.reject(outcome)
        elif isinstance(outcome, FeedPoll):
            self.record(outcome)
        else:
            self.propose(outcome)
        return None

    def reject(self, rejection: Rejection) -> None:
        """A rejections row for the URL, and for every entry that waits for it."""
        self._store.rejections.record(rejection)
        self._run.counts[f"rejections.{rejection.reason}"] += 1

    def record(self, poll: FeedPoll) -> None:
        """The poll with its entries and validators, and what it makes of its feed: one unit."""
        with self._store.writer.unit():
            new = record_poll(self._store, poll, self._run.now())
        self._run.counts["entries.new"] += new
        self._run.counts[f"polls.{poll.outcome}"] += 1
        if poll.found_in != "feed":
            self._run.counts["entries.recovered"] += new

    def note_opt_outs(self, url: str, said: Iterable[OptOut]) -> None:
        """What a site says about mining its text."""
        site = site_of(url)
        if site is not None:
            self._store.opt_outs.record(site, url, said)

    def propose(self, proposal: Proposal) -> None:
        """A look at a dead feed's site."""
        record_proposal(self._store, proposal)
