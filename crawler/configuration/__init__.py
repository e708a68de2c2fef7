"""What the user has written down: settings, the feeds to follow, rules for sites.

config.py      the settings of a run, checked
sources.py     the configured feeds: TOML, text or OPML
siterules.py   the folder of site rules
"""
