"""A page's article: its own text blocks, and what it says about itself.

Only workers import this package: it brings trafilatura, the language model and lxml.
"""

from pipelines.extract.extractor import extract

__all__ = ["extract"]
