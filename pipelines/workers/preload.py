"""What the fork server does before its first fork; importing this anywhere else does nothing.

The order comes as JSON in an environment variable: the modules to import, and the path of the program's main script.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import sys

VARIABLE = "COPYDESK_FORK_SERVER"


def _prepare(order: str) -> None:
    wanted = json.loads(order)
    # Ctrl-C and a service manager's SIGTERM go to the whole group; the main process decides what ends when.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # A new worker imports the program's main script (and Scrapy with it, 0.4 s and 40 MB each) unless __main__ is it.
    if wanted["main"]:
        sys.modules["__main__"].__file__ = wanted["main"]
    for name in wanted["modules"]:
        importlib.import_module(name)
    # Objects that live for good are left alone by the collector, so their pages stay shared.
    gc.collect()
    gc.freeze()
    # lxml's trees are not for the collector; looking for cycles as often as by default took 4 % of the time.
    gc.set_threshold(20_000, 20, 20)


if VARIABLE in os.environ and "multiprocessing.forkserver" in sys.modules:
    _prepare(os.environ.pop(VARIABLE))
