"""What must be so of a grant when all has come to rest."""

from collections import Counter

from bot.domain.grant import CredentialState, GrantRecord, GrantState
from bot.services.kept import DueKind
from bot.services.ports import SAME_END
from tests.services.approving import ANA
from tests.services.desk import TEAM, Desk


async def check_settled(desk: Desk, record: GrantRecord) -> None:
    """Whatever happened: nothing is owed any more, and what Seam has is what the grant says."""
    if record.grant.state.is_over:
        await _check_over(desk, record)
    elif record.grant.state is GrantState.AWAITING_APPROVAL:
        _check_waiting(desk, record)
    else:
        _check_issued(desk, record)


async def _check_over(desk: Desk, record: GrantRecord) -> None:
    grant, tables = record.grant, desk.store._tables
    assert {c.state for c in record.credentials} <= {CredentialState.REVOKED, CredentialState.FAILED}
    assert tables.sagas[grant.id].due_at is None
    rows = [row for row in tables.due.values() if row.grant_id == grant.id]
    assert not [row for row in rows if row.kind is DueKind.REMINDER]
    async with desk.store.read() as work:
        assert not await work.credentials.pins(TEAM, grant.id)


def _check_waiting(desk: Desk, record: GrantRecord) -> None:
    """Somebody was asked, and it does not wait for ever."""
    request, due = record.waiting, desk.store._tables.sagas[record.grant.id].due_at
    assert request is not None
    assert ANA.user_id in request.asked
    assert due is not None
    assert desk.clock.now() < due <= request.lapses_at <= record.grant.window.ends_at


def _check_issued(desk: Desk, record: GrantRecord) -> None:
    grant, due = record.grant, desk.store._tables.sagas[record.grant.id].due_at
    assert grant.state is GrantState.ISSUED
    assert (grant.requested_ends_at, grant.trouble) == (None, None)
    states = {c.state for c in record.credentials}
    assert states <= {CredentialState.ISSUED, CredentialState.FAILED, CredentialState.REVOKED}
    assert due is not None
    assert desk.clock.now() < due <= grant.window.ends_at
    for credential in record.in_state(CredentialState.ISSUED):
        at_seam = desk.seam.stored[str(credential.seam_id)]
        assert abs(at_seam.ends_at - credential.ends_at) < SAME_END
    assert set(Counter(door for c in record.live for door in c.doors).values()) <= {1}
