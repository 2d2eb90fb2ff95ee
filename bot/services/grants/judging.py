"""Access is held against the policy inside the transaction that would keep it: a policy set a moment ago counts."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.approval import Why
from bot.domain.errors import BadField, WrongState
from bot.domain.grant import GrantRecord
from bot.domain.policy import Asked, Verdict, judge, judge_change, policy_for, policy_of
from bot.domain.request import BadFields
from bot.domain.roles import Role
from bot.domain.window import Window


def allow(verdict: Verdict, others: Iterable[BadField] = ()) -> Why | None:
    """Why it has to wait for an approver; None where access may be given or made more at once.

    Raises:
        BadFields: what the person has to correct, these `others` first.
    """
    if bad := (*others, *verdict.bad):
        raise BadFields(bad)
    return verdict.approval


def judge_window(record: GrantRecord, roles: Iterable[Role], window: Window) -> Verdict:
    """What becomes of a grant that is to get another window, judged as the whole that it would be."""
    return judge_change(window, record.grant.method, record.building, policy_of(record), roles)


def judge_doors(record: GrantRecord, roles: Iterable[Role], doors: Iterable[str], already_open: int = 0) -> Verdict:
    """What becomes of a grant that is to get further doors, judged as new access to all of them would be.

    `already_open` are the requester's other open grants here. A reason is not asked for again, so where these doors
    want another one they have to be given anew.
    """
    grant, opened = record.grant, {*(door.entrance_id for door in record.doors), *doors}
    asked = Asked(window=grant.window, method=grant.method, reason=grant.reason, already_open=already_open)
    verdict = judge(asked, record.building, policy_for(record.building, opened), roles)
    return replace(verdict, bad=tuple(_at_doors(bad) for bad in verdict.bad))


def _at_doors(bad: BadField) -> BadField:
    return BadField("doors", f"doors_{bad.problem}", **bad.data) if bad.field == "reason" else bad


def still_allowed(record: GrantRecord) -> None:
    """Pass where new credentials may be made for what a grant has; its approval was given with it.

    Raises:
        WrongState: the policy has changed since.
    """
    if judge_window(record, (), record.grant.window).bad:
        raise WrongState("not_allowed_any_more", building_id=record.building.id, grant_id=record.grant.id)
