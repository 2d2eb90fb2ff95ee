"""Interleavings that once went wrong: each is a person's click, a late answer or a fault at the worst moment."""

from datetime import timedelta

from bot.domain.building import Method, MobileKeys
from bot.domain.errors import NotSent, OutcomeUnknown, Rejected
from bot.domain.grant import CredentialState, GrantState
from bot.services.kept import PostKind
from bot.services.ports import NewCredential
from tests.services.desk import RITA, SAM, TEAM, Desk

KEY = Method.MOBILE_KEY


class TestSharedGuest:
    async def test_a_lost_create_never_adopts_the_key_of_the_guests_other_grant(self) -> None:
        desk = await Desk().open(mobile_keys=MobileKeys.OWN_APP)
        first = await desk.give(desk.doors[0], method=KEY, submit_key="a")
        await desk.run(timedelta(seconds=5))
        desk.seam.fail_next("credentials.create", OutcomeUnknown("seam_unreachable"))
        end = (await desk.record(first)).grant.window
        second = await desk.give(desk.doors[0], method=KEY, submit_key="b", view="V2", window=end)
        await desk.run(timedelta(minutes=1))
        assert len(desk.seam.existing()) == 2

        await desk.access.end(RITA, second)
        await desk.run(timedelta(seconds=20))

        assert [c.id for c in desk.seam.existing()] == [(await desk.record(first)).credentials[0].seam_id]

    async def test_access_that_another_program_gave_outlives_ours(self) -> None:
        desk = await Desk().open(mobile_keys=MobileKeys.OWN_APP)
        identity = await desk.seam.identities.create("x", "Gail")
        foreign = await desk.seam.acs_users.create(desk.building, identity.id, "Gail", "gail@example.com")
        desk.seam.people.clear()
        desk.seam.users[foreign.id] = foreign.model_copy(update={"identity_id": None})
        window = desk.draft().window
        theirs = await desk.seam.credentials.create(
            NewCredential(
                acs_user_id=foreign.id,
                method=Method.PIN,
                entrance_ids=(desk.doors[2],),
                starts_at=window.starts_at,
                ends_at=window.ends_at,
            )
        )
        grant = await desk.give(method=KEY)
        await desk.run(timedelta(seconds=5))

        await desk.access.end(RITA, grant)
        await desk.run(timedelta(minutes=1))

        assert (await desk.record(grant)).grant.state is GrantState.ENDED
        assert [c.id for c in desk.seam.existing()] == [theirs.id]

    async def test_a_delete_whose_answer_was_lost_takes_nothing_from_the_guests_next_grant(self) -> None:
        desk = await Desk().open(mobile_keys=MobileKeys.OWN_APP)
        first = await desk.give(method=KEY, submit_key="a")
        await desk.run(timedelta(seconds=5))
        desk.seam.fail_next("identities.delete", OutcomeUnknown("seam_unreachable"))
        await desk.access.end(RITA, first)
        await desk.turn()

        second = await desk.give(method=KEY, submit_key="b", view="V2")
        await desk.turn()
        assert not desk.seam.existing()
        await desk.run(timedelta(minutes=1))

        assert (await desk.record(second)).grant.state is GrantState.ISSUED
        assert len(desk.seam.existing()) == 1


class TestSettling:
    async def test_a_click_does_not_cut_the_settling_of_a_slow_call_short(self, desk: Desk) -> None:
        slow = desk.seam.credentials.create

        async def times_out(_new: NewCredential) -> object:
            desk.clock.advance(timedelta(seconds=12))
            raise OutcomeUnknown("seam_unreachable")

        desk.seam.credentials.create = times_out  # type: ignore[method-assign,assignment]
        grant = await desk.give()
        await desk.turn()
        desk.seam.credentials.create = slow  # type: ignore[method-assign]
        desk.clock.advance(timedelta(seconds=1))

        async with desk.store.write() as work:
            await work.sagas.wake(grant, desk.clock.now())
        await desk.turn()

        assert not desk.seam.existing()


class TestOneDoorHoldsNoOtherUp:
    async def test_a_refused_delete_of_one_does_not_keep_the_others_from_their_new_end(self, desk: Desk) -> None:
        grant = await desk.give(*desk.doors)
        await desk.run(timedelta(seconds=5))
        for _ in range(50):
            desk.seam.fail_next("credentials.delete", Rejected("seam_rejected", status=400))
        await desk.access.new_pin(RITA, grant, (await desk.record(grant)).credentials[0].id)
        end = desk.clock.now() + timedelta(hours=5)

        await desk.access.extend(SAM, grant, end)
        await desk.run(timedelta(minutes=1))

        issued = (await desk.record(grant)).in_state(CredentialState.ISSUED)
        assert [c.ends_at for c in issued] == [end, end]

    async def test_known_pins_are_taken_back_before_an_unknown_create_is_looked_for(self, desk: Desk) -> None:
        desk.seam.fail_next("credentials.create", OutcomeUnknown("seam_unreachable"))
        grant = await desk.give(*desk.doors)
        await desk.turn()
        for _ in range(100):
            desk.seam.fail_next("credentials.of_user", NotSent("seam_unreachable"))

        await desk.access.end(RITA, grant)
        await desk.turn()

        assert not desk.seam.existing()


class TestExtend:
    async def test_back_to_the_old_end_after_half_a_move_is_sent_to_every_door(self, desk: Desk) -> None:
        grant = await desk.give(*desk.doors[:2])
        await desk.run(timedelta(seconds=5))
        before = (await desk.record(grant)).grant.window.ends_at
        desk.seam.fail_next("credentials.change_end", NotSent("seam_busy", retry_after=timedelta(seconds=5)))
        await desk.access.extend(RITA, grant, before + timedelta(hours=1))
        await desk.turn()

        await desk.access.extend(RITA, grant, before)
        await desk.run(timedelta(seconds=30))

        assert {c.ends_at for c in desk.seam.existing()} == {before}

    async def test_an_earlier_end_holds_even_if_seam_was_down_when_it_came(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(timedelta(seconds=5))
        for _ in range(6):
            desk.seam.fail_next("credentials.change_end", NotSent("seam_unreachable"))

        await desk.access.extend(RITA, grant, desk.clock.now() + timedelta(minutes=1))
        await desk.run(timedelta(minutes=3))

        assert not desk.seam.existing()

    async def test_an_end_that_seam_rounds_is_taken_as_seam_shows_it_and_not_sent_for_ever(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(timedelta(seconds=5))
        before = (await desk.record(grant)).grant.window.ends_at
        real = desk.seam.credentials.change_end

        async def rounds(credential_id: str, _ends_at: object) -> None:
            await real(credential_id, before + timedelta(minutes=30))

        desk.seam.credentials.change_end = rounds  # type: ignore[assignment]
        await desk.access.extend(RITA, grant, before + timedelta(minutes=31))
        await desk.run(timedelta(minutes=10))

        record = await desk.record(grant)
        assert record.grant.window.ends_at == before + timedelta(minutes=30)
        assert record.grant.requested_ends_at is None
        assert desk.seam.calls.count("credentials.change_end") < 20


class TestTold:
    async def test_seam_down_from_the_start_is_warned_of_and_ends_as_a_failure(self, desk: Desk) -> None:
        for _ in range(500):
            desk.seam.fail_next("catalogue.entrances", NotSent("seam_unreachable"))
        grant = await desk.give()

        await desk.run(timedelta(minutes=31))
        assert [post.data["minutes"] for post in desk.poster.of(PostKind.LATE_PIN)] == [2, 10, 30]
        await desk.run(timedelta(hours=2))

        assert (await desk.record(grant)).grant.state is GrantState.FAILED
        assert PostKind.FAILED in desk.poster.kinds()

    async def test_a_colleagues_end_before_the_result_is_told_to_who_waits(self, desk: Desk) -> None:
        desk.seam.pin_delay = timedelta(minutes=5)
        grant = await desk.give()
        await desk.turn()
        await desk.showing.closed(TEAM, grant, "V1")

        await desk.access.end(SAM, grant)
        await desk.run(timedelta(seconds=30))

        assert [post.channel for post in desk.poster.of(PostKind.ENDED_BY_OTHER)] == [RITA.user_id]

    async def test_the_first_pin_is_announced_although_a_second_door_is_late(self, desk: Desk) -> None:
        desk.seam.fail_next("credentials.create", OutcomeUnknown("seam_unreachable"))
        grant = await desk.give(*desk.doors[:2])
        await desk.turn()

        await desk.showing.closed(TEAM, grant, "V1")
        await desk.run(timedelta(seconds=8))

        assert PostKind.PIN_READY in desk.poster.kinds()

    async def test_a_failed_door_leaves_nothing_behind_at_seam(self, desk: Desk) -> None:
        desk.seam.failing_doors.add(desk.doors[1])
        grant = await desk.give(*desk.doors[:2])

        await desk.run(timedelta(minutes=1))

        assert len(desk.seam.existing()) == 1
        assert len((await desk.record(grant)).in_state(CredentialState.FAILED)) == 1

    async def test_a_new_pin_that_cannot_be_made_leaves_the_grant_open_for_a_retry(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(timedelta(seconds=5))
        desk.seam.fail_next("credentials.create", Rejected("seam_rejected", status=400))
        await desk.access.new_pin(RITA, grant, (await desk.record(grant)).credentials[0].id)
        await desk.run(timedelta(seconds=10))
        assert (await desk.record(grant)).grant.state is GrantState.ISSUED

        await desk.access.retry(RITA, grant)
        await desk.run(timedelta(seconds=10))

        assert len(desk.seam.existing()) == 1


class TestPins:
    async def test_a_pin_is_gone_from_the_store_as_soon_as_access_is_being_ended(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(timedelta(seconds=5))
        for _ in range(100):
            desk.seam.fail_next("credentials.delete", NotSent("seam_unreachable"))

        await desk.access.end(RITA, grant)
        await desk.run(timedelta(minutes=1))

        assert not (await desk.access.reveal(RITA, grant)).pins
