from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import BOT_USER, SlackSim

from .conftest import error_of, refusal, section


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
            ({"text": "x", "blocks": "[{"}, "invalid_blocks_format"),
            ({"text": "x", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
            ({"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
            ({"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format"),
            ({"text": "x", "metadata": {"event_type": "a", "event_payload": "b"}}, "invalid_metadata_format"),
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
        sim.pace(None)
        parent = (await web.chat_postMessage(channel="C1DESK", text="card"))["ts"]
        await web.chat_postMessage(channel="C1DESK", text="quiet", thread_ts=parent)
        reply = await web.chat_postMessage(channel="C1DESK", text="loud", thread_ts=parent, reply_broadcast=True)

        assert [m.text for m in sim.thread("C1DESK", parent)] == ["quiet", "loud"]
        assert [m.text for m in sim.messages("C1DESK")] == ["card", "loud"]
        nested = web.chat_postMessage(channel="C1DESK", text="x", thread_ts=reply["ts"])
        assert await error_of(nested) == "cannot_reply_to_message"


class TestChangingMessages:
    async def test_text_alone_keeps_the_old_blocks(self, sim: SlackSim, web: AsyncWebClient) -> None:
        ts = (await web.chat_postMessage(channel="C1DESK", text="a", blocks=[section("PIN")]))["ts"]

        await web.chat_update(channel="C1DESK", ts=ts, text="b")
        assert sim.messages("C1DESK")[0].blocks != []
        await web.chat_update(channel="C1DESK", ts=ts, text="c", blocks=[])

        (message,) = sim.messages("C1DESK")
        assert (message.text, message.blocks, message.edited) == ("c", [], True)

    async def test_an_edited_text_may_be_4000_characters(self, web: AsyncWebClient) -> None:
        ts = (await web.chat_postMessage(channel="C1DESK", text="x" * 40_000))["ts"]

        await web.chat_update(channel="C1DESK", ts=ts, text="x" * 4_000)
        assert await error_of(web.chat_update(channel="C1DESK", ts=ts, text="x" * 4_001)) == "msg_too_long"

    async def test_nothing_is_edited_in_an_archived_channel(self, sim: SlackSim, web: AsyncWebClient) -> None:
        ts = (await web.chat_postMessage(channel="C1DESK", text="x"))["ts"]
        sim.world.channels["C1DESK"].archived = True

        assert await error_of(web.chat_update(channel="C1DESK", ts=ts, text="y")) == "is_inactive"

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
        assert await error_of(web.chat_getPermalink(channel="C1DESK", message_ts="1.1")) == "message_not_found"
        assert await error_of(web.chat_getPermalink(channel="C4BOARD", message_ts=ts)) == "channel_not_found"

    async def test_the_permalink_of_a_reply_names_its_thread(self, sim: SlackSim, web: AsyncWebClient) -> None:
        sim.pace(None)
        parent = (await web.chat_postMessage(channel="C1DESK", text="card"))["ts"]
        reply = (await web.chat_postMessage(channel="C1DESK", text="reply", thread_ts=parent))["ts"]

        link = (await web.chat_getPermalink(channel="C1DESK", message_ts=reply))["permalink"]

        assert link.endswith(f"/p{reply.replace('.', '')}?thread_ts={parent}&cid=C1DESK")


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
            ("C5OLD", "U1ANA", "is_archived"),
            ("C1DESK", "U3GONE", "user_not_in_channel"),
        ],
    )
    async def test_both_must_be_there(self, web: AsyncWebClient, channel: str, user: str, error: str) -> None:
        assert await error_of(web.chat_postEphemeral(channel=channel, user=user, text="x")) == error
