-- Known articles asked again, what became of their pages, and what their papers said about mistakes (migration 0007).

CREATE TABLE rechecks (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    host TEXT NOT NULL,
    since TEXT NOT NULL,
    due TEXT,
    cause TEXT NOT NULL DEFAULT 'schedule' CHECK (cause IN ('schedule', 'feed')),
    fetched_at TEXT NOT NULL,
    checks INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    gone INTEGER NOT NULL DEFAULT 0,
    edits INTEGER NOT NULL DEFAULT 0,
    checked_at TEXT,
    outcome TEXT CHECK (outcome IN ('unchanged', 'revised', 'moved', 'replaced', 'kept', 'gone', 'failed')),
    detail TEXT,
    validators TEXT,
    lease_run_id INTEGER REFERENCES runs (id)
);
CREATE INDEX rechecks_due ON rechecks (due, host) WHERE due IS NOT NULL;
CREATE INDEX rechecks_by_host ON rechecks (host, due) WHERE due IS NOT NULL;
CREATE INDEX rechecks_leased ON rechecks (lease_run_id) WHERE lease_run_id IS NOT NULL;
CREATE INDEX rechecks_kept ON rechecks (checked_at) WHERE outcome = 'kept';

CREATE TABLE disappearances (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('http_404', 'http_410', 'http_451', 'front_page', 'redirect', 'soft_404')),
    detail TEXT,
    seen_at TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    returned_at TEXT
);
CREATE INDEX disappearances_by_article ON disappearances (article_id, seen_at);
CREATE INDEX disappearances_open ON disappearances (article_id) WHERE returned_at IS NULL;

CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    revision_id INTEGER REFERENCES revisions (id) ON DELETE SET NULL,
    seen_at TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX corrections_by_article ON corrections (article_id);
CREATE INDEX corrections_by_revision ON corrections (revision_id) WHERE revision_id IS NOT NULL;

ALTER TABLE revisions ADD COLUMN authors TEXT;
ALTER TABLE revisions ADD COLUMN date_published TEXT;
