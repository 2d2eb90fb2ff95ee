"""What the process does before it holds a secret: nothing of its memory is ever written to a disk or shown to others.

`/proc/<pid>/environ` goes on showing what the process was started with, whatever is taken out of `os.environ`: of a
process that is not dumpable the kernel shows it, and its memory, to root alone.
"""

import ctypes
import resource
import sys

PR_SET_DUMPABLE = 4


def keep_memory_private() -> None:
    """No core dumps, and on Linux no look into this process from outside."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
