"""What may be asked, how, and what an answer means.

addresses.py             which addresses may be asked
robots.py, robotstxt.py  robots.txt as RFC 9309 has it; its text, and whether a parser can take it
connections.py           how many connections stay open, and how much of a head is read
credentials.py           the name and password of a feed's URL
answers.py               what came of a request: its body, a redirect to follow, or a miss
outcomes.py              what a status, a failure, a Location, a Retry-After means
optouts.py               what a site says about mining its text
"""
