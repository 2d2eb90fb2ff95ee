"""A month after the end nothing is left of a guest: not in the files, not in Slack, not at Seam."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.building import MobileKeys, Policy
from tests.journeys.test_leaks import found_in, stored
from tests.journeys.town import ADA, DESK, RITA, SAM
from tests.journeys.world import World, world

NAME, EMAIL, PHONE, REASON = "Zebulon Quixote", "zebulon@example.com", "+12125550177", "Xylophone rehearsal"
MONTH = timedelta(days=31)


def about_the_guest(text: str) -> list[str]:
    return [word for word in ("zebulon", "quixote", PHONE, "xylophone") if word in text.casefold()]


def naming(here: World) -> list[str]:
    """The messages that stand in Slack and name the guest, on the screen or in the notification."""
    people = [message for user in (RITA, SAM, ADA) for message in here.slack.dm(user)]
    texts = [f"{here.text(message)} {message.text}" for message in [*here.slack.world.history(DESK), *people]]
    return [text for text in texts if about_the_guest(text)]


async def give(here: World, *doors: str, key: bool = False) -> None:
    """As a person does it: every field about the guest is filled in."""
    view = await here.fill(*doors, name=NAME)
    if key:
        await here.choose(view, "method", "mobile_key")
        await here.choose(view, "doors", [here.doors[door] for door in doors])
    await here.click(RITA, view, "more_options")
    await here.type(view, "email", EMAIL)
    await here.type(view, "phone", PHONE)
    await here.type(view, "reason", REASON)
    errors = await here.submit(view)
    if errors == {} and here.shown().given["callback_id"] == "grant_form":  # warned of the access there is
        assert not await here.submit(here.shown())
    await here.run(timedelta(seconds=20))
    await here.slack.person(RITA).close(here.shown())


async def a_life(here: World) -> None:
    """Every kind of message that names a guest, in the channel and in direct messages."""
    await here.set_up(mobile_keys=MobileKeys.INSTANT_KEY, policy=Policy(pin_in_dm=True))
    await give(here, "Lobby", "Garage")
    card = here.card()
    await here.click(SAM, card, "show_pin")
    await here.slack.person(SAM).close(here.shown(SAM))
    await here.click(RITA, card, "extend")
    await here.submit(here.shown())
    await give(here, "Roof", key=True)
    await here.run(timedelta(minutes=90))
    await here.click(SAM, here.card(), "end")
    await here.run(timedelta(hours=12))


def trail(folder: Path) -> str:
    """Everything that stands in the audit trail, as it is stored."""
    with closing(sqlite3.connect(f"file:{folder}/keydesk.sqlite3?mode=ro", uri=True)) as connection:
        return "\n".join(map(str, connection.execute("SELECT * FROM audit").fetchall()))


@pytest.mark.long
async def test_the_audit_trail_never_knew_who_it_was(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        await a_life(here)
        pins = [key.code for key in here.seam.credentials_created() if key.code]
        told = trail(tmp_path)

    assert told.count("'requested'") == 2
    assert told.count("'revealed'") > 3
    assert len(pins) >= 2
    assert not about_the_guest(told)
    assert EMAIL not in told
    assert not found_in(pins, told)


async def test_nothing_is_left_of_a_guest(tmp_path: Path) -> None:
    async with world(tmp_path, webhooks=True) as here:
        await a_life(here)
        assert about_the_guest(stored(tmp_path))
        assert len(naming(here)) > 5

        for span in (MONTH, timedelta(hours=1), timedelta(days=1)):
            await here.run(span)

        assert not about_the_guest(stored(tmp_path))
        assert naming(here) == []
        assert not here.seam.world.identities
        assert "guest (removed)" in here.text(here.card())


@pytest.mark.long
async def test_nothing_is_left_of_a_guest_whom_somebody_forgets(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        await a_life(here)
        await here.run(timedelta(hours=4))
        await here.slack.person(ADA).command("/guest", f"forget {NAME}", DESK)
        await here.bot.idle()
        await here.type(here.shown(ADA), "typed_name", NAME, ADA)
        assert not await here.submit(here.shown(ADA), ADA)
        await here.run(timedelta(minutes=2))

        assert naming(here) == []
        assert not here.seam.world.identities
        for _ in range(25):
            await here.run(timedelta(hours=1))
        assert not about_the_guest(stored(tmp_path))
