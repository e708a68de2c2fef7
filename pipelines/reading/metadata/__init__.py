"""What a page says about its article: headline, authors, dates and the rest, from all that offers them."""
