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
    page_key TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('web', 'file', 'feed')),
    sha256 TEXT NOT NULL,
    body_bytes INTEGER NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (url, sha256)
);
CREATE INDEX pages_by_site ON pages (site, url) WHERE site IS NOT NULL;
