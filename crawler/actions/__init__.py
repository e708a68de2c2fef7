"""What the commands do, one module a command.

Scrapy imports every command to find the one that was typed, so that crawler/commands/ holds what can be typed and its
help, and imports from here when it is asked.
"""
