-- The database of 0.1.0, in the order in which a run fills it: feeds and what they list, sites, articles and what is
-- known of each, stories. Once released, this file does not change: what comes next is a migration of its own
-- (migrations.py). Times: TEXT, UTC, ISO 8601 with +00:00. Lists: JSON arrays, never null.

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
    validators TEXT,
    rhythm TEXT,
    stated TEXT NOT NULL DEFAULT '{}',
    interval_minutes REAL,
    last_failure TEXT,
    unconditional TEXT,
    not_modified_in_a_row INTEGER NOT NULL DEFAULT 0,
    last_full_answer TEXT,
    moved_to TEXT,
    moved_times INTEGER NOT NULL DEFAULT 0,
    proposed_url TEXT,
    looked_for TEXT,
    listed_entries INTEGER,
    same_as INTEGER REFERENCES feeds (id)
);
CREATE INDEX feeds_due ON feeds (next_fetch_attempt) WHERE listed;
-- Whoever else is asked for at an address is looked for whenever a feed brings something: among 20,000 by index.
CREATE INDEX feeds_by_address ON feeds (fetch_url) WHERE listed;

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
    error TEXT,
    failure TEXT,
    conditional INTEGER,
    gap_from TEXT,
    gap_to TEXT,
    gap_estimate INTEGER,
    recovers INTEGER REFERENCES polls (id)
);
CREATE INDEX polls_by_feed ON polls (feed_id, fetched_at);
CREATE INDEX polls_by_run ON polls (run_id);
CREATE INDEX polls_gaps ON polls (feed_id) WHERE gap_to IS NOT NULL;
CREATE INDEX polls_recovering ON polls (recovers) WHERE recovers IS NOT NULL;

-- Each change of a feed's state.
CREATE TABLE feed_events (
    id INTEGER PRIMARY KEY,
    feed_id INTEGER NOT NULL REFERENCES feeds (id),
    run_id INTEGER REFERENCES runs (id),
    happened_at TEXT NOT NULL,
    event TEXT NOT NULL CHECK (event IN (
        'added', 'unlisted', 'listed', 'paused', 'resumed', 'failing', 'recovered', 'gone', 'returned', 'discovered',
        'moved', 'proposed', 'unconditional', 'gap', 'same_feed'
    )),
    detail TEXT NOT NULL,
    old TEXT,
    new TEXT
);
CREATE INDEX feed_events_by_feed ON feed_events (feed_id, happened_at);
CREATE INDEX feed_events_by_event ON feed_events (event, happened_at);

-- What hosts asked for by Retry-After.
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    held_until TEXT NOT NULL,
    reason TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id)
) WITHOUT ROWID;

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
    lease_run_id INTEGER REFERENCES runs (id),
    image_url TEXT,
    found_in TEXT NOT NULL DEFAULT 'feed' CHECK (found_in IN ('feed', 'archive', 'sitemap'))
);
CREATE UNIQUE INDEX entries_identity ON entries (feed_id, coalesce(guid, ''), url);
CREATE INDEX entries_frontier ON entries (host, not_before, id) WHERE state = 'waiting';
CREATE INDEX entries_later ON entries (state, not_before) WHERE state = 'waiting' AND not_before IS NOT NULL;
CREATE INDEX entries_by_state ON entries (state, feed_id);
CREATE INDEX entries_leased ON entries (lease_run_id) WHERE state = 'leased';
CREATE INDEX entries_by_page ON entries (page_key);
CREATE INDEX entries_by_url ON entries (url);
CREATE INDEX entries_by_article ON entries (article_id);
CREATE INDEX entries_latest ON entries (feed_id, first_seen);

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
CREATE INDEX rejections_open ON rejections (seen_at) WHERE resolved_at IS NULL;

-- Which sites reserve the right to mine their text.
CREATE TABLE site_opt_outs (
    site TEXT NOT NULL,
    signal TEXT NOT NULL CHECK (signal IN (
        'robots_tag', 'robots_meta', 'tdm_header', 'tdm_meta', 'content_signal', 'robots_agents'
    )),
    value TEXT NOT NULL,
    url TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    PRIMARY KEY (site, signal)
) WITHOUT ROWID;

-- What is learned of each site.
CREATE TABLE site_profiles (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    version INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('first', 'doubled', 'redesign', 'rules')),
    learned_at TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    pages INTEGER NOT NULL,
    profile TEXT NOT NULL,
    applied_at TEXT,
    UNIQUE (site, version)
);
CREATE INDEX site_profiles_open ON site_profiles (site) WHERE applied_at IS NULL;
CREATE INDEX site_profiles_by_run ON site_profiles (run_id);

-- By which of a person's rules the pages of each host have been read.
CREATE TABLE site_rules (
    host TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    rules TEXT NOT NULL,
    applied_at TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id)
) WITHOUT ROWID;
CREATE INDEX site_rules_by_run ON site_rules (run_id);

CREATE TABLE stories (
    id INTEGER PRIMARY KEY,
    first_seen TEXT NOT NULL,
    agency TEXT,
    agency_from TEXT CHECK (agency_from IN ('credit_text', 'dateline', 'byline', 'first'))
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
    page_key TEXT NOT NULL,
    profile_id INTEGER REFERENCES site_profiles (id),
    article_type TEXT,
    confidence REAL,
    confidence_reasons TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX articles_by_site ON articles (site, date_published);
CREATE INDEX articles_by_story ON articles (story_id);
CREATE INDEX articles_by_page ON articles (page_key);

-- Indexes that hold all that a list, a facet or a chart of 100,000 articles needs. Without them each row drags its
-- whole text along, for the text stands before most columns.

-- For a list by date.
CREATE INDEX articles_by_date ON articles (
    date_published, id, site, article_section, in_language, credit_text, authors
);

-- For what a search found, row by row: id comes first although it is the row's own number.
CREATE INDEX articles_by_id ON articles (
    id, date_published, site, article_section, in_language, credit_text, authors
);

-- For site_health, which looks at each site's latest articles.
CREATE INDEX articles_by_arrival ON articles (site, first_seen DESC, id DESC, word_count, confidence, last_fetched);

-- Full-text search over articles. Datasette and sqlite-utils look for content="articles" in just this spelling.
CREATE VIRTUAL TABLE articles_fts USING FTS5 (
    headline, description, article_body, tokenize = 'unicode61 remove_diacritics 2', content="articles"
);

-- An external-content FTS5 table must be told the old values. Nothing is indexed again when only last_fetched moves on.
CREATE TRIGGER articles_ai AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts (rowid, headline, description, article_body)
    VALUES (new.id, new.headline, new.description, new.article_body);
END;

CREATE TRIGGER articles_ad AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, headline, description, article_body)
    VALUES ('delete', old.id, old.headline, old.description, old.article_body);
END;

CREATE TRIGGER articles_au AFTER UPDATE OF headline, description, article_body ON articles
WHEN (new.headline, new.description, new.article_body) IS NOT (old.headline, old.description, old.article_body) BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, headline, description, article_body)
    VALUES ('delete', old.id, old.headline, old.description, old.article_body);
    INSERT INTO articles_fts (rowid, headline, description, article_body)
    VALUES (new.id, new.headline, new.description, new.article_body);
END;

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
    last_fetched TEXT NOT NULL,
    profile_id INTEGER REFERENCES site_profiles (id),
    -- The text of a page that its article's row does not show.
    article_body TEXT,
    rules TEXT
) WITHOUT ROWID;
CREATE INDEX sightings_by_article ON sightings (article_id);
CREATE INDEX sightings_by_text ON sightings (text_hash);
CREATE INDEX sightings_by_canonical ON sightings (canonical_key) WHERE canonical_key IS NOT NULL;

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
    change TEXT NOT NULL CHECK (change IN ('headline', 'correction', 'addition', 'deletion', 'rewrite', 'metadata')),
    authors TEXT,
    date_published TEXT
);
CREATE INDEX revisions_by_article ON revisions (article_id, seen_at);
CREATE INDEX revisions_by_time ON revisions (seen_at);

-- What papers said about their own mistakes.
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    revision_id INTEGER REFERENCES revisions (id) ON DELETE SET NULL,
    seen_at TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX corrections_by_article ON corrections (article_id);
CREATE INDEX corrections_by_revision ON corrections (revision_id) WHERE revision_id IS NOT NULL;

-- Known articles, asked again.
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

-- Articles whose page was found gone.
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

-- What finds an article's copies. key: sixty days since 1970, in the high bits, and one of the least hashes of the
-- text.
CREATE TABLE story_sketches (
    key INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (key, article_id)
) WITHOUT ROWID;

-- Those of the latest articles. They join the others some thousand articles at a time and in order, since each of an
-- article's keys has a page of its own there.
CREATE TABLE story_sketches_new (
    key INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (key, article_id)
) WITHOUT ROWID;

-- What an article's text is compared by with its candidates (pipelines/stories/fingerprints.py): making it anew would take
-- longer than all else that is done for an article.
CREATE TABLE story_fingerprints (
    article_id INTEGER PRIMARY KEY,
    fingerprint BLOB NOT NULL
);

-- The copies of each article that were found.
CREATE TABLE story_links (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    other_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    similarity REAL NOT NULL,
    containment REAL NOT NULL,
    contained_id INTEGER,
    earlier_id INTEGER,
    PRIMARY KEY (article_id, other_id),
    CHECK (article_id < other_id)
) WITHOUT ROWID;
CREATE INDEX story_links_by_other ON story_links (other_id);

-- Stories that became one, or two.
CREATE TABLE story_events (
    id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL,
    event TEXT NOT NULL CHECK (event IN ('merged', 'split')),
    other_id INTEGER NOT NULL,
    happened_at TEXT NOT NULL,
    article_id INTEGER
);
CREATE INDEX story_events_by_story ON story_events (story_id);
CREATE INDEX story_events_by_other ON story_events (other_id);

-- Pages whose articles were pruned: they are known, and not asked for again.
CREATE TABLE pruned (
    url_key TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    pruned_at TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id)
) WITHOUT ROWID;
