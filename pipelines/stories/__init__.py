"""Which texts are near-duplicates of each other, and which articles are one story. Pure.

fingerprints.py      a text as it is compared with others
near_duplicates.py   whether two texts are copies of one
grouping.py          stories, from the links between articles
"""
