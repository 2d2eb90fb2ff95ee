"""Declined, withdrawn or lapsed: nothing was ever made."""

import pytest

from bot.domain.approval import RequestState
from bot.domain.errors import NotAllowed, WrongState
from bot.domain.grant import CredentialState, GrantState
from bot.domain.people import Person
from bot.domain.request import BadFields
from bot.services.kept import PostKind
from tests.services.approving import (
    ANA,
    HOUR,
    asked,
    request,
    story,
    strict,
    told,
)
from tests.services.desk import ADMIN, OUTSIDER, RITA, SAM, Desk


class TestSayingNo:
    async def test_a_declined_request_opens_nothing_ever(self, desk: Desk) -> None:
        await strict(desk)
        waits = await asked(desk)

        await desk.approvals.decline(ANA, waits.id, "  Not on a Monday ")
        await desk.run(3 * HOUR)

        record = await desk.record(waits.grant_id)
        assert record.grant.state is GrantState.DECLINED
        assert {c.state for c in record.credentials} == {CredentialState.REVOKED}
        assert not desk.seam.stored
        assert record.request is not None
        assert record.request.decline_reason == "Not on a Monday"
        assert told(desk, PostKind.OUTCOME) == [RITA.user_id]

    @pytest.mark.parametrize(("reason", "problem"), [(" ", "decline_reason_missing"), ("x" * 501, "reason_too_long")])
    async def test_a_no_says_why(self, desk: Desk, reason: str, problem: str) -> None:
        await strict(desk)
        waits = await asked(desk)

        with pytest.raises(BadFields, match=problem):
            await desk.approvals.decline(ANA, waits.id, reason)

    async def test_the_trail_keeps_no_reason(self, desk: Desk) -> None:
        await strict(desk)
        waits = await asked(desk)
        await desk.approvals.decline(ANA, waits.id, "Gail was rude")

        assert "rude" not in str(desk.store._tables.audit)
        assert ("request_declined", ANA.user_id) in await story(desk, waits.grant_id)

    @pytest.mark.parametrize("person", [RITA, SAM])
    async def test_who_may_end_access_may_withdraw_the_request_for_it(self, desk: Desk, person: Person) -> None:
        await strict(desk)
        waits = await asked(desk)

        await desk.access.end(person, waits.grant_id)
        await desk.run(3 * HOUR)

        assert (await desk.record(waits.grant_id)).grant.state is GrantState.DECLINED
        assert (await request(desk, waits.grant_id)).state is RequestState.WITHDRAWN
        assert not desk.seam.stored
        assert told(desk, PostKind.OUTCOME) == ([RITA.user_id] if person is SAM else [])
        with pytest.raises(WrongState, match="already_decided"):
            await desk.approvals.approve(ANA, RITA, waits.id)

    async def test_a_request_is_withdrawn_once(self, desk: Desk) -> None:
        await strict(desk)
        waits = await asked(desk)
        with pytest.raises(NotAllowed, match="not_yours"):
            await desk.approvals.withdraw(OUTSIDER, waits.id)

        await desk.approvals.withdraw(RITA, waits.id)
        await desk.approvals.withdraw(RITA, waits.id)
        with pytest.raises(WrongState, match="already_decided"):
            await desk.approvals.withdraw(SAM, waits.id)

    async def test_nothing_can_be_changed_about_access_that_waits(self, desk: Desk) -> None:
        await strict(desk)
        waits = await asked(desk)

        with pytest.raises(WrongState, match="not_approved_yet"):
            await desk.access.extend(RITA, waits.grant_id, desk.clock.now() + 5 * HOUR)
        with pytest.raises(WrongState, match="not_approved_yet"):
            await desk.access.add_doors(RITA, waits.grant_id, [desk.doors[1]])

    async def test_what_is_forgotten_takes_the_reason_along(self, desk: Desk) -> None:
        await strict(desk)
        waits = await asked(desk)
        await desk.approvals.decline(ANA, waits.id, "Gail was rude")

        await desk.forgetting.forget(ADMIN, waits.grant_id, "Gail Guest")

        assert (await request(desk, waits.grant_id)).decline_reason is None
