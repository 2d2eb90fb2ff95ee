"""Slack answers a call too many with 429 and Retry-After, and does nothing else.

FACTS of the figures: one post a second for each channel, and so many calls a minute of each method. How large a burst
above them Slack lets through is written nowhere, so here none is.
"""

from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import Pace, SlackSim
from bot.demo.slack.methods import METHODS

from .conftest import Clock, section

HOME = {"type": "home", "blocks": [section("x")]}


async def _refused(call: Any) -> str:
    """The Retry-After of the 429 that this call ends with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    assert (caught.value.response.status_code, caught.value.response["error"]) == (429, "ratelimited")
    return str(caught.value.response.headers["Retry-After"])


class TestPace:
    async def test_one_post_a_second_for_each_channel(self, sim: SlackSim, web: AsyncWebClient, clock: Clock) -> None:
        await web.chat_postMessage(channel="C1DESK", text="first")

        assert await _refused(web.chat_postMessage(channel="C1DESK", text="too fast")) == "1"
        await web.chat_postMessage(channel="C3SECRET", text="another channel")
        clock.advance(1)
        await web.chat_postMessage(channel="C1DESK", text="later")

        assert [message.text for message in sim.messages("C1DESK")] == ["first", "later"]

    async def test_a_burst_is_paid_back(self, sim: SlackSim, web: AsyncWebClient, clock: Clock) -> None:
        sim.pace(Pace(timedelta(seconds=1), burst=2))
        for _ in range(2):
            await web.chat_postMessage(channel="C1DESK", text="x")
        clock.advance(1)
        await web.chat_postMessage(channel="C1DESK", text="x")

        assert await _refused(web.chat_postMessage(channel="C1DESK", text="x")) == "1"

    async def test_what_is_no_post_has_no_pace(self, sim: SlackSim, web: AsyncWebClient) -> None:
        ts = (await web.chat_postMessage(channel="C1DESK", text="x"))["ts"]
        for _ in range(3):
            await web.chat_update(channel="C1DESK", ts=ts, text="y")
            await web.chat_postEphemeral(channel="C1DESK", user="U1ANA", text="psst")

        assert len(sim.ephemerals("U1ANA")) == 3


class TestTiers:
    @pytest.mark.parametrize(
        ("method", "args", "most"),
        [
            ("users.list", {}, 20),
            ("usergroups.list", {}, 20),
            ("conversations.info", {"channel": "C1DESK"}, 50),
            ("users.info", {"user": "U1ANA"}, 100),
            ("views.publish", {"user_id": "U1ANA", "view": HOME}, 100),
        ],
    )
    async def test_so_many_a_minute(
        self, sim: SlackSim, web: AsyncWebClient, clock: Clock, method: str, args: dict[str, Any], most: int
    ) -> None:
        for _ in range(most):
            await web.api_call(method, json=args)
        clock.advance(20.5)

        assert await _refused(web.api_call(method, json=args)) == "40"
        clock.advance(39.5)
        await web.api_call(method, json=args)

        assert [call.error for call in sim.journal].count("ratelimited") == 1

    async def test_one_method_does_not_use_up_another(self, web: AsyncWebClient) -> None:
        for _ in range(20):
            await web.users_list()
        await _refused(web.users_list())

        assert (await web.usergroups_list())["ok"]

    async def test_sockets_are_counted_too(self, web: AsyncWebClient) -> None:
        for _ in range(50):
            await web.apps_connections_open(app_token="xapp-test")

        assert await _refused(web.apps_connections_open(app_token="xapp-test")) == "60"

    def test_every_method_but_posting_has_a_tier(self, sim: SlackSim) -> None:
        assert set(METHODS) - set(sim.world.tiers.per_minute) == {"chat.postMessage"}

    async def test_the_handler_of_slack_sdk_reads_the_answer(
        self, sim: SlackSim, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        handler = AsyncRateLimitErrorRetryHandler()
        waits: list[float] = []

        async def sleep(seconds: float) -> None:
            waits.append(seconds)
            clock.advance(seconds)

        monkeypatch.setattr("slack_sdk.http_retry.builtin_async_handlers.asyncio.sleep", sleep)
        web = AsyncWebClient("xoxb-test", base_url=sim.api_url, retry_handlers=[handler])
        for _ in range(2):
            await web.chat_postMessage(channel="C1DESK", text="x")

        assert len(sim.messages("C1DESK")) == 2
        assert waits == [pytest.approx(1, abs=1)]
        assert waits[0] >= 1

    async def test_a_measurement_may_do_without(self, sim: SlackSim, web: AsyncWebClient) -> None:
        sim.without_limits()
        for _ in range(21):
            await web.users_list()
            await web.chat_postMessage(channel="C1DESK", text="x")

        assert len(sim.messages("C1DESK")) == 21
