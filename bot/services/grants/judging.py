"""Access is held against the policy inside the transaction that would keep it: a policy set a moment ago counts."""

from collections.abc import Iterable

from bot.domain.approval import Why
from bot.domain.errors import BadField, WrongState
from bot.domain.grant import GrantRecord
from bot.domain.policy import Verdict, judge_change, policy_for
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


def judge_more(
    record: GrantRecord, roles: Iterable[Role], *, window: Window | None = None, doors: Iterable[str] = ()
) -> Verdict:
    """What becomes of a grant that is to get another window or further doors, judged as the whole that it would be."""
    opened = {*(door.entrance_id for door in record.doors), *doors}
    grant, policy = record.grant, policy_for(record.building, opened)
    return judge_change(window or grant.window, grant.method, record.building, policy, roles)


def still_allowed(record: GrantRecord) -> None:
    """Pass where new credentials may be made for what a grant has; its approval was given with it.

    Raises:
        WrongState: the policy has changed since.
    """
    if judge_more(record, ()).bad:
        raise WrongState("not_allowed_any_more")
