-- name: revision
SELECT
    revisions.*,
    articles.headline AS headline_now,
    articles.article_body AS article_body_now,
    articles.site,
    articles.in_language,
    coalesce(articles.date_published, articles.first_seen) AS published
FROM revisions JOIN articles ON articles.id = revisions.article_id
WHERE revisions.id = :id;

-- name: later
SELECT id, seen_at, headline, article_body FROM revisions
WHERE article_id = :article_id AND (seen_at, id) > (:seen_at, :id) ORDER BY seen_at, id LIMIT 1;

-- name: earlier
SELECT id, seen_at FROM revisions
WHERE article_id = :article_id AND (seen_at, id) < (:seen_at, :id) ORDER BY seen_at DESC, id DESC LIMIT 1;
