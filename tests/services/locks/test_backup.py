"""A backup code in the place of one that its lock has not got, and a code that somebody chose."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.domain.errors import OutcomeUnknown, WrongState
from bot.domain.grant import CredentialState
from bot.domain.request import BadFields
from tests.services.desk import RITA, TEAM, Desk
from tests.services.locks.doors import casa, codes, live


async def pins(desk: Desk, grant_id: str) -> list[str]:
    async with desk.store.read() as work:
        return [pin.get_secret_value() for pin in (await work.credentials.pins(TEAM, grant_id)).values()]


async def stuck() -> tuple[Desk, str]:
    """A grant whose lock is offline; its id."""
    desk, (lock,) = await casa()
    desk.seam.lock_errors[lock] = "device_disconnected"
    grant = await desk.give(lock)
    await desk.run(timedelta(minutes=1))
    return desk, grant


class TestBackup:
    async def test_takes_the_place_of_a_code_that_is_not_there(self) -> None:
        desk, grant = await stuck()
        await desk.access.use_backup(RITA, grant)
        await desk.run(timedelta(seconds=5))

        (code,) = await codes(desk, grant)
        assert code.state is CredentialState.ISSUED
        assert code.code is not None
        assert code.code.is_set
        assert await pins(desk, grant) == ["2580"]

    async def test_is_ended_together_with_it(self) -> None:
        desk, grant = await stuck()
        await desk.access.use_backup(RITA, grant)
        await desk.run(timedelta(seconds=5))
        assert len(live(desk)) == 2
        await desk.access.end(RITA, grant)
        await desk.run(timedelta(seconds=10))

        assert live(desk) == []
        assert (await desk.record(grant)).grant.state.is_over

    async def test_a_lost_answer_is_asked_for_again(self) -> None:
        desk, grant = await stuck()
        desk.seam.fail_next("codes.pull_backup", OutcomeUnknown("seam_unreachable"), after_effect=True)
        await desk.access.use_backup(RITA, grant)
        await desk.run(timedelta(minutes=1))

        assert len(live(desk)) == 2
        assert await pins(desk, grant) == ["2580"]

    async def test_there_is_none_for_a_code_that_is_there(self) -> None:
        desk, (lock,) = await casa()
        grant = await desk.give(lock)
        await desk.run(timedelta(seconds=5))

        with pytest.raises(WrongState, match="no_backup_code"):
            await desk.access.use_backup(RITA, grant)


class TestRotating:
    async def test_what_is_shown_follows_the_lock(self) -> None:
        desk, (lock,) = await casa()
        desk.seam.rotated[lock] = "513702"
        grant = await desk.give(lock)
        await desk.run(timedelta(minutes=1))
        assert await pins(desk, grant) == ["513702"]

        desk.seam.rotated[lock] = "840265"
        await desk.run(timedelta(minutes=6))
        assert await pins(desk, grant) == ["840265"]


class TestChosen:
    async def test_all_locks_get_the_code_that_was_chosen(self) -> None:
        desk, locks = await casa("Front Door", "Shed")
        grant = await desk.give(*locks, code=SecretStr("739164"))
        await desk.run(timedelta(seconds=10))

        assert await pins(desk, grant) == ["739164", "739164"]
        assert {one.pin for one in desk.seam.lock_codes.values()} == {"739164"}

    async def test_a_weak_one_is_refused(self) -> None:
        desk, locks = await casa()

        with pytest.raises(BadFields, match="code_weak"):
            await desk.give(*locks, code=SecretStr("1234"))

    async def test_a_door_of_latch_takes_none(self) -> None:
        desk = await Desk().open()

        with pytest.raises(BadFields, match="code_not_chosen_here"):
            await desk.give(desk.doors[0], code=SecretStr("739164"))
