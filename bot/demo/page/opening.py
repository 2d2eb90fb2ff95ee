"""`python -m bot demo`: everything on this machine, a page in the browser, and nothing left when it ends."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import tempfile
import threading
import webbrowser
from pathlib import Path

from bot.bootstrap.demo import NotADemo, refuse_real_secrets
from bot.demo.page.app import page_app
from bot.demo.page.beginning import begin, live_demo
from bot.demo.serving import listen, serve
from bot.logs import configure_logging

OK, FAILED, MISUSED = 0, 1, 2
BROWSER = "keydesk demo: browser"
"""Name of the thread that opens it."""
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
    try:
        listener = listen("127.0.0.1", port)
    except OSError:
        sys.stderr.write(_TAKEN.format(port=port, other=port + 1))
        return FAILED
    configure_logging("ERROR", "console")
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_play(listener, browser=browser))
    sys.stdout.write("The demo has ended, and its database is gone.\n")
    return OK


async def _play(listener: socket.socket, *, browser: bool) -> None:
    """Until it is cancelled, which a signal does at any point of the start too."""
    _end_on_signals()
    with tempfile.TemporaryDirectory(prefix="keydesk-demo-") as folder:
        async with live_demo(Path(folder)) as live, serve(page_app(live), listener=listener) as url:
            sys.stdout.write(f"The demo is at {url} (Ctrl+C ends it)\n")
            sys.stdout.flush()
            if browser:
                open_browser(url)
            await begin(live)
            await asyncio.Event().wait()


def _end_on_signals() -> None:
    """The first signal ends the demo; what comes later must not break off its end."""
    playing, asked = asyncio.current_task(), asyncio.Event()

    def end() -> None:
        if playing is not None and not asked.is_set():
            asked.set()
            playing.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, end)


def open_browser(url: str) -> None:
    """Where there is a screen; in a thread that nobody waits for, because some browsers keep their caller."""
    has_screen = sys.platform in {"darwin", "win32"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if has_screen and not os.environ.get("CI"):
        threading.Thread(target=webbrowser.open, args=[url], name=BROWSER, daemon=True).start()
