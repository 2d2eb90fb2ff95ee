"""Seam against our books, as a pure function. Ours is what hangs on an identity with this install's key, nothing else.

A credential has no field of its own for a tag. So whatever hangs on another identity, another Keydesk's too, or on
none, is counted and never named in a difference that could be acted on. What a saga is about to make or to end is no
difference yet.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from bot.domain.grant import Credential, CredentialState, GrantRecord, GrantState
from bot.domain.value import Value
from bot.services.drift.drift import Difference, DriftKind, Times
from bot.services.grants.guests import KEYDESK, owner_of
from bot.services.ports import SAME_END, SeamCredential

SAME_START = timedelta(minutes=1)
"""Seam moves a start that lies in the past to about now (warning `schedule_modified`)."""
_MAKING = {GrantState.ISSUING, GrantState.ISSUED}


class Seen(Value):
    """What Seam has in one building, or a part of it."""

    credentials: tuple[SeamCredential, ...]
    owners: Mapping[str, str | None]
    """The key of the identity that each ACS user hangs on."""


class Books(Value):
    """What we have written down of it."""

    records: tuple[GrantRecord, ...]
    """All grants of the building that are not over, and those that Seam's credentials belong to."""
    moving: frozenset[str] = frozenset()
    """Grants whose end may be changing at Seam at this moment."""
    adopted: frozenset[str] = frozenset()
    """ACS users and credentials under our identities that another program has made."""


class Comparison(Value):
    differences: tuple[Difference, ...]
    foreign: int
    """Credentials that are not ours, with those of other installs."""
    other_installs: int


def compare(seen: Seen, books: Books, install_id: str, now: datetime) -> Comparison:
    """Each difference once, ours first; what is being deleted at Seam counts as gone."""
    told = [(record, c) for record in books.records for c in record.credentials if not c.is_at_lock]
    ours = {c.seam_id: (record, c) for record, c in told if c.seam_id is not None}
    there = {one.id: one for one in seen.credentials if not one.is_being_deleted}
    found = [d for record, c in ours.values() for d in _of_ours(record, c, there.get(c.seam_id or ""), books, now)]
    strangers: list[str] = []
    for one in there.values():
        key = seen.owners.get(one.acs_user_id or "")
        owner, known = owner_of(key, install_id), ours.get(one.id)
        if owner is None or (known is None and not books.adopted.isdisjoint({one.id, one.acs_user_id})):
            strangers += [key or ""] if known is None else []
        elif not _is_past(one, now):
            found += [extra.model_copy(update={"owner": key}) for extra in _extra(one, owner, known, books)]
    others = [key for key in strangers if key.startswith(KEYDESK) and owner_of(key, install_id) is None]
    return Comparison(differences=tuple(found), foreign=len(strangers), other_installs=len(others))


def _of_ours(
    record: GrantRecord, ours: Credential, theirs: SeamCredential | None, books: Books, now: datetime
) -> Iterator[Difference]:
    """What is issued and should be open: is it there, and for the same time."""
    if ours.state is not CredentialState.ISSUED or not record.grant.state.is_open or now >= record.grant.window.ends_at:
        return
    if theirs is None:
        yield _told(DriftKind.MISSING, record, ours)
    elif _other_times(record, ours, theirs, books, now):
        yield _told(DriftKind.WINDOW, record, ours).model_copy(update={"theirs": _times(theirs)})


def _other_times(record: GrantRecord, ours: Credential, theirs: SeamCredential, books: Books, now: datetime) -> bool:
    """A start counts while it is to come: what has begun has begun."""
    starts = [max(at or now, now) for at in (record.grant.window.starts_at, theirs.starts_at)]
    if abs(starts[0] - starts[1]) >= SAME_START:
        return True
    if record.grant.requested_ends_at is not None or record.grant.id in books.moving:
        return False
    return theirs.ends_at is None or abs(theirs.ends_at - ours.ends_at) >= SAME_END


def _extra(
    theirs: SeamCredential, owner: str, known: tuple[GrantRecord, Credential] | None, books: Books
) -> list[Difference]:
    """One that opens doors under our name, though nobody here thinks that it does."""
    if known is not None:
        record, ours = known
        is_over = ours.state is CredentialState.REVOKED or record.grant.state.is_over
        if not is_over:
            return []
        has_end = ours.state is CredentialState.REVOKED or record.grant.state is GrantState.ENDED
        extra = _told(DriftKind.EXTRA, record, ours)
        return [extra.model_copy(update={"theirs": _times(theirs), "has_end": has_end})]
    holders = [record for record in books.records if belongs_to(record, owner)]
    if any(_is_under_way(record, theirs) for record in holders):
        return []
    extra = Difference(kind=DriftKind.EXTRA, seam_id=theirs.id, method=theirs.method, theirs=_times(theirs))
    holder = next((record.grant for record in holders if record.grant.id == owner), None)
    if holder is None:
        return [extra]
    has_end = holder.state is GrantState.ENDED
    named = {"grant_id": holder.id, "requester": holder.requester, "has_end": has_end}
    return [extra.model_copy(update=named)]


def belongs_to(record: GrantRecord, owner: str) -> bool:
    """Whether the identity of this key's owner is the grant's: its own for a PIN, its guest's for a mobile key."""
    grant = record.grant
    return owner == (grant.id if grant.guest_key is None else f"guest:{grant.guest_key}")


def _is_under_way(record: GrantRecord, theirs: SeamCredential) -> bool:
    """It may be what a create with an unknown outcome made, or go with the rest of a grant that ends."""
    if record.grant.state is GrantState.ENDING:
        return True
    waits = (c for c in record.in_state(CredentialState.PENDING) if c.seam_id is None and c.method is theirs.method)
    return record.grant.state in _MAKING and any(waits)


def _told(kind: DriftKind, record: GrantRecord, ours: Credential) -> Difference:
    return Difference(
        kind=kind,
        seam_id=ours.seam_id or "",
        grant_id=record.grant.id,
        credential_id=ours.id,
        requester=record.grant.requester,
        method=ours.method,
        doors=tuple(door.name for door in ours.doors),
        ours=Times(starts_at=record.grant.window.starts_at, ends_at=ours.ends_at),
    )


def _times(theirs: SeamCredential) -> Times:
    return Times(starts_at=theirs.starts_at, ends_at=theirs.ends_at)


def _is_past(theirs: SeamCredential, now: datetime) -> bool:
    return theirs.ends_at is not None and theirs.ends_at <= now
