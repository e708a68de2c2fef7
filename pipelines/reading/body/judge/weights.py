"""What the judge has learned: the trees in weights.json, or in the file that COPYDESK_JUDGE names."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from importlib import resources
from pathlib import Path

from pipelines.reading.body.judge.features import NAMES
from pipelines.reading.body.judge.trees import Trees, plant
from pipelines.reading.body.judge.witness import WITNESS_NAMES

VARIABLE = "COPYDESK_JUDGE"
"""For bench/judge.py, which judges each page by weights that have not seen its site."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Of one file."""

    alone: Trees
    """Ask for NAMES."""
    taught: Trees
    """Ask for NAMES and WITNESS_NAMES."""
    names: tuple[str, ...]
    version: str
    """Eight hexadecimal digits that stand for the file's bytes."""


def read_weights() -> Weights:
    """The weights that this process judges by. Raises OSError or ValueError for a file of one's own that is none."""
    return _weights(os.environ.get(VARIABLE, ""))


@lru_cache(maxsize=2)
def _weights(path: str) -> Weights:
    written = Path(path).read_bytes() if path else resources.files(__package__).joinpath("weights.json").read_bytes()
    data: Mapping[str, object] = json.loads(written)
    alone, taught = data["alone"], data["taught"]
    assert isinstance(alone, dict)
    assert isinstance(taught, dict)
    names = (*NAMES, *WITNESS_NAMES)
    return Weights(plant(alone, NAMES), plant(taught, names), names, blake2b(written, digest_size=4).hexdigest())
