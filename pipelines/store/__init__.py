"""The two SQLite files of an archive: news.db (store.Store) and news-pages.db (archive.PageArchive); the only SQL."""
