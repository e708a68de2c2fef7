"""What may be asked, and how.

addresses.py             which addresses may be asked
robots.py, robotstxt.py  robots.txt as RFC 9309 has it; its text, and whether a parser can take it
connections.py           how many connections stay open, and how much of a head is read
credentials.py           the name and password of a feed's URL
"""
