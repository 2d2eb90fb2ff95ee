import base64
import os
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import SECRETS, ConfigError, Settings, load_settings

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
WEBHOOK_SECRET = "whsec_" + base64.b64encode(b"test webhook secret").decode()
SERVER = {"SMTP_HOST": "mail.example.com", "SMTP_FROM": "desk@example.com"}
LEAST = {"SLACK_BOT_TOKEN": "xoxb-test", "SLACK_SIGNING_SECRET": "s1", "SEAM_API_KEY": "seam_test_key"}


def load(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in (LEAST | variables).items():
        monkeypatch.setenv(name, value)
    return load_settings()


def complaint(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(monkeypatch, **variables)
    return str(caught.value)


def test_three_variables_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch)

    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.seam_api_url == "https://connect.getseam.com"
    assert settings.database_url == "sqlite+aiosqlite:///./data/keydesk.sqlite3"
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert not settings.socket_mode
    assert settings.bot_admins == ()


def test_lists_are_split_at_commas_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, SLACK_SIGNING_SECRET="new, old", BOT_ADMINS="U1,W2,", ENCRYPTION_KEYS=KEY)

    assert [secret.get_secret_value() for secret in settings.slack_signing_secret] == ["new", "old"]
    assert settings.bot_admins == ("U1", "W2")
    assert [key.get_secret_value() for key in settings.encryption_keys] == [KEY]


def test_socket_mode_needs_no_signing_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch, SLACK_SIGNING_SECRET="", SLACK_APP_TOKEN="xapp-1-test").socket_mode


@pytest.mark.parametrize("name", sorted(LEAST))
def test_a_missing_variable_is_named_with_the_place_to_get_it(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    text = complaint(monkeypatch, **{name: ""})

    assert text.startswith(f"{name} is missing. Where to get it: ")
    assert text.count("\n") == 0


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("SLACK_BOT_TOKEN", "xapp-canary", "must start with xoxb-"),
        ("SLACK_BOT_TOKEN", "xoxb-canary canary", "without spaces"),
        ("SLACK_APP_TOKEN", "xoxb-canary", "must start with xapp-"),
        ("SMTP_FROM", "canary", "must be one e-mail address"),
        ("SMTP_FROM", "a@example.com, canary@example.com", "must be one e-mail address"),
        ("SMTP_PORT", "canary", "must be a number from 1 to 65535"),
        ("SMTP_TLS", "canary", "must be starttls, tls or off"),
        ("SLACK_API_URL", "http://canary.example.com/api/", "must be an https:// URL"),
        ("SEAM_API_KEY", "canary", "must start with seam_"),
        ("SEAM_API_URL", "ftp://canary.example.com", "must be an https:// URL"),
        ("SEAM_API_URL", "https://canary:canary@example.com", "must be an https:// URL"),
        ("SEAM_WEBHOOK_SECRET", "canary", "must start with whsec_"),
        ("SEAM_WEBHOOK_SECRET", f"{WEBHOOK_SECRET},whsec_canary!", "base64"),
        ("SEAM_WEBHOOK_SECRET", "whsec_", "base64"),
        ("DATABASE_URL", "mysql://canary", "must name an SQLite file"),
        ("DATABASE_URL", "sqlite:///:memory:", "must name an SQLite file"),
        ("DATABASE_URL", "postgresql://u:canary@db/keydesk", "this version runs on SQLite only"),
        ("ENCRYPTION_KEYS", f"{KEY},canary", "32 bytes"),
        ("ENCRYPTION_KEYS", "canaryé", "ASCII"),
        ("BOT_ADMINS", "@canary", "Slack user ids"),
        ("PUBLIC_URL", "canary.example.com", "must be an https:// URL"),
        ("PORT", "canary", "must be a number from 0 to 65535"),
        ("PORT", "70000", "must be a number from 0 to 65535"),
        ("LOG_LEVEL", "canary", "must be DEBUG, INFO, WARNING or ERROR"),
        ("LOG_FORMAT", "canary", "must be json or console"),
        ("DEFAULT_REGION", "canary", "must be two letters"),
        ("KEYDESK_SETTLE", "canary", "must be a number of seconds"),
        ("KEYDESK_SETTLE", "-1", "must be a number of seconds above 0"),
    ],
)
def test_a_malformed_variable_is_named_and_its_value_is_not_told(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, problem: str
) -> None:
    text = complaint(monkeypatch, **{name: value})

    assert text.startswith(f"{name} ")
    assert problem in text
    assert "canary" not in text
    assert text.count("\n") == 0


def test_each_bad_variable_has_its_own_line(monkeypatch: pytest.MonkeyPatch) -> None:
    text = complaint(monkeypatch, SEAM_API_KEY="", PORT="-1")

    assert [line.split()[0] for line in text.splitlines()] == ["SEAM_API_KEY", "PORT"]


def test_a_list_with_two_bad_values_has_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert complaint(monkeypatch, BOT_ADMINS="@canary,@other").count("\n") == 0


def test_all_that_is_missing_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = complaint(monkeypatch, **dict.fromkeys(LEAST, ""))

    assert [line.split()[0] for line in text.splitlines()] == list(LEAST)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9000/api", "http://localhost:9000/api/", "http://[::1]:9000/api/"])
def test_simulators_on_loopback_may_speak_plain_http(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    assert load(monkeypatch, SLACK_API_URL=url).slack_api_url == f"{url.rstrip('/')}/"


@pytest.mark.parametrize("url", ["sqlite:///x.sqlite3", "sqlite+aiosqlite:///x.sqlite3"])
def test_both_spellings_of_an_sqlite_file(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    assert load(monkeypatch, DATABASE_URL=url).database_url == "sqlite+aiosqlite:///x.sqlite3"


class TestTimings:
    def test_are_seconds(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert load(monkeypatch, KEYDESK_SETTLE="0.5").settle == timedelta(milliseconds=500)

    def test_a_lease_outlives_a_call_and_the_settling_after_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "KEYDESK_LEASE must be longer" in complaint(monkeypatch, KEYDESK_LEASE="30")

    def test_a_call_has_time_to_connect_and_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "KEYDESK_SEAM_TOTAL_TIMEOUT" in complaint(monkeypatch, KEYDESK_SEAM_TOTAL_TIMEOUT="14")


class TestSecrets:
    EVERY = LEAST | {
        "SLACK_BOT_TOKEN": "xoxb-canary",
        "SLACK_SIGNING_SECRET": "canary-1,canary-2",
        "SLACK_APP_TOKEN": "xapp-canary",
        "SEAM_API_KEY": "seam_canary",
        "SEAM_WEBHOOK_SECRET": "whsec_canary00",
        "SMTP_PASSWORD": "canary",
        "ENCRYPTION_KEYS": base64.urlsafe_b64encode(b"canary" * 5 + b"22").decode(),
    }

    def test_are_in_no_repr_or_dump(self, monkeypatch: pytest.MonkeyPatch) -> None:
        settings = load(monkeypatch, **self.EVERY)

        shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
        assert "canary" not in shown
        assert self.EVERY["ENCRYPTION_KEYS"] not in shown

    def test_leave_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        load(monkeypatch, **self.EVERY)

        assert set(SECRETS) == self.EVERY.keys()
        assert not os.environ.keys() & set(SECRETS)

    def test_every_secret_field_is_listed(self) -> None:
        secret = {str(f.validation_alias) for f in Settings.model_fields.values() if "SecretStr" in str(f.annotation)}

        assert secret == set(SECRETS)

    @given(st.text(min_size=8, alphabet="jqzJQZ0189#%~"))
    def test_no_refused_value_is_ever_told(self, value: str) -> None:
        with pytest.MonkeyPatch.context() as patch:
            assert value not in complaint(patch, SLACK_BOT_TOKEN=value)


class TestFiles:
    def secret_file(self, folder: Path, text: str, mode: int = 0o600) -> str:
        path = folder / "secret"
        path.write_text(text)
        path.chmod(mode)
        return str(path)

    def test_a_value_may_come_from_a_file(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        path = self.secret_file(tmp_path, "seam_from_file\n")

        settings = load(monkeypatch, SEAM_API_KEY="", SEAM_API_KEY_FILE=path)

        assert settings.seam_api_key.get_secret_value() == "seam_from_file"

    def test_a_list_may_too(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        path = self.secret_file(tmp_path, "new,old")

        settings = load(monkeypatch, SLACK_SIGNING_SECRET="", SLACK_SIGNING_SECRET_FILE=path)

        assert len(settings.slack_signing_secret) == 2

    def test_both_at_once_are_refused(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        path = self.secret_file(tmp_path, "seam_from_file")

        assert "both set" in complaint(monkeypatch, SEAM_API_KEY_FILE=path)

    @pytest.mark.parametrize("mode", [0o640, 0o604])
    def test_others_must_not_read_it(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mode: int) -> None:
        path = self.secret_file(tmp_path, "seam_canary", mode)

        text = complaint(monkeypatch, SEAM_API_KEY="", SEAM_API_KEY_FILE=path)

        assert text.startswith("SEAM_API_KEY_FILE: other users may read")
        assert "canary" not in text

    def test_a_file_that_is_not_there_is_named(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        text = complaint(monkeypatch, SEAM_API_KEY="", SEAM_API_KEY_FILE=str(tmp_path / "none"))

        assert text.startswith("SEAM_API_KEY_FILE: the file cannot be read")


@pytest.mark.parametrize(
    ("variables", "problem"),
    [
        ({"SMTP_HOST": "mail.example.com"}, "SMTP_FROM is missing"),
        (SERVER | {"SMTP_USER": "desk"}, "SMTP_USER and SMTP_PASSWORD belong together"),
        (SERVER | {"SMTP_PASSWORD": "canary"}, "SMTP_USER and SMTP_PASSWORD belong together"),
        (SERVER | {"SMTP_TLS": "off"}, "SMTP_TLS may be off"),
    ],
)
def test_mail_is_set_up_whole_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], problem: str
) -> None:
    text = complaint(monkeypatch, **variables)

    assert text.startswith(problem)
    assert "canary" not in text


def test_a_mail_server_on_this_machine_needs_no_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    sender = "Front desk <desk@example.com>"
    settings = load(monkeypatch, SMTP_HOST="127.0.0.1", SMTP_FROM=sender, SMTP_TLS="OFF")

    assert (settings.smtp_tls, settings.smtp_port, settings.smtp_from) == ("off", 587, sender)
