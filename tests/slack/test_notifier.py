from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.demo.slack import BOT_USER, TEAM, Fault, hang, http_error, rate_limited, render_text, reset, slack_error
from bot.domain.grant import CredentialState, Grant, GrantState
from bot.services.kept import Post, PostKind
from bot.services.outbox import PostLater, PostRefused, Sent
from tests.slack.office import CHANNEL, Office
from tests.slack.test_card_actions import grant_id


def post(kind: PostKind, grant: str | None = None, **update: object) -> Post:
    key = f"{kind}:{grant}"
    fields = {"key": key, "team_id": TEAM, "kind": kind, "grant_id": grant, "due_at": "2030-03-04T15:00:00Z"}
    return Post.model_validate({**fields, **update})


async def change(office: Office, grant: str, **update: object) -> Grant:
    async with office.store.write() as work:
        record = await work.grants.record(TEAM, grant)
        assert record is not None
        changed = record.grant.model_copy(update=update)
        await work.grants.save(changed)
    return changed


async def grant_in(office: Office, channel: str | None = CHANNEL) -> str:
    """A grant whose updates are wanted in the channel, its card not yet posted."""
    key = grant_id(await office.give())
    await change(office, key, channel=channel, card_channel=None, card_ts=None)
    return key


class TestWhereTheCardGoes:
    async def test_to_the_channel_where_the_bot_is_a_member(self, office: Office) -> None:
        sent = await office.notifier.deliver(post(PostKind.CARD, await grant_in(office)))
        assert sent.channel == CHANNEL

    @pytest.mark.parametrize("how", ["not_member", "shared", "archived", "private", "unknown", "none"])
    async def test_else_to_the_requester_s_dm(self, office: Office, how: str) -> None:
        members = ["U0RITA"] if how in {"not_member", "private"} else [BOT_USER, "U0RITA"]
        if how != "unknown":
            shape = {"private": how == "private", "ext_shared": how == "shared", "archived": how == "archived"}
            office.sim.add_channel("C0OTHER", "other", members, **shape)
        office.sim.scopes.discard("chat:write.public")
        grant = await grant_in(office, None if how == "none" else "C0OTHER")

        sent = await office.notifier.deliver(post(PostKind.CARD, grant))

        assert sent.channel == office.sim.world.conversation(["U0RITA"]).id

    async def test_a_group_dm_needs_a_scope_that_we_do_not_ask_for(self, office: Office) -> None:
        group = office.sim.world.conversation(["U0RITA", "U0SAM"])
        office.sim.scopes.discard("mpim:read")
        sent = await office.notifier.deliver(post(PostKind.CARD, await grant_in(office, group.id)))
        assert sent.channel == office.sim.world.conversation(["U0RITA"]).id

    async def test_refused_at_the_last_moment_it_goes_to_the_requester(self, office: Office) -> None:
        grant = await grant_in(office)
        office.sim.fault("chat.postMessage", slack_error("not_in_channel"))
        sent = await office.notifier.deliver(post(PostKind.CARD, grant))
        assert sent.channel == office.sim.world.conversation(["U0RITA"]).id

    async def test_a_requester_who_is_gone_has_the_building_s_channel(self, office: Office) -> None:
        grant = await grant_in(office, None)
        await office.set_up(notice_channel=CHANNEL)
        office.sim.add_user("U0RITA", "Rita", kind="deleted")
        sent = await office.notifier.deliver(post(PostKind.CARD, grant))
        assert sent.channel == CHANNEL

    async def test_with_nowhere_to_go_it_is_given_up(self, office: Office) -> None:
        grant = await grant_in(office, None)
        office.sim.add_user("U0RITA", "Rita", kind="deleted")
        with pytest.raises(PostRefused):
            await office.notifier.deliver(post(PostKind.CARD, grant))


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


class TestWhenSlackCannotNow:
    async def test_a_429_says_for_how_long(self, office: Office) -> None:
        grant = await grant_in(office)
        office.sim.fault("chat.postMessage", rate_limited(7))
        with pytest.raises(PostLater) as later:
            await office.notifier.deliver(post(PostKind.CARD, grant))
        assert later.value.pause == timedelta(seconds=7)

    @pytest.mark.parametrize("fault", [http_error(500), http_error(503), reset(), slack_error("fatal_error")])
    async def test_other_passing_troubles_are_tried_again_later(self, office: Office, fault: Fault) -> None:
        grant = await grant_in(office)
        office.sim.fault("chat.postMessage", fault)
        with pytest.raises(PostLater) as later:
            await office.notifier.deliver(post(PostKind.CARD, grant))
        assert later.value.pause is None
        assert len(office.sim.calls("chat.postMessage")) <= 3

    async def test_no_answer_at_all_too(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        grant = await grant_in(office)
        monkeypatch.setattr(office.client, "timeout", 0.05)
        office.sim.fault("chat.postMessage", hang())
        with pytest.raises(PostLater):
            await office.notifier.deliver(post(PostKind.CARD, grant))

    async def test_a_lost_token_loses_no_message_and_is_in_the_log(self, office: Office) -> None:
        grant = await grant_in(office)
        office.sim.fault("chat.postMessage", slack_error("token_revoked"))
        with capture_logs() as logged, pytest.raises(PostLater):
            await office.notifier.deliver(post(PostKind.CARD, grant))
        assert [(line["event"], line["slack_error"]) for line in logged] == [("slack_token_refused", "token_revoked")]


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


class TestWhenTheChannelIsSharedMeanwhile:
    @pytest.fixture(params=["ext_shared", "archived"])
    async def shared(self, office: Office, request: pytest.FixtureRequest) -> str:
        """A grant whose card stands in a channel that others read by now, or where nobody writes."""
        key = grant_id(await office.give())
        setattr(office.sim.world.channels[CHANNEL], request.param, True)
        office.clock.advance(timedelta(minutes=2))
        return key

    async def test_a_new_note_goes_to_the_requester_and_says_whose_it_is(self, office: Office, shared: str) -> None:
        await office.notifier.deliver(post(PostKind.NOTE, shared, data={"what": "issued", "doors": 1}))
        assert "Gail Guest" in render_text(office.sim.dm("U0RITA")[-1])

    async def test_a_reminder_leaves_it_to_the_requester_s_own(self, office: Office, shared: str) -> None:
        before = len(office.sim.messages(CHANNEL))
        with pytest.raises(PostRefused):
            await office.notifier.deliver(post(PostKind.REMINDER, shared, data={"lead": 3600}))
        assert len(office.sim.messages(CHANNEL)) == before

    async def test_a_digest_is_not_told_there(self, office: Office, shared: str) -> None:
        digest = post(PostKind.DIGEST, channel=CHANNEL, data={"ending": [shared]})
        with pytest.raises(PostRefused):
            await office.notifier.deliver(digest)

    async def test_an_alarm_goes_to_the_requester(self, office: Office, shared: str) -> None:
        await office.set_up(notice_channel=CHANNEL)
        await change(office, shared, state=GrantState.ENDING, ending_at=office.clock.now())
        sent = await office.notifier.deliver(post(PostKind.ALARM, shared, channel=CHANNEL, data={"what": "end"}))
        assert sent.channel == office.sim.world.conversation(["U0RITA"]).id

    async def test_the_card_moves_to_the_requester(self, office: Office, shared: str) -> None:
        sent = await office.notifier.deliver(post(PostKind.CARD, shared))
        assert sent.channel == office.sim.world.conversation(["U0RITA"]).id

    async def test_the_name_is_taken_off_where_it_stood(self, office: Office) -> None:
        card = await office.give()
        office.sim.world.channels[CHANNEL].ext_shared = True
        office.clock.advance(timedelta(minutes=2))
        await office.notifier.deliver(post(PostKind.CARD, grant_id(card)))
        assert "Gail Guest" not in card.text + render_text(card)

    async def test_slack_is_not_asked_about_it_more_than_once_a_minute(self, office: Office) -> None:
        card = await office.give()
        before = len(office.sim.calls("conversations.info"))
        for _ in range(5):
            await office.notifier.deliver(post(PostKind.CARD, grant_id(card)))
        assert len(office.sim.calls("conversations.info")) - before <= 1


class TestPinInTheDm:
    async def test_only_where_the_building_wants_it(self, office: Office) -> None:
        card = await office.give()
        with pytest.raises(PostRefused):
            await office.notifier.deliver(post(PostKind.PIN_DM, grant_id(card), channel="U0RITA"))

    async def test_it_is_taken_away_at_the_end(self, office: Office) -> None:
        await office.set_up(pin_in_dm=True)
        card = await office.give()
        pin = office.seam.existing()[0].pin
        (told,) = office.sim.dm("U0RITA")
        assert pin in render_text(told).replace(" ", "")
        assert pin not in told.text.replace(" ", "")

        await office.person("sam").click(card, "end")
        await office.turn(12)

        assert pin not in render_text(told).replace(" ", "")
        assert "removed" in told.text


class TestNotices:
    async def test_a_late_pin_that_came_meanwhile_is_not_told(self, office: Office) -> None:
        card = await office.give()
        with pytest.raises(PostRefused):
            await office.notifier.deliver(
                post(PostKind.LATE_PIN, grant_id(card), channel="U0RITA", data={"minutes": 2})
            )

    async def test_an_alarm_goes_to_the_building_s_channel(self, office: Office) -> None:
        card = await office.give()
        async with office.store.write() as work:
            record = await work.grants.record(TEAM, grant_id(card))
            assert record is not None
            pending = record.credentials[0].model_copy(update={"state": CredentialState.PENDING})
            await work.credentials.save(pending)

        sent = await office.notifier.deliver(
            post(PostKind.ALARM, grant_id(card), channel=CHANNEL, data={"what": "late_pin"})
        )

        assert sent.channel == CHANNEL
        assert "30 min" in office.sim.messages(CHANNEL)[-1].text

    async def test_one_digest_tells_several(self, office: Office) -> None:
        ids = [grant_id(await office.give(name)) for name in ("Gail Guest", "Carl Cleaner")]
        await office.notifier.deliver(post(PostKind.DIGEST, channel=CHANNEL, data={"ending": ids, "missed": []}))
        shown = render_text(office.sim.messages(CHANNEL)[-1])
        assert "Gail Guest" in shown
        assert "Carl Cleaner" in shown

    async def test_a_digest_about_nothing_is_not_sent(self, office: Office) -> None:
        with pytest.raises(PostRefused):
            await office.notifier.deliver(post(PostKind.DIGEST, channel=CHANNEL, data={"ending": ["gone"]}))
