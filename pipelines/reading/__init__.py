"""One page read, and a site learned: what worker processes do, and what they hand back.

Only workers import what reads a page: it brings trafilatura, the language model and lxml.

tasks.py                    a page read, read again by a new profile, a site learned
extractor.py                bytes in, an article's blocks and metadata out; verdicts.py: or why it is none
other_extractor.py          one that is not ours, named by a setting
document/                   bytes as blocks
metadata/                   headline, authors, dates
body/                       which blocks are the article's
profiles/                   what the site's other pages say of the blocks
overrides/                  what a person's rules for the site say of them
cleaning/                   blocks as paragraphs; captions, bylines, links and credits cut
confidence.py               how sure a body is
packing.py                  an article as bytes, to be judged again
feed_text.py, teasers.py    a feed's own text as a page; whether it is the article or a taste of it
explaining.py               one page read, with what each stage made of it
"""
