"""Languages: how much a text says in its script, and lists of words."""
