from datetime import timedelta

from bot.domain.building import Hub
from bot.domain.errors import NotSent, OutcomeUnknown, Rejected
from bot.domain.grant import CredentialState, DoorState, GrantState
from bot.services.kept import PostKind
from tests.services.desk import RITA, Desk


class TestOneDoor:
    async def test_a_pin_is_issued_shown_and_kept(self, desk: Desk) -> None:
        grant = await desk.give()

        await desk.run(timedelta(seconds=5))

        record = await desk.record(grant)
        assert record.grant.state is GrantState.ISSUED
        assert record.credentials[0].door_state is DoorState.UNKNOWN
        revealed = await desk.access.reveal(RITA, grant)
        assert [len(pin.get_secret_value()) for pin in revealed.pins.values()] == [6]
        assert list(desk.screen.shown[-1].pins.values()) == [p.get_secret_value() for p in revealed.pins.values()]
        assert PostKind.PIN_READY not in desk.poster.kinds()

    async def test_the_card_appears_once_and_finished(self, desk: Desk) -> None:
        await desk.give()

        await desk.run(timedelta(seconds=10))

        assert len(desk.poster.of(PostKind.CARD)) == 1

    async def test_the_same_form_twice_is_one_grant(self, desk: Desk) -> None:
        draft = desk.draft()

        first = await desk.giving.submit(RITA, draft, "V1")
        second = await desk.giving.submit(RITA, draft, "V1")
        await desk.run(timedelta(seconds=5))

        assert first.grant.id == second.grant.id
        assert len(desk.seam.existing()) == 1

    async def test_without_a_hub_the_door_needs_a_visit(self) -> None:
        desk = await Desk().open(hub=Hub.NO)

        grant = await desk.give()
        await desk.run(timedelta(seconds=5))

        assert (await desk.record(grant)).credentials[0].door_state is DoorState.TASK_DUE


class TestManyDoors:
    async def test_each_door_has_a_credential_and_a_pin_of_its_own(self, desk: Desk) -> None:
        grant = await desk.give(*desk.doors)

        await desk.run(timedelta(seconds=5))

        pins = (await desk.access.reveal(RITA, grant)).pins
        assert len(desk.seam.existing()) == 3
        assert len({pin.get_secret_value() for pin in pins.values()}) == 3

    async def test_one_failing_door_is_told_and_retried_alone(self, desk: Desk) -> None:
        desk.seam.fail_next("credentials.create", Rejected("seam_rejected", status=400))
        grant = await desk.give(*desk.doors)
        await desk.run(timedelta(seconds=5))
        record = await desk.record(grant)
        assert record.grant.state is GrantState.ISSUED
        assert len(record.in_state(CredentialState.FAILED)) == 1

        await desk.access.retry(RITA, grant)
        await desk.run(timedelta(seconds=10))

        record = await desk.record(grant)
        assert len(record.in_state(CredentialState.ISSUED)) == 3
        assert {d.name for d in record.doors} == {"Lobby", "Garage", "Gym"}
        assert len(desk.seam.existing()) == 3


class TestFailure:
    async def test_when_nothing_can_be_made_nothing_is_left_behind(self, desk: Desk) -> None:
        desk.seam.fail_next("credentials.create", Rejected("seam_rejected", status=400))
        grant = await desk.give()

        await desk.run(timedelta(seconds=30))

        assert (await desk.record(grant)).grant.state is GrantState.FAILED
        assert not desk.seam.users
        assert not desk.seam.people

    async def test_a_removed_door_fails_before_anything_is_created(self, desk: Desk) -> None:
        del desk.seam.doors[desk.doors[0]]
        grant = await desk.give()

        await desk.run(timedelta(seconds=30))

        record = await desk.record(grant)
        assert record.grant.state is GrantState.FAILED
        assert record.credentials[0].problem == "entrance_removed"
        assert not desk.seam.people

    async def test_a_pause_that_seam_asks_for_is_kept_and_said(self, desk: Desk) -> None:
        desk.seam.fail_next("identities.create", NotSent("seam_busy", retry_after=timedelta(seconds=30)))
        grant = await desk.give()

        await desk.run(timedelta(seconds=29))
        assert (await desk.record(grant)).grant.trouble == "seam_busy"
        assert not desk.seam.people
        await desk.run(timedelta(seconds=10))

        record = await desk.record(grant)
        assert record.grant.state is GrantState.ISSUED
        assert record.grant.trouble is None


class TestUnknownOutcome:
    async def test_what_a_lost_answer_made_is_adopted(self, desk: Desk) -> None:
        for name in ("identities.create", "acs_users.create", "credentials.create"):
            desk.seam.fail_next(name, OutcomeUnknown("seam_unreachable"), after_effect=True)
        grant = await desk.give(*desk.doors)

        await desk.run(timedelta(minutes=2))

        assert (await desk.record(grant)).grant.state is GrantState.ISSUED
        assert len(desk.seam.people) == 1
        assert len(desk.seam.users) == 1
        assert len(desk.seam.existing()) == 3

    async def test_what_a_lost_request_did_not_make_is_made_once(self, desk: Desk) -> None:
        for name in ("identities.create", "acs_users.create", "credentials.create"):
            desk.seam.fail_next(name, OutcomeUnknown("seam_unreachable"))
        grant = await desk.give(*desk.doors)

        await desk.run(timedelta(minutes=2))

        assert (await desk.record(grant)).grant.state is GrantState.ISSUED
        assert len(desk.seam.existing()) == 3

    async def test_nothing_is_searched_before_a_late_effect_has_settled(self, desk: Desk) -> None:
        desk.seam.fail_next("credentials.create", OutcomeUnknown("seam_unreachable"))
        await desk.give()

        await desk.run(timedelta(seconds=9))

        assert not desk.seam.existing()


class TestLatePin:
    async def test_it_is_warned_of_at_2_10_and_30_minutes_and_still_delivered(self) -> None:
        desk = await Desk().open(notice_channel="C0NOTICE")
        desk.seam.pin_delay = timedelta(minutes=40)
        grant = await desk.give()

        await desk.run(timedelta(minutes=35))
        late = [post.data["minutes"] for post in desk.poster.of(PostKind.LATE_PIN)]
        assert late == [2, 10, 30]
        assert [post.channel for post in desk.poster.of(PostKind.ALARM)] == ["C0NOTICE"]
        await desk.run(timedelta(minutes=10))

        assert (await desk.record(grant)).grant.state is GrantState.ISSUED
        assert desk.poster.kinds().count(PostKind.PIN_READY) == 1

    async def test_a_closed_view_is_answered_by_a_message_without_the_pin(self, desk: Desk) -> None:
        desk.seam.pin_delay = timedelta(seconds=4)
        grant = await desk.give()
        await desk.turn()

        await desk.showing.closed("T0KEYDESK", grant, "V1")
        await desk.run(timedelta(seconds=10))

        assert [post.channel for post in desk.poster.of(PostKind.PIN_READY)] == [RITA.user_id]
