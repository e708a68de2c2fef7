"""What may be asked, how, and what an answer means.

addresses.py             which addresses may be asked
robots.py, robotstxt.py  robots.txt as RFC 9309 has it; its text, and whether a parser can take it
connections.py           how many connections stay open, and how much of a head is read
credentials.py           the name and password of a feed's URL
outcomes.py              what a response or failure means; where a redirect leads
optouts.py               what a site says about mining its text
"""
