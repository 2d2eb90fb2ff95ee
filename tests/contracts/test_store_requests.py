from typing import Any

import pytest

from bot.domain.approval import ApprovalRequest, RequestKind, RequestState, Why
from bot.domain.grant import GrantState
from bot.domain.roles import Role
from bot.services.store import Store
from tests.contracts.store_samples import HOUR, MINUTE, T0, TEAM, grant, seed


def request(request_id: str = "r1", grant_id: str = "g1", **changes: object) -> ApprovalRequest:
    """Nothing in it is a default."""
    sample = ApprovalRequest(
        id=request_id,
        team_id=TEAM,
        grant_id=grant_id,
        number=1,
        kind=RequestKind.MORE_DOORS,
        why=Why.TWO_PERSON,
        asked_by="U1",
        asked_at=T0,
        ends_at=T0 + HOUR,
        doors={"e2": "Roof", "e1": "Front door"},
        lapses_at=T0 + HOUR,
        levels=(Role.APPROVER, Role.MANAGER),
        asked=("U2", "U3"),
        escalates_at=T0 + MINUTE,
        claimed_by="U2",
        claimed_at=T0,
    )
    return sample.model_copy(update=changes)


DECIDED: dict[str, Any] = {
    "state": RequestState.DECLINED,
    "decided_by": "U2",
    "decided_at": T0 + MINUTE,
    "decline_reason": "no",
}


async def test_a_request_comes_back_as_it_was_kept_and_with_its_grant(store: Store) -> None:
    await seed(store, grant())
    async with store.write() as work:
        await work.requests.add(request())

    async with store.read() as work:
        assert await work.requests.get(TEAM, "r1") == request()
        assert list((await work.requests.get(TEAM, "r1") or request()).doors) == ["e2", "e1"]
        assert await work.requests.get("T2", "r1") is None
        record = await work.grants.record(TEAM, "g1")
        assert record is not None
        assert record.request == record.waiting == request()


async def test_the_newest_request_stands_with_the_grant(store: Store) -> None:
    await seed(store, grant("g1"), grant("g2"))
    async with store.write() as work:
        await work.requests.add(request("r2", number=2, asked_at=T0 - HOUR))
        await work.requests.add(request("r1", **DECIDED))

    async with store.read() as work:
        records = {record.grant.id: record.request for record in await work.grants.records(TEAM, ["g1", "g2"])}

    assert records == {"g1": request("r2", number=2, asked_at=T0 - HOUR), "g2": None}


async def test_the_first_decision_wins(store: Store) -> None:
    await seed(store, grant())
    async with store.write() as work:
        await work.requests.add(request())
        assert await work.requests.save(request(**DECIDED))
        assert not await work.requests.save(request(state=RequestState.APPROVED, decided_by="U3"))
        assert not await work.requests.save(request(claimed_by="U3"))
        assert not await work.requests.save(request("r9"))

        assert await work.requests.get(TEAM, "r1") == request(**DECIDED)


async def test_two_requests_of_one_grant_have_different_numbers(store: Store) -> None:
    await seed(store, grant())
    async with store.write() as work:
        await work.requests.add(request("r1"))
        with pytest.raises(Exception, match=r"same number|UNIQUE"):
            await work.requests.add(request("r2"))


async def test_those_that_wait_come_oldest_first_and_of_one_team(store: Store) -> None:
    await seed(store, grant("g1"), grant("g2"), grant("g3"), grant("g4", team_id="T2"))
    async with store.write() as work:
        await work.requests.add(request("r1", "g1", asked_at=T0 + MINUTE))
        await work.requests.add(request("r2", "g2"))
        await work.requests.add(request("r3", "g3", **DECIDED))
        await work.requests.add(request("r4", "g4", team_id="T2"))

        assert [found.id for found in await work.requests.waiting(TEAM, 10)] == ["r2", "r1"]
        assert [found.id for found in await work.requests.waiting(TEAM, 1)] == ["r2"]


async def test_a_reason_is_forgotten_whatever_became_of_the_request(store: Store) -> None:
    await seed(store, grant("g1"), grant("g2"))
    async with store.write() as work:
        await work.requests.add(request("r1", **DECIDED))
        await work.requests.add(request("r2", "g2", **DECIDED))
        await work.requests.wipe_reasons("g1")

        assert await work.requests.get(TEAM, "r1") == request(**DECIDED | {"decline_reason": None})
        assert await work.requests.get(TEAM, "r2") == request("r2", "g2", **DECIDED)


async def test_a_request_that_waits_keeps_nobody_at_seam(store: Store) -> None:
    key = store.guest_key(TEAM, "zoe@example.com")
    mine, other = grant("g1", guest_key=key), grant("g2", guest_key=key, state=GrantState.AWAITING_APPROVAL)
    await seed(store, mine, other)

    async with store.read() as work:
        assert not await work.grants.guest_has_other_open(mine)
