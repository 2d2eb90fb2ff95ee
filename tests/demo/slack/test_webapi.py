import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import BOT_USER, Pace, SlackSim, hang, http_error, rate_limited, reset, slack_error

from .conftest import Clock, error_of, plain, refusal, section


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


class TestPostMessage:
    async def test_what_is_posted_stands_in_the_channel(self, sim: SlackSim, web: AsyncWebClient) -> None:
        posted = await web.chat_postMessage(channel="C1DESK", text="fallback", blocks=[section("*Hello*")])

        (message,) = sim.messages("C1DESK")
        assert (message.ts, message.text) == (posted["ts"], "fallback")
        assert posted["message"]["bot_id"] == "B0KEYDESK"

    @pytest.mark.parametrize(
        ("channel", "error"),
        [
            ("C9NONE", "channel_not_found"),
            ("C4BOARD", "channel_not_found"),
            ("C2LOBBY", "not_in_channel"),
            ("C5OLD", "is_archived"),
            ("U3GONE", "channel_not_found"),
            (BOT_USER, "cannot_dm_bot"),
        ],
    )
    async def test_where_the_bot_may_not_write(
        self, sim: SlackSim, web: AsyncWebClient, channel: str, error: str
    ) -> None:
        sim.scopes.discard("chat:write.public")

        assert await error_of(web.chat_postMessage(channel=channel, text="x")) == error

    async def test_chat_write_public_needs_no_membership(self, sim: SlackSim, web: AsyncWebClient) -> None:
        await web.chat_postMessage(channel="C2LOBBY", text="x")

        assert len(sim.messages("C2LOBBY")) == 1

    async def test_a_user_id_is_their_direct_message(self, sim: SlackSim, web: AsyncWebClient) -> None:
        opened = await web.conversations_open(users="U1ANA")
        posted = await web.chat_postMessage(channel="U1ANA", text="psst")

        assert posted["channel"] == opened["channel"]["id"]
        assert [m.text for m in sim.dm("U1ANA")] == ["psst"]
        assert sim.dm("U2BEN") == []

    @pytest.mark.parametrize(
        ("body", "error"),
        [
            ({"text": ""}, "no_text"),
            ({"text": "x" * 40_001}, "msg_too_long"),
            ({"text": "x", "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
            ({"text": "x", "blocks": [section("y" * 2700)] * 5}, "msg_blocks_too_long"),
            ({"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
            ({"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format"),
        ],
    )
    async def test_what_it_may_not_write(self, sim: SlackSim, web: AsyncWebClient, body: Any, error: str) -> None:
        assert await error_of(web.api_call("chat.postMessage", json={"channel": "C1DESK", **body})) == error
        assert sim.messages("C1DESK") == []

    async def test_bad_blocks_are_listed(self, web: AsyncWebClient) -> None:
        told = await refusal(web.chat_postMessage(channel="C1DESK", text="x", blocks=[section("")]))

        assert told["response_metadata"]["messages"] == told["errors"]
        assert "/blocks/0/text/text" in told["errors"][0]

    async def test_threads_and_broadcasts(self, sim: SlackSim, web: AsyncWebClient) -> None:
        parent = (await web.chat_postMessage(channel="C1DESK", text="card"))["ts"]
        await web.chat_postMessage(channel="C1DESK", text="quiet", thread_ts=parent)
        reply = await web.chat_postMessage(channel="C1DESK", text="loud", thread_ts=parent, reply_broadcast=True)

        assert [m.text for m in sim.thread("C1DESK", parent)] == ["quiet", "loud"]
        assert [m.text for m in sim.messages("C1DESK")] == ["card", "loud"]
        nested = web.chat_postMessage(channel="C1DESK", text="x", thread_ts=reply["ts"])
        assert await error_of(nested) == "cannot_reply_to_message"

    async def test_pace(self, sim: SlackSim, web: AsyncWebClient, clock: Clock) -> None:
        sim.pace(Pace(timedelta(seconds=1), burst=2))
        for _ in range(2):
            await web.chat_postMessage(channel="C1DESK", text="x")

        with pytest.raises(SlackApiError) as caught:
            await web.chat_postMessage(channel="C1DESK", text="too fast")
        assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "1")
        await web.chat_postMessage(channel="C3SECRET", text="another channel")
        clock.advance(1)
        await web.chat_postMessage(channel="C1DESK", text="later")


class TestChangingMessages:
    async def test_text_alone_keeps_the_old_blocks(self, sim: SlackSim, web: AsyncWebClient) -> None:
        ts = (await web.chat_postMessage(channel="C1DESK", text="a", blocks=[section("PIN")]))["ts"]

        await web.chat_update(channel="C1DESK", ts=ts, text="b")
        assert sim.messages("C1DESK")[0].blocks != []
        await web.chat_update(channel="C1DESK", ts=ts, text="c", blocks=[])

        (message,) = sim.messages("C1DESK")
        assert (message.text, message.blocks, message.edited) == ("c", [], True)

    async def test_only_its_own_messages(self, sim: SlackSim, web: AsyncWebClient) -> None:
        theirs = sim.person("U1ANA").say("C1DESK", "hello")

        assert await error_of(web.chat_update(channel="C1DESK", ts=theirs.ts, text="x")) == "cant_update_message"
        assert await error_of(web.chat_delete(channel="C1DESK", ts=theirs.ts)) == "cant_delete_message"
        assert await error_of(web.chat_update(channel="C1DESK", ts="1.1", text="x")) == "message_not_found"

    async def test_a_deleted_message_is_gone(self, sim: SlackSim, web: AsyncWebClient) -> None:
        ts = (await web.chat_postMessage(channel="C1DESK", text="x"))["ts"]
        await web.chat_delete(channel="C1DESK", ts=ts)

        assert sim.messages("C1DESK") == []
        assert await error_of(web.chat_update(channel="C1DESK", ts=ts, text="y")) == "message_not_found"

    async def test_permalink(self, web: AsyncWebClient) -> None:
        ts = (await web.chat_postMessage(channel="C1DESK", text="x"))["ts"]

        link = (await web.chat_getPermalink(channel="C1DESK", message_ts=ts))["permalink"]

        assert link.endswith(f"/archives/C1DESK/p{ts.replace('.', '')}")


class TestEphemeral:
    async def test_it_is_never_in_the_history(self, sim: SlackSim, web: AsyncWebClient) -> None:
        sent = await web.chat_postEphemeral(channel="C1DESK", user="U1ANA", text="your PIN")

        assert [m.text for m in sim.ephemerals("U1ANA")] == ["your PIN"]
        assert sim.messages("C1DESK") == []
        assert sim.ephemerals("U2BEN") == []
        changed = web.chat_update(channel="C1DESK", ts=sent["message_ts"], text="x")
        assert await error_of(changed) == "message_not_found"

    @pytest.mark.parametrize(
        ("channel", "user", "error"),
        [
            ("C3SECRET", "U2BEN", "user_not_in_channel"),
            ("C2LOBBY", "U1ANA", "not_in_channel"),
            ("C4BOARD", "U2BEN", "channel_not_found"),
        ],
    )
    async def test_both_must_be_there(self, web: AsyncWebClient, channel: str, user: str, error: str) -> None:
        assert await error_of(web.chat_postEphemeral(channel=channel, user=user, text="x")) == error


class TestPeople:
    async def test_a_user_has_a_zone(self, web: AsyncWebClient) -> None:
        user = (await web.users_info(user="U1ANA"))["user"]

        assert (user["tz"], user["tz_offset"], user["profile"]["email"]) == (
            "America/New_York",
            -18000,
            "ana@example.com",
        )

    async def test_the_mail_address_needs_its_scope(self, sim: SlackSim, web: AsyncWebClient) -> None:
        sim.scopes.remove("users:read.email")

        assert "email" not in (await web.users_info(user="U1ANA"))["user"]["profile"]
        assert await error_of(web.users_lookupByEmail(email="ana@example.com")) == "missing_scope"

    @pytest.mark.parametrize(
        ("kind", "flag"),
        [
            ("admin", "is_admin"),
            ("guest", "is_restricted"),
            ("ultra", "is_ultra_restricted"),
            ("external", "is_stranger"),
            ("bot", "is_bot"),
            ("deleted", "deleted"),
        ],
    )
    async def test_kinds(self, sim: SlackSim, web: AsyncWebClient, kind: Any, flag: str) -> None:
        sim.add_user("U7", "Kim", "UTC", kind)

        user = (await web.users_info(user="U7"))["user"]

        assert user[flag] is True
        assert (user["team_id"] == "T0KEYDESK") is (kind != "external")

    async def test_finding_people(self, web: AsyncWebClient) -> None:
        assert await error_of(web.users_info(user="U9")) == "user_not_found"
        assert (await web.users_lookupByEmail(email="ANA@example.com"))["user"]["id"] == "U1ANA"
        assert await error_of(web.users_lookupByEmail(email="gus@example.com")) == "users_not_found"
        assert len((await web.users_list())["members"]) == 4

    async def test_user_groups(self, sim: SlackSim, web: AsyncWebClient) -> None:
        sim.add_usergroup("S1", "front-desk", ["U1ANA", "U3GONE"])

        assert (await web.usergroups_users_list(usergroup="S1"))["users"] == ["U1ANA"]
        assert (await web.usergroups_list())["usergroups"][0]["handle"] == "front-desk"
        assert await error_of(web.usergroups_users_list(usergroup="S2")) == "no_such_subteam"


class TestConversations:
    async def test_a_private_channel_is_hidden_from_strangers(self, sim: SlackSim, web: AsyncWebClient) -> None:
        assert (await web.conversations_info(channel="C3SECRET"))["channel"]["is_private"] is True
        assert await error_of(web.conversations_info(channel="C4BOARD")) == "channel_not_found"
        sim.scopes.remove("groups:read")
        assert await error_of(web.conversations_info(channel="C3SECRET")) == "missing_scope"

    async def test_listing_by_page(self, web: AsyncWebClient) -> None:
        seen: list[str] = []
        cursor = ""
        while True:
            page = await web.conversations_list(limit=2, cursor=cursor, exclude_archived=True)
            seen += [channel["id"] for channel in page["channels"]]
            if not (cursor := page["response_metadata"]["next_cursor"]):
                break

        assert seen == ["C1DESK", "C2LOBBY", "C6SHARED"]

    async def test_members_and_joining(self, web: AsyncWebClient) -> None:
        assert BOT_USER not in (await web.conversations_members(channel="C2LOBBY"))["members"]
        await web.conversations_join(channel="C2LOBBY")

        assert BOT_USER in (await web.conversations_members(channel="C2LOBBY"))["members"]
        assert await error_of(web.conversations_join(channel="C5OLD")) == "is_archived"

    async def test_shared_channels_say_so(self, web: AsyncWebClient) -> None:
        assert (await web.conversations_info(channel="C6SHARED"))["channel"]["is_ext_shared"] is True

    async def test_opening_a_direct_message(self, web: AsyncWebClient) -> None:
        first = await web.conversations_open(users=["U1ANA"])

        assert first["channel"]["id"] == (await web.conversations_open(users="U1ANA"))["channel"]["id"]
        assert await error_of(web.conversations_open(users="U3GONE")) == "user_disabled"
        assert await error_of(web.conversations_open(users="U9")) == "user_not_found"


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
