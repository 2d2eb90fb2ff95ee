"""Many decide at the same moment, on the database that decides who is first; and once without what makes it so."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import true

from bot.domain.approval import ApprovalRequest, RequestState
from bot.domain.grant import GrantRecord, GrantState
from bot.domain.people import Person
from bot.domain.roles import Holder, HolderKind, Role
from bot.services.trail.audit import Wanted
from tests.faults.desk_on_disk import desk_on_disk
from tests.services.desk import RITA, TEAM, Desk

APPROVERS = [Person(user_id=f"U0A{number:02}", team_id=TEAM, is_member=True) for number in range(20)]
ISSUER = Holder(kind=HolderKind.PERSON, slack_id=RITA.user_id, role=Role.ISSUER)
ROLES = [ISSUER, *(Holder(kind=HolderKind.PERSON, slack_id=p.user_id, role=Role.APPROVER) for p in APPROVERS)]


async def decided_by_all(desk: Desk) -> tuple[ApprovalRequest, Counter[str]]:
    """Each approver presses twice, half of them Approve and half Decline; the request, and the trail's count."""
    grant_id = await desk.give(*desk.doors)
    await desk.turn()
    request = (await desk.record(grant_id)).request
    assert request is not None
    clicks = []
    for number, person in enumerate(APPROVERS):
        for _ in range(2):
            if number % 2:
                clicks.append(desk.approvals.decline(person, request.id, "no"))
            else:
                clicks.append(desk.approvals.approve(person, RITA, request.id))
    await asyncio.gather(*clicks, return_exceptions=True)
    await desk.run(timedelta(minutes=1))
    async with desk.store.read() as work:
        lines = await work.audit.find(TEAM, Wanted(grant_id=grant_id), None, 500)
        kept = await work.requests.get(TEAM, request.id)
    assert kept is not None
    return kept, Counter(line.what for line in lines)


async def test_of_twenty_approvers_who_press_twice_at_once_one_decides(tmp_path: Path) -> None:
    async with desk_on_disk(tmp_path, roles=ROLES, policy={"approval": "issuers"}) as desk:
        request, lines = await decided_by_all(desk)

        grant = (await desk.record(request.grant_id)).grant
        assert lines["request_approved"] + lines["request_declined"] == 1
        assert (request.state is RequestState.APPROVED) is (grant.state is GrantState.ISSUED)
        assert len(desk.seam.stored) == (len(desk.doors) if request.state is RequestState.APPROVED else 0)


async def test_without_what_makes_the_first_win_there_are_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control that shows that the test above can fail: neither the service nor the database looks who was first."""
    monkeypatch.setattr("bot.storage.requests.IS_WAITING", true())
    monkeypatch.setattr(GrantRecord, "waiting", property(lambda record: record.request))
    async with desk_on_disk(tmp_path, roles=ROLES, policy={"approval": "issuers"}) as desk:
        _, lines = await decided_by_all(desk)

        assert lines["request_approved"] + lines["request_declined"] > 1
