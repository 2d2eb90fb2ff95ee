import tempfile
from pathlib import Path

import pytest

from bot.bootstrap.demo import NotADemo, demo_settings
from bot.demo import journey
from bot.demo.stage import RITA, Stage
from bot.demo.teller import WIDTH, Teller

SECRETS = {
    "bot_token": "xoxb-demo",
    "signing_secret": "demo",
    "seam_key": "seam_demo",
    "webhook_secret": "whsec_ZGVtbw==",
    "encryption_key": "A" * 43 + "=",
}
HERE = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the demo makes its folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


class TestStory:
    @pytest.mark.long
    def test_it_comes_true_and_reads_well(self, capsys: pytest.CaptureFixture[str], temporary: Path) -> None:
        code = journey.main()

        out, err = capsys.readouterr()
        assert (code, err) == (0, "")
        assert "nothing leaves the machine" in out.replace("\n", " ")
        assert "PIN in them............. 0" in out
        assert "\x1b" not in out
        assert [line for line in out.splitlines() if len(line) > WIDTH] == []
        assert list(temporary.iterdir()) == []

    def test_a_screen_that_shows_something_else_ends_it_with_a_line(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def wrong(stage: Stage, tell: Teller) -> None:
            await stage.say_guest(RITA)
            tell.screen(RITA, stage.view(RITA), "no such words")

        monkeypatch.setattr(journey, "CHAPTERS", (("Wrong", wrong),))

        assert journey.main() == 1
        assert "1. Wrong: the story says 'no such words', and it is not so." in capsys.readouterr().err

    def test_ctrl_c_ends_it_and_leaves_nothing_behind(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, temporary: Path
    ) -> None:
        async def interrupted(_stage: Stage, _tell: Teller) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(journey, "CHAPTERS", (("Interrupted", interrupted),))

        assert journey.main() == 130
        assert "Traceback" not in capsys.readouterr().err
        assert list(temporary.iterdir()) == []


class TestHarmless:
    @pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SEAM_API_KEY", "SLACK_APP_TOKEN", "SEAM_API_KEY_FILE"])
    def test_it_does_not_start_beside_real_secrets(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.setenv(name, "seam_not_so_secret")

        assert journey.main() == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert name in err
        assert "not_so_secret" not in err

    @pytest.mark.parametrize(
        "address",
        ["https://slack.com", "http://10.0.0.1:80", "https://connect.getseam.com", "http://2130706433", "http://"],
    )
    def test_it_talks_to_this_machine_alone(self, address: str, tmp_path: Path) -> None:
        for urls in ((address, HERE), (HERE, address)):
            with pytest.raises(NotADemo, match="this machine alone"):
                demo_settings(*urls, tmp_path, (), public_url=HERE, **SECRETS)

    def test_it_takes_nothing_from_the_shell(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        shell = {"DATABASE_URL": "sqlite:///real.sqlite3", "HOST": "203.0.113.7", "BOT_ADMINS": "U0REAL"}
        for name, value in shell.items():
            monkeypatch.setenv(name, value)

        settings = demo_settings(HERE, HERE, tmp_path, (), public_url=HERE, **SECRETS)

        assert str(tmp_path) in settings.database_url
        assert settings.host == "127.0.0.1"
        assert settings.bot_admins == ()
