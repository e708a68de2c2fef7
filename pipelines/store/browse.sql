-- What reading pages ask of 100,000 articles (migration 0012): indexes that hold all that a list, a facet or a chart
-- needs. Without them each row drags its whole text along, for the text stands before most columns.

-- For a list by date. articles_by_date says less and goes.
DROP INDEX articles_by_date;
CREATE INDEX articles_by_date ON articles (
    date_published, id, site, article_section, in_language, credit_text, authors
);

-- For what a search found, row by row: id comes first although it is the row's own number.
CREATE INDEX articles_by_id ON articles (
    id, date_published, site, article_section, in_language, credit_text, authors
);

-- For site_health, which looks at each site's latest articles.
CREATE INDEX articles_by_arrival ON articles (site, first_seen DESC, id DESC, word_count, confidence, last_fetched);

CREATE INDEX rejections_open ON rejections (seen_at) WHERE resolved_at IS NULL;
CREATE INDEX revisions_by_time ON revisions (seen_at);
