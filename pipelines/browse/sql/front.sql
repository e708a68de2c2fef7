-- name: totals
-- Sites are skipped through by the index, not counted row by row.
WITH RECURSIVE names (site) AS (
    SELECT min(site) FROM articles
    UNION ALL
    SELECT (SELECT min(site) FROM articles WHERE site > names.site) FROM names WHERE names.site IS NOT NULL
)
SELECT
    (SELECT count(*) FROM articles) AS articles,
    (SELECT count(site) FROM names) AS sites,
    (SELECT count(*) FROM feeds WHERE listed) AS feeds,
    (SELECT min(date_published) FROM articles) AS first_published,
    (SELECT max(date_published) FROM articles) AS last_published,
    (SELECT count(*) FROM revisions) AS edits,
    (SELECT count(*) FROM rejections WHERE resolved_at IS NULL) AS refused;

-- name: last_run
SELECT * FROM runs ORDER BY started_at DESC, id DESC LIMIT 1;

-- name: per_day
SELECT substr(date_published, 1, 10) AS day, count(*) AS articles
FROM articles WHERE date_published >= :since GROUP BY day;

-- name: failing_feeds
SELECT id, coalesce(title, url) AS title, status, last_failure, last_error, consecutive_failures, proposed_url
FROM feeds WHERE listed AND status IN ('failing', 'gone')
ORDER BY consecutive_failures DESC, id LIMIT 200;

-- name: gaps
SELECT polls.feed_id, coalesce(feeds.title, feeds.url) AS title, polls.fetched_at, polls.gap_from, polls.gap_to,
    polls.gap_estimate,
    (SELECT coalesce(sum(later.entries_new), 0) FROM polls AS later WHERE later.recovers = polls.id) AS recovered
FROM polls JOIN feeds ON feeds.id = polls.feed_id
WHERE polls.gap_to IS NOT NULL AND polls.fetched_at >= :since
ORDER BY polls.fetched_at DESC, polls.id DESC LIMIT 200;

-- name: changed_sites
-- site_health looks at every article; this looks at each site's latest hundred, which a page can wait for.
WITH RECURSIVE names (site) AS (
    SELECT min(site) FROM articles
    UNION ALL
    SELECT (SELECT min(site) FROM articles WHERE site > names.site) FROM names WHERE names.site IS NOT NULL
),
tally AS (
    SELECT
        site,
        (SELECT avg(confidence) FROM (
            SELECT confidence FROM articles WHERE articles.site = names.site
            ORDER BY first_seen DESC, id DESC LIMIT 20
        )) AS confidence_now,
        (SELECT avg(confidence) FROM (
            SELECT confidence FROM articles WHERE articles.site = names.site
            ORDER BY first_seen DESC, id DESC LIMIT 80 OFFSET 20
        )) AS confidence_before,
        (SELECT avg(word_count) FROM (
            SELECT word_count FROM articles WHERE articles.site = names.site
            ORDER BY first_seen DESC, id DESC LIMIT 20
        )) AS words_now,
        (SELECT avg(word_count) FROM (
            SELECT word_count FROM articles WHERE articles.site = names.site
            ORDER BY first_seen DESC, id DESC LIMIT 80 OFFSET 20
        )) AS words_before
    FROM names WHERE site IS NOT NULL
)
SELECT site, confidence_now, confidence_before, words_now, words_before,
    CASE
        WHEN confidence_now < confidence_before - 0.15 THEN 'its texts are read less surely than before'
        WHEN words_now < words_before * 0.5 THEN 'its texts are less than half as long as before'
        ELSE 'its texts are read without much confidence'
    END AS concern
FROM tally
WHERE confidence_now < confidence_before - 0.15 OR words_now < words_before * 0.5 OR confidence_now < 0.5
ORDER BY confidence_now LIMIT 200;

-- name: redesigns
SELECT site, version, pages, learned_at FROM site_profiles
WHERE reason = 'redesign' AND learned_at >= :since ORDER BY learned_at DESC, site LIMIT 200;

-- name: latest
SELECT id, site, headline, date_published FROM articles
WHERE date_published IS NOT NULL ORDER BY date_published DESC, id DESC LIMIT 8;

-- name: stories
SELECT story_id, count(DISTINCT site) AS sites, min(headline) AS headline, max(date_published) AS published
FROM articles WHERE id IN (
    SELECT id FROM articles WHERE date_published IS NOT NULL ORDER BY date_published DESC, id DESC LIMIT 300
)
GROUP BY story_id HAVING count(DISTINCT site) > 1
ORDER BY sites DESC, published DESC LIMIT 8;
