from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.demo.slack import render_text, slack_error
from bot.services.kept import PostKind
from bot.services.outbox import PostLater, PostRefused, Sent
from tests.slack.office import CHANNEL, Office, grant_id
from tests.slack.posts import change, grant_in, post


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
        await office.notifier.deliver(post(PostKind.REMINDER, grant_id(card), data={"lead": 3600}))
        reminder = office.sim.messages(CHANNEL)[-1]
        assert reminder.broadcast
        assert "ends in" in render_text(reminder)

    async def test_in_a_dm_it_is_a_message_of_its_own(self, office: Office) -> None:
        grant = await grant_in(office, None)
        card = await office.notifier.deliver(post(PostKind.CARD, grant))
        await change(office, grant, card_channel=card.channel, card_ts=card.ts)
        office.clock.advance(timedelta(seconds=1))

        await office.notifier.deliver(post(PostKind.REMINDER, grant, data={"lead": 3600}))

        assert office.sim.dm("U0RITA")[-1].thread_ts is None

    async def test_a_reminder_of_what_is_over_is_not_sent(self, office: Office) -> None:
        card = await office.give()
        await office.person("sam").click(card, "end")
        await office.turn(8)
        with pytest.raises(PostRefused):
            await office.notifier.deliver(post(PostKind.REMINDER, grant_id(card), data={"lead": 3600}))

    async def test_a_reminder_loses_its_buttons_when_it_is_void(self, office: Office) -> None:
        card = await office.give()
        sent = await office.notifier.deliver(post(PostKind.REMINDER, grant_id(card), data={"lead": 3600}))
        where = {"sent_channel": sent.channel, "ts": sent.ts}
        await office.notifier.deliver(post(PostKind.VOID_REMINDER, grant_id(card), data={"what": "extended"}, **where))
        assert all(block["type"] != "actions" for block in office.sim.messages(CHANNEL)[-1].blocks)

    async def test_a_void_reminder_that_is_gone_is_done(self, office: Office) -> None:
        card = await office.give()
        where = {"sent_channel": CHANNEL, "ts": "1.000001", "data": {"what": "ending"}}
        sent = await office.notifier.deliver(post(PostKind.VOID_REMINDER, grant_id(card), **where))
        assert sent == Sent(channel=CHANNEL, ts="1.000001")
