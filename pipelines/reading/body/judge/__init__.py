"""Is this block the article's? A learned judge of a page's blocks; bench/judge.py learns its weights."""

from pipelines.reading.body.judge.features import Stated
from pipelines.reading.body.judge.judge import NOTHING, Judge, Judgement, no_reasons
from pipelines.reading.body.judge.weights import read_weights

__all__ = ["NOTHING", "Judge", "Judgement", "Stated", "no_reasons", "read_weights"]
