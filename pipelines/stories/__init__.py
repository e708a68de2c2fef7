"""Which texts are near-duplicates of each other, and which articles are one story. Pure.

fingerprints.py      a text as it is compared with others: a worker makes it
shingles.py          the same, as sets of words in a row
near_duplicates.py   whether two texts are copies of one
grouping.py          stories, from the links between articles
"""
