"""Each door has an end of its own: a lock that refused an extension ends before the access that it belongs to."""

from datetime import datetime

from bot.domain.grant import CredentialState, GrantRecord, GrantState


def opens(record: GrantRecord, entrance_id: str, now: datetime) -> bool:
    """Whether the access is for this door now; an earlier end that is asked for holds before it is confirmed."""
    grant = record.grant
    if grant.state not in {GrantState.ISSUING, GrantState.ISSUED} or now < grant.window.starts_at:
        return False
    issued = record.in_state(CredentialState.ISSUED)
    ends = [one.ends_at for one in issued if any(door.entrance_id == entrance_id for door in one.doors)]
    latest = min(grant.window.ends_at, grant.requested_ends_at or grant.window.ends_at)
    return any(now < min(end, latest) for end in ends)
