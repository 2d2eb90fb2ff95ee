import asyncio
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.cli import main
from bot.config import SECRETS
from bot.demo.page import opening


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The command as a person starts it, on a port that is free."""
    environment = {name: value for name, value in os.environ.items() if "SLACK" not in name and "SEAM" not in name}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", "0", "--no-browser",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environment | {"TMPDIR": str(folder)},
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def kept(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_says_where_it_is_and_leaves_nothing_behind(tmp_path: Path, number: signal.Signals) -> None:
    async with demo(tmp_path) as process:
        assert process.stdout is not None
        line = (await process.stdout.readline()).decode()
        assert line.startswith("The demo is at http://127.0.0.1:")
        assert kept(tmp_path) != []

        process.send_signal(number)
        out, err = await process.communicate()

        assert (process.returncode, out.decode(), err.decode()) == (
            0, "The demo has ended, and its database is gone.\n", "",
        )  # fmt: skip
        assert kept(tmp_path) == []


def test_a_port_that_is_taken_is_said_with_the_next_step(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        assert main(["demo", "--port", str(port), "--no-browser"]) == 1

    err = capsys.readouterr().err
    assert f"Port {port} is taken" in err
    assert f"http://127.0.0.1:{port}" in err
    assert "python -m bot demo --port" in err


def test_it_does_not_start_beside_real_secrets(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEAM_API_KEY", "seam_not_so_secret")

    assert main(["demo", "--no-browser"]) == 2

    err = capsys.readouterr().err
    assert "SEAM_API_KEY" in err
    assert "not_so_secret" not in err


@pytest.mark.parametrize("how", ["--no-browser", "--told"])
def test_nor_beside_any_other(how: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Shown to fail: with `refuse_real_secrets` empty the demo starts."""
    for name in [name for secret in SECRETS for name in (secret, f"{secret}_FILE")]:
        with monkeypatch.context() as shell:
            shell.setenv(name, "/nowhere")
            assert main(["demo", how]) == 2
        assert f"unset {name} in this shell" in capsys.readouterr().err


def test_it_takes_no_address_of_others_to_listen_at(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["demo", "--host", "0.0.0.0"])  # noqa: S104  that it is refused is the point

    assert "--host" in capsys.readouterr().err


class TestBrowser:
    @pytest.fixture
    def opened(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        found: list[str] = []
        monkeypatch.setattr(webbrowser, "open", found.append)
        for name in ("CI", "WAYLAND_DISPLAY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("DISPLAY", ":0")
        return found

    def test_it_opens_where_there_is_a_screen(self, opened: list[str]) -> None:
        opening.open_browser("http://127.0.0.1:8808")
        for thread in threading.enumerate():
            if thread.name == opening.BROWSER:
                thread.join()

        assert opened == ["http://127.0.0.1:8808"]

    def test_not_without_a_screen_and_never_on_ci(self, opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CI", "1")
        opening.open_browser("http://127.0.0.1:8808")
        monkeypatch.delenv("CI")
        monkeypatch.delenv("DISPLAY")
        monkeypatch.setattr(sys, "platform", "linux")
        opening.open_browser("http://127.0.0.1:8808")

        assert [thread.name for thread in threading.enumerate() if thread.name == opening.BROWSER] == []
        assert opened == []
