"""A credential that bears our key and that our books lack is put back into them where it can only be one grant's.

So a door that was added after the backup that was restored is shown, extended and ended with its grant again.
"""

from collections.abc import Sequence

from bot.domain.building import Entrance
from bot.domain.grant import Credential, CredentialState, Door, GrantRecord, GrantState
from bot.services.change import Change
from bot.services.drift.comparing import belongs_to
from bot.services.ids import new_id
from bot.services.messages.telling import note, tell_card
from bot.services.ports import SAME_END, SeamCredential


def grant_for(
    theirs: SeamCredential, owner: str, opens: frozenset[str], records: Sequence[GrantRecord]
) -> GrantRecord | None:
    """The one grant that lacks just this credential; None where there is none, or where it might be another's too."""
    fitting = [record for record in records if belongs_to(record, owner) and lacks(record, theirs, opens)]
    return fitting[0] if len(fitting) == 1 else None


def lacks(record: GrantRecord, theirs: SeamCredential, opens: frozenset[str]) -> bool:
    """Whether it has the method and the end of the grant, and opens doors for which nothing is made or being made."""
    grant = record.grant
    if grant.state not in {GrantState.ISSUING, GrantState.ISSUED} or grant.requested_ends_at is not None:
        return False
    is_alike = theirs.method is grant.method and theirs.ends_at is not None
    has = {door.entrance_id for c in record.live if c.state is not CredentialState.FAILED for door in c.doors}
    same_end = theirs.ends_at is not None and abs(theirs.ends_at - grant.window.ends_at) < SAME_END
    return is_alike and same_end and bool(opens) and opens.isdisjoint(has)


async def adopt(change: Change, theirs: SeamCredential, opens: frozenset[str], entrances: Sequence[Entrance]) -> bool:
    """Put it into the grant, as one that Seam has accepted; the grant's saga then reads its PIN.

    False, and nothing changed, where the grant does not lack it any more.
    """
    record = change.record
    if not lacks(record, theirs, opens) or await change.work.credentials.grant_of_seam_id(theirs.id) is not None:
        return False
    names = {entrance.id: entrance.name for entrance in entrances}
    doors = tuple(Door(entrance_id=id_, name=names.get(id_, "a door")) for id_ in sorted(opens))
    waits = _failed(record, opens)
    if waits is not None:
        back = {"state": CredentialState.PENDING, "seam_id": theirs.id, "problem": None, "reference": None}
        await change.credential(waits.id, **back)
    else:
        added = Credential(
            id=new_id(),
            grant_id=record.grant.id,
            method=theirs.method,
            doors=doors,
            ends_at=record.grant.window.ends_at,
            seam_id=theirs.id,
            created_at=change.now,
        )
        await change.add(added)
    await change.grant(state=GrantState.ISSUING)
    await note(change, "adopted", doors=[door.name for door in doors])
    await tell_card(change)
    await change.work.sagas.wake(record.grant.id, change.now)
    return True


def _failed(record: GrantRecord, opens: frozenset[str]) -> Credential | None:
    """Ours for just these doors, of which we thought that Seam had never made it."""
    failed = (c for c in record.in_state(CredentialState.FAILED) if c.seam_id is None)
    return next((c for c in failed if {door.entrance_id for door in c.doors} == opens), None)
