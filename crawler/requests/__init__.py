"""What is asked for, and what an answer means.

polling.py, errands.py, unread.py   a feed asked once: what a poll asks for, and what of a body none has read
conditional.py                      validators: what makes the next poll conditional
fetching.py                         the pages that the frontier leases
rechecking.py                       the pages of known articles, asked again
discovery.py                        the feeds of a site: announced, linked, guessed
responses.py                        a response's headers, as text
"""
