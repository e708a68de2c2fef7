-- Questions that users ask often, as views (migration 0003). A later change drops and creates a view anew in its own file.

-- Why is this URL (not) in my data? One row for each URL that was met, as it was met. The inner UNION keeps
-- `WHERE url = ...` an index lookup in all three tables.
CREATE VIEW url_status AS
SELECT
    met.url,
    CASE
        WHEN article.id IS NOT NULL THEN 'article'
        WHEN rejection.id IS NOT NULL AND rejection.resolved_at IS NULL THEN 'rejected'
        WHEN entry.state = 'leased' THEN 'being fetched'
        WHEN entry.state IN ('waiting', 'held') THEN entry.state
        ELSE 'removed'
    END AS outcome,
    CASE WHEN rejection.resolved_at IS NULL THEN rejection.reason END AS reason,
    CASE WHEN rejection.resolved_at IS NULL THEN rejection.detail END AS detail,
    CASE WHEN rejection.resolved_at IS NULL THEN rejection.http_status END AS http_status,
    article.id AS article_id,
    article.url AS article_url,
    article.headline,
    link.kind,
    feed.url AS feed_url,
    entry.state,
    entry.not_before,
    coalesce(article.last_fetched, rejection.seen_at, entry.last_seen) AS seen_at
FROM (
    SELECT url FROM entries
    UNION
    SELECT url FROM article_urls
    UNION
    SELECT url FROM rejections
) AS met
LEFT JOIN article_urls AS link ON link.url = met.url
LEFT JOIN entries AS entry ON entry.id = (
    SELECT id FROM entries WHERE url = met.url ORDER BY article_id IS NULL, last_seen DESC, id LIMIT 1
)
LEFT JOIN feeds AS feed ON feed.id = entry.feed_id
LEFT JOIN articles AS article ON article.id = coalesce(link.article_id, entry.article_id)
LEFT JOIN rejections AS rejection ON rejection.id = (
    SELECT id FROM rejections WHERE url = met.url ORDER BY resolved_at IS NOT NULL, seen_at DESC, id DESC LIMIT 1
);

-- Which feeds need attention, and what each one brought.
CREATE VIEW feed_health AS
SELECT
    feeds.id AS feed_id,
    feeds.url,
    feeds.title,
    feeds.status,
    feeds.listed,
    feeds.consecutive_failures,
    feeds.last_error,
    feeds.last_fetch_success,
    feeds.last_new_entry,
    feeds.next_fetch_attempt,
    coalesce(tally.entries, 0) AS entries,
    coalesce(tally.filed, 0) AS filed,
    coalesce(tally.refused, 0) AS refused,
    coalesce(tally.open, 0) AS open
FROM feeds
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

-- What each rule cut, to read a rule's work at a glance.
CREATE VIEW removals_by_rule AS
SELECT
    rule,
    kind,
    count(*) AS removals,
    count(DISTINCT article_id) AS articles,
    json_array(min(text), max(text)) AS examples
FROM removals
GROUP BY rule, kind;
