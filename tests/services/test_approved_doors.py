"""Further doors that need an approver."""

from datetime import timedelta

import pytest

from bot.domain.approval import RequestKind
from bot.domain.errors import NotAllowed
from bot.domain.grant import GrantState
from bot.domain.request import BadFields
from tests.services.approving import ANA, HOUR, ROLES, SOON, request
from tests.services.desk import RITA, SAM, TEAM, Desk


async def wider(desk: Desk, door: str) -> tuple[str, str]:
    """Issued access to the lobby with a request for a guarded door."""
    guarded = {"id": "g", "name": "Vault", "entrance_ids": [door], "stricter": {"approval": "everyone"}}
    await desk.set_up(roles=ROLES, entrance_groups=[guarded])
    grant_id = await desk.give(desk.doors[0])
    await desk.run(SOON)
    await desk.access.add_doors(RITA, grant_id, [door])
    await desk.run(timedelta(seconds=1))
    return grant_id, (await request(desk, grant_id)).id


class TestMoreDoors:
    async def test_a_guarded_door_is_issued_with_the_approval(self, desk: Desk) -> None:
        lobby, vault, _ = desk.doors
        grant_id, request_id = await wider(desk, vault)
        assert [door.entrance_id for door in (await desk.record(grant_id)).doors] == [lobby]
        assert (await request(desk, grant_id)).doors == {vault: "Garage"}

        await desk.approvals.approve(ANA, RITA, request_id)
        await desk.run(SOON)

        record = await desk.record(grant_id)
        assert [door.entrance_id for door in record.doors] == [lobby, vault]
        assert record.grant.state is GrantState.ISSUED
        assert len(desk.seam.existing()) == 2

    async def test_a_door_that_is_gone_is_not_approved(self, desk: Desk) -> None:
        vault = desk.doors[1]
        grant_id, request_id = await wider(desk, vault)
        del desk.seam.doors[vault]
        await desk.buildings.refresh(TEAM)

        with pytest.raises(BadFields, match="door_unknown"):
            await desk.approvals.approve(ANA, RITA, request_id)
        assert len((await desk.record(grant_id)).credentials) == 1

    async def test_a_requester_who_is_no_issuer_any_more_gets_no_further_door(self, desk: Desk) -> None:
        _, request_id = await wider(desk, desk.doors[1])
        await desk.set_up(roles=ROLES[1:])

        with pytest.raises(BadFields, match="asker_may_not"):
            await desk.approvals.approve(ANA, RITA, request_id)

    async def test_the_door_was_added_otherwise_meanwhile(self, desk: Desk) -> None:
        vault = desk.doors[1]
        grant_id, request_id = await wider(desk, vault)
        await desk.set_up(roles=ROLES)
        await desk.access.add_doors(SAM, grant_id, [vault])

        await desk.approvals.approve(ANA, RITA, request_id)
        await desk.run(SOON)

        assert len(desk.seam.existing()) == 2

    async def test_a_shorter_end_meanwhile_is_the_new_doors_end_too(self, desk: Desk) -> None:
        grant_id, request_id = await wider(desk, desk.doors[1])
        wanted = desk.clock.now() + HOUR
        await desk.access.extend(SAM, grant_id, wanted)
        await desk.run(SOON)

        await desk.approvals.approve(ANA, RITA, request_id)
        await desk.run(SOON)

        assert (await request(desk, grant_id)).kind is RequestKind.MORE_DOORS
        assert [c.ends_at for c in desk.seam.existing()] == [wanted, wanted]

    async def test_a_stranger_withdraws_nothing(self, desk: Desk) -> None:
        _, request_id = await wider(desk, desk.doors[1])

        with pytest.raises(NotAllowed, match="not_yours"):
            await desk.approvals.withdraw(ANA, request_id)
