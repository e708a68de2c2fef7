-- Each page as the extractor saw it: what its site's next profile is learned from, and judges again (migration 0002).

CREATE TABLE readings (
    page_key TEXT PRIMARY KEY,
    page_id INTEGER NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    site TEXT NOT NULL,
    taught INTEGER NOT NULL CHECK (taught IN (0, 1)),
    article BLOB NOT NULL
);
CREATE INDEX readings_by_site ON readings (site, taught);
CREATE INDEX readings_by_page ON readings (page_id);
