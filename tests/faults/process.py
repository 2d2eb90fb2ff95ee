"""The bot as a real child process; it is killed by its id, and what it wrote is in one log over all its lives."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import Process
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL, Signals

import httpx

from bot.storage.secrets import new_key

ROOT = Path(__file__).resolve().parents[2]
SIGNING_SECRET = "not-a-secret-only-a-test"
SEAM_KEY = "seam_test_key"
STARTS_WITHIN = 20.0
POLL = 0.05


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def environment(folder: Path, slack_url: str, seam_url: str, admins: list[str]) -> dict[str, str]:
    """Everything the bot reads from outside; timings short enough for a test, in the proportions that config asks."""
    return {
        "PATH": os.environ["PATH"],
        "SLACK_BOT_TOKEN": "xoxb-test",
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": f"{slack_url}/api/",
        "SEAM_API_KEY": SEAM_KEY,
        "SEAM_API_URL": seam_url,
        "DATABASE_URL": f"sqlite:///{folder}/keydesk.sqlite3",
        "ENCRYPTION_KEYS": new_key().get_secret_value(),
        "BOT_ADMINS": ",".join(admins),
        "HOST": "127.0.0.1",
        "PORT": str(free_port()),
        "KEYDESK_SEAM_CONNECT_TIMEOUT": "0.5",
        "KEYDESK_SEAM_READ_TIMEOUT": "2",
        "KEYDESK_SEAM_TOTAL_TIMEOUT": "2.5",
        "KEYDESK_SETTLE": "0.8",
        "KEYDESK_LEASE": "3.5",
        "KEYDESK_DRAIN": "5",
    }


async def command(variables: dict[str, str], *arguments: str, module: str = "bot") -> Ended:
    """Run one command to its end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments),
        cwd=ROOT,
        env=variables,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(STARTS_WITHIN):
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Ended(process.returncode or 0, out.decode(), err.decode())


@dataclass
class Child:
    """`python -m bot run`, started again and again on the same database."""

    folder: Path
    variables: dict[str, str]
    module: str = "bot"
    is_up: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while the bot answers, for people who wait with their next try."""
    _process: Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.variables['PORT']}"

    @property
    def log(self) -> str:
        return (self.folder / "bot.log").read_text(encoding="utf-8")

    async def start(self) -> None:
        """Start it and wait until it is ready."""
        with (self.folder / "bot.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", self.module, "run"), cwd=ROOT, env=self.variables, stdout=log, stderr=log
            )
        async with asyncio.timeout(STARTS_WITHIN), httpx.AsyncClient(trust_env=False) as client:
            while not await self._answers(client):
                assert self._process.returncode is None, self.log
                await asyncio.sleep(POLL)
        self.is_up.set()

    def signal(self, number: Signals) -> None:
        """SIGSTOP, SIGCONT and the like; what ends the process goes through `end`."""
        assert self._process is not None
        self._process.send_signal(number)

    async def end(self, number: Signals = SIGKILL, within: float = STARTS_WITHIN) -> int:
        """Send a signal that ends it; the exit code, negative where the signal itself killed it."""
        assert self._process is not None
        self.is_up.clear()
        self._process.send_signal(number)
        async with asyncio.timeout(within):
            return await self._process.wait()

    async def clean_up(self) -> None:
        if self._process is not None and self._process.returncode is None:
            await self.end()

    async def _answers(self, client: httpx.AsyncClient) -> bool:
        try:
            return (await client.get(f"{self.url}/readyz")).is_success
        except httpx.HTTPError:
            return False
