"""Whoever is refused, wherever they tried it, is in the audit trail; and what was refused is not held up by that."""

import pytest

from bot.demo.slack import BOT_USER
from bot.services.trail.audit import Line, Wanted
from tests.slack.office import CHANNEL, Office, grant_id

TEAM = "T0KEYDESK"


async def refused(office: Office) -> list[Line]:
    await office.rest()
    async with office.store.read() as work:
        return list(await work.audit.find(TEAM, Wanted(what="refused"), None, 100))


@pytest.mark.parametrize(("button", "verb"), [("show_pin", "reveal"), ("end", "end"), ("extend", "extend")])
async def test_a_click_without_the_right(both_ways: Office, button: str, verb: str) -> None:
    office = both_ways
    card, olga = await office.give(), office.person("olga")

    await olga.click(card, button)

    [line] = await refused(office)
    assert (line.actor, line.building_id, line.grant_id) == (olga.id, office.building, grant_id(card))
    assert line.data == {"verb": verb, "problem": "not_yours"}


@pytest.mark.parametrize("text", ["Gail Guest", "setup"])
async def test_a_command_without_the_right(office: Office, text: str) -> None:
    await office.person("olga").command("/guest", text, CHANNEL)

    [line] = await refused(office)
    assert (line.actor, line.grant_id) == ("U0OLGA", None)


async def test_a_guest_of_the_workspace(office: Office) -> None:
    office.sim.add_user("U0GUEST", "Greg", kind="guest")
    office.sim.add_channel("C0GUESTS", "guests", [BOT_USER, "U0GUEST"])

    await office.sim.person("U0GUEST").command("/guest", "Gail Guest", "C0GUESTS")

    [line] = await refused(office)
    assert (line.actor, line.data) == ("U0GUEST", {"problem": "not_a_member"})


async def test_what_a_policy_forbids(office: Office) -> None:
    rita = office.person("rita")
    await rita.command("/guest", "Gail Guest", CHANNEL)
    form = await office.top(rita, "grant_form")
    await rita.choose(form, "doors", ["Lobby"])
    await rita.choose(form, "length", "1w")
    await office.rest()
    await office.set_up(policy={"max_length": "P1D"})

    await rita.submit(form)

    [line] = await refused(office)
    assert (line.actor, line.building_id, line.data) == (rita.id, office.building, {"problem": "too_long"})


async def test_a_slip_of_the_hand_is_no_refusal(office: Office) -> None:
    rita = office.person("rita")
    await rita.command("/guest", "Gail Guest", CHANNEL)
    form = await office.top(rita, "grant_form")
    await rita.choose(form, "doors", ["Lobby"])
    await rita.click(form, "more_options")
    await office.rest()
    await rita.type_text(form, "email", "gail..@example.com")

    await rita.submit(form)

    assert form.errors
    assert await refused(office) == []
