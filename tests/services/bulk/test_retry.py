"""Retry is for what failed, and for whoever presses it: nothing else of the list changes hands."""

import pytest

from bot.domain.building import Approval, Policy
from bot.domain.bulk.row import RowState
from bot.domain.errors import NotAllowed, Refused
from bot.domain.people import Person
from bot.domain.roles import Holder, HolderKind, Role
from bot.services.bulk.seeing import RowStatus
from tests.services.bulk.lists import MINUTE, NO, created, preview, rows, start, statuses
from tests.services.desk import OUTSIDER, RITA, SAM, TEAM, Desk


async def test_only_what_failed_is_retried(desk: Desk) -> None:
    desk.seam.fail_next("credentials.create", NO)
    batch = await start(desk, rows(3))
    await desk.run(MINUTE)
    assert sorted(await statuses(desk, batch)) == [RowStatus.FAILED, RowStatus.ISSUED, RowStatus.ISSUED]

    assert await desk.bulk.retry(SAM, batch) == 1
    await desk.run(MINUTE)

    assert await statuses(desk, batch) == [RowStatus.ISSUED] * 3
    assert created(desk) == 3
    with pytest.raises(Refused, match="list_nothing_to_retry"):
        await desk.bulk.retry(SAM, batch)


async def test_a_retry_while_rows_are_given_is_judged_and_booked_on_whoever_pressed_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rita's guests wait for approval, a manager's do not: neither gets the other's rights or name."""
    roles = (Role.ISSUER, RITA), (Role.MANAGER, SAM)
    holders = [Holder(kind=HolderKind.PERSON, slack_id=person.user_id, role=role) for role, person in roles]
    await desk.set_up(roles=holders, policy=Policy(approval=Approval.ISSUERS))
    found = await preview(desk, rows(61), SAM)
    async with desk.store.write() as work:
        [first, *_] = await work.bulk.rows(TEAM, found.batch.id)
        await work.bulk.save_rows([first.model_copy(update={"state": RowState.REFUSED})])
    await desk.bulk.start(SAM, found.batch.id)
    look_up = desk.people.person

    async def retried_meanwhile(team_id: str, user_id: str) -> Person:
        monkeypatch.undo()
        assert await desk.bulk.retry(RITA, found.batch.id) == 1
        return await look_up(team_id, user_id)

    monkeypatch.setattr(desk.people, "person", retried_meanwhile)
    await desk.run(MINUTE)

    retried, *others = (await desk.bulk.look(SAM, found.batch.id)).rows
    assert retried.record is not None
    assert (retried.record.grant.requester, retried.status) == (RITA.user_id, RowStatus.APPROVAL)
    assert {(one.record and one.record.grant.requester, one.status) for one in others} == {
        (SAM.user_id, RowStatus.ISSUED)
    }


async def test_a_failed_door_of_a_guest_who_has_others_is_retried_alone(desk: Desk) -> None:
    desk.seam.fail_next("credentials.create", NO)
    batch = await start(desk, rows(1, "Lobby;Gym"))
    await desk.run(MINUTE)
    assert await statuses(desk, batch) == [RowStatus.PARTLY]

    assert await desk.bulk.retry(RITA, batch) == 1
    await desk.run(MINUTE)

    assert await statuses(desk, batch) == [RowStatus.ISSUED]
    assert created(desk) == 2


async def test_who_may_not_cannot_retry_or_take_the_result(desk: Desk) -> None:
    batch = await start(desk, rows(1))

    for use in (desk.bulk.retry, desk.bulk.result, desk.bulk.look):
        with pytest.raises(NotAllowed):
            await use(OUTSIDER, batch)
