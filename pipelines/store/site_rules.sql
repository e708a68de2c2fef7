-- By which of a person's rules for its site each page was read (migration 0013).

CREATE TABLE site_rules (
    host TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    rules TEXT NOT NULL,
    applied_at TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id)
) WITHOUT ROWID;
CREATE INDEX site_rules_by_run ON site_rules (run_id);

ALTER TABLE sightings ADD COLUMN rules TEXT;
