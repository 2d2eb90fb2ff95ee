"""An approval says yes to what was asked, not to how things stood then: policy, doors and rights are judged anew.

The window starts as asked, or with the approval if that is later; its end never moves, so waiting makes access shorter
and never longer than what the approver saw.
"""

from datetime import datetime

from bot.domain.approval import ApprovalRequest, RequestKind
from bot.domain.building import Source
from bot.domain.errors import BadField
from bot.domain.grant import Door, GrantState
from bot.domain.people import Person, may, roles_of
from bot.domain.policy import Asked, judge_every
from bot.domain.request import check_building, check_doors, check_end
from bot.domain.roles import Role, Verb
from bot.domain.window import Window
from bot.services.approvals.asking import policy_of_request
from bot.services.change import Change
from bot.services.grants.judging import judge_doors, judge_window
from bot.services.grants.making import credentials_for
from bot.services.grants.showing import expect_result
from bot.services.messages.telling import note, plan_reminders, remember, tell_card
from bot.services.series.beginning import series_approved


async def forbidden(
    change: Change, request: ApprovalRequest, asker: Person, admins: frozenset[str]
) -> tuple[BadField, ...]:
    """Why this cannot be approved now, whoever wants to; nothing where it can."""
    record = change.record
    verb = Verb.EXTEND if request.kind is RequestKind.LATER_END else Verb.ISSUE
    if not may(asker, verb, record.building, admins, record.grant.requester):
        return (BadField("asker", "asker_may_not"),)
    roles = roles_of(asker, record.building, admins, record.grant.requester)
    match request.kind:
        case RequestKind.ACCESS:
            return await _access(change, request, roles)
        case RequestKind.LATER_END:
            return _later_end(change, request, roles)
        case RequestKind.MORE_DOORS:
            wanted = tuple(request.doors)
            judged = judge_doors(record, roles, wanted, await change.others_open())
            return (*await _doors(change, wanted), *judged.bad)


async def carry_out(change: Change, request: ApprovalRequest) -> None:
    """Do what was asked, which nothing forbids; what is still to be made, the grant's saga makes."""
    match request.kind:
        case RequestKind.ACCESS:
            await _give(change)
        case RequestKind.LATER_END:
            await change.grant(requested_ends_at=request.ends_at)
            await remember(change, "extend_requested", request.asked_by, to=str(request.ends_at))
        case RequestKind.MORE_DOORS:
            await _add_doors(change, request)
    await tell_card(change)
    await change.work.sagas.wake(change.record.grant.id, change.now)


async def _access(change: Change, request: ApprovalRequest, roles: frozenset[Role]) -> tuple[BadField, ...]:
    grant, building = change.record.grant, change.record.building
    window = _window(grant.window, change.now)
    if window is None:
        return (BadField("end", "end_in_past"),)
    others = await change.others_open()
    asked = Asked(window=window, method=grant.method, reason=grant.reason, already_open=others)
    doors = await _doors(change, tuple(door.entrance_id for door in change.record.doors))
    return (*doors, *judge_every(asked, request.rule, building, policy_of_request(change.record), roles).bad)


def _later_end(change: Change, request: ApprovalRequest, roles: frozenset[Role]) -> tuple[BadField, ...]:
    window = change.record.grant.window
    wanted = request.ends_at or window.ends_at
    if wanted <= window.ends_at:
        return (BadField("end", "overtaken"),)
    bad = (*check_building(change.record.building), *check_end(window, wanted, change.now))
    longer = window.model_copy(update={"ends_at": wanted})
    return (*bad, *judge_window(change.record, roles, longer).bad)


async def _doors(change: Change, wanted: tuple[str, ...]) -> tuple[BadField, ...]:
    grant, building = change.record.grant, change.record.building
    entrances = await change.work.buildings.entrances(grant.team_id, building.id)
    return check_doors(wanted, grant.method, building, entrances)


def _window(asked: Window, now: datetime) -> Window | None:
    """What is left of the window that was asked for."""
    return asked.model_copy(update={"starts_at": max(asked.starts_at, now)}) if now < asked.ends_at else None


async def _give(change: Change) -> None:
    """Waiting for an approver is no lateness of Latch's: what counts from the making of a PIN counts from here."""
    window = _window(change.record.grant.window, change.now) or change.record.grant.window
    await change.grant(state=GrantState.ISSUING, window=window)
    for credential in change.record.credentials:
        await change.credential(credential.id, created_at=change.now)
    await plan_reminders(change)
    await expect_result(change)
    await series_approved(change)


async def _add_doors(change: Change, request: ApprovalRequest) -> None:
    """Those that the grant got meanwhile are left out."""
    grant = change.record.grant
    have = {door.entrance_id for credential in change.record.live for door in credential.doors}
    there = {e.id: e.source for e in await change.work.buildings.entrances(grant.team_id, grant.building_id)}
    asked = [(id_, name) for id_, name in request.doors.items() if id_ not in have]
    doors = [Door(entrance_id=id_, name=name, source=there.get(id_, Source.ACS)) for id_, name in asked]
    if doors:
        await change.add(*credentials_for(grant.id, grant.method, doors, grant.window.ends_at, change.now))
        await change.grant(state=GrantState.ISSUING)
        await note(change, "doors_added", request.asked_by, doors=[door.name for door in doors])
