"""Which article a page is, which story it belongs to, and what an edit changed: pure decisions over an Index."""
