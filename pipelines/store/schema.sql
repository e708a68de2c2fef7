-- The first shape of the database. Later changes are migrations of their own (migrations.py); this file never changes
-- once released. Times: TEXT, UTC, ISO 8601 with +00:00. Lists: JSON arrays, never null.

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    spider TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    status TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'finished', 'interrupted', 'failed')),
    reason TEXT,
    counts TEXT NOT NULL DEFAULT '{}',
    versions TEXT NOT NULL DEFAULT '{}'
);

CREATE TABLE feeds (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    fetch_url TEXT NOT NULL,
    title TEXT,
    listed_title TEXT,
    homepage TEXT,
    format TEXT,
    tags TEXT NOT NULL DEFAULT '[]',
    every_minutes INTEGER,
    full_text TEXT NOT NULL DEFAULT 'page' CHECK (full_text IN ('page', 'feed')),
    listed INTEGER NOT NULL DEFAULT 1,
    status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'failing', 'gone', 'paused')),
    next_fetch_attempt TEXT,
    last_fetch_attempt TEXT,
    last_fetch_success TEXT,
    last_new_entry TEXT,
    consecutive_failures INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    validators TEXT
);
CREATE INDEX feeds_due ON feeds (next_fetch_attempt) WHERE listed;

CREATE TABLE polls (
    id INTEGER PRIMARY KEY,
    feed_id INTEGER NOT NULL REFERENCES feeds (id),
    run_id INTEGER NOT NULL REFERENCES runs (id),
    url TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('new', 'unchanged', 'not_modified', 'moved', 'gone', 'not_a_feed', 'failed')),
    http_status INTEGER,
    entries_seen INTEGER NOT NULL DEFAULT 0,
    entries_new INTEGER NOT NULL DEFAULT 0,
    error TEXT
);
CREATE INDEX polls_by_feed ON polls (feed_id, fetched_at);
CREATE INDEX polls_by_run ON polls (run_id);

CREATE TABLE stories (
    id INTEGER PRIMARY KEY,
    first_seen TEXT NOT NULL
);

CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    url_key TEXT NOT NULL UNIQUE,
    site TEXT,
    headline TEXT,
    description TEXT,
    article_body TEXT NOT NULL,
    authors TEXT NOT NULL DEFAULT '[]',
    credit_text TEXT,
    date_published TEXT,
    date_published_raw TEXT,
    date_modified TEXT,
    date_modified_raw TEXT,
    in_language TEXT,
    article_section TEXT,
    keywords TEXT NOT NULL DEFAULT '[]',
    image_url TEXT,
    is_accessible_for_free INTEGER,
    word_count INTEGER NOT NULL,
    story_id INTEGER NOT NULL REFERENCES stories (id),
    provenance TEXT NOT NULL DEFAULT '{}',
    first_seen TEXT NOT NULL,
    last_fetched TEXT NOT NULL,
    extractor TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    page_key TEXT NOT NULL
);
CREATE INDEX articles_by_date ON articles (date_published);
CREATE INDEX articles_by_site ON articles (site, date_published);
CREATE INDEX articles_by_story ON articles (story_id);
CREATE INDEX articles_by_text ON articles (text_hash);

CREATE TABLE article_urls (
    url TEXT PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('link', 'redirect', 'canonical', 'amp', 'print', 'mobile', 'duplicate')),
    url_key TEXT NOT NULL,
    first_seen TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX article_urls_by_article ON article_urls (article_id);
CREATE INDEX article_urls_by_key ON article_urls (url_key);

CREATE TABLE sightings (
    url_key TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    canonical_key TEXT,
    text_hash TEXT NOT NULL,
    headline TEXT,
    date_published TEXT,
    http_status INTEGER,
    first_fetched TEXT NOT NULL,
    last_fetched TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX sightings_by_article ON sightings (article_id);
CREATE INDEX sightings_by_text ON sightings (text_hash);
CREATE INDEX sightings_by_canonical ON sightings (canonical_key) WHERE canonical_key IS NOT NULL;

CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    feed_id INTEGER NOT NULL REFERENCES feeds (id),
    guid TEXT,
    url TEXT NOT NULL,
    title TEXT,
    date_published TEXT,
    date_published_raw TEXT,
    date_modified TEXT,
    date_modified_raw TEXT,
    authors TEXT NOT NULL DEFAULT '[]',
    summary TEXT,
    content_html TEXT,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,
    page_key TEXT,
    host TEXT,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'held', 'leased', 'done', 'refused')),
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before TEXT,
    lease_run_id INTEGER REFERENCES runs (id)
);
CREATE UNIQUE INDEX entries_identity ON entries (feed_id, coalesce(guid, ''), url);
CREATE INDEX entries_frontier ON entries (host, not_before, id) WHERE state = 'waiting';
CREATE INDEX entries_later ON entries (state, not_before) WHERE state = 'waiting' AND not_before IS NOT NULL;
CREATE INDEX entries_by_state ON entries (state, feed_id);
CREATE INDEX entries_leased ON entries (lease_run_id) WHERE state = 'leased';
CREATE INDEX entries_by_page ON entries (page_key);
CREATE INDEX entries_by_url ON entries (url);
CREATE INDEX entries_by_article ON entries (article_id);

CREATE TABLE removals (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN (
        'caption', 'credit', 'read_more', 'source_line', 'byline', 'date_line', 'promo', 'repeated', 'share', 'headline', 'other'
    )),
    text TEXT NOT NULL,
    url TEXT,
    rule TEXT NOT NULL
);
CREATE INDEX removals_by_article ON removals (article_id);
CREATE INDEX removals_by_kind ON removals (kind, rule);

CREATE TABLE images (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    url TEXT,
    caption TEXT,
    credit TEXT,
    position INTEGER NOT NULL
);
CREATE INDEX images_by_article ON images (article_id);

CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    seen_at TEXT NOT NULL,
    headline TEXT,
    article_body TEXT NOT NULL,
    change TEXT NOT NULL CHECK (change IN ('headline', 'correction', 'addition', 'deletion', 'rewrite', 'metadata'))
);
CREATE INDEX revisions_by_article ON revisions (article_id, seen_at);

CREATE TABLE rejections (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    reason TEXT NOT NULL CHECK (reason IN (
        'robots', 'http_status', 'timeout', 'dns', 'connection', 'tls', 'too_large', 'not_html', 'blocked_address',
        'redirect', 'bad_link', 'not_an_article', 'consent_wall', 'paywall', 'soft_404', 'empty', 'extraction_limit',
        'too_old', 'error'
    )),
    detail TEXT NOT NULL,
    http_status INTEGER,
    seen_at TEXT NOT NULL,
    resolved_at TEXT,
    UNIQUE (url, reason)
);
CREATE INDEX rejections_by_reason ON rejections (reason, seen_at);
CREATE INDEX rejections_by_run ON rejections (run_id);
