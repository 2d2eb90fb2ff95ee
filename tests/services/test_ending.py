from datetime import timedelta

import pytest

from bot.domain.building import Method, MobileKeys
from bot.domain.errors import NotAllowed, NotSent, OutcomeUnknown, WrongState
from bot.domain.grant import CredentialState, EndReason, GrantState
from bot.services.kept import PostKind
from tests.services.desk import OUTSIDER, RITA, SAM, Desk


class TestEnd:
    async def test_a_colleague_ends_it_and_nothing_is_left_at_seam(self, desk: Desk) -> None:
        grant = await desk.give(*desk.doors)
        await desk.run(timedelta(seconds=5))

        await desk.access.end(SAM, grant)
        await desk.run(timedelta(seconds=10))

        record = await desk.record(grant)
        assert record.grant.state is GrantState.ENDED
        assert record.grant.ended_by == SAM.user_id
        assert not desk.seam.existing()
        assert not desk.seam.people
        assert not (await desk.access.reveal(RITA, grant)).pins

    async def test_an_outsider_ends_nothing(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(timedelta(seconds=5))

        with pytest.raises(NotAllowed):
            await desk.access.end(OUTSIDER, grant)

        assert (await desk.record(grant)).grant.state is GrantState.ISSUED

    async def test_an_ok_to_a_delete_is_ending_until_seam_knows_nothing_of_it(self, desk: Desk) -> None:
        desk.seam.delete_delay = timedelta(seconds=60)
        grant = await desk.give()
        await desk.run(timedelta(seconds=5))

        await desk.access.end(RITA, grant)
        await desk.run(timedelta(seconds=30))
        assert (await desk.record(grant)).grant.state is GrantState.ENDING
        await desk.run(timedelta(minutes=2))

        assert (await desk.record(grant)).grant.state is GrantState.ENDED

    async def test_a_delete_that_takes_long_is_asked_for_once_at_each_look(self, desk: Desk) -> None:
        desk.seam.delete_delay = timedelta(seconds=60)
        grant = await desk.give(*desk.doors)
        await desk.run(timedelta(seconds=5))

        await desk.access.end(RITA, grant)
        await desk.turn()

        assert desk.seam.calls.count("credentials.delete") == len(desk.doors)

    async def test_a_second_click_changes_nothing_and_a_late_one_is_told(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(timedelta(seconds=5))

        await desk.access.end(RITA, grant)
        await desk.access.end(SAM, grant)
        await desk.run(timedelta(seconds=10))

        assert (await desk.record(grant)).grant.ended_by == RITA.user_id
        with pytest.raises(WrongState):
            await desk.access.end(SAM, grant)

    async def test_while_seam_is_down_it_stays_ending_alarms_and_ends_when_seam_is_back(self) -> None:
        desk = await Desk().open(notice_channel="C0NOTICE")
        grant = await desk.give()
        await desk.run(timedelta(seconds=5))
        for _ in range(30):
            desk.seam.fail_next("credentials.delete", NotSent("seam_unreachable"))

        await desk.access.end(RITA, grant)
        await desk.run(timedelta(minutes=20))
        assert (await desk.record(grant)).grant.state is GrantState.ENDING
        await desk.run(timedelta(hours=3))

        assert (await desk.record(grant)).grant.state is GrantState.ENDED
        alarms = [post.data["what"] for post in desk.poster.of(PostKind.ALARM)]
        assert alarms == ["end_not_confirmed"]

    async def test_by_date_it_ends_by_itself(self, desk: Desk) -> None:
        grant = await desk.give()

        await desk.run(timedelta(hours=2, minutes=1))

        record = await desk.record(grant)
        assert record.grant.state is GrantState.ENDED
        assert record.grant.end_reason is EndReason.BY_DATE
        assert not desk.seam.existing()


class TestEndWinsOverCreate:
    async def test_a_create_whose_answer_was_lost_is_found_and_deleted(self, desk: Desk) -> None:
        desk.seam.fail_next("credentials.create", OutcomeUnknown("seam_unreachable"), after_effect=True)
        grant = await desk.give(*desk.doors)
        await desk.turn()

        await desk.access.end(RITA, grant)
        await desk.run(timedelta(minutes=1))

        assert (await desk.record(grant)).grant.state is GrantState.ENDED
        assert not desk.seam.existing()

    async def test_before_anything_was_sent_nothing_is_made(self, desk: Desk) -> None:
        grant = await desk.give()

        await desk.access.end(RITA, grant)
        await desk.run(timedelta(seconds=30))

        assert (await desk.record(grant)).grant.state is GrantState.ENDED
        assert "credentials.create" not in desk.seam.calls

    async def test_an_identity_whose_create_is_unknown_is_found_and_deleted(self, desk: Desk) -> None:
        desk.seam.fail_next("identities.create", OutcomeUnknown("seam_unreachable"), after_effect=True)
        grant = await desk.give()
        await desk.turn()

        await desk.access.end(RITA, grant)
        await desk.run(timedelta(minutes=1))

        assert (await desk.record(grant)).grant.state is GrantState.ENDED
        assert not desk.seam.people


class TestMobileKey:
    async def test_one_key_opens_all_doors_and_has_a_link(self) -> None:
        desk = await Desk().open(mobile_keys=MobileKeys.INSTANT_KEY)

        grant = await desk.give(*desk.doors, method=Method.MOBILE_KEY)
        await desk.run(timedelta(seconds=5))

        record = await desk.record(grant)
        assert record.grant.state is GrantState.ISSUED
        assert len(desk.seam.existing()) == 1
        assert record.credentials[0].instant_key_url is not None

    async def test_the_guest_is_deleted_with_their_last_grant_only(self) -> None:
        desk = await Desk().open(mobile_keys=MobileKeys.OWN_APP)
        first = await desk.give(desk.doors[0], method=Method.MOBILE_KEY, submit_key="a")
        second = await desk.give(desk.doors[1], method=Method.MOBILE_KEY, submit_key="b", view="V2")
        await desk.run(timedelta(seconds=5))
        assert len(desk.seam.people) == 1
        assert len(desk.seam.users) == 1

        await desk.access.end(RITA, first)
        await desk.run(timedelta(seconds=10))
        assert len(desk.seam.existing()) == 1
        await desk.access.end(RITA, second)
        await desk.run(timedelta(seconds=10))

        assert not desk.seam.people

    async def test_a_key_that_our_books_lack_does_not_go_with_the_guest(self) -> None:
        """As after a restored backup: only a recorded End takes anything away."""
        desk = await Desk().open(mobile_keys=MobileKeys.OWN_APP)
        grant = await desk.give(desk.doors[0], method=Method.MOBILE_KEY)
        await desk.run(timedelta(seconds=5))
        [ours] = desk.seam.existing()
        lost = await desk.seam.credentials.create(ours.new)

        await desk.access.end(RITA, grant)
        await desk.run(timedelta(minutes=1))

        assert [one.id for one in desk.seam.existing()] == [lost.id]
        assert len(desk.seam.people) == 1
        assert (await desk.record(grant)).grant.state is GrantState.ENDED

    async def test_somebody_elses_identity_is_not_taken(self) -> None:
        desk = await Desk().open(mobile_keys=MobileKeys.OWN_APP)
        await desk.seam.identities.create("another program", "Gail", "gail@example.com")

        grant = await desk.give(method=Method.MOBILE_KEY)
        await desk.run(timedelta(seconds=30))

        record = await desk.record(grant)
        assert record.grant.state is GrantState.FAILED
        assert record.credentials[0].problem == "identity_not_ours"
        assert len(desk.seam.people) == 1


class TestNewPin:
    async def test_the_old_one_is_gone_before_the_new_one_is_asked_for(self, desk: Desk) -> None:
        desk.seam.delete_delay = timedelta(seconds=20)
        grant = await desk.give()
        await desk.run(timedelta(seconds=5))
        old = (await desk.record(grant)).credentials[0]

        await desk.access.new_pin(RITA, grant, old.id)
        await desk.run(timedelta(seconds=10))
        assert desk.seam.calls.count("credentials.create") == 1
        await desk.run(timedelta(seconds=60))

        record = await desk.record(grant)
        assert [c.state for c in record.credentials] == [CredentialState.REVOKED, CredentialState.ISSUED]
        assert record.grant.state is GrantState.ISSUED
        assert len(desk.seam.existing()) == 1
