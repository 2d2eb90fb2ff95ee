"""Shifts change: every issuer may go on where a colleague stopped, nobody else may."""

from datetime import timedelta

import pytest

from bot.demo.slack.faults import hang, http_error
from bot.demo.slack.records import BOT_USER
from tests.journeys.town import ADA, DESK, OLLY, RITA, SAM
from tests.journeys.world import World
from tests.some import first

REFUSED = "Only the person who gave this access and the building's issuers and managers may do this."


async def test_a_colleague_shows_the_pin_extends_and_ends(http_first: World) -> None:
    here = http_first
    card = await here.issued("Lobby")
    [pin] = here.pins()

    await here.click(SAM, card, "show_pin")
    assert f"{pin[:3]} {pin[3:]}" in here.screen(SAM)
    await here.slack.person(SAM).close(here.shown(SAM))

    await here.click(SAM, card, "extend")
    assert not await here.submit(here.shown(SAM), SAM)
    await here.run(timedelta(seconds=5))
    assert "17:00" in here.text(card)

    await here.click(SAM, card, "end")
    await here.run(timedelta(seconds=10))
    assert not here.pins()
    assert f"Ended by @{SAM}" in here.text(card)


@pytest.mark.parametrize("action", first(["extend", "show_pin", "end"]))
async def test_somebody_else_is_refused_in_words_that_only_they_see(http_first: World, action: str) -> None:
    here = http_first
    card = await here.issued("Lobby")
    before = here.text(card)

    ack = await here.click(OLLY, card, action)

    assert ack.ok
    assert REFUSED in here.told(OLLY)
    assert here.view(OLLY) is None
    assert here.text(card) == before
    assert here.pins()


async def test_somebody_who_may_give_nowhere_is_told_so(here: World) -> None:
    ack = await here.slack.person(OLLY).command("/guest", "", DESK)
    await here.settle()

    assert ack.ok
    assert "You may not give access here. A manager or an admin can add you in /guest setup." in here.told(OLLY)
    assert here.view(OLLY) is None


@pytest.mark.long
async def test_an_admin_may_at_once(here: World) -> None:
    await here.give("Lobby", user=ADA)
    await here.run(timedelta(seconds=5))

    assert here.pins()


@pytest.mark.parametrize("kind", first(["guest", "ultra", "external", "bot", "deleted"]))
async def test_who_is_no_full_member_is_refused(here: World, kind: str) -> None:
    """Rita is an issuer by her id; what Slack says of her now counts for more."""
    card = await here.issued("Lobby")
    await here.slack.person(RITA).close(here.shown())
    hand = here.slack.person(RITA)
    here.slack.add_user(RITA, "Rita Reyes", "America/New_York", kind)  # type: ignore[arg-type]
    await here.run(timedelta(seconds=61))

    await hand.click(card, "show_pin")
    await here.settle()
    await hand.command("/guest", "", DESK)
    await here.settle()

    assert here.view() is None
    assert "Keydesk is for full members of this Slack workspace." in here.told(RITA)


@pytest.mark.parametrize("fault", [http_error(500), hang()], ids=["error", "silence"])
async def test_a_person_whom_slack_does_not_vouch_for_is_refused(here: World, fault: object) -> None:
    here.slack.fault("users.info", fault)  # type: ignore[arg-type]
    await here.slack.person(RITA).command("/guest", "", DESK)
    await here.slack.until(lambda: here.slack.ephemerals(RITA))

    assert "Slack did not tell in time who you are, so nothing was done. Try again." in here.told(RITA)
    here.slack.faults.clear()
    await here.open_form()
    assert "Give a guest access" in here.screen()


async def test_rights_that_are_lost_while_the_form_is_open_count_at_the_submit(here: World) -> None:
    view = await here.fill("Lobby")
    await here.set_up(roles=())

    errors = await here.submit(view)

    assert "You may not give access here." in "".join(errors.values())
    assert not here.seam.credentials_created()


async def test_members_of_an_issuing_group_may(here: World) -> None:
    here.slack.add_usergroup("S0NIGHT", "night-shift", [OLLY])
    await here.set_up(roles=[{"kind": "usergroup", "slack_id": "S0NIGHT", "role": "issuer"}])
    await here.run(timedelta(minutes=10))

    await here.give("Lobby", user=OLLY)
    await here.run(timedelta(seconds=5))

    assert here.pins()
    assert BOT_USER in here.slack.world.channels[DESK].members
