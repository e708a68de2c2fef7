-- name: by_words
-- Goes through articles_by_date, which has all that is filtered and counted, until there are enough: a search that
-- finds half the archive reads no text, and sorts nothing.
SELECT a.id, a.date_published, a.site, a.article_section, a.in_language, a.credit_text, a.authors
FROM articles AS a INDEXED BY articles_by_date
WHERE a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match)
    AND (:site IS NULL OR a.site = :site)
    AND (:section IS NULL OR a.article_section = :section)
    AND (:language IS NULL OR a.in_language = :language)
    AND (:credit IS NULL OR a.credit_text = :credit)
    AND (:day IS NULL OR substr(a.date_published, 1, 10) = :day)
    AND (:author IS NULL OR instr(a.authors, :author) > 0)
    AND (:after_id IS NULL OR (coalesce(a.date_published, ''), a.id) < (:after_date, :after_id))
ORDER BY a.date_published DESC, a.id DESC LIMIT :limit;

-- name: by_rank
-- articles_by_id has the same for a row that the full-text index names.
SELECT a.id, a.date_published, a.site, a.article_section, a.in_language, a.credit_text, a.authors
FROM articles_fts CROSS JOIN articles AS a INDEXED BY articles_by_id ON a.id = articles_fts.rowid
WHERE articles_fts MATCH :match
    AND (:site IS NULL OR a.site = :site)
    AND (:section IS NULL OR a.article_section = :section)
    AND (:language IS NULL OR a.in_language = :language)
    AND (:credit IS NULL OR a.credit_text = :credit)
    AND (:day IS NULL OR substr(a.date_published, 1, 10) = :day)
    AND (:author IS NULL OR instr(a.authors, :author) > 0)
ORDER BY articles_fts.rank LIMIT :limit;

-- name: by_date
SELECT a.id, a.date_published, a.site, a.article_section, a.in_language, a.credit_text, a.authors
FROM articles AS a INDEXED BY articles_by_date
WHERE (:site IS NULL OR a.site = :site)
    AND (:section IS NULL OR a.article_section = :section)
    AND (:language IS NULL OR a.in_language = :language)
    AND (:credit IS NULL OR a.credit_text = :credit)
    AND (:day IS NULL OR substr(a.date_published, 1, 10) = :day)
    AND (:author IS NULL OR instr(a.authors, :author) > 0)
    AND (:after_id IS NULL OR (coalesce(a.date_published, ''), a.id) < (:after_date, :after_id))
ORDER BY a.date_published DESC, a.id DESC LIMIT :limit;

-- name: passages
SELECT
    articles.id, articles.url, articles.headline, articles.description, articles.first_seen, articles.date_modified,
    highlight(articles_fts, 0, char(2), char(3)) AS marked_headline,
    snippet(articles_fts, 2, char(2), char(3), '…', 36) AS passage
FROM json_each(:ids) AS wanted
CROSS JOIN articles_fts ON articles_fts.rowid = wanted.value
CROSS JOIN articles ON articles.id = wanted.value
WHERE articles_fts MATCH :match;

-- name: openings
SELECT
    articles.id, articles.url, articles.headline, articles.description, articles.first_seen, articles.date_modified,
    articles.headline AS marked_headline,
    coalesce(description, substr(article_body, 1, 280) || CASE WHEN length(article_body) > 280 THEN '…' ELSE '' END)
        AS passage
FROM json_each(:ids) AS wanted CROSS JOIN articles ON articles.id = wanted.value;
