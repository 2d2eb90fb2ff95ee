"""What the process does before it holds a secret: nothing of its memory is ever written to a disk or shown to others.

`/proc/<pid>/environ` goes on showing what the process was started with, whatever is taken out of `os.environ`: of a
process that is not dumpable the kernel shows it, and its memory, to root alone.
"""

import copyreg
import ctypes
import resource
import sys
from typing import NoReturn

from pydantic import SecretStr

PR_SET_DUMPABLE = 4


def keep_memory_private() -> None:
    """No core dumps, on Linux no look into this process from outside, and no secret in anything that is pickled."""
    copyreg.pickle(SecretStr, _refuse)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def _refuse(_secret: SecretStr) -> NoReturn:
    msg = "a secret is neither pickled nor copied"
    raise TypeError(msg)
