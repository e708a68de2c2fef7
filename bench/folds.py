"""Five parts of all sites: what is learned is judged on sites that it has not seen, whatever set they come from."""

from __future__ import annotations

from hashlib import sha256

FOLDS = 5


def fold_of(site: str) -> int:
    """The part that a registered domain belongs to, the same in every set and every run.

    >>> fold_of("example.org")
    2
    """
    return int(sha256(b"f" + site.encode()).hexdigest()[:8], 16) % FOLDS
