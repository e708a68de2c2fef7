-- What it takes to know an article again under another URL (migration 0008).

-- The text of a page that its article's row does not show.
ALTER TABLE sightings ADD COLUMN article_body TEXT;
