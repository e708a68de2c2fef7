"""What an edit changed, and what differs between two fetches though nobody has edited anything. Pure.

edits.py   the change, and what kind it is
noise.py   counters, ages, links: no edit
notes.py   what a paper says of its own mistakes
"""
