-- What a site's parameters do, and the entries that rest on it (migration 0010).

-- What the pages under one path say of one parameter.
CREATE TABLE url_evidence (
    path TEXT NOT NULL,
    parameter TEXT NOT NULL,
    site TEXT NOT NULL,
    same INTEGER NOT NULL,
    different INTEGER NOT NULL,
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    PRIMARY KEY (path, parameter)
) WITHOUT ROWID;
CREATE INDEX url_evidence_by_site ON url_evidence (site, parameter);

CREATE TABLE url_parameters (
    site TEXT NOT NULL,
    parameter TEXT NOT NULL,
    same INTEGER NOT NULL,
    different INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('noise', 'selects', 'open')),
    examples TEXT NOT NULL DEFAULT '[]',
    decided_at TEXT NOT NULL,
    PRIMARY KEY (site, parameter)
) WITHOUT ROWID;

-- The parameters for which an entry was settled without a request: a JSON array.
ALTER TABLE entries ADD COLUMN presumed TEXT;
CREATE INDEX entries_presumed ON entries (page_key) WHERE presumed IS NOT NULL;
