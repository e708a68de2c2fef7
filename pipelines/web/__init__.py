"""What the web writes in many ways, and how it is read.

urls.py, urlparts.py, trackers.py   a URL's key, site and kind; its parts; parameters that only track
dates.py, calendars.py              moments; days, with the names of months in the languages of the press
charsets.py, unlabelled.py          a body's bytes as text; the encoding of what no label explains
classnames.py                       classes and ids by what they name
markup.py                           mark-up that no parser should see, and all limits of it
"""
