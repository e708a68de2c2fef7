"""When requests leave: in what order, how fast, and for how long a crawl stays.

dispatch.py   the order: polls, redirects, pages and checks leave in turn over their hosts, each when its host is open
pacing.py     how fast each host is asked
inflight.py   what was asked and has no outcome yet
staying.py    how long a crawl stays
"""
