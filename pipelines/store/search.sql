-- Keeps articles_fts in step with articles (migration 0002). An external-content FTS5 table must be told the old values.

CREATE TRIGGER articles_ai AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts (rowid, headline, description, article_body)
    VALUES (new.id, new.headline, new.description, new.article_body);
END;

CREATE TRIGGER articles_ad AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, headline, description, article_body)
    VALUES ('delete', old.id, old.headline, old.description, old.article_body);
END;

CREATE TRIGGER articles_au AFTER UPDATE OF headline, description, article_body ON articles
WHEN (new.headline, new.description, new.article_body) IS NOT (old.headline, old.description, old.article_body) BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, headline, description, article_body)
    VALUES ('delete', old.id, old.headline, old.description, old.article_body);
    INSERT INTO articles_fts (rowid, headline, description, article_body)
    VALUES (new.id, new.headline, new.description, new.article_body);
END;
