-- name: totals
SELECT count(*) AS articles, min(date_published) AS first_published, max(date_published) AS last_published
FROM articles WHERE site = :site;

-- name: now
SELECT avg(confidence) AS confidence, avg(word_count) AS words, max(last_fetched) AS last_fetched FROM (
    SELECT confidence, word_count, last_fetched FROM articles WHERE site = :site
    ORDER BY first_seen DESC, id DESC LIMIT 20
);

-- name: before
SELECT avg(confidence) AS confidence, avg(word_count) AS words FROM (
    SELECT confidence, word_count FROM articles WHERE site = :site ORDER BY first_seen DESC, id DESC LIMIT 200 OFFSET 20
);

-- name: per_day
SELECT substr(date_published, 1, 10) AS day, count(*) AS articles
FROM articles WHERE site = :site AND date_published >= :since GROUP BY day;

-- name: latest
SELECT id, headline, date_published FROM articles WHERE site = :site
ORDER BY date_published DESC, id DESC LIMIT 10;

-- name: rejections
-- Whose host the URL names is decided by the caller; this finds the likely ones.
SELECT url, reason, detail, seen_at FROM rejections
WHERE resolved_at IS NULL AND instr(url, :site) > 0 ORDER BY seen_at DESC LIMIT 20000;

-- name: profiles
SELECT version, reason, learned_at, pages, profile FROM site_profiles WHERE site = :site ORDER BY version DESC LIMIT 20;

-- name: rules
SELECT removals.rule, removals.kind, count(*) AS blocks, count(DISTINCT removals.article_id) AS articles
FROM removals WHERE removals.article_id IN (
    SELECT id FROM articles WHERE site = :site ORDER BY first_seen DESC, id DESC LIMIT 100
)
GROUP BY removals.rule, removals.kind ORDER BY blocks DESC LIMIT 12;

-- name: opt_outs
SELECT signal, value, url, last_seen FROM site_opt_outs WHERE site = :site ORDER BY signal;

-- name: sites
SELECT articles.site, count(*) AS articles, max(articles.date_published) AS last_published
FROM articles WHERE site IS NOT NULL GROUP BY site ORDER BY articles DESC, site LIMIT 2000;
