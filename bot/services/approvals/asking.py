"""A request asks one level of approvers after the other, by itself: whoever does not answer holds nobody up for long.

The grant's saga does it, from what is stored. While access waits for its first approval, nothing of it is at Seam.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from pydantic import AwareDatetime, JsonValue
from pydantic import Field as Given

from bot.domain.approval import ApprovalRequest, RequestKind, RequestState, Why
from bot.domain.approvers import Approvers, approvers
from bot.domain.building import Policy
from bot.domain.errors import Refused, WrongState
from bot.domain.grant import CredentialState, GrantRecord, GrantState
from bot.domain.policy import policy_for
from bot.domain.recurrence import Rule
from bot.domain.value import Value
from bot.services.change import Change
from bot.services.ids import new_id
from bot.services.messages.telling import answer_request, note, remember, tell_approver, tell_card
from bot.services.ports import Reach
from bot.services.run import Run
from bot.services.series.beginning import series_not_given

MOST_ASKED = 20
"""People of one level who get a message: a large user group is not to be woken as a whole. Home shows it to all."""


class Wish(Value):
    """What somebody wants that needs an approval."""

    kind: RequestKind
    why: Why
    by: str
    ends_at: AwareDatetime | None = None
    doors: Mapping[str, str] = Given(default_factory=dict)
    """Further doors: names by entrance id."""
    rule: Rule | None = None
    """Access every week, of which the grant is the first visit."""


async def ask(change: Change, wish: Wish, admins: frozenset[str]) -> None:
    """Put the question to the building's approvers; the grant stays as it is until they answer.

    Raises:
        WrongState: another change of this grant waits already.
        Refused: nobody could answer.
    """
    record = change.record
    if record.waiting is not None:
        raise WrongState("request_waits")
    if not approvers(record.building, admins, without=wish.by):
        raise Refused("nobody_can_approve", building_id=record.building.id, grant_id=record.grant.id)
    lapse_after = _policy(record, wish.doors).lapse_after
    request = ApprovalRequest(
        id=new_id(),
        team_id=record.grant.team_id,
        grant_id=record.grant.id,
        number=record.request.number + 1 if record.request else 1,
        kind=wish.kind,
        why=wish.why,
        asked_by=wish.by,
        asked_at=change.now,
        ends_at=wish.ends_at,
        doors=wish.doors,
        rule=wish.rule,
        lapses_at=min(change.now + lapse_after, record.grant.window.ends_at),
        escalates_at=change.now,
    )
    await change.ask(request)
    await _note_asked(change, request)
    await change.work.sagas.wake(record.grant.id, change.now)


async def _note_asked(change: Change, request: ApprovalRequest) -> None:
    """New access needs no line under its card: the card itself says nothing else."""
    tell = remember if request.kind is RequestKind.ACCESS else note
    data: dict[str, JsonValue] = {"kind": request.kind, "why": request.why, "doors": [*request.doors.values()]}
    if request.ends_at is not None:
        data["to"] = request.ends_at.isoformat()
    await tell(change, "request_made", request.asked_by, **data)


def policy_of_request(record: GrantRecord) -> Policy:
    """The policy of all doors that the grant would have, as it is now."""
    return _policy(record, record.request.doors if record.request else {})


def _policy(record: GrantRecord, further: Mapping[str, str]) -> Policy:
    return policy_for(record.building, [*(door.entrance_id for door in record.doors), *further])


async def settle(change: Change, state: RequestState, by: str | None, reason: str | None = None) -> None:
    """Answer the request with anything but a yes; access that was never given will not be.

    Raises:
        WrongState: it was decided before.
    """
    await answer_request(change, state, by, reason)
    if change.record.grant.state is GrantState.AWAITING_APPROVAL:
        for credential in change.record.credentials:
            await change.credential(credential.id, state=CredentialState.REVOKED)
        await change.grant(state=GrantState.DECLINED)
        await series_not_given(change, state, by)
    await change.work.sagas.wake(change.record.grant.id, change.now)
    await tell_card(change)


class Asking:
    """The part of a saga that sends a request out, on to the next level, and lets it lapse."""

    def __init__(self, reach: Reach, admins: frozenset[str]) -> None:
        self._reach = reach
        self._admins = admins

    async def go_on(self, run: Run, record: GrantRecord) -> bool:
        """Do what is due for the request that waits; True where something was.

        Raises:
            NotSent: Slack does not tell now who may be asked.
        """
        request = record.waiting
        if request is None or run.now() < (request.next_at() or request.lapses_at):
            return False
        if run.now() >= request.lapses_at:
            await self._lapse(run, request)
        else:
            await self._ask_next(run, record, request)
        return True

    async def _lapse(self, run: Run, request: ApprovalRequest) -> None:
        async with run.change() as change:
            if change.record.waiting is not None and change.record.waiting.id == request.id:
                await settle(change, RequestState.LAPSED, None)

    async def _ask_next(self, run: Run, record: GrantRecord, request: ApprovalRequest) -> None:
        level, is_last = self._level(record, request)
        people = await self._people(level, request) if level else []
        async with run.change() as change:
            if change.record.waiting != request:
                return
            roles = (*request.levels, level.role) if level else request.levels
            pause = policy_of_request(record).escalate_after if people else timedelta()
            again = None if is_last else change.now + pause
            sent = await change.request(levels=roles, asked=(*request.asked, *people), escalates_at=again)
            for person in people:
                await tell_approver(change, sent, person)
            if level is not None:
                what = "request_escalated" if request.asked else "request_sent"
                await remember(change, what, level=level.role, people=len(people))
            await tell_card(change)

    def _level(self, record: GrantRecord, request: ApprovalRequest) -> tuple[Approvers | None, bool]:
        """Whose turn it is, and whether nobody comes after them."""
        levels = approvers(record.building, self._admins, without=request.asked_by)
        left = [level for level in levels if level.role not in request.levels]
        return (left[0] if left else None), len(left) <= 1

    async def _people(self, level: Approvers, request: ApprovalRequest) -> Sequence[str]:
        known = {request.asked_by, *request.asked}
        return await self._reach.members(request.team_id, level, known, MOST_ASKED)
