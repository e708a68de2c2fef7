"""A run: its open files, and the way that pages and polls take through it.

run.py               the run's files, workers, clock and counts
pages.py             the way of one page: archive, extract, compare with the known, decide, save, link to its story
comparing.py         two fetches of a page: what an editor changed (a worker's task)
revisits.py          a known page met again: what its response says of the article
page_reader.py       a page read by a worker: by which profile, in how much time; the feed's text for it
filer.py, filed.py   what was decided, written: articles, rejections, polls; a filed article as it goes on
linking.py           an article's near-duplicates and its story
polls.py, announcements.py    a poll's rows, and what its entries say of known pages
teachers.py          the pages of a new site that are read first, and what the others wait for
learning.py, site_rules.py, reprocessing.py  what a run ends with: sites learned, articles read again
pruning.py           what may go when an archive grows old or large
"""
