"""One page read, and a site learned: what worker processes do, and what they hand back.

tasks.py                    a page read, read again by a new profile, a site learned
packing.py                  an article as bytes, to be judged again
confidence.py               how sure a body is
feed_text.py, teasers.py    a feed's own text as a page; whether it is the article or a taste of it
explaining.py               one page read, with what each stage made of it
"""
