"""Everything copydesk raises on purpose, as one tree.

    CopydeskError
    ├── SettingError        a setting, feeds file or argument that cannot be obeyed (exit status 2)
    ├── StoreError          the database cannot be used
    │   ├── ForeignFile     the file is not ours
    │   ├── OlderFile       the file was made before 0.1.0
    │   ├── NewerFile       the file was written by a later copydesk
    │   └── StoreInUse      another crawl holds the file
    ├── StaleReading        a reading of an earlier version, or another extractor's: the page is read anew
    ├── WorkersBroken       no worker can be started: nothing is wrong with the page, so the run stops
    └── TaskError           a worker could not finish a task: becomes a rejection, never a traceback
        ├── TaskTimeout     past its deadline; the worker was replaced
        ├── TaskMemory      past its memory limit
        └── TaskCrashed     the worker died, or the task raised what it should not

Bad input from the web is not an error but a value (model.Rejection, a FeedPoll with an error).
"""

from __future__ import annotations


class CopydeskError(Exception):
    """The root. str() is one line that a user can act on."""


class SettingError(CopydeskError):
    """A setting, feeds file or argument is wrong; the text names file, line and key."""


class StoreError(CopydeskError):
    """The database cannot be used; the text names the file."""


class ForeignFile(StoreError):  # noqa: N818  named by what was found, as in the tree above
    """The file holds something that copydesk did not make."""


class OlderFile(StoreError):  # noqa: N818
    """The file was made before 0.1.0, when migrations began anew; the text says what to do."""


class NewerFile(StoreError):  # noqa: N818
    """The file has migrations that this copydesk does not know."""


class StoreInUse(StoreError):  # noqa: N818
    """Another crawl is writing to the file."""


class WorkersBroken(CopydeskError):  # noqa: N818
    """The workers cannot be started; the pages they were to read wait for the next run."""


class TaskError(CopydeskError):
    """A worker could not finish a task."""


class TaskTimeout(TaskError):  # noqa: N818
    """The task passed its deadline."""


class TaskMemory(TaskError):  # noqa: N818
    """The task passed its memory limit."""


class TaskCrashed(TaskError):  # noqa: N818
    """The worker died under the task, or the task raised; the text says which."""


class StaleReading(CopydeskError):  # noqa: N818
    """A reading that another version of copydesk packed, or another extractor made; the page has to be read anew."""
