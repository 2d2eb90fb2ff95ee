"""What other processes may learn of one that holds secrets."""

import asyncio
import json
import sys

from bot.config import SECRETS
from tests import test_config
from tests.faults.process import ROOT

LOOK = """
import ctypes, json, os, pickle, resource, subprocess, sys
from bot.process import keep_memory_private
from bot.config import load_settings

settings = load_settings()
pickle.dumps(settings)
keep_memory_private()
try:
    pickled = pickle.dumps(settings)
except TypeError as refused:
    pickled = refused
child = subprocess.run(["env"], capture_output=True, text=True, check=True)
print(json.dumps({
    "core": resource.getrlimit(resource.RLIMIT_CORE),
    "dumpable": ctypes.CDLL(None).prctl(3, 0, 0, 0, 0),
    "environ": dict(os.environ),
    "child": child.stdout,
    "argv": sys.argv,
    "pickled": str(pickled),
}))
"""


async def test_no_child_inherits_a_secret_and_no_core_is_dumped() -> None:
    given = test_config.TestSecrets.EVERY | {"LD_LIBRARY_PATH": "", "PATH": "/usr/bin:/bin", "HOST": "127.0.0.1"}
    looking = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", LOOK), cwd=ROOT, env=given, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await looking.communicate()

    seen = json.loads(said)
    assert seen["core"] == [0, 0]
    assert seen["dumpable"] == 0
    assert seen["environ"]["HOST"] == "127.0.0.1"
    assert "HOST=127.0.0.1" in seen["child"]
    assert not [name for name in SECRETS if name in seen["environ"] or name in seen["child"]]
    assert seen["pickled"] == "a secret is neither pickled nor copied"
    assert "canary" not in said.decode()
