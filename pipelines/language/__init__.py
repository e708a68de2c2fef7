"""Languages and their scripts: how much a text says."""
