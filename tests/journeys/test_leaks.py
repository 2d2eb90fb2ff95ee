"""Everything that was ever said, logged or stored in one long day is searched for what must not be there."""

import logging
import re
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.seam import Fault
from bot.demo.slack import http_error
from bot.domain.building import MobileKeys
from tests.journeys.town import ADA, DESK, OLLY, RITA, SAM, SEAM_KEY, SIGNING_SECRET, WEBHOOK_SECRET
from tests.journeys.world import World, world

EMAIL, PHONE, TYPED_PHONE = "canary.guest@example.com", "+12125550177", "(212) 555-0177"
STRAY_PIN = "9081726"
MINUTE = timedelta(minutes=1)
PRIVATE = {"view", "ephemeral"}


def found_in(pins: Iterable[str], text: str) -> list[str]:
    """PINs that stand in the text, in groups or not."""
    return [pin for pin in pins if re.search(r"[\s.-]?".join(pin), text)]


def stored(folder: Path) -> str:
    """The database file, its WAL and whatever else is kept, byte for byte."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name.endswith("-wal") for path in files)
    return "\n".join(path.read_bytes().decode("latin-1") for path in files)


async def give_with_contacts(here: World, *doors: str, key: bool = False) -> None:
    view = await here.fill(*doors)
    if key:
        await here.choose(view, "method", "mobile_key")
        await here.choose(view, "doors", [here.doors[door] for door in doors])
    await here.click(RITA, view, "more_options")
    await here.type(view, "email", EMAIL.replace("@", "..@"))
    await here.type(view, "phone", TYPED_PHONE)
    assert await here.submit(view)
    await here.type(view, "email", EMAIL)
    assert not await here.submit(view)
    await here.run(timedelta(seconds=20))


async def go_wrong(here: World) -> None:
    """Faults of Slack and Seam, some of which quote what must not be seen."""
    quoting = f'{{"ok": true, "acs_credential": {{"code": "{STRAY_PIN}", "x": "{EMAIL}", '
    here.seam.fault(Fault("/acs/credentials/*", "malformed", times=2, body=quoting))
    here.seam.fault(Fault("/acs/users/*", "status", times=1, status=422, body=f"no {EMAIL} and no {STRAY_PIN}"))
    here.seam.fault(Fault("/acs/credentials/get", "reset", times=1))
    for method in ("views.update", "chat.postMessage", "chat.update", "views.open"):
        here.slack.fault(method, http_error(500))


async def a_long_day(here: World) -> None:
    await give_with_contacts(here, "Lobby", "Garage")
    card = here.card()
    await here.click(SAM, card, "show_pin")
    await here.click(OLLY, card, "show_pin")
    await here.slack.person(RITA).close(here.shown())
    await here.slack.person(SAM).close(here.shown(SAM))
    form = await here.more(SAM, card, "New PIN")
    assert not await here.submit(form, SAM)
    form = await here.more(RITA, card, "Add door")
    await here.choose(form, "doors", [here.doors["Gym"]])
    await here.submit(form)
    await go_wrong(here)
    await here.slack.person(SAM).command("/guest", "Jane Doe", DESK)
    await here.run(10 * MINUTE)
    message = here.slack.person(SAM).say(DESK, f"For Jane Doe <mailto:{EMAIL}|{EMAIL}> {TYPED_PHONE}")
    await here.slack.person(ADA).message_shortcut("give_access_from_message", message)
    await here.bot.idle()
    for _ in ("refused by Seam", "given"):
        await give_with_contacts(here, "Roof", key=True)
        await here.slack.person(RITA).close(here.shown())
    await here.click(RITA, card, "extend")
    await here.submit(here.shown())
    await here.run(timedelta(hours=2))


async def test_no_pin_and_no_contact_where_it_must_not_be(tmp_path: Path) -> None:
    async with world(tmp_path, webhooks=True) as here:
        logging.getLogger().setLevel("DEBUG")
        await here.set_up(mobile_keys=MobileKeys.INSTANT_KEY)
        await a_long_day(here)
        pins = [key.code for key in here.seam.credentials_created() if key.code]
        assert len(pins) >= 5
        kept = stored(tmp_path)
        await here.stop()
        await here.start()
        await here.run(timedelta(hours=3))
        assert not here.seam.live_credentials()

        said = list(here.slack.everything_sent())
        assert any(found_in(pins, sent.text) for sent in said if sent.kind == "view")
        public = [sent for sent in said if sent.kind not in PRIVATE]
        assert not [sent for sent in public if found_in([*pins, STRAY_PIN], sent.text)]
        assert not [sent for sent in said if sent.kind != "view" and (EMAIL in sent.text or PHONE in sent.text)]
        for where in (here.log.getvalue(), kept, stored(tmp_path)):
            assert not found_in([*pins, STRAY_PIN], where)
            for secret in (EMAIL, PHONE, TYPED_PHONE, "xoxb-test", SEAM_KEY, SIGNING_SECRET, WEBHOOK_SECRET):
                assert secret not in where, secret
        assert "seam_refused" in here.log.getvalue()


@pytest.mark.long
async def test_with_the_policy_the_pin_is_in_the_dm_alone_and_in_no_notification(here: World) -> None:
    await here.set_up(policy={"pin_in_dm": True})
    await here.issued("Lobby", "Garage")
    pins = here.pins()
    await here.run(timedelta(hours=3))

    leaks = [sent for sent in here.slack.everything_sent() if found_in(pins, sent.text) and sent.kind != "view"]
    assert leaks
    assert {(sent.kind, sent.where) for sent in leaks} == {("dm", RITA)}
    assert not any(found_in(pins, text) for text in here.dms())


async def test_a_pin_is_wiped_after_the_end(here: World) -> None:
    card = await here.issued("Lobby")
    [pin] = here.pins()
    stale = list(card.blocks)
    await here.slack.person(RITA).close(here.shown())
    await here.run(timedelta(hours=3))
    card.blocks, here.old_screens = stale, True

    await here.click(RITA, card, "show_pin")

    assert not found_in([pin], here.screen())
    assert "Ended by date" in here.screen()
