-- name: article
SELECT
    articles.*,
    stories.agency,
    stories.agency_from,
    site_profiles.version AS profile_version,
    site_profiles.learned_at AS profile_learned_at
FROM articles
JOIN stories ON stories.id = articles.story_id
LEFT JOIN site_profiles ON site_profiles.id = articles.profile_id
WHERE articles.id = :id;

-- name: removals
SELECT position, kind, text, url, rule FROM removals WHERE article_id = :id ORDER BY position, id;

-- name: images
SELECT url, caption, credit FROM images WHERE article_id = :id ORDER BY position, id;

-- name: urls
SELECT url, kind, first_seen FROM article_urls WHERE article_id = :id ORDER BY kind <> 'canonical', first_seen, url;

-- name: revisions
SELECT id, seen_at, change FROM revisions WHERE article_id = :id ORDER BY seen_at, id;

-- name: copies
SELECT id, site, headline, coalesce(date_published, first_seen) AS published
FROM articles WHERE story_id = :story_id AND id <> :id
ORDER BY published, id LIMIT 50;

-- name: feeds
SELECT DISTINCT feeds.id, coalesce(feeds.title, feeds.url) AS title
FROM entries JOIN feeds ON feeds.id = entries.feed_id
WHERE entries.article_id = :id ORDER BY feeds.id LIMIT 20;
