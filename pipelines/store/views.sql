-- Questions that users ask often, as views. A later change drops and creates a view anew, in a migration of its own.

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
    CASE
        WHEN feeds.status = 'gone' AND feeds.proposed_url IS NOT NULL THEN 'gone; its site names another feed'
        WHEN feeds.status = 'gone' THEN 'gone'
        WHEN feeds.proposed_url IS NOT NULL THEN 'failing; its site names another feed'
        WHEN feeds.status = 'failing' THEN 'failing: ' || coalesce(feeds.last_failure, 'error')
        WHEN feeds.same_as IS NOT NULL THEN 'the same as another feed'
        WHEN EXISTS (SELECT 1 FROM polls WHERE polls.feed_id = feeds.id AND polls.gap_to IS NOT NULL) THEN 'had gaps'
        WHEN feeds.unconditional IS NOT NULL THEN 'its 304 is not believed'
    END AS concern,
    feeds.consecutive_failures,
    feeds.last_failure,
    feeds.last_error,
    feeds.last_fetch_success,
    feeds.last_new_entry,
    feeds.interval_minutes,
    feeds.next_fetch_attempt,
    feeds.proposed_url,
    feeds.unconditional,
    twin.url AS same_as_url,
    coalesce(tally.entries, 0) AS entries,
    coalesce(tally.filed, 0) AS filed,
    coalesce(tally.refused, 0) AS refused,
    coalesce(tally.open, 0) AS open
FROM feeds
LEFT JOIN feeds AS twin ON twin.id = feeds.same_as
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

-- Each gap in what a feed showed, and what of it was found elsewhere.
CREATE VIEW feed_gaps AS
SELECT
    polls.id AS poll_id,
    feeds.url AS feed_url,
    polls.fetched_at,
    polls.gap_from,
    polls.gap_to,
    polls.gap_estimate AS entries_missed,
    coalesce(sum(later.entries_new), 0) AS entries_recovered
FROM polls
JOIN feeds ON feeds.id = polls.feed_id
LEFT JOIN polls AS later ON later.recovers = polls.id
WHERE polls.gap_to IS NOT NULL
GROUP BY polls.id;

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

-- Sites whose latest articles are shorter, or less surely read, than those before: what a redesign does.
CREATE VIEW site_health AS
WITH ranked AS (
    SELECT
        site, word_count, confidence, last_fetched,
        row_number() OVER (PARTITION BY site ORDER BY first_seen DESC, id DESC) AS rank
    FROM articles
    WHERE site IS NOT NULL
),
tally AS (
    SELECT
        site,
        count(*) AS articles,
        max(last_fetched) AS last_fetched,
        avg(CASE WHEN rank <= 20 THEN confidence END) AS confidence_now,
        avg(CASE WHEN rank > 20 THEN confidence END) AS confidence_before,
        avg(CASE WHEN rank <= 20 THEN word_count END) AS words_now,
        avg(CASE WHEN rank > 20 THEN word_count END) AS words_before
    FROM ranked
    GROUP BY site
)
SELECT
    tally.site,
    tally.articles,
    profile.version AS profile_version,
    profile.reason AS profile_reason,
    profile.pages AS profile_pages,
    profile.learned_at,
    round(tally.confidence_now, 3) AS confidence_now,
    round(tally.confidence_before, 3) AS confidence_before,
    round(tally.words_now) AS words_now,
    round(tally.words_before) AS words_before,
    CASE
        WHEN tally.confidence_now < tally.confidence_before - 0.15 THEN 'confidence fell'
        WHEN tally.words_now < tally.words_before * 0.5 THEN 'yield dropped'
        WHEN tally.confidence_now < 0.5 THEN 'low confidence'
    END AS concern,
    tally.last_fetched
FROM tally
LEFT JOIN site_profiles AS profile ON profile.id = (
    SELECT id FROM site_profiles WHERE site = tally.site ORDER BY version DESC LIMIT 1
);

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
