-- name: entries
SELECT entries.*, coalesce(feeds.title, feeds.url) AS feed_title, feeds.status AS feed_status, feeds.listed AS feed_listed
FROM entries JOIN feeds ON feeds.id = entries.feed_id
WHERE entries.url = :url ORDER BY entries.first_seen, entries.id LIMIT 20;

-- name: twins
SELECT DISTINCT entries.url FROM entries WHERE entries.page_key = :key AND entries.url <> :url ORDER BY url LIMIT 10;

-- name: addresses
SELECT article_urls.url, article_urls.kind, article_urls.first_seen, article_urls.article_id,
    articles.url AS article_url, articles.headline, articles.last_fetched
FROM article_urls JOIN articles ON articles.id = article_urls.article_id
WHERE article_urls.url = :url OR article_urls.url_key = :key
ORDER BY article_urls.url <> :url, article_urls.first_seen LIMIT 10;

-- name: articles
SELECT id, url, headline, last_fetched FROM articles WHERE url = :url OR url_key = :key OR id = :id
ORDER BY id IS NOT :id LIMIT 1;

-- name: sightings
SELECT url, article_id, http_status, first_fetched, last_fetched FROM sightings WHERE url_key = :key;

-- name: rejections
SELECT reason, detail, http_status, seen_at, resolved_at, run_id FROM rejections
WHERE url = :url ORDER BY seen_at, id;

-- name: feeds
SELECT id, coalesce(title, url) AS title, url, fetch_url, homepage, status, last_fetch_success FROM feeds WHERE listed;
