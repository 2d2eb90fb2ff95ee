import asyncio

import pytest

from bot.demo.page.cast import FRONT_DESK, OLLY, RITA, SAM
from tests.demo.page.page import Found, Page


def pins(world: Found) -> list[str]:
    return [one["code"] for one in world["credentials"]]


@pytest.mark.long
async def test_from_the_command_to_the_pin(desk: Page) -> None:
    result = await desk.give("Lobby")

    (pin,) = pins(await desk.world())
    assert f"{pin[:3]} {pin[3:]}" in str(result["blocks"])
    card = (await desk.screen(SAM))["messages"][0]
    assert "Gail Guest" in str(card["blocks"])
    assert card["is_bot"]
    for user in (SAM, OLLY):
        seen = await desk.screen(user)
        assert seen["modal"] is None
        assert pin[3:] not in str(seen)


async def test_a_second_page_of_the_same_person_shows_the_same(desk: Page) -> None:
    await desk.act("command", text="/guest", channel=FRONT_DESK)
    form = await desk.modal()
    where = {"view": form["id"]}

    await desk.act("type", where=where, block_id="name", action_id="name", value="Gail")

    assert (await desk.screen())["modal"]["state"]["name"]["name"]["value"] == "Gail"
    assert (await desk.screen(RITA, "home"))["modal"]["id"] == form["id"]


async def test_what_is_missing_is_said_at_the_field_before_the_bot_hears_of_it(desk: Page) -> None:
    await desk.act("command", text="/guest", channel=FRONT_DESK)
    form = await desk.modal()
    sent = len(desk.live.running.slack.deliveries)

    done = await desk.act("submit", view_id=form["id"], values={})

    assert done["refused"] == "Please complete this required field."
    assert "name" in (await desk.screen())["modal"]["errors"]
    assert len(desk.live.running.slack.deliveries) == sent


async def test_a_form_sent_from_two_tabs_at_once_gives_access_once(desk: Page) -> None:
    await desk.act("command", text="/guest", channel=FRONT_DESK)
    form = await desk.modal()
    await desk.choose(form, "doors", ["Lobby"])

    sent = [desk.act("submit", view_id=form["id"], values={"name": {"name": "Gail"}}) for _ in range(2)]

    assert sorted(done["ok"] for done in await asyncio.gather(*sent)) == [False, True]
    await desk.modal(RITA, "Issued.")
    assert len(pins(await desk.world())) == 1


async def test_enter_in_the_name_asks_the_bot_and_a_letter_does_not(desk: Page) -> None:
    await desk.act("command", text="/guest", channel=FRONT_DESK)
    form = await desk.modal()
    sent = len(desk.live.running.slack.deliveries)
    field: Found = {"where": {"view": form["id"]}, "block_id": "name", "action_id": "name", "value": "Gail"}

    await desk.act("type", **field)
    assert len(desk.live.running.slack.deliveries) == sent
    await desk.act("type", **field, enter=True)
    assert len(desk.live.running.slack.deliveries) == sent + 1


async def test_end_on_the_card_is_for_those_who_may(desk: Page) -> None:
    await desk.give("Lobby")
    card = (await desk.screen())["messages"][0]
    block = next(block for block in card["blocks"] if block["type"] == "actions")
    end: Found = {
        "where": {"message": {"channel": FRONT_DESK, "ts": card["ts"]}},
        "block_id": block["block_id"],
        "action_id": "end",
    }

    await desk.act("click", OLLY, **end)
    await desk.until(lambda screen: screen["messages"][-1]["only_for_you"], OLLY)
    assert len(pins(await desk.world())) == 1

    assert (await desk.act("click", SAM, **end))["ok"]
    await desk.until(lambda screen: "*Ended by" in str(screen["messages"][0]), SAM)
    assert pins(await desk.world()) == []


async def test_a_button_that_is_gone_is_refused(desk: Page) -> None:
    await desk.give("Lobby")
    card = (await desk.screen())["messages"][0]
    where = {"message": {"channel": FRONT_DESK, "ts": card["ts"]}}

    done = await desk.act("click", where=where, block_id="no such", action_id="end")

    assert done["refused"] == "This is no longer on the screen."


async def test_what_is_new_is_unread_until_it_is_looked_at(desk: Page) -> None:
    def unread(screen: Found) -> int:
        return next(int(one["unread"]) for one in screen["channels"] if one["id"] == FRONT_DESK)

    await desk.give("Lobby")
    assert unread(await desk.screen(SAM)) == 1

    await desk.act("read", SAM, channel=FRONT_DESK)

    assert unread(await desk.screen(SAM)) == 0
    assert unread(await desk.screen(OLLY)) == 1
