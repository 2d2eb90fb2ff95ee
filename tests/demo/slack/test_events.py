"""What the app hears of the workspace, and how often it hears it when it does not answer.

FACTS has the retries from secondary copies of Slack's page; that the minutes count from the first try is our reading.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import BOT_USER, Refused, SlackSim

from .conftest import SMALL_APP, Clock, section
from .listener import Listener, listening, plug

Step = Callable[[SlackSim], Awaitable[None]]


@pytest.fixture
async def bot(sim: SlackSim) -> AsyncIterator[Listener]:
    async with listening(sim, Listener()) as listener:
        yield listener


def _events(bot: Listener) -> list[dict[str, Any]]:
    return [body["event"] for body in bot.bodies]


CHANNELS: dict[str, tuple[Step, str, dict[str, Any]]] = {
    "archived": (lambda s: s.admin.archive("C1DESK", by="U1ANA"), "channel_archive", {"user": "U1ANA"}),
    "unarchived": (lambda s: s.admin.unarchive("C1DESK"), "channel_unarchive", {}),
    "renamed": (lambda s: s.admin.rename("C1DESK", "front"), "channel_rename", {}),
    "deleted": (lambda s: s.admin.delete_channel("C1DESK"), "channel_deleted", {}),
    "joined": (
        lambda s: s.admin.join("C1DESK", "U9NEW", inviter="U1ANA"),
        "member_joined_channel",
        {"user": "U9NEW", "channel_type": "C", "inviter": "U1ANA"},
    ),
    "left": (lambda s: s.admin.leave("C1DESK", "U2BEN"), "member_left_channel", {"user": "U2BEN"}),
    "archived, private": (lambda s: s.admin.archive("C3SECRET"), "group_archive", {}),
    "renamed, private": (lambda s: s.admin.rename("C3SECRET", "x"), "group_rename", {}),
    "deleted, private": (lambda s: s.admin.delete_channel("C3SECRET"), "group_deleted", {}),
    "joined, private": (
        lambda s: s.admin.join("C3SECRET", "U9NEW"),
        "member_joined_channel",
        {"user": "U9NEW", "channel_type": "G"},
    ),
}


class TestChannels:
    @pytest.mark.parametrize(("step", "kind", "about"), CHANNELS.values(), ids=CHANNELS.keys())
    async def test_the_app_hears_what_happens_to_a_channel(
        self, sim: SlackSim, bot: Listener, step: Step, kind: str, about: dict[str, Any]
    ) -> None:
        sim.add_user("U9NEW", "Nia New")

        await step(sim)

        (event,) = _events(bot)
        assert event.items() >= {"type": kind, **about}.items()
        assert event["event_ts"]
        channel = event["channel"]
        assert (channel["id"] if kind.endswith("_rename") else channel) in {"C1DESK", "C3SECRET"}

    async def test_the_app_taken_out_hears_it_once_more(self, sim: SlackSim, bot: Listener) -> None:
        await sim.admin.leave("C1DESK", BOT_USER)
        await sim.admin.leave("C1DESK", "U2BEN")

        assert [event["type"] for event in _events(bot)] == ["member_left_channel", "channel_left"]

    async def test_it_hears_nothing_of_a_private_channel_of_others(self, sim: SlackSim, bot: Listener) -> None:
        await sim.admin.archive("C4BOARD")
        await sim.admin.leave("C2LOBBY", "U1ANA")

        assert bot.arrived == []

    async def test_its_own_joining(self, sim: SlackSim, web: AsyncWebClient, bot: Listener) -> None:
        await web.conversations_join(channel="C2LOBBY")
        await sim.until(lambda: sim.deliveries)

        assert _events(bot)[0].items() >= {"type": "member_joined_channel", "user": BOT_USER}.items()

    async def test_a_shared_channel_is_called_so(self, sim: SlackSim, bot: Listener) -> None:
        await sim.admin.archive("C6SHARED")

        assert bot.bodies[0]["is_ext_shared_channel"] is True

    async def test_a_direct_message_is_nobodys_to_archive(self, sim: SlackSim) -> None:
        with pytest.raises(Refused):
            await sim.admin.archive(sim.world.conversation(["U1ANA"]).id)


class TestPeople:
    async def test_a_changed_person(self, sim: SlackSim, bot: Listener, clock: Clock) -> None:
        await sim.admin.change_user("U1ANA", kind="guest", tz="Europe/Berlin")

        (event,) = _events(bot)
        assert event["type"] == "user_change"
        assert (event["user"]["is_restricted"], event["user"]["tz"]) == (True, "Europe/Berlin")
        assert event["user"]["updated"] == event["cache_ts"] == int(clock.now().timestamp())

    async def test_a_deactivated_person_is_nowhere_any_more(
        self, sim: SlackSim, web: AsyncWebClient, bot: Listener
    ) -> None:
        await sim.admin.deactivate("U1ANA")

        assert _events(bot)[0]["user"]["deleted"] is True
        assert "U1ANA" not in (await web.conversations_members(channel="C1DESK"))["members"]
        with pytest.raises(Refused):
            sim.person("U1ANA")

    async def test_a_changed_user_group(self, sim: SlackSim, web: AsyncWebClient, bot: Listener) -> None:
        sim.add_usergroup("S1", "desk", ["U1ANA"])

        await sim.admin.change_usergroup("S1", ["U2BEN"])

        assert _events(bot)[0].items() >= {"added_users": ["U2BEN"], "removed_users": ["U1ANA"]}.items()
        assert (await web.usergroups_users_list(usergroup="S1"))["users"] == ["U2BEN"]

    async def test_a_look_at_the_home_tab(self, sim: SlackSim, web: AsyncWebClient, bot: Listener) -> None:
        await sim.person("U1ANA").open_home()
        await web.views_publish(user_id="U1ANA", view={"type": "home", "blocks": [section("x")]})
        await sim.person("U1ANA").open_home()

        first, second = _events(bot)
        assert first.items() >= {"type": "app_home_opened", "user": "U1ANA", "tab": "home"}.items()
        assert "view" not in first
        assert second["view"]["type"] == "home"


class TestWhoIsTold:
    @pytest.mark.parametrize(
        ("scope", "step"),
        [
            ("channels:read", CHANNELS["archived"][0]),
            ("channels:read", CHANNELS["left"][0]),
            ("groups:read", CHANNELS["archived, private"][0]),
            ("users:read", lambda s: s.admin.change_user("U1ANA", name="Ana Souza")),
        ],
    )
    async def test_not_without_the_scope(self, sim: SlackSim, bot: Listener, scope: str, step: Step) -> None:
        sim.scopes.remove(scope)

        await step(sim)

        assert bot.arrived == []

    async def test_not_without_a_subscription(self, clock: Clock) -> None:
        sim = SlackSim(clock.now, signing_secret="s", installed=replace(SMALL_APP, events=frozenset()))
        sim.add_user("U1ANA", "Ana Silva")
        async with sim.serve(), listening(sim, Listener()) as bot:
            await sim.admin.deactivate("U1ANA")
            ack = await sim.event({"type": "user_change", "user": {"id": "U1ANA"}})

        assert (ack.ok, bot.arrived) == (True, [])


class TestRetries:
    async def test_at_once_then_after_a_minute_and_after_five(self, sim: SlackSim, clock: Clock) -> None:
        async with listening(sim, Listener(500)) as bot:
            await sim.admin.archive("C1DESK")
            assert len(bot.arrived) == 2
            await sim.retry_due()
            assert len(bot.arrived) == 2
            for seconds in (60, 240, 3600):
                clock.advance(seconds)
                await sim.retry_due()

        assert [one.headers.get("x-slack-retry-num") for one in bot.arrived] == [None, "1", "2", "3"]
        assert {one.headers.get("x-slack-retry-reason") for one in bot.arrived[1:]} == {"http_error"}
        assert len({body["event_id"] for body in bot.bodies}) == 1
        assert sim.next_retry is None

    async def test_the_next_one_can_be_asked_for(self, sim: SlackSim, clock: Clock) -> None:
        async with listening(sim, Listener(500)):
            await sim.admin.archive("C1DESK")

            assert sim.next_retry is not None
            assert (sim.next_retry - clock.now()).total_seconds() == 60

    async def test_none_after_an_answer(self, sim: SlackSim, clock: Clock) -> None:
        async with listening(sim, Listener(500)) as bot:
            await sim.admin.archive("C1DESK")
            bot.status = 204
            clock.advance(60)
            await sim.retry_due()
            clock.advance(3600)
            await sim.retry_due()

        assert len(bot.arrived) == 3

    async def test_none_where_the_bot_says_no_retry(self, sim: SlackSim) -> None:
        async with listening(sim, Listener(500, headers={"X-Slack-No-Retry": "1"})) as bot:
            await sim.admin.archive("C1DESK")

        assert len(bot.arrived) == 1
        assert sim.next_retry is None

    async def test_no_answer_within_three_seconds(self, sim: SlackSim) -> None:
        assert sim.wire.ack_limit == 3.0
        sim.wire.ack_limit = 0.1
        async with listening(sim, Listener(is_silent=True)):
            await sim.admin.archive("C1DESK")

        assert [delivery.reason for delivery in sim.deliveries] == ["", "http_timeout"]

    async def test_nobody_there(self, sim: SlackSim) -> None:
        sim.connect_http("http://127.0.0.1:1/")
        await sim.admin.archive("C1DESK")

        assert [delivery.reason for delivery in sim.deliveries] == ["", "connection_failed"]

    async def test_a_third_redirect_is_not_followed(self, sim: SlackSim) -> None:
        async with listening(sim, Listener(307, headers={"location": "/"})) as bot:
            await sim.admin.archive("C1DESK")

        assert bot.arrived[3].headers["x-slack-retry-reason"] == "too_many_redirects"

    async def test_only_events_come_again(self, sim: SlackSim) -> None:
        async with listening(sim, Listener(500)) as bot:
            await sim.person("U1ANA").command("/guest", channel="C1DESK")

        assert len(bot.arrived) == 1


class TestOverASocket:
    async def test_the_envelope_says_that_it_came_before(self, sim: SlackSim, web: AsyncWebClient) -> None:
        sim.wire.ack_limit = 0.1
        async with plug(web) as socket:
            await sim.until(lambda: sim.hub.connected)
            await sim.admin.archive("C1DESK")
            envelopes = [await socket.receive_json() for _ in range(3)]

        assert [(e["type"], e.get("retry_attempt"), e.get("retry_reason")) for e in envelopes] == [
            ("hello", None, None),
            ("events_api", 0, ""),
            ("events_api", 1, "timeout"),
        ]
        assert envelopes[1]["accepts_response_payload"] is False
        assert envelopes[1]["payload"] == envelopes[2]["payload"]
        assert envelopes[1]["envelope_id"] != envelopes[2]["envelope_id"]
