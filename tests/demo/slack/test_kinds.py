"""Members, admins, guests, people of other organizations, the deactivated and bots: what each sees and may do.

That someone of another organization may type a command here is not Slack's word: it lets the bot show that it refuses.
"""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import BOT_USER, Refused, SlackSim

from .conftest import error_of, field, modal
from .listener import Listener, listening


def _form() -> dict[str, Any]:
    return modal(
        field("u", {"type": "users_select", "action_id": "who"}),
        field("c", {"type": "conversations_select", "action_id": "where"}),
    )


class TestGuests:
    @pytest.mark.parametrize("kind", ["member", "admin"])
    async def test_a_member_sees_every_public_channel(self, sim: SlackSim, kind: Any) -> None:
        sim.add_user("U7KIM", "Kim", kind=kind)

        assert sim.person("U7KIM").say("C2LOBBY", "hello").text == "hello"

    @pytest.mark.parametrize("kind", ["guest", "ultra", "external"])
    async def test_others_see_only_where_they_are_members(self, sim: SlackSim, kind: Any) -> None:
        sim.add_user("U7KIM", "Kim", kind=kind)
        kim = sim.person("U7KIM")

        with pytest.raises(Refused):
            kim.say("C2LOBBY", "hello")
        with pytest.raises(Refused):
            await kim.command("/guest", channel="C2LOBBY")
        sim.world.channels["C2LOBBY"].members.append("U7KIM")
        assert kim.say("C2LOBBY", "hello").text == "hello"

    @pytest.mark.parametrize("kind", ["guest", "ultra", "external"])
    async def test_they_choose_only_among_whom_they_meet(self, sim: SlackSim, web: AsyncWebClient, kind: Any) -> None:
        sim.add_user("U7KIM", "Kim", kind=kind)
        sim.add_channel("C7HALL", "hall", ["U7KIM", "U2BEN", BOT_USER])
        await web.views_open(trigger_id=sim.world.modals.trigger("U7KIM"), view=_form())
        kim, (view,) = sim.person("U7KIM"), sim.open_views("U7KIM")

        await kim.choose(view, "who", "U2BEN")
        await kim.choose(view, "where", "C7HALL")
        for element, hidden in (("who", "U1ANA"), ("where", "C2LOBBY")):
            with pytest.raises(Refused):
                await kim.choose(view, element, hidden)

    async def test_a_single_channel_guest_is_in_one_channel(self, sim: SlackSim) -> None:
        sim.add_user("U7KIM", "Kim", kind="ultra")
        await sim.admin.join("C2LOBBY", "U7KIM")

        with pytest.raises(Refused):
            await sim.admin.join("C1DESK", "U7KIM")

    async def test_other_organizations_come_into_shared_channels_only(self, sim: SlackSim) -> None:
        sim.add_user("U8EVE", "Eve", kind="external")
        async with listening(sim, Listener()):
            await sim.admin.join("C6SHARED", "U8EVE")

        with pytest.raises(Refused):
            await sim.admin.join("C1DESK", "U8EVE")

    async def test_what_they_press_says_where_they_are_from(self, sim: SlackSim) -> None:
        sim.add_user("U8EVE", "Eve", kind="external")
        sim.world.channels["C6SHARED"].members.append("U8EVE")
        said = sim.person("U1ANA").say("C6SHARED", "hello")
        async with listening(sim, Listener()) as bot:
            await sim.person("U8EVE").message_shortcut("from_message", said)

        assert bot.bodies[0]["user"]["team_id"] != bot.bodies[0]["team"]["id"]


class TestDeactivated:
    async def test_nobody_writes_to_them(self, sim: SlackSim, web: AsyncWebClient) -> None:
        async with listening(sim, Listener()):
            await sim.admin.deactivate("U1ANA")

        assert await error_of(web.conversations_open(users="U1ANA")) == "user_disabled"
        whisper = web.chat_postEphemeral(channel="C1DESK", user="U1ANA", text="x")
        assert await error_of(whisper) == "user_not_in_channel"
        assert await error_of(web.users_lookupByEmail(email="ana@example.com")) == "users_not_found"

    async def test_nobody_chooses_them(self, sim: SlackSim, web: AsyncWebClient) -> None:
        await web.views_open(trigger_id=sim.world.modals.trigger("U1ANA"), view=_form())

        with pytest.raises(Refused):
            await sim.person("U1ANA").choose(sim.open_views("U1ANA")[0], "who", "U3GONE")

    async def test_what_they_had_open_is_gone(self, sim: SlackSim, web: AsyncWebClient) -> None:
        await web.views_open(trigger_id=sim.world.modals.trigger("U1ANA"), view=_form())
        async with listening(sim, Listener()):
            await sim.admin.deactivate("U1ANA")

        assert sim.open_views("U1ANA") == []


class TestBots:
    async def test_a_bot_has_no_hands(self, sim: SlackSim, web: AsyncWebClient) -> None:
        sim.add_user("U6BOT", "Other Bot", kind="bot")

        with pytest.raises(Refused):
            sim.person("U6BOT")
        assert await error_of(web.chat_postMessage(channel="U6BOT", text="x")) == "cannot_dm_bot"
