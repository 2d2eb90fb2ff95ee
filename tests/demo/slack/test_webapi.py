import asyncio

import aiohttp
import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import BOT_USER, SlackSim, hang, http_error, rate_limited, reset, slack_error

from .conftest import error_of, plain, refusal, section


class TestAuth:
    async def test_no_token_and_a_wrong_one_are_told_apart(self, sim: SlackSim, web: AsyncWebClient) -> None:
        base = web.base_url

        assert await error_of(AsyncWebClient(None, base_url=base).auth_test()) == "not_authed"
        assert await error_of(AsyncWebClient("xoxb-other", base_url=base).auth_test()) == "invalid_auth"
        assert await error_of(AsyncWebClient("xapp-test", base_url=base).auth_test()) == "not_allowed_token_type"
        assert [call.error for call in sim.journal] == ["not_authed", "invalid_auth", "not_allowed_token_type"]

    async def test_auth_test_names_the_bot_and_its_scopes(self, web: AsyncWebClient) -> None:
        answer = await web.auth_test()

        assert (answer["user_id"], answer["team_id"]) == (BOT_USER, "T0KEYDESK")
        assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")

    async def test_a_missing_scope_says_what_is_needed(self, sim: SlackSim, web: AsyncWebClient) -> None:
        sim.scopes.remove("users:read")

        told = await refusal(web.users_info(user="U1ANA"))

        assert (told["error"], told["needed"]) == ("missing_scope", "users:read")
        assert "chat:write" in told["provided"]

    async def test_an_unknown_method_and_a_missing_argument(self, web: AsyncWebClient) -> None:
        assert await error_of(web.api_call("chat.shout")) == "unknown_method"
        told = await refusal(web.api_call("chat.update", json={"text": "x"}))
        assert told["response_metadata"]["messages"] == [
            "[ERROR] missing required field: channel",
            "[ERROR] missing required field: ts",
        ]

    async def test_a_body_that_is_no_json_object(self, sim: SlackSim) -> None:
        async with httpx.AsyncClient(base_url=sim.api_url, headers={"content-type": "application/json"}) as raw:
            broken = await raw.post("chat.postMessage", content=b"{")
            listed = await raw.post("chat.postMessage", content=b"[]")
            odd = {"token": "xoxb-test", "channel": 7, "text": ["x"]}
            numbers = (await raw.post("chat.postMessage", json=odd)).json()

        assert numbers["response_metadata"]["messages"] == [
            "[ERROR] must be a string: channel",
            "[ERROR] must be a string: text",
        ]
        assert [broken.json()["error"], listed.json()["error"]] == ["invalid_json", "json_not_object"]


class TestFaults:
    async def test_each_fault_strikes_as_often_as_asked(self, sim: SlackSim, web: AsyncWebClient) -> None:
        sim.fault("chat.postMessage", slack_error("fatal_error"))
        sim.fault("chat.postMessage", rate_limited(7))
        sim.fault("chat.postMessage", http_error(503))

        assert await error_of(web.chat_postMessage(channel="C1DESK", text="x")) == "fatal_error"
        with pytest.raises(SlackApiError) as limited:
            await web.chat_postMessage(channel="C1DESK", text="x")
        assert limited.value.response.headers["Retry-After"] == "7"
        with pytest.raises(SlackApiError) as broken:
            await web.chat_postMessage(channel="C1DESK", text="x")
        assert broken.value.response.status_code == 503
        await web.chat_postMessage(channel="C1DESK", text="at last")
        assert [m.text for m in sim.messages("C1DESK")] == ["at last"]

    async def test_a_reset_after_the_effect_leaves_the_message(self, sim: SlackSim, web: AsyncWebClient) -> None:
        sim.fault("chat.postMessage", reset())

        with pytest.raises(aiohttp.ClientError):
            await web.chat_postMessage(channel="C1DESK", text="posted all the same")

        assert len(sim.messages("C1DESK")) == 1

    async def test_a_hang_ends_when_the_faults_are_cleared(self, sim: SlackSim, web: AsyncWebClient) -> None:
        sim.fault("chat.postMessage", hang())
        call = asyncio.ensure_future(web.chat_postMessage(channel="C1DESK", text="x"))
        await sim.until(lambda: sim.calls("chat.postMessage"))
        assert not call.done()

        sim.faults.clear()

        with pytest.raises(SlackApiError):
            await call
        assert sim.messages("C1DESK") == []


class TestLeakScan:
    async def test_everything_sent_is_kept_by_kind(self, sim: SlackSim, web: AsyncWebClient) -> None:
        ts = (await web.chat_postMessage(channel="C1DESK", text="first", blocks=[section("block 4711")]))["ts"]
        await web.chat_update(channel="C1DESK", ts=ts, text="second", blocks=[section("clean")])
        await web.chat_postMessage(channel="U1ANA", text="in the dm")
        await web.chat_postEphemeral(channel="C1DESK", user="U1ANA", text="whisper")
        await web.views_publish(user_id="U1ANA", view={"type": "home", "blocks": [section("board")]})
        await refusal(web.chat_postMessage(channel="C1DESK", text="x", blocks=[section("refused", bad=plain("4712"))]))

        kinds = {(sent.kind, sent.text) for sent in sim.everything_sent()}
        assert {
            ("channel_message", "block 4711"),
            ("notification_text", "first"),
            ("notification_text", "second"),
            ("dm", "in the dm"),
            ("ephemeral", "whisper"),
            ("view", "board"),
            ("channel_message", "4712"),
        } <= kinds
