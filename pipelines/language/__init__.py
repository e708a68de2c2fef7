"""Languages: how much a text says in its script, the forms in which texts are compared, lists of words."""
