"""A code on a lock, from the submit to its end."""

from datetime import timedelta

import pytest

from bot.domain.building import Source
from bot.domain.errors import OutcomeUnknown
from bot.domain.grant import CredentialState, GrantState
from bot.domain.request import BadFields
from bot.domain.window import Window
from bot.seam.systems.smart_lock import maker_of
from bot.services.kept import PostKind
from tests.services.desk import RITA, TEAM, Desk
from tests.services.doors.watched import hear
from tests.services.locks.doors import CASA, HOURS, OFFLINE, casa, codes, live


async def pins(desk: Desk, grant_id: str) -> list[str]:
    async with desk.store.read() as work:
        kept = await work.credentials.pins(TEAM, grant_id)
    return [pin.get_secret_value() for pin in kept.values()]


class TestGiving:
    async def test_a_code_is_issued_once_the_lock_has_it(self) -> None:
        desk, (lock,) = await casa()
        desk.seam.set_delay = timedelta(seconds=20)
        grant = await desk.give(lock)
        await desk.run(timedelta(seconds=10))
        (code,) = await codes(desk, grant)
        assert (code.state, await pins(desk, grant)) == (CredentialState.PENDING, [])

        await desk.run(timedelta(seconds=20))
        (code,) = await codes(desk, grant)
        assert code.state is CredentialState.ISSUED
        assert code.code is not None
        assert code.code.is_set
        assert len(await pins(desk, grant)) == 1
        assert (await desk.record(grant)).grant.state is GrantState.ISSUED
        assert "identities.create" not in desk.seam.calls

    async def test_several_locks_share_one_code_where_they_can(self) -> None:
        desk, locks = await casa("Front Door", "Garden", "Shed")
        grant = await desk.give(*locks)
        await desk.run(timedelta(seconds=10))

        assert len(await pins(desk, grant)) == 3
        assert len(set(await pins(desk, grant))) == 1
        assert desk.seam.calls.count("codes.create") == 1

    async def test_each_gets_its_own_where_they_cannot(self) -> None:
        desk, (front,) = await casa("Front Door")
        shed = desk.seam.add_lock("Shed", CASA, code_lengths=(8,))
        await desk.buildings.refresh(TEAM)
        grant = await desk.give(front, shed)
        await desk.run(timedelta(seconds=10))

        assert sorted(live(desk)) == sorted([front, shed])
        assert len(set(await pins(desk, grant))) == 2

    async def test_a_lobby_of_latch_and_a_lock_are_one_grant(self) -> None:
        desk = Desk()
        lock = desk.seam.add_lock("Unit 12B", CASA)
        await desk.open()
        async with desk.store.write() as work:
            await work.devices.place(TEAM, lock, desk.building)
        await desk.buildings.refresh(TEAM)
        grant = await desk.give(desk.doors[0], lock)
        await desk.run(timedelta(seconds=10))

        record = await desk.record(grant)
        assert [(c.doors[0].source, c.state) for c in record.credentials] == [
            (Source.ACS, CredentialState.ISSUED),
            (Source.DEVICE, CredentialState.ISSUED),
        ]
        assert [task.door for task in record.tasks if task.door == "Unit 12B"] == []

    async def test_a_lock_that_vanished_gets_none(self) -> None:
        desk, (lock,) = await casa()
        grant = await desk.give(lock)
        del desk.seam.locks[lock]
        await desk.run(timedelta(seconds=10))

        (code,) = await codes(desk, grant)
        assert (code.state, code.problem) == (CredentialState.FAILED, "entrance_removed")


class TestAheadOfTime:
    @pytest.mark.parametrize(("provider", "ahead"), [("yale", timedelta(hours=72)), ("smartthings", HOURS)])
    async def test_the_code_is_known_and_called_ready_only_when_the_lock_has_it(
        self, provider: str, ahead: timedelta
    ) -> None:
        desk, (lock,) = await casa(facts=maker_of(provider))
        starts_at = desk.clock.now() + timedelta(days=5)
        grant = await desk.give(lock, window=Window(starts_at=starts_at, ends_at=starts_at + HOURS))
        await desk.run(timedelta(minutes=1))
        (code,) = await codes(desk, grant)
        assert code.state is CredentialState.ISSUED
        assert code.code is not None
        assert (code.code.is_set, code.code.set_from) == (False, starts_at - ahead)

        await desk.run(starts_at - ahead - desk.clock.now() + timedelta(minutes=1))
        (code,) = await codes(desk, grant)
        assert code.code is not None
        assert code.code.is_set

    async def test_somebody_is_told_where_it_is_not_there_in_time(self) -> None:
        desk, (lock,) = await casa(facts=maker_of("smartthings"))
        starts_at = desk.clock.now() + timedelta(hours=5)
        grant = await desk.give(lock, window=Window(starts_at=starts_at, ends_at=starts_at + HOURS))
        await desk.run(timedelta(minutes=1))
        desk.seam.lock_errors[lock] = "device_disconnected"
        await desk.run(timedelta(hours=4, minutes=20))

        (code,) = await codes(desk, grant)
        assert code.code is not None
        assert (code.code.is_set, code.code.trouble) == (False, "device_disconnected")
        assert [post.data["what"] for post in desk.poster.of(PostKind.ALARM)] == ["code_not_set"]


class TestUnknownOutcomes:
    async def test_what_was_made_is_found_by_its_name_and_adopted(self) -> None:
        desk, locks = await casa("Front Door", "Shed")
        desk.seam.fail_next("codes.create", OutcomeUnknown("seam_unreachable"), after_effect=True)
        grant = await desk.give(*locks)
        await desk.run(timedelta(minutes=1))

        assert sorted(live(desk)) == sorted(locks)
        assert (await desk.record(grant)).grant.state is GrantState.ISSUED

    async def test_what_was_not_made_is_made_once(self) -> None:
        desk, locks = await casa("Front Door", "Shed")
        desk.seam.fail_next("codes.create", OutcomeUnknown("seam_unreachable"))
        await desk.give(*locks)
        await desk.run(timedelta(minutes=1))

        assert sorted(live(desk)) == sorted(locks)

    async def test_an_end_in_between_leaves_nothing(self) -> None:
        desk, (lock,) = await casa()
        desk.seam.fail_next("codes.create", OutcomeUnknown("seam_unreachable"), after_effect=True)
        grant = await desk.give(lock)
        await desk.turn()
        await desk.access.end(RITA, grant)
        await desk.run(timedelta(minutes=1))

        assert live(desk) == []
        assert (await desk.record(grant)).grant.state.is_over


class TestTrouble:
    async def test_what_seam_works_on_keeps_the_code_waiting_and_says_why(self) -> None:
        desk, (lock,) = await casa()
        desk.seam.lock_errors[lock] = "device_disconnected"
        grant = await desk.give(lock)
        await desk.run(timedelta(minutes=5))
        (code,) = await codes(desk, grant)
        assert code.code is not None
        assert (code.state, code.code.trouble) == (CredentialState.PENDING, "device_disconnected")

        del desk.seam.lock_errors[lock]
        await desk.run(timedelta(minutes=5))
        assert [c.state for c in await codes(desk, grant)] == [CredentialState.ISSUED]

    async def test_what_will_not_pass_fails_and_is_taken_back(self) -> None:
        desk, (lock,) = await casa()
        desk.seam.lock_errors[lock] = "duplicate_code_on_device"
        grant = await desk.give(lock)
        await desk.run(timedelta(minutes=1))

        (code,) = await codes(desk, grant)
        assert (code.state, code.problem) == (CredentialState.FAILED, "duplicate_code_on_device")
        assert live(desk) == []


class TestEnding:
    async def test_it_is_over_when_seam_has_lost_it(self) -> None:
        desk, (lock,) = await casa()
        grant = await desk.give(lock)
        await desk.run(timedelta(seconds=10))
        desk.seam.delete_delay = timedelta(seconds=30)
        await desk.access.end(RITA, grant)
        await desk.run(timedelta(seconds=10))
        assert (await desk.record(grant)).grant.state is GrantState.ENDING

        await desk.run(timedelta(seconds=40))
        assert (await desk.record(grant)).grant.state is GrantState.ENDED
        assert await pins(desk, grant) == []

    async def test_the_old_end_holds_until_the_lock_has_the_new_one(self) -> None:
        desk, (lock,) = await casa()
        grant = await desk.give(lock)
        await desk.run(timedelta(seconds=10))
        desk.seam.codes.change_delay = timedelta(seconds=30)
        old = (await desk.record(grant)).grant.window.ends_at
        await desk.access.extend(RITA, grant, old + HOURS)
        await desk.run(timedelta(seconds=20))
        assert (await desk.record(grant)).grant.window.ends_at == old

        await desk.run(timedelta(seconds=30))
        assert (await desk.record(grant)).grant.window.ends_at == old + HOURS

    async def test_a_lock_that_hears_late_of_another_end_is_waited_for(self) -> None:
        desk, (lock,) = await casa()
        grant = await desk.give(lock)
        await desk.run(timedelta(seconds=10))
        desk.seam.codes.change_delay = timedelta(minutes=20)
        old = (await desk.record(grant)).grant.window.ends_at
        await desk.access.extend(RITA, grant, old + HOURS)
        await desk.run(timedelta(minutes=10))
        record = await desk.record(grant)
        (code,) = await codes(desk, grant)
        assert code.code is not None
        assert (record.grant.window.ends_at, record.grant.requested_ends_at, code.code.end_moves) == (old, None, True)

        await desk.run(timedelta(minutes=20))
        assert (await desk.record(grant)).grant.window.ends_at == old + HOURS


class TestOffline:
    async def test_the_end_is_rounded_up_for_all_doors(self) -> None:
        desk, (pool,) = await casa("Pool House", **OFFLINE)
        front = desk.seam.add_lock("Front Door", CASA)
        await desk.buildings.refresh(TEAM)
        now = desk.clock.now()
        window = Window(starts_at=now, ends_at=now + timedelta(minutes=70))
        grant = await desk.give(pool, front, window=window)
        await desk.run(timedelta(minutes=1))

        record = await desk.record(grant)
        assert {c.ends_at for c in record.credentials} == {now + 2 * HOURS} == {record.grant.window.ends_at}

    async def test_end_says_that_it_goes_on_and_is_over_by_date(self) -> None:
        desk, (pool,) = await casa("Pool House", **OFFLINE)
        grant = await desk.give(pool)
        await desk.run(timedelta(minutes=1))
        await desk.access.end(RITA, grant)
        await desk.run(timedelta(minutes=30))
        record = await desk.record(grant)
        assert (record.grant.state, record.credentials[0].state) == (GrantState.ENDING, CredentialState.REVOKING)
        assert "codes.delete" not in desk.seam.calls
        assert desk.poster.of(PostKind.ALARM) == []

        await desk.run(2 * HOURS)
        assert (await desk.record(grant)).grant.state is GrantState.ENDED

    async def test_what_seam_forgets_of_it_ends_nothing_before_its_date(self) -> None:
        """The lock judges the code alone: it opens until its date, whatever becomes of it at Seam."""
        desk, (pool,) = await casa("Pool House", **OFFLINE)
        grant = await desk.give(pool)
        await desk.run(timedelta(minutes=1))
        [credential] = (await desk.record(grant)).credentials
        desk.seam.lock_codes.pop(credential.seam_id or "")
        await hear(desk, "access_code.deleted", pool, access_code_id=credential.seam_id)
        await desk.run(timedelta(minutes=1))
        [known] = (await desk.record(grant)).credentials
        assert (known.state, known.has_pin) == (CredentialState.ISSUED, True)

        await desk.access.end(RITA, grant)
        await desk.run(timedelta(minutes=30))
        assert (await desk.record(grant)).grant.state is GrantState.ENDING

        await desk.run(2 * HOURS)
        assert (await desk.record(grant)).grant.state is GrantState.ENDED

    async def test_extend_is_refused_before_anything_is_sent(self) -> None:
        desk, (pool,) = await casa("Pool House", **OFFLINE)
        grant = await desk.give(pool)
        await desk.run(timedelta(minutes=1))
        ends_at = (await desk.record(grant)).grant.window.ends_at

        with pytest.raises(BadFields, match="offline_keeps_end"):
            await desk.access.extend(RITA, grant, ends_at + HOURS)

    async def test_of_several_doors_the_others_are_extended(self) -> None:
        desk, (pool,) = await casa("Pool House", **OFFLINE)
        front = desk.seam.add_lock("Front Door", CASA)
        await desk.buildings.refresh(TEAM)
        grant = await desk.give(pool, front)
        await desk.run(timedelta(minutes=1))
        old = (await desk.record(grant)).grant.window.ends_at
        await desk.access.extend(RITA, grant, old + HOURS)
        await desk.run(timedelta(minutes=1))

        record = await desk.record(grant)
        assert {c.doors[0].name: c.ends_at for c in record.credentials} == {
            "Pool House": old,
            "Front Door": old + HOURS,
        }

    async def test_what_the_maker_cannot_work_out_is_refused(self) -> None:
        desk, (pool,) = await casa("Pool House", **OFFLINE)
        now = desk.clock.now()
        too_long = Window(starts_at=now, ends_at=now + timedelta(days=400))
        await desk.set_up(CASA, policy={"max_length": timedelta(days=500)})

        with pytest.raises(BadFields, match="offline_too_long"):
            await desk.give(pool, window=too_long)
