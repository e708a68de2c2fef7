"""What is body text and what is not: an Article's blocks become paragraphs, and a removal for each other line."""
