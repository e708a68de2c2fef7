-- What is learned of each site, and how sure each text is (migration 0004).

CREATE TABLE site_profiles (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    version INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('first', 'doubled', 'redesign', 'rules')),
    learned_at TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    pages INTEGER NOT NULL,
    profile TEXT NOT NULL,
    applied_at TEXT,
    UNIQUE (site, version)
);
CREATE INDEX site_profiles_open ON site_profiles (site) WHERE applied_at IS NULL;
CREATE INDEX site_profiles_by_run ON site_profiles (run_id);

ALTER TABLE articles ADD COLUMN profile_id INTEGER REFERENCES site_profiles (id);
ALTER TABLE articles ADD COLUMN article_type TEXT;
ALTER TABLE articles ADD COLUMN confidence REAL;
ALTER TABLE articles ADD COLUMN confidence_reasons TEXT NOT NULL DEFAULT '{}';
CREATE INDEX articles_by_profile ON articles (profile_id);
CREATE INDEX articles_by_page ON articles (page_key);

ALTER TABLE sightings ADD COLUMN profile_id INTEGER REFERENCES site_profiles (id);
CREATE INDEX sightings_by_profile ON sightings (profile_id);

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
