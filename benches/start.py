"""From the start of the process to the first good answer, an empty database included."""

import os
import socket
import subprocess
import sys
import tempfile
import time

import httpx

from benches import house
from benches.figures import Figure, median, milliseconds
from benches.wire import process

TIMES = 5
PATIENCE = 30


def start() -> list[Figure]:
    with process("benches.serve", "sims") as sims:
        ours = [_until_ready(sims) for _ in range(TIMES)]
        theirs = []
        for _ in range(TIMES):
            started = time.perf_counter()
            with process("benches.serve", "bare", sims["slack"]):
                theirs.append(time.perf_counter() - started)
    detail = f"Keydesk {milliseconds(median(ours))}, bare {milliseconds(median(theirs))}; {TIMES} each, median"
    return [Figure("start to /readyz, against a bare Bolt app", median(ours) / median(theirs), None, detail=detail)]


def _until_ready(sims: dict[str, str]) -> float:
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="keydesk-bench-") as folder:
        given = {
            "SLACK_BOT_TOKEN": house.BOT_TOKEN,
            "SLACK_SIGNING_SECRET": house.SIGNING_SECRET,
            "SLACK_API_URL": f"{sims['slack']}/api/",
            "SEAM_API_KEY": house.SEAM_KEY,
            "SEAM_API_URL": sims["seam"],
            "DATABASE_URL": f"sqlite:///{folder}/keydesk.sqlite3",
            "PORT": str(port),
            "LOG_LEVEL": "ERROR",
        }
        started = time.perf_counter()
        with subprocess.Popen([sys.executable, "-m", "bot", "run"], env={**os.environ, **given}) as bot:
            try:
                _wait(f"http://127.0.0.1:{port}/readyz", started + PATIENCE)
                return time.perf_counter() - started
            finally:
                bot.terminate()


def _wait(url: str, until: float) -> None:
    with httpx.Client(trust_env=False) as client:
        while time.perf_counter() < until:
            try:
                if client.get(url).is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.005)
    msg = "the bot did not become ready"
    raise RuntimeError(msg)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
