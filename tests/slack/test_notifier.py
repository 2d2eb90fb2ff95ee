from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.demo.slack import Message, http_error, render_text, slack_error
from bot.services.kept import PostKind
from bot.services.messages.outbox import PostLater, PostRefused
from tests.slack.office import CHANNEL, SAM, Office, grant_id
from tests.slack.posts import change, grant_in, post, reminder


class TestTheCard:
    async def test_is_one_message_edited_in_place(self, office: Office) -> None:
        card = await office.give()
        await office.person("sam").click(card, "end")
        await office.turn(8)
        assert office.cards() == [card]
        assert card.edited

    async def test_deleted_by_somebody_it_comes_anew(self, office: Office) -> None:
        card = await office.give()
        card.deleted = True
        sent = await office.notifier.deliver(post(PostKind.CARD, grant_id(card)))
        assert sent.ts != card.ts

    async def test_a_fault_of_ours_does_not_post_a_second_one(self, office: Office) -> None:
        card = await office.give()
        office.sim.fault("chat.update", slack_error("invalid_blocks"), times=2)
        with pytest.raises(PostRefused):
            await office.notifier.deliver(post(PostKind.CARD, grant_id(card)))
        assert office.cards() == [card]

    @pytest.mark.parametrize("kind", [PostKind.CARD, PostKind.PIN_READY])
    async def test_whose_blocks_slack_refuses_comes_as_plain_words(self, office: Office, kind: PostKind) -> None:
        grant = await grant_in(office)
        office.sim.fault("chat.postMessage", slack_error("invalid_blocks"))
        with capture_logs() as logged:
            sent = await office.notifier.deliver(post(kind, grant, channel="U0RITA"))
        told = next(m for m in office.sim.messages(sent.channel) if m.ts == sent.ts)
        assert "Gail Guest" in told.text
        assert not told.blocks
        assert [(line["event"], line["slack_error"]) for line in logged] == [
            ("slack_message_refused", "invalid_blocks")
        ]

    async def test_a_post_that_is_given_up_is_in_the_log_without_its_words(self, office: Office) -> None:
        grant = await grant_in(office, None)
        office.sim.add_user("U0RITA", "Rita", kind="deleted")
        with capture_logs() as logged, pytest.raises(PostRefused):
            await office.notifier.deliver(post(PostKind.CARD, grant))
        (line,) = logged
        assert (line["event"], line["kind"]) == ("slack_post_refused", "card")
        assert line["slack_error"]
        assert "Gail" not in str(line)

    async def test_makes_no_links_and_mentions_of_what_was_typed(self, office: Office) -> None:
        await office.give("<!channel> http://example.com")
        sent = [call.args for call in office.sim.calls("chat.postMessage")]
        assert all(not args["unfurl_links"] and not args["unfurl_media"] and args["parse"] == "none" for args in sent)
        assert "<!channel>" not in office.cards()[-1].text


class TestThread:
    async def test_a_note_stands_under_the_card(self, office: Office) -> None:
        card = await office.give()
        assert any("issued" in message.text for message in office.sim.thread(CHANNEL, card.ts))

    async def test_a_note_waits_for_its_card(self, office: Office) -> None:
        grant = await grant_in(office)
        with pytest.raises(PostLater) as later:
            await office.notifier.deliver(post(PostKind.NOTE, grant, data={"what": "issued", "doors": 1}))
        assert later.value.pause == timedelta(seconds=2)

    async def test_a_note_does_not_wait_for_ever(self, office: Office) -> None:
        note = post(PostKind.NOTE, await grant_in(office), data={"what": "issued", "doors": 1})
        with pytest.raises(PostLater) as later:
            await office.notifier.deliver(note.model_copy(update={"attempts": 20}))
        assert later.value.pause is None
        with pytest.raises(PostRefused):
            await office.notifier.deliver(note.model_copy(update={"attempts": 200}))

    async def test_a_reminder_is_seen_in_the_channel_too(self, office: Office) -> None:
        card = await office.give()
        await office.notifier.deliver(await reminder(office, grant_id(card)))
        shown = office.sim.messages(CHANNEL)[-1]
        assert shown.broadcast
        assert "ends in" in render_text(shown)

    async def test_in_a_dm_it_is_a_message_of_its_own(self, office: Office) -> None:
        grant = await grant_in(office, None)
        card = await office.notifier.deliver(post(PostKind.CARD, grant))
        await change(office, grant, card_channel=card.channel, card_ts=card.ts)
        office.clock.advance(timedelta(seconds=1))

        await office.notifier.deliver(await reminder(office, grant))

        assert office.sim.dm("U0RITA")[-1].thread_ts is None

    async def test_a_reminder_of_what_is_over_is_not_sent(self, office: Office) -> None:
        card = await office.give()
        await office.person("sam").click(card, "end")
        await office.turn(8)
        late = await reminder(office, grant_id(card))
        with pytest.raises(PostRefused):
            await office.notifier.deliver(late)


async def still_due(office: Office) -> bool:
    async with office.store.read() as work:
        return (await work.next_times()).posts is not None


class TestDrawnAnew:
    @pytest.fixture
    async def sent(self, office: Office) -> Message:
        """A reminder in the channel, as the outbox has sent it."""
        card = await office.give()
        async with office.store.write() as work:
            await work.posts.put(await reminder(office, grant_id(card)))
        await office.turn(3)
        return office.sim.messages(CHANNEL)[-1]

    async def test_it_is_the_same_message_without_its_buttons(self, office: Office, sent: Message) -> None:
        assert "[End access]" in render_text(sent)

        await office.person("sam").click(sent, "end")
        await office.turn(8)

        assert office.sim.messages(CHANNEL)[-1] is sent
        assert "Ended by @U0SAM, confirmed by Seam." in render_text(sent)
        assert "[" not in render_text(sent)

    async def test_one_that_somebody_deleted_does_not_come_back(self, office: Office, sent: Message) -> None:
        sent.deleted = True
        before = len(office.sim.messages(CHANNEL))

        await office.access.end(SAM, grant_id(office.cards()[0]))
        await office.turn(12)

        assert len(office.sim.messages(CHANNEL)) == before
        assert not await still_due(office)

    @pytest.mark.parametrize("code", ["is_archived", "channel_not_found", "message_not_found", "cant_update_message"])
    async def test_where_it_cannot_be_changed_it_is_not_tried_for_ever(
        self, office: Office, sent: Message, code: str
    ) -> None:
        office.sim.fault("chat.update", slack_error(code), times=100)

        await office.access.end(SAM, grant_id(office.cards()[0]))
        await office.turn(20)

        assert sent.text
        assert not await still_due(office)

    async def test_in_a_channel_that_is_shared_by_now_the_name_is_taken_off(
        self, office: Office, sent: Message
    ) -> None:
        office.sim.world.channels[CHANNEL].ext_shared = True
        office.clock.advance(timedelta(minutes=2))

        await office.access.end(SAM, grant_id(office.cards()[0]))
        await office.turn(8)

        assert "Gail Guest" not in sent.text + render_text(sent)
        assert not await still_due(office)

    async def test_slack_busy_meanwhile_it_is_done_later(self, office: Office, sent: Message) -> None:
        office.sim.fault("chat.update", http_error(503), times=6)

        await office.access.end(SAM, grant_id(office.cards()[0]))
        await office.turn(60)

        assert "Ended by @U0SAM" in render_text(sent)
