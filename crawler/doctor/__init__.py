"""What may keep a crawl from working, looked for before it does: each check a function that returns findings."""
