import pytest

from bot.demo.slack import TEAM, render_text
from bot.domain.grant import CredentialState
from bot.services.kept import PostKind
from bot.services.outbox import PostRefused
from tests.slack.office import CHANNEL, Office, grant_id
from tests.slack.posts import post


class TestPinInTheDm:
    async def test_only_where_the_building_wants_it(self, office: Office) -> None:
        card = await office.give()
        with pytest.raises(PostRefused):
            await office.notifier.deliver(post(PostKind.PIN_DM, grant_id(card), channel="U0RITA"))

    async def test_it_is_taken_away_at_the_end(self, office: Office) -> None:
        await office.set_up(policy={"pin_in_dm": True})
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
