"""What a look before an arrival found missing and nobody has seen to since, by our books as they are now.

A look is not made again when somebody mends it at Seam: what it found stands until the credential is replaced or ends.
"""

from bot.domain.arrival import ArrivalCheck, Fault, NotReady
from bot.domain.grant import CredentialState, GrantRecord, GrantState

ENDS = frozenset({CredentialState.REVOKED, CredentialState.REVOKING})
ONLY_LOOKED_FOR = frozenset({Fault.BUILDING, Fault.REMOVED, Fault.WINDOW})
"""Of these our books say nothing by themselves; the others show as a state, a request or a door task."""


def standing(check: ArrivalCheck, record: GrantRecord) -> tuple[NotReady, ...]:
    """Of what was found: what our books do not say has been seen to since."""
    return tuple(one for one in check.faults if record.grant.state.is_open and _stands(one, record))


def missing(record: GrantRecord) -> tuple[NotReady, ...]:
    """What stands, of that which only a look can find."""
    found = standing(record.grant.arrival, record) if record.grant.arrival is not None else ()
    return tuple(one for one in found if one.fault in ONLY_LOOKED_FOR)


def _stands(one: NotReady, record: GrantRecord) -> bool:
    states = {c.state for c in record.credentials if c.id in one.credential_ids}
    match one.fault:
        case Fault.APPROVAL:
            return record.grant.state is GrantState.AWAITING_APPROVAL
        case Fault.BUILDING:
            return record.building.problem is not None
        case Fault.NOT_YET:
            awaited = any(c.code is not None and not c.code.is_set for c in record.live if c.id in one.credential_ids)
            return CredentialState.PENDING in states or awaited
        case Fault.FAILED:
            return CredentialState.FAILED in states
        case Fault.VISIT:
            return any(task.is_open and task.credential_id in one.credential_ids for task in record.tasks)
        case _:
            return bool(states - ENDS)
