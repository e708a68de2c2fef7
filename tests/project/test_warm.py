"""A command that is forked finds what a started one finds, and ends as it does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import warm

PROBE = """
import json, logging, os, resource, signal, sys, threading

def is_inherited(number):
    try:
        return os.get_inheritable(number)
    except OSError:
        return False

print(json.dumps({
    "arguments": sys.argv,
    "environment": dict(os.environ),
    "folder": os.getcwd(),
    "main": __name__,
    "handlers": [str(signal.getsignal(number)) for number in sorted(signal.valid_signals() - {9, 19, 32, 33})],
    "files": list(filter(is_inherited, range(99))),
    "limit of files": resource.getrlimit(resource.RLIMIT_NOFILE),
    "threads": threading.active_count(),
    "reactor": "twisted.internet.reactor" in sys.modules,
    "log": len(logging.getLogger().handlers),
    "leads its session": os.getsid(0) == os.getpid(),
    "input": sys.stdin.read(),
}))
print("beside", file=sys.stderr)
sys.exit(3)
"""


def test_a_fork_is_as_a_new_process(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(warm.ROOT), "LANG": "C.UTF-8", "ONLY_HERE": "1"}
    started = subprocess.run(
        [sys.executable, "-c", PROBE, "a", "b c"],
        check=False,
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    forked = warm.run(["-c", PROBE, "a", "b c"], env=environment, cwd=tmp_path)
    assert json.loads(forked.stdout) == json.loads(started.stdout)
    assert (forked.stderr, forked.returncode) == (started.stderr, started.returncode) == ("beside\n", 3)


def test_settings_that_stand_in_the_environment_are_read_anew(tmp_path: Path) -> None:
    program = "from crawler.settings import COPYDESK_DB, COPYDESK_CONTACT; print(COPYDESK_DB, COPYDESK_CONTACT)"
    for given in ({"COPYDESK_DB": "a.db"}, {"COPYDESK_CONTACT": "desk@example.org"}):
        done = warm.run(["-c", program], env=given)
        assert done.stdout == f"{given.get('COPYDESK_DB', 'news.db')} {given.get('COPYDESK_CONTACT', '')}\n"


@pytest.mark.parametrize(
    ("ending", "status", "said"),
    [
        pytest.param("pass", 0, "", id="no exit"),
        pytest.param("sys.exit('what went wrong')", 1, "what went wrong\n", id="a message"),
        pytest.param("raise KeyError('x')", 1, "KeyError: 'x'\n", id="an exception"),
        pytest.param("os.kill(os.getpid(), 9)", -9, "", id="killed"),
        pytest.param("threading.Timer(0.1, print, ['late']).start()", 0, "", id="a thread that goes on"),
    ],
)
def test_a_fork_ends_as_a_new_process_does(ending: str, status: int, said: str) -> None:
    done = warm.run(["-c", f"import os, sys, threading\n{ending}"], env={})
    assert done.returncode == status
    assert done.stderr.endswith(said)
    assert done.stdout == ("late\n" if "late" in ending else "")
