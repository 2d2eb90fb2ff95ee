import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

import bot
from bot.cli import main
from bot.config import Settings
from bot.storage.lock import AlreadyRunning
from bot.storage.secrets import Keyring

ROOT = Path(__file__).resolve().parent.parent


class FakeBootstrap(ModuleType):
    """Remembers what it was asked for, and runs nothing."""

    def __init__(self) -> None:
        super().__init__("bot.bootstrap")
        self.asked: list[tuple[Any, ...]] = []
        self.trouble: BaseException | None = None

    class CannotStart(Exception):
        """As the real one: a line that says why."""

    class Misconfigured(CannotStart):
        """As the real one: where no later try can help."""

    def run(self, settings: Settings) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.asked.append(("run", settings.seam_api_key.get_secret_value()))

    def doctor(self, _settings: Settings, *, create_webhook: bool) -> int:
        self.asked.append(("doctor", create_webhook))
        return 1

    def verify_audit(self, _settings: Settings, noted: str | None) -> int:
        if self.trouble is not None:
            raise self.trouble
        self.asked.append(("verify", noted))
        return 1

    def export_audit(self, _settings: Settings, out: Path, since: datetime | None, until: datetime | None) -> int:
        self.asked.append(("export", out, since, until))
        return 0

    def rotate_keys(self, _settings: Settings) -> int:
        if self.trouble is not None:
            raise self.trouble
        self.asked.append(("rotate",))
        return 0

    def migrate(self, _settings: Settings) -> None:
        self.asked.append(("migrate",))


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch) -> FakeBootstrap:
    fake = FakeBootstrap()
    monkeypatch.setitem(sys.modules, "bot.bootstrap", fake)
    monkeypatch.setattr(bot, "bootstrap", fake, raising=False)
    return fake


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-test")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "test-signing-secret")
    monkeypatch.setenv("SEAM_API_KEY", "seam_test_key")


@pytest.mark.usefixtures("configured")
class TestCommands:
    @pytest.mark.parametrize("role", ["run", "web"])
    def test_run_and_web_run_the_bot(self, bootstrap: FakeBootstrap, role: str) -> None:
        assert main([role]) == 0
        assert bootstrap.asked == [("run", "seam_test_key")]

    def test_worker_has_nothing_to_do_on_sqlite(
        self, bootstrap: FakeBootstrap, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["worker"]) == 0
        assert capsys.readouterr().out.count("\n") == 1
        assert bootstrap.asked == []

    @pytest.mark.parametrize(("options", "create"), [([], False), (["--create-webhook"], True)])
    def test_doctor_gives_its_own_exit_code(self, bootstrap: FakeBootstrap, options: list[str], create: bool) -> None:
        assert main(["doctor", *options]) == 1
        assert bootstrap.asked == [("doctor", create)]

    def test_migrate(self, bootstrap: FakeBootstrap) -> None:
        assert main(["migrate"]) == 0
        assert bootstrap.asked == [("migrate",)]

    def test_keys_are_rotated(self, bootstrap: FakeBootstrap) -> None:
        assert main(["keys", "rotate"]) == 0
        assert bootstrap.asked == [("rotate",)]

    @pytest.mark.parametrize(("options", "noted"), [([], None), (["--noted", f"12:{'0f' * 32}"], f"12:{'0f' * 32}")])
    def test_a_broken_trail_is_exit_code_1(
        self, bootstrap: FakeBootstrap, options: list[str], noted: str | None
    ) -> None:
        assert main(["audit", "verify", *options]) == 1
        assert bootstrap.asked == [("verify", noted)]

    def test_an_export_takes_days_in_utc(self, bootstrap: FakeBootstrap) -> None:
        assert main(["audit", "export", "--out", "a.csv", "--since", "2026-11-20"]) == 0
        assert bootstrap.asked == [("export", Path("a.csv"), datetime(2026, 11, 20, tzinfo=UTC), None)]

    @pytest.mark.parametrize(
        "options",
        [[], ["verify", "--noted", "12"], ["export"], ["export", "--out", "a.csv", "--until", "yesterday"], ["burn"]],
    )
    def test_audit_misused(self, options: list[str]) -> None:
        with pytest.raises(SystemExit) as left:
            main(["audit", *options])

        assert left.value.code == 2

    @pytest.mark.parametrize("kind", [AlreadyRunning, FakeBootstrap.CannotStart])
    def test_what_is_in_the_way_is_said_in_one_line(
        self, bootstrap: FakeBootstrap, capsys: pytest.CaptureFixture[str], kind: type[Exception]
    ) -> None:
        bootstrap.trouble = kind("Keydesk already runs on this database (process 1). Stop it first.")

        assert main(["run"]) == 1
        assert capsys.readouterr().err == "Keydesk already runs on this database (process 1). Stop it first.\n"


@pytest.mark.usefixtures("configured")
def test_what_was_given_wrongly_is_code_2(bootstrap: FakeBootstrap, capsys: pytest.CaptureFixture[str]) -> None:
    bootstrap.trouble = FakeBootstrap.Misconfigured("encryption.key: other users may read this key.")

    assert main(["run"]) == 2
    assert capsys.readouterr().err == "encryption.key: other users may read this key.\n"


def test_a_new_key_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "new"]) == 0
    first = capsys.readouterr().out.strip()
    assert main(["keys", "new"]) == 0

    assert Keyring([SecretStr(first)]).key_ids != Keyring([SecretStr(capsys.readouterr().out.strip())]).key_ids


@pytest.mark.parametrize("command", ["run", "web", "worker", "doctor", "migrate"])
def test_bad_settings_end_the_start_with_code_2_before_anything_runs(
    bootstrap: FakeBootstrap,
    configured: None,
    command: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    del configured
    monkeypatch.delenv("SEAM_API_KEY")

    assert main([command]) == 2
    assert capsys.readouterr().err == "SEAM_API_KEY is missing. Where to get it: Seam Console > Developer > API Keys\n"
    assert bootstrap.asked == []


def test_ctrl_c_ends_a_command_without_a_traceback(bootstrap: FakeBootstrap, configured: None) -> None:
    del configured
    bootstrap.trouble = KeyboardInterrupt()

    assert main(["run"]) == 130


class TestManifest:
    def test_with_addresses(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["manifest", "--url", "https://keydesk.test/"]) == 0

        printed = yaml.safe_load(capsys.readouterr().out)
        assert printed["settings"]["interactivity"]["request_url"] == "https://keydesk.test/slack/events"

    def test_for_socket_mode(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["manifest", "--socket"]) == 0
        assert yaml.safe_load(capsys.readouterr().out)["settings"]["socket_mode_enabled"] is True

    @pytest.mark.parametrize(
        "options", [[], ["--url", "http://keydesk.test"], ["--url", "x"], ["--url", "https://a.test", "--socket"]]
    )
    def test_misused(self, options: list[str]) -> None:
        with pytest.raises(SystemExit) as left:
            main(["manifest", *options])

        assert left.value.code == 2


@pytest.mark.parametrize("arguments", [[], ["dance"], ["run", "faster"]])
def test_unknown_words_are_answered_with_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)

    assert left.value.code == 2
    assert "usage: python -m bot" in capsys.readouterr().err


def test_help_names_every_command_and_needs_no_settings() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], cwd=ROOT, capture_output=True, text=True, check=True, env={}
    )

    for command in ("run", "web", "worker", "demo", "doctor", "migrate", "manifest", "audit", "keys"):
        assert f"\n    {command} " in done.stdout
