"""What is told is decided in the transaction that records what happened, and drawn when it is sent.

A post holds ids only. So a message that waits for hours says what is true when it goes out, and no queue holds a PIN.
What was sent is drawn anew whenever its grant changes: no message offers for long what is over or done.
"""

from datetime import datetime, timedelta

from pydantic import JsonValue

from bot.domain.approval import ApprovalRequest, RequestState
from bot.domain.grant import Credential, CredentialState, EndReason, GrantState
from bot.domain.reminder import reminders_for
from bot.services.change import Change
from bot.services.ids import new_id
from bot.services.kept import Due, DueKind, Post, PostKind
from bot.services.series.series_telling import card_post
from bot.services.trail.audit import Entry

AT_ONCE = timedelta(0)
CARD_SETTLES = timedelta(seconds=2)
"""A grant is mostly issued within this time: its card then appears once, finished."""
ALARM_MINUTES = 30
AHEAD = timedelta(minutes=10)
"""What is queued is sent oldest first: an end is queued as if it had been there before what waits."""
LASTING = frozenset(
    {PostKind.NOTE, PostKind.ENDED_BY_OTHER, PostKind.OUTCOME, PostKind.MAIL, PostKind.FEED, PostKind.CLOCK}
)
"""They say what happened, which stays so."""
REDRAWN = frozenset(PostKind) - LASTING - {PostKind.CARD}


async def first_card(change: Change) -> None:
    """Post the card of a grant that was just made; nothing else tells of it yet."""
    await _put_card(change, CARD_SETTLES)


async def tell_card(change: Change, *, after: timedelta = AT_ONCE) -> None:
    """The grant changed: draw its card anew, in place, and with it every message that told or offered something of it.

    A message that is on its way at this moment is drawn again when it has arrived.
    """
    await _put_card(change, after)
    await change.work.posts.redraw(change.record.grant.id, REDRAWN, change.now + after)


async def _put_card(change: Change, after: timedelta) -> None:
    """A visit of a series has no card but the series'."""
    grant, due_at = change.record.grant, _turn(change) + after
    if grant.batch_id is not None:
        return  # Its list's progress tells of it, and is among what is drawn anew.
    if grant.series_id is not None:
        post = card_post(grant.team_id, grant.series_id, _paced_with(change), due_at)
        await change.work.posts.put(post, tells_of=[grant.id])
        return
    post = _post(change, PostKind.CARD, f"card:{grant.id}", channel=_paced_with(change))
    await change.work.posts.put(post.model_copy(update={"due_at": due_at}))


async def remember(change: Change, what: str, actor: str | None = None, **data: JsonValue) -> None:
    """Write a line of the grant's history, without a message; `data` holds no name, no contact and no free text."""
    grant = change.record.grant
    entry = Entry(
        team_id=grant.team_id,
        at=change.now,
        actor=actor,
        what=what,
        building_id=grant.building_id,
        grant_id=grant.id,
        data=data,
    )
    await change.work.audit.add(entry, grant.guest if grant.forgotten_at is None else None)


async def note(change: Change, what: str, actor: str | None = None, **data: JsonValue) -> None:
    """Write a line of the grant's history, and the same into its card's thread.

    Under a list's progress only what somebody did is said: two hundred lines of what happened would bury it.
    """
    await remember(change, what, actor, **data)
    if change.record.grant.batch_id is not None and actor is None:
        return
    line: dict[str, JsonValue] = {**data, "what": what, "actor": actor}
    post = _post(change, PostKind.NOTE, f"note:{new_id()}", channel=_paced_with(change), data=line)
    await change.work.posts.put(post)


async def tell_requester(change: Change, kind: PostKind) -> None:
    """One message of this kind to the requester's DM."""
    await change.work.posts.put(_post(change, kind, f"{kind}:{new_id()}", channel=change.record.grant.requester))


async def tell_gone(change: Change, credential: Credential) -> None:
    """What was issued is gone, and nobody here ended it: one message for all that went at about the same time."""
    grant = change.record.grant
    if grant.state.is_open:
        key = f"{PostKind.GONE}:{grant.id}:{credential.created_at.isoformat()}"
        await change.work.posts.put(_post(change, PostKind.GONE, key, channel=grant.requester))


async def tell_pins(change: Change) -> None:
    """Put the PINs into the requester's DM, where the building's policy says so: one message per set of PINs.

    Those of a list are shown one by one, where they are asked for.
    """
    grant = change.record.grant
    if grant.batch_id is not None:
        return
    key = f"{PostKind.PIN_DM}:{grant.id}:{len(change.record.credentials)}"
    await change.work.posts.put(_post(change, PostKind.PIN_DM, key, channel=grant.requester))


async def late_pin(change: Change, credential: Credential, minutes: int) -> None:
    """Warn the requester of a late PIN, and from 30 minutes on the building's notice channel where it has one.

    PINs that were asked for together are told of together; of a list, once for all.
    """
    grant = change.record.grant
    if grant.batch_id is not None:
        await _late_list(change, grant.batch_id, minutes)
        return
    asked = credential.created_at.isoformat()
    key = f"{PostKind.LATE_PIN}:{minutes}:{grant.id}:{asked}"
    data: dict[str, JsonValue] = {"minutes": minutes}
    await change.work.posts.put(_post(change, PostKind.LATE_PIN, key, channel=grant.requester, data=data))
    if minutes >= ALARM_MINUTES:
        await alarm(change, "late_pin", asked)


async def _late_list(change: Change, batch_id: str, minutes: int) -> None:
    """Each that is late joins the one message; it says at any time how many still are."""
    data: dict[str, JsonValue] = {"batch": batch_id, "minutes": minutes}
    key = f"{PostKind.BULK_LATE}:{minutes}:{batch_id}"
    post = _post(change, PostKind.BULK_LATE, key, channel=_paced_with(change), data=data)
    await change.work.posts.put(post.model_copy(update={"grant_id": None}), tells_of=[change.record.grant.id])


async def alarm(change: Change, what: str, since: str = "") -> None:
    """Tell the building's notice channel, or the requester where it has none, of what needs somebody."""
    grant = change.record.grant
    channel = change.record.building.settings.notice_channel or grant.requester
    key = f"{PostKind.ALARM}:{what}:{grant.id}:{since}"
    post = _post(change, PostKind.ALARM, key, channel=channel, data={"what": what})
    await change.work.posts.put(post.model_copy(update={"due_at": _turn(change)}))


async def tell_approver(change: Change, request: ApprovalRequest, person: str) -> None:
    """Send the request to somebody who may decide it."""
    key = f"{PostKind.REQUEST}:{request.id}:{person}"
    data: dict[str, JsonValue] = {"request": request.id, "to": person}
    await change.work.posts.put(_post(change, PostKind.REQUEST, key, channel=person, data=data))


async def answer_request(change: Change, state: RequestState, by: str | None, reason: str | None = None) -> None:
    """Settle the request that waits; whoever asked is told, unless it was they who withdrew it.

    Raises:
        WrongState: it was decided before, or there is none.
    """
    request = await change.request(state=state, decided_by=by, decided_at=change.now, decline_reason=reason)
    await note(change, f"request_{state}", by, kind=request.kind)
    if by != request.asked_by or state is not RequestState.WITHDRAWN:
        key, data = f"{PostKind.OUTCOME}:{request.id}", {"request": request.id}
        post = _post(change, PostKind.OUTCOME, key, channel=request.asked_by, data=dict(data))
        await change.work.posts.put(post)


async def plan_reminders(change: Change, *, is_same_end: bool = False) -> None:
    """Replace the grant's reminders by those that follow from its confirmed end.

    Where the end is the one that was planned for before and nothing was left to be said, nothing is said at once.
    """
    record, grant = change.record, change.record.grant
    was_left = await change.work.due.drop(grant.id, DueKind.REMINDER)
    leads = record.building.settings.reminder_leads if grant.reminder_leads is None else grant.reminder_leads
    quiet, zone = record.building.settings.notices.quiet, record.building.zone
    planned = reminders_for(grant.window, leads, change.now, quiet, zone)
    rows = [
        Due(id=new_id(), team_id=grant.team_id, grant_id=grant.id, kind=DueKind.REMINDER, lead=r.lead, due_at=r.due_at)
        for r in planned
        if r.due_at > change.now or was_left or not is_same_end
    ]
    await change.work.due.put(rows)


async def fail(change: Change, credential_id: str, problem: str, reference: str | None) -> None:
    """A door got no credential, for good; `reference` is what Seam's support finds it by, ours where there is none."""
    if change.find(credential_id).state in {CredentialState.REVOKING, CredentialState.REVOKED}:
        return  # Somebody has asked for another one meanwhile, which waits for this one to be revoked.
    known_by = reference or credential_id
    await change.credential(credential_id, state=CredentialState.FAILED, problem=problem, reference=known_by)
    await remember(change, "door_failed", problem=problem, reference=known_by)
    await tell_card(change)


async def begin_end(change: Change, reason: EndReason, by: str | None = None) -> None:
    """From here on the grant is "ending"; it is "ended" only when Seam no longer knows any of its credentials."""
    await change.grant(
        state=GrantState.ENDING, end_reason=reason, ended_by=by, ending_at=change.now, requested_ends_at=None
    )
    if by is None:
        await remember(change, "ending", reason=reason)
    if change.record.waiting is not None:
        await answer_request(change, RequestState.WITHDRAWN if by else RequestState.LAPSED, by)
    await change.work.credentials.wipe_pins(change.record.grant.id)
    for kind in (DueKind.REMINDER, DueKind.ARRIVAL):
        await change.work.due.drop(change.record.grant.id, kind)
    await tell_card(change)


def _paced_with(change: Change) -> str:
    """The channel whose pace the card keeps; where the card really stands is decided when it is sent."""
    grant = change.record.grant
    return grant.card_channel or grant.channel or grant.requester


def _post(
    change: Change,
    kind: PostKind,
    key: str,
    *,
    channel: str | None = None,
    data: dict[str, JsonValue] | None = None,
) -> Post:
    grant = change.record.grant
    return Post(
        key=key,
        team_id=grant.team_id,
        kind=kind,
        grant_id=grant.id,
        channel=channel,
        data=data or {},
        due_at=change.now,
    )


def _turn(change: Change) -> datetime:
    """When a message that tells how the grant stands has its turn."""
    is_end = change.record.grant.state in {GrantState.ENDING, GrantState.ENDED}
    return change.now - AHEAD if is_end else change.now
