from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from bot.bootstrap.doctor import clock_finding, examine
from bot.bootstrap.findings import Finding
from bot.config import Settings
from bot.demo.seam import Fault
from bot.demo.seam.records import Webhook
from bot.services.systems.clock_watch import ClockWatch
from tests.fakes import FakeClock
from tests.journeys.town import WEBHOOK_SECRET
from tests.journeys.world import World, world
from tests.mail.postbox import postbox

PUBLIC = "https://127.0.0.1:9"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, webhooks=True) as made:
        yield made


async def found(settings: Settings, about: str) -> Finding:
    [finding] = [finding async for finding in examine(settings) if finding.about == about]
    return finding


def public(here: World) -> Settings:
    return here.settings.model_copy(update={"public_url": PUBLIC})


def named(folder: Path, pattern: str) -> list[Path]:
    return list(folder.glob(pattern))


def take_key_away(folder: Path) -> None:
    [key] = named(folder, "*.key")
    key.unlink()


async def test_all_is_well_beside_a_running_bot(here: World) -> None:
    lines = [finding.line() async for finding in examine(here.settings)]

    assert not [line for line in lines if line.startswith("FAIL")]
    assert f"install id {await here.bot.store.install_id()}" in lines[0]


async def test_seam_s_trouble_over_webhooks_is_a_finding_with_something_to_do(here: World) -> None:
    here.seam.fault(Fault("/webhooks/list", "status", status=401, times=None))

    finding = await found(public(here), "Seam webhook")

    assert finding.grave
    assert "SEAM_API_KEY" in finding.fix


@pytest.mark.parametrize(
    ("events", "said"), [(("*",), "registered at"), (("acs_system.connected",), "does not tell of access_code")]
)
async def test_the_events_of_the_webhook_are_checked(here: World, events: tuple[str, ...], said: str) -> None:
    here.seam.world.webhooks["ours"] = Webhook("ours", f"{PUBLIC}/seam/webhooks", events, WEBHOOK_SECRET)

    assert said in (await found(public(here), "Seam webhook")).found


async def test_a_notice_channel_that_the_bot_cannot_see(here: World) -> None:
    await here.set_up(notice_channel="C0NOWHERE")

    finding = await found(here.settings, "notices of Harbor House")

    assert "C0NOWHERE" in finding.found
    assert "Invite the bot" in finding.fix


async def test_it_makes_no_key(here: World, tmp_path: Path) -> None:
    await here.stop()
    take_key_away(tmp_path)

    finding = await found(here.settings, "database")

    assert finding.grave
    assert "ENCRYPTION_KEYS is not set" in finding.found
    assert not named(tmp_path, "*.key")


async def test_it_makes_no_database(here: World, tmp_path: Path) -> None:
    new = here.settings.model_copy(update={"database_url": f"sqlite+aiosqlite:///{tmp_path}/new/keydesk.sqlite3"})

    assert "is not there yet" in (await found(new, "database")).found
    assert not named(tmp_path, "new")


async def test_the_mail_server_is_asked_to_let_us_in(here: World) -> None:
    assert "none, so guests are sent nothing" in (await found(here.settings, "mail server")).found
    async with postbox() as box:
        server = {"smtp_host": "127.0.0.1", "smtp_port": box.port, "smtp_from": "desk@example.com", "smtp_tls": "off"}
        settings = here.settings.model_copy(update=server)
        assert (await found(settings, "mail server")).line().startswith("ok")
    gone = await found(settings, "mail server")

    assert "does not let us in" in gone.found
    assert "SMTP_HOST" in gone.fix


def test_a_clock_that_is_wrong_is_grave() -> None:
    watch = ClockWatch(FakeClock())
    assert clock_finding(watch).found == "no answer told the time"

    watch.heard("Slack", format_datetime(FakeClock().now() + timedelta(minutes=6)))

    assert clock_finding(watch).grave
    assert clock_finding(watch).found == "360 s behind Slack's"
