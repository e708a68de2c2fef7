"""News agencies and picture desks by name, as texts write them and as they sign."""

from __future__ import annotations

from itertools import chain

from pipelines.language.folding import letters
from pipelines.language.wordlists import read_table

_TABLE = read_table(__name__)
PICTURE_DESKS = frozenset(_TABLE["picture_desks"])
"""Those that sell pictures and no reports, in lower case."""
NAMES = frozenset((*_TABLE["named"], *PICTURE_DESKS, *chain.from_iterable(_TABLE["signing"].values())))
"""What a text calls them, in lower case."""
SIGNATURES = {
    letters(name): signature
    for key in ("signing", "only_signing")
    for signature, names in _TABLE[key].items()
    for name in names
}
"""How they sign where an author belongs, letters and digits alone -> the name for credit_text."""
