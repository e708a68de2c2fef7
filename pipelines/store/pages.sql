-- The page archive (news-pages.db): every response as it arrived, so that rules can be run again without the network.

CREATE TABLE pages (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    site TEXT,
    fetched_at TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL DEFAULT '[]',
    content_type TEXT NOT NULL,
    redirects TEXT NOT NULL DEFAULT '[]',
    cookies TEXT NOT NULL DEFAULT '[]',
    page_key TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('web', 'file', 'feed')),
    sha256 TEXT NOT NULL,
    body_bytes INTEGER NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (url, sha256)
);
CREATE INDEX pages_by_site ON pages (site, url) WHERE site IS NOT NULL;

-- Each page as the extractor saw it: what its site's next profile is learned from, and judges again.
CREATE TABLE readings (
    page_key TEXT PRIMARY KEY,
    page_id INTEGER NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    site TEXT NOT NULL,
    taught INTEGER NOT NULL CHECK (taught IN (0, 1)),
    article BLOB NOT NULL
);
CREATE INDEX readings_by_site ON readings (site, taught);
CREATE INDEX readings_by_page ON readings (page_id);
