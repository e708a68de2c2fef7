"""What is asked for, and what an answer means.

cycle.py                             the one way of a request: made, answered, followed, ended
polling.py, purposes.py, unread.py   a feed asked once: what a poll asks for, and what of a body none has read
fetching.py                          the pages that the frontier leases
teaching.py                          which pages of a new site may be asked for first
revisiting.py                        the pages of known articles, asked again
conditional.py                       validators: what makes a request conditional
discovery.py                         the feeds of a site: announced, linked, guessed
"""
