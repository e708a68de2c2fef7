-- Pages whose articles were pruned (migration 0011): they are known, and not asked for again.

CREATE TABLE pruned (
    url_key TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    pruned_at TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id)
) WITHOUT ROWID;
