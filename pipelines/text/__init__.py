"""What is copy and what is not: an Article's blocks become paragraphs, and a removal for each line that is neither."""
