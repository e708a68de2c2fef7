-- name: story
SELECT id, first_seen, agency, agency_from FROM stories WHERE id = :id;

-- name: copies
SELECT id, site, url, headline, article_body, in_language, word_count, credit_text, authors,
    coalesce(date_published, first_seen) AS published, date_published IS NULL AS is_undated
FROM articles WHERE story_id = :id ORDER BY published, id LIMIT 50;

-- name: count
SELECT count(*) AS copies, count(DISTINCT site) AS sites FROM articles WHERE story_id = :id;

-- name: events
SELECT event, happened_at, story_id, other_id FROM story_events
WHERE story_id = :id OR other_id = :id ORDER BY happened_at, id LIMIT 50;
