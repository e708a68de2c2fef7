"""What the user has written down: settings, the feeds to follow, rules for sites.

config.py      the settings of a run, checked
plugins.py     what settings name in Python, loaded and checked
sources.py     the configured feeds: TOML, text or OPML
siterules.py   the folder of site rules
"""
