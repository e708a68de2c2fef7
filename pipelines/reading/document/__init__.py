"""A page's bytes as text blocks: parsed, walked once, each block with the elements that it stands in."""
