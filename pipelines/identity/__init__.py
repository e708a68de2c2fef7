"""Which article a page is: a pure decision over an Index.

identity.py         the decision, by address, canonical link and text
"""
