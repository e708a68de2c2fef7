-- name: feed
SELECT feeds.*, twin.id AS twin_id, coalesce(twin.title, twin.url) AS twin_title
FROM feeds LEFT JOIN feeds AS twin ON twin.id = feeds.same_as WHERE feeds.id = :id;

-- name: tally
SELECT count(*) AS entries, coalesce(sum(state = 'done'), 0) AS filed, coalesce(sum(state = 'refused'), 0) AS refused,
    coalesce(sum(state IN ('waiting', 'held', 'leased')), 0) AS open, min(first_seen) AS since
FROM entries WHERE feed_id = :id;

-- name: per_day
SELECT substr(first_seen, 1, 10) AS day, count(*) AS entries
FROM entries WHERE feed_id = :id AND first_seen >= :since GROUP BY day;

-- name: polls
SELECT id, run_id, fetched_at, outcome, http_status, entries_seen, entries_new, error, failure
FROM polls WHERE feed_id = :id ORDER BY fetched_at DESC, id DESC LIMIT 60;

-- name: gaps
SELECT polls.fetched_at, polls.gap_from, polls.gap_to, polls.gap_estimate,
    (SELECT coalesce(sum(later.entries_new), 0) FROM polls AS later WHERE later.recovers = polls.id) AS recovered
FROM polls WHERE polls.feed_id = :id AND polls.gap_to IS NOT NULL
ORDER BY polls.fetched_at DESC, polls.id DESC LIMIT 50;

-- name: events
SELECT happened_at, event, detail, old, new FROM feed_events
WHERE feed_id = :id ORDER BY happened_at DESC, id DESC LIMIT 50;

-- name: entries
SELECT entries.url, entries.title, entries.first_seen, entries.state, entries.article_id
FROM entries WHERE feed_id = :id ORDER BY first_seen DESC, id DESC LIMIT 20;

-- name: feeds
SELECT id, url, coalesce(title, url) AS title, status, listed, last_failure, interval_minutes, last_new_entry,
    next_fetch_attempt
FROM feeds ORDER BY NOT listed, status NOT IN ('failing', 'gone'), title, id LIMIT 2000;
