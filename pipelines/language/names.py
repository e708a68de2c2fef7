"""Small words in and between people's names."""

from __future__ import annotations

from pipelines.language.wordlists import word_lists

PARTICLES = frozenset(word_lists(__name__)["particles"])
"""In lower case inside a name."""
JOINING = word_lists(__name__)["joining"]
"""Between two names."""
