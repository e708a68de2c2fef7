"""When requests leave: in what order, how fast, and for how long a crawl stays.

scheduler.py   the order: polls, pages and checks leave in turn over their hosts, each when its host is open
queues.py      what waits to leave, by host
throttle.py    how fast each host is asked
in_flight.py   what was asked and has no outcome yet
run_mode.py    how long a crawl stays
"""
