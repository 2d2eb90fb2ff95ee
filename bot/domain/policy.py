"""The stricter rule wins, field by field: a door's entrance groups can only take away from what the building allows.

Nothing here asks who may do a thing (`domain.people` does): a verdict is about access that somebody may ask for.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.domain.approval import Why
from bot.domain.building import Approval, Building, Method, Policy
from bot.domain.errors import BadField
from bot.domain.grant import GrantRecord
from bot.domain.hours import both, hours_words, lies_in
from bot.domain.recurrence import Rule, visits
from bot.domain.roles import ADMIN, MANAGER, RIGHTS, Role, Verb
from bot.domain.value import Value
from bot.domain.window import Window

Tighter = Callable[[Any, Any], Any]

LONGEST_ACCESS = timedelta(days=90)
"""No policy allows more; what is to hold for longer is given again, by somebody who thinks of it."""


def _fewer(one: int | None, other: int | None) -> int | None:
    return min((n for n in (one, other) if n is not None), default=None)


def _later(one: Approval, other: Approval) -> Approval:
    return max(one, other, key=list(Approval).index)


TIGHTER: Mapping[str, Tighter] = {
    "max_length": min,
    "hours": both,
    "methods": frozenset.intersection,
    "approval": _later,
    "self_approval": lambda one, other: one and other,
    "two_person": lambda one, other: one or other,
    "reason_required": lambda one, other: one or other,
    "reason_patterns": lambda one, other: tuple(dict.fromkeys((*one, *other))),
    "pin_in_dm": lambda one, other: one and other,
    "mail_pin": lambda one, other: one and other,
    "link_only": lambda one, other: one or other,
    "retention": min,
    "most_open": _fewer,
    "lapse_after": min,
    "escalate_after": min,
}
"""Which of two values asks more, by field of `Policy`."""


def policy_for(building: Building, entrance_ids: Iterable[str]) -> Policy:
    """The policy of these doors together: the building's, and that of every entrance group that has one of them."""
    wanted = set(entrance_ids)
    policy = building.settings.policy
    for group in building.settings.entrance_groups:
        if not wanted.isdisjoint(group.entrance_ids):
            asked = {name: getattr(group.stricter, name) for name in TIGHTER}
            given = {name: value for name, value in asked.items() if value is not None}
            tighter = {name: TIGHTER[name](getattr(policy, name), value) for name, value in given.items()}
            policy = policy.model_copy(update=tighter)
    return policy


def policies_of(building: Building) -> tuple[Policy, ...]:
    """The building's policy, and that of each of its entrance groups."""
    groups = building.settings.entrance_groups
    return (building.settings.policy, *(policy_for(building, group.entrance_ids) for group in groups))


def retentions(building: Building) -> tuple[tuple[timedelta, tuple[str, ...] | None], ...]:
    """How long guests are kept at all of its doors (None), and at the doors of each group that keeps them shorter."""
    most = building.settings.policy.retention
    groups = building.settings.entrance_groups
    asked = ((group.stricter.retention, group.entrance_ids) for group in groups)
    return ((most, None), *((span, doors) for span, doors in asked if span is not None and span < most))


def policy_of(record: GrantRecord) -> Policy:
    """The policy of a grant's doors as it is now."""
    return policy_for(record.building, (door.entrance_id for door in record.doors))


@dataclass(frozen=True)
class Verdict:
    """Refused where there are `bad` fields; else waiting for an approver where `approval` says why; else allowed."""

    bad: tuple[BadField, ...] = ()
    approval: Why | None = None


class Asked(Value):
    """What the policy has to know of a request."""

    window: Window
    method: Method
    reason: str | None = None
    already_open: int = 0
    """The requester's open grants at this building."""


def judge(asked: Asked, building: Building, policy: Policy, roles: Iterable[Role]) -> Verdict:
    """What becomes of a request for new access by somebody with these roles at the building."""
    bad = (
        *_outside(asked.window, asked.method, building, policy),
        *bad_reason(asked.reason, policy),
        *_too_many(asked.already_open, policy),
    )
    return Verdict(bad, None if bad else approval_for(policy, roles))


def judge_every(asked: Asked, rule: Rule | None, building: Building, policy: Policy, roles: Iterable[Role]) -> Verdict:
    """The same for every visit of a rule, of which `asked` is the first; the first that is refused speaks for all."""
    held = frozenset(roles)
    others = visits(rule, building.zone)[1:] if rule is not None else ()
    windows = (asked.window, *(visit.window for visit in others))
    verdicts = [judge(asked.model_copy(update={"window": w}), building, policy, held) for w in windows]
    return next((verdict for verdict in verdicts if verdict.bad), verdicts[0])


def judge_change(window: Window, method: Method, building: Building, policy: Policy, roles: Iterable[Role]) -> Verdict:
    """What becomes of another window for doors that were given before, judged as the whole access it makes."""
    bad = _outside(window, method, building, policy)
    return Verdict(bad, None if bad else approval_for(policy, roles))


def approval_for(policy: Policy, roles: Iterable[Role]) -> Why | None:
    """Why somebody with these roles needs an approver; None where they do not."""
    held = frozenset(roles)
    if policy.two_person:
        return Why.TWO_PERSON
    is_exempt = {
        Approval.NOBODY: True,
        Approval.ISSUERS: not held.isdisjoint({MANAGER, ADMIN}),
        Approval.EVERYONE: False,
    }
    approves = policy.self_approval and not held.isdisjoint(RIGHTS[Verb.APPROVE])
    return None if is_exempt[policy.approval] or approves else Why.POLICY


def needs_reason(policy: Policy) -> bool:
    return policy.reason_required or bool(policy.reason_patterns)


def _outside(window: Window, method: Method, building: Building, policy: Policy) -> tuple[BadField, ...]:
    bad = []
    if method not in policy.methods:
        bad.append(BadField("method", f"{method.name.casefold()}_not_allowed"))
    maximum = min(policy.max_length, LONGEST_ACCESS)
    if window.length > maximum:
        bad.append(BadField("end", "too_long", maximum=maximum, latest=window.starts_at + maximum))
    if policy.hours is not None and not lies_in(window, policy.hours, building.zone):
        problem = "outside_hours" if policy.hours else "no_hours"
        bad.append(BadField("end", problem, hours=hours_words(policy.hours), zone=building.zone.key))
    return tuple(bad)


def bad_reason(reason: str | None, policy: Policy) -> tuple[BadField, ...]:
    """Whether a reason is missing, or lacks what it must contain."""
    if needs_reason(policy) and not (reason or "").strip():
        return (BadField("reason", "reason_missing"),)
    missing = [pattern for pattern in policy.reason_patterns if not _contains(reason or "", pattern)]
    return tuple(BadField("reason", "reason_unlike", pattern=pattern) for pattern in missing)


def _contains(reason: str, pattern: str) -> bool:
    """Without a regular expression: nobody's pattern can keep the bot busy."""
    said, wanted = reason.casefold(), pattern.casefold()
    spots = range(len(said) - len(wanted) + 1)
    return any(all(_alike(*pair) for pair in zip(said[at:], wanted, strict=False)) for at in spots)


def _alike(said: str, wanted: str) -> bool:
    return said in "0123456789" if wanted == "#" else said == wanted


def _too_many(already_open: int, policy: Policy) -> tuple[BadField, ...]:
    if policy.most_open is None or already_open < policy.most_open:
        return ()
    return (BadField("building", "too_many_open", most=policy.most_open),)
