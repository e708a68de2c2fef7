"""What the web writes in many ways: dates, character sets."""
