"""A run: its open files, and the way that pages and polls take through it.

run.py          the run's files, workers, clock and counts
pages.py        the way of one page: archive, extract, compare with what is known, decide, save, link to its story
page_reader.py  a page, read by a worker with its site's profile; where it shows less than its feed, the feed's text
comparing.py    two fetches of a page: what an editor changed (a worker's task)
revisits.py     a known page met again: what its response says of the article
filer.py        what was decided, written: articles, rejections, polls
polls.py, announcements.py, presuming.py    a poll's rows, and what its entries say of known pages
stories.py      an article's copies and its story
learning.py, site_rules.py, rereading.py    what a run ends with: sites learned, articles read again
"""
