"""What `scrapy feeds` does: feeds found, listed, looked at and checked, and the feeds file edited."""
