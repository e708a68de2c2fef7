-- How feeds are followed (migration 0005): when each is asked, what its state changes were, what hosts asked for, and
-- which sites reserve the right to mine their text.

ALTER TABLE feeds ADD COLUMN rhythm TEXT;
ALTER TABLE feeds ADD COLUMN stated TEXT NOT NULL DEFAULT '{}';
ALTER TABLE feeds ADD COLUMN interval_minutes REAL;
ALTER TABLE feeds ADD COLUMN last_failure TEXT;
ALTER TABLE feeds ADD COLUMN unconditional TEXT;
ALTER TABLE feeds ADD COLUMN not_modified_in_a_row INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN last_full_answer TEXT;
ALTER TABLE feeds ADD COLUMN moved_to TEXT;
ALTER TABLE feeds ADD COLUMN moved_times INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN proposed_url TEXT;
ALTER TABLE feeds ADD COLUMN looked_for TEXT;
ALTER TABLE feeds ADD COLUMN listed_entries INTEGER;
ALTER TABLE feeds ADD COLUMN same_as INTEGER REFERENCES feeds (id);

ALTER TABLE polls ADD COLUMN failure TEXT;
ALTER TABLE polls ADD COLUMN conditional INTEGER;
ALTER TABLE polls ADD COLUMN gap_from TEXT;
ALTER TABLE polls ADD COLUMN gap_to TEXT;
ALTER TABLE polls ADD COLUMN gap_estimate INTEGER;
ALTER TABLE polls ADD COLUMN recovers INTEGER REFERENCES polls (id);
CREATE INDEX polls_gaps ON polls (feed_id) WHERE gap_to IS NOT NULL;
CREATE INDEX polls_recovering ON polls (recovers) WHERE recovers IS NOT NULL;

ALTER TABLE entries ADD COLUMN image_url TEXT;
ALTER TABLE entries ADD COLUMN found_in TEXT NOT NULL DEFAULT 'feed'
    CHECK (found_in IN ('feed', 'archive', 'sitemap'));

CREATE INDEX entries_latest ON entries (feed_id, first_seen);

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

CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    held_until TEXT NOT NULL,
    reason TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id)
) WITHOUT ROWID;

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

-- Each gap in what a feed showed, and what of it was found elsewhere.
CREATE VIEW feed_gaps AS
SELECT
    polls.id AS poll_id,
    feeds.url AS feed_url,
    polls.fetched_at,
    polls.gap_from,
    polls.gap_to,
    polls.gap_estimate AS entries_missed,
    coalesce(sum(later.entries_new), 0) AS entries_recovered
FROM polls
JOIN feeds ON feeds.id = polls.feed_id
LEFT JOIN polls AS later ON later.recovers = polls.id
WHERE polls.gap_to IS NOT NULL
GROUP BY polls.id;

DROP VIEW feed_health;
-- Which feeds need attention, and what each one brought.
CREATE VIEW feed_health AS
SELECT
    feeds.id AS feed_id,
    feeds.url,
    feeds.title,
    feeds.status,
    feeds.listed,
    CASE
        WHEN feeds.status = 'gone' AND feeds.proposed_url IS NOT NULL THEN 'gone; its site names another feed'
        WHEN feeds.status = 'gone' THEN 'gone'
        WHEN feeds.proposed_url IS NOT NULL THEN 'failing; its site names another feed'
        WHEN feeds.status = 'failing' THEN 'failing: ' || coalesce(feeds.last_failure, 'error')
        WHEN feeds.same_as IS NOT NULL THEN 'the same as another feed'
        WHEN EXISTS (SELECT 1 FROM polls WHERE polls.feed_id = feeds.id AND polls.gap_to IS NOT NULL) THEN 'had gaps'
        WHEN feeds.unconditional IS NOT NULL THEN 'its 304 is not believed'
    END AS concern,
    feeds.consecutive_failures,
    feeds.last_failure,
    feeds.last_error,
    feeds.last_fetch_success,
    feeds.last_new_entry,
    feeds.interval_minutes,
    feeds.next_fetch_attempt,
    feeds.proposed_url,
    feeds.unconditional,
    twin.url AS same_as_url,
    coalesce(tally.entries, 0) AS entries,
    coalesce(tally.filed, 0) AS filed,
    coalesce(tally.refused, 0) AS refused,
    coalesce(tally.open, 0) AS open
FROM feeds
LEFT JOIN feeds AS twin ON twin.id = feeds.same_as
LEFT JOIN (
    SELECT
        feed_id,
        count(*) AS entries,
        sum(state = 'done') AS filed,
        sum(state = 'refused') AS refused,
        sum(state IN ('waiting', 'held', 'leased')) AS open
    FROM entries
    GROUP BY feed_id
) AS tally ON tally.feed_id = feeds.id;
