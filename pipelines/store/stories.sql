-- Stories across sites (migration 0006): what finds an article's copies, which were found, what became of stories.

ALTER TABLE stories ADD COLUMN agency TEXT;
ALTER TABLE stories ADD COLUMN agency_from TEXT CHECK (agency_from IN ('credit_text', 'dateline', 'byline', 'first'));

-- key: sixty days since 1970, in the high bits, and one of the least hashes of the text.
CREATE TABLE story_sketches (
    key INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (key, article_id)
) WITHOUT ROWID;

-- Those of the latest articles. They join the others some thousand articles at a time and in order, since each of an
-- article's keys has a page of its own there.
CREATE TABLE story_sketches_new (
    key INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (key, article_id)
) WITHOUT ROWID;

CREATE TABLE story_links (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    other_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    similarity REAL NOT NULL,
    containment REAL NOT NULL,
    contained_id INTEGER,
    earlier_id INTEGER,
    PRIMARY KEY (article_id, other_id),
    CHECK (article_id < other_id)
) WITHOUT ROWID;
CREATE INDEX story_links_by_other ON story_links (other_id);

CREATE TABLE story_events (
    id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL,
    event TEXT NOT NULL CHECK (event IN ('merged', 'split')),
    other_id INTEGER NOT NULL,
    happened_at TEXT NOT NULL,
    article_id INTEGER
);
CREATE INDEX story_events_by_story ON story_events (story_id);
CREATE INDEX story_events_by_other ON story_events (other_id);

-- Each story that more than one outlet has, the widest first when sorted by outlets.
CREATE VIEW stories_by_outlets AS
SELECT
    articles.story_id,
    count(DISTINCT articles.site) AS outlets,
    count(*) AS articles,
    min(coalesce(articles.date_published, articles.first_seen)) AS first_published,
    max(coalesce(articles.date_published, articles.first_seen)) AS last_published,
    (
        SELECT first.headline FROM articles AS first WHERE first.story_id = articles.story_id
        ORDER BY coalesce(first.date_published, first.first_seen), first.id LIMIT 1
    ) AS headline,
    (
        SELECT first.site FROM articles AS first WHERE first.story_id = articles.story_id
        ORDER BY coalesce(first.date_published, first.first_seen), first.id LIMIT 1
    ) AS first_site,
    stories.agency,
    stories.agency_from
FROM articles
JOIN stories ON stories.id = articles.story_id
GROUP BY articles.story_id
HAVING count(DISTINCT articles.site) > 1;

-- Every copy of every story that has copies, with how much later than the first it came.
CREATE VIEW story_copies AS
SELECT
    articles.story_id,
    articles.id AS article_id,
    articles.site,
    articles.url,
    articles.headline,
    coalesce(articles.date_published, articles.first_seen) AS published,
    round((
        julianday(coalesce(articles.date_published, articles.first_seen))
        - julianday(min(coalesce(articles.date_published, articles.first_seen)) OVER (PARTITION BY articles.story_id))
    ) * 24, 2) AS hours_after_first,
    row_number() OVER (
        PARTITION BY articles.story_id
        ORDER BY coalesce(articles.date_published, articles.first_seen), articles.id
    ) AS place,
    articles.word_count,
    articles.credit_text
FROM articles
WHERE EXISTS (
    SELECT 1 FROM articles AS other WHERE other.story_id = articles.story_id AND other.id <> articles.id
);

-- What each outlet takes from agencies, or from others: the share of its articles.
CREATE VIEW agency_share AS
SELECT
    articles.site,
    count(*) AS articles,
    sum(stories.agency_from IN ('credit_text', 'dateline', 'byline')) AS from_agencies,
    round(1.0 * sum(coalesce(stories.agency_from IN ('credit_text', 'dateline', 'byline'), 0)) / count(*), 3)
        AS share_from_agencies,
    sum(stories.agency_from = 'first' AND stories.agency <> articles.site) AS from_other_outlets
FROM articles
JOIN stories ON stories.id = articles.story_id
GROUP BY articles.site;

-- Every edit, with how long after publication it was seen, and the headline before and after it.
CREATE VIEW edits AS
SELECT
    revisions.id AS revision_id,
    revisions.article_id,
    articles.site,
    articles.url,
    revisions.seen_at,
    round((julianday(revisions.seen_at) - julianday(coalesce(articles.date_published, articles.first_seen))) * 24, 2)
        AS hours_after_publication,
    revisions.change,
    revisions.headline AS headline_before,
    coalesce(
        (
            SELECT later.headline FROM revisions AS later
            WHERE later.article_id = revisions.article_id
                AND (later.seen_at, later.id) > (revisions.seen_at, revisions.id)
            ORDER BY later.seen_at, later.id LIMIT 1
        ),
        articles.headline
    ) AS headline_after
FROM revisions
JOIN articles ON articles.id = revisions.article_id;

-- The edits that gave an article another headline.
CREATE VIEW headline_changes AS
SELECT revision_id, article_id, site, url, seen_at, hours_after_publication, headline_before, headline_after
FROM edits
WHERE headline_before IS NOT headline_after;
