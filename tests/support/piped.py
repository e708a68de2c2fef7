"""What processes of their own do in the tests of bench/watched.py: they have to find it in a module."""

from __future__ import annotations

import os
import time
from multiprocessing.connection import Connection
from pathlib import Path

from watched import RevisitState


def read_a_file(pipe: Connection) -> None:
    """Sends what is noticed when nothing is read, and when this file is."""
    watch = RevisitState()
    watch.begin()
    quiet = watch.end()
    watch.begin()
    Path(__file__).read_bytes()
    pipe.send((quiet, watch.end()))


def sleep(_pipe: Connection) -> None:
    time.sleep(60)


def die(_pipe: Connection) -> None:
    os._exit(1)
