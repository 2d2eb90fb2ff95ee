"""`python -m bot demo`: everything on this machine, a page in the browser, and nothing left when it ends."""

import asyncio
import os
import signal
import socket
import sys
import tempfile
import threading
import webbrowser
from pathlib import Path

from bot.bootstrap.demo import NotADemo, refuse_real_secrets
from bot.demo.clocks import DemoClock
from bot.demo.page.app import page_app
from bot.demo.page.cast import ADA, furnish
from bot.demo.page.live import Live
from bot.demo.running import running
from bot.demo.serving import serve
from bot.logs import configure_logging

OK, FAILED, MISUSED = 0, 1, 2
HERE = "127.0.0.1"
_TAKEN = """\
Port {port} is taken, perhaps by a demo that runs already: look at http://127.0.0.1:{port}
Or start this one beside it: python -m bot demo --port {other}
"""


def main(port: int, *, browser: bool) -> int:
    """Serve the page until Ctrl+C; 1 where the port is taken, 2 beside real secrets."""
    try:
        refuse_real_secrets()
    except NotADemo as error:
        sys.stderr.write(f"{error}\n")
        return MISUSED
    if not _is_free(port):
        sys.stderr.write(_TAKEN.format(port=port, other=port + 1))
        return FAILED
    configure_logging("ERROR", "console")
    asyncio.run(_play(port, browser=browser))
    return OK


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HERE, port))
        except OSError:
            return False
    return True


async def _play(port: int, *, browser: bool) -> None:
    asked_to_end = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked_to_end.set)
    with tempfile.TemporaryDirectory(prefix="keydesk-demo-") as folder:
        async with running(Path(folder), DemoClock(), furnish, (ADA,)) as here:
            live = Live(here)
            async with live.watching(), serve(page_app(live), port=port) as url:
                sys.stdout.write(f"The demo is at {url} (Ctrl+C ends it)\n")
                sys.stdout.flush()
                if browser:
                    _open(url)
                await asked_to_end.wait()
    sys.stdout.write("The demo has ended, and its database is gone.\n")


def _open(url: str) -> None:
    """Where there is a screen; in a thread that nobody waits for, because some browsers keep their caller."""
    has_screen = sys.platform in {"darwin", "win32"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if has_screen and not os.environ.get("CI"):
        threading.Thread(target=webbrowser.open, args=[url], daemon=True).start()
