from datetime import timedelta

import pytest

from bot.demo.slack import BOT_USER, render_text, slack_error
from bot.domain.grant import GrantState
from bot.services.kept import PostKind
from bot.services.messages.outbox import PostRefused
from tests.slack.office import CHANNEL, Office, grant_id
from tests.slack.posts import change, digest, grant_in, post, reminder


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
            await office.notifier.deliver(await reminder(office, shared))
        assert len(office.sim.messages(CHANNEL)) == before

    async def test_a_digest_is_not_told_there(self, office: Office, shared: str) -> None:
        told = await digest(office, shared)
        with pytest.raises(PostRefused):
            await office.notifier.deliver(told)

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
