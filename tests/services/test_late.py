"""Effects that come after the answer was lost: what is said meanwhile must still be true when they arrive."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.building import Method, MobileKeys
from bot.domain.errors import OutcomeUnknown, Rejected
from bot.domain.grant import CredentialState, GrantState
from tests.services.desk import RITA, SETTLE, Desk

KEY = Method.MOBILE_KEY
ALMOST_SETTLED = SETTLE - timedelta(seconds=1)
REFUSAL = Rejected("seam_rejected", status=400)


class Late:
    """Loses the answer to the next call of a method and refuses those after it, until the effect of the first comes."""

    def __init__(self, target: Any, name: str, *, then_refuse: bool = False) -> None:
        self._real: Callable[..., Awaitable[object]] = getattr(target, name)
        self._lost: tuple[object, ...] | None = None
        self._then_refuse = then_refuse
        setattr(target, name, self._call)

    async def _call(self, *args: object) -> object:
        if self._lost is None:
            self._lost = args
            raise OutcomeUnknown("seam_unreachable")
        if self._then_refuse:
            raise REFUSAL
        return await self._real(*args)

    async def arrives(self) -> None:
        assert self._lost is not None
        self._then_refuse = False
        await self._real(*self._lost)


class TestExtend:
    async def test_a_refusal_counts_only_when_the_sending_before_it_has_settled(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(timedelta(seconds=5))
        end = desk.clock.now() + timedelta(hours=5)
        first = Late(desk.seam.credentials, "change_end", then_refuse=True)
        await desk.access.extend(RITA, grant, end)
        await desk.run(ALMOST_SETTLED)
        await first.arrives()
        await desk.run(timedelta(minutes=1))

        assert {c.ends_at for c in desk.seam.existing()} == {end}
        assert (await desk.record(grant)).grant.window.ends_at == end

    async def test_a_refusal_that_stays_one_is_told_after_settling(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(timedelta(seconds=5))
        before = (await desk.record(grant)).grant.window.ends_at
        desk.seam.fail_next("credentials.change_end", OutcomeUnknown("seam_unreachable"))
        for _ in range(5):
            desk.seam.fail_next("credentials.change_end", REFUSAL)
        await desk.access.extend(RITA, grant, before + timedelta(hours=1))
        await desk.run(2 * SETTLE)

        record = await desk.record(grant)
        assert (record.grant.requested_ends_at, record.credentials[0].problem) == (None, "extend_refused")

    async def test_another_end_waits_for_a_lost_one_behind_a_door_that_is_slow_to_show_it(self, desk: Desk) -> None:
        grant = await desk.give(*desk.doors[:2])
        await desk.run(timedelta(seconds=5))
        before = (await desk.record(grant)).grant.window.ends_at
        slow, lost = [str(c.seam_id) for c in (await desk.record(grant)).credentials]
        real, is_well, sent = desk.seam.credentials.change_end, False, []

        async def change_end(seam_id: str, ends_at: datetime) -> None:
            if is_well:
                await real(seam_id, ends_at)
            elif seam_id == lost:
                sent.append(ends_at)
                raise OutcomeUnknown("seam_unreachable")

        desk.seam.credentials.change_end = change_end  # type: ignore[assignment]
        await desk.access.extend(RITA, grant, before + timedelta(hours=1))
        await desk.run(timedelta(seconds=30))
        is_well = True
        await desk.access.extend(RITA, grant, before + timedelta(hours=2))
        await desk.run(timedelta(seconds=5))
        await real(lost, sent[-1])
        await desk.run(timedelta(minutes=1))

        assert {desk.seam.stored[one].ends_at for one in (slow, lost)} == {before + timedelta(hours=2)}


class TestSharedGuest:
    async def test_a_refused_delete_after_a_lost_one_takes_nothing_from_the_guests_next_grant(self) -> None:
        desk = await Desk().open(mobile_keys=MobileKeys.OWN_APP)
        first = await desk.give(method=KEY, submit_key="a")
        await desk.run(timedelta(seconds=5))
        lost = Late(desk.seam.identities, "delete", then_refuse=True)
        await desk.access.end(RITA, first)
        await desk.run(timedelta(seconds=3))
        second = await desk.give(method=KEY, submit_key="b", view="V2")
        await desk.run(ALMOST_SETTLED - timedelta(seconds=3))
        await lost.arrives()
        await desk.run(timedelta(minutes=1))

        assert (await desk.record(first)).grant.state is GrantState.ENDED
        assert (await desk.record(second)).in_state(CredentialState.ISSUED)
        assert len(desk.seam.existing()) == 1

    async def test_the_next_grant_waits_while_seam_is_still_deleting_the_guest(self) -> None:
        desk = await Desk().open(mobile_keys=MobileKeys.OWN_APP)
        first = await desk.give(method=KEY, submit_key="a")
        await desk.run(timedelta(seconds=5))
        await desk.access.end(RITA, first)
        desk.seam.delete_delay = timedelta(seconds=30)
        while (await desk.record(first)).grant.state is not GrantState.ENDED:
            await desk.run(timedelta(seconds=1))

        second = await desk.give(method=KEY, submit_key="b", view="V2")
        await desk.run(timedelta(minutes=2))

        assert (await desk.record(second)).in_state(CredentialState.ISSUED)
        assert len(desk.seam.existing()) == 1

    async def test_an_acs_user_that_is_being_deleted_gets_no_new_key(self) -> None:
        desk = await Desk().open(mobile_keys=MobileKeys.OWN_APP)
        await desk.give(method=KEY, submit_key="a")
        await desk.run(timedelta(seconds=5))
        (leaving,) = desk.seam.users.values()
        desk.seam.users[leaving.id] = leaving.model_copy(update={"is_being_deleted": True})

        await desk.give(method=KEY, submit_key="b", view="V2")
        await desk.run(timedelta(seconds=5))

        assert [c.new.acs_user_id == leaving.id for c in desk.seam.existing()] == [True, False]


class TestFewerDoors:
    @pytest.mark.parametrize("method", Method)
    async def test_what_a_lost_create_made_for_fewer_doors_does_not_stay(self, method: Method) -> None:
        desk = await Desk().open(mobile_keys=MobileKeys.OWN_APP)
        desk.seam.unopened_doors.add(desk.doors[1])
        grant = await desk.give(desk.doors[0], method=method)
        await desk.run(timedelta(seconds=5))
        for _ in range(2):
            desk.seam.fail_next("credentials.create", OutcomeUnknown("seam_unreachable"), after_effect=True)
        await desk.access.add_doors(RITA, grant, desk.doors)
        await desk.run(timedelta(minutes=1))

        record = await desk.record(grant)
        assert [c.problem for c in record.in_state(CredentialState.FAILED)] == ["entrance_mismatch"]
        issued = [c.seam_id for c in record.in_state(CredentialState.ISSUED)]
        assert [c.id for c in desk.seam.existing()] == issued

    async def test_of_two_lost_keys_that_open_nothing_yet_none_stays(self) -> None:
        desk = await Desk().open(mobile_keys=MobileKeys.OWN_APP)
        desk.seam.unopened_doors.update(desk.doors)
        for _ in range(2):
            desk.seam.fail_next("credentials.create", OutcomeUnknown("seam_unreachable"), after_effect=True)
        grants = [await desk.give(door, method=KEY, submit_key=door, view=door) for door in desk.doors[:2]]
        await desk.turn()
        desk.seam.fail_next("credentials.entrances", OutcomeUnknown("seam_unreachable"))
        await desk.run(SETTLE)  # The second grant looks, the first could not.
        desk.seam.unopened_doors.clear()
        await desk.run(timedelta(minutes=1))

        issued = [c for grant in grants for c in (await desk.record(grant)).in_state(CredentialState.ISSUED)]
        assert issued
        assert {c.id for c in desk.seam.existing()} == {c.seam_id for c in issued}

    async def test_a_narrower_key_of_another_program_is_not_taken_for_ours(self) -> None:
        desk = await Desk().open(mobile_keys=MobileKeys.OWN_APP)
        theirs = await desk.give_elsewhere(desk.doors[0])
        desk.seam.fail_next("credentials.create", OutcomeUnknown("seam_unreachable"))
        grant = await desk.give(*desk.doors[:2], method=KEY)
        await desk.run(timedelta(minutes=1))
        assert (await desk.record(grant)).in_state(CredentialState.ISSUED)

        await desk.access.end(RITA, grant)
        await desk.run(timedelta(minutes=1))

        assert [c.id for c in desk.seam.existing()] == [theirs]

    @pytest.mark.parametrize("has_effect", [False, True])
    async def test_the_same_key_of_another_program_is_not_taken_for_ours(self, *, has_effect: bool) -> None:
        desk = await Desk().open(mobile_keys=MobileKeys.OWN_APP)
        theirs = await desk.give_elsewhere(*desk.doors[:2])
        desk.seam.fail_next("credentials.create", OutcomeUnknown("seam_unreachable"), after_effect=has_effect)
        grant = await desk.give(*desk.doors[:2], method=KEY)
        await desk.run(timedelta(minutes=1))
        assert (await desk.record(grant)).in_state(CredentialState.ISSUED)

        await desk.access.end(RITA, grant)
        await desk.run(timedelta(minutes=1))

        assert [c.id for c in desk.seam.existing()] == [theirs]
