"""What is written on the web, in feeds and on pages alike, and how it is read."""
