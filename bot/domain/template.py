"""A template promises nothing: what it names may be gone or forbidden by now, which is said and never passed over."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from bot.domain.building import Building, Entrance, Method, Policy, Template
from bot.domain.errors import BadField
from bot.domain.policy import bad_reason, policy_for
from bot.domain.window import Length

QUICK: Mapping[Length, timedelta] = {
    Length.TWO_HOURS: timedelta(hours=2),
    Length.ONE_DAY: timedelta(days=1),
    Length.ONE_WEEK: timedelta(weeks=1),
}
"""The quick choices that are always equally long."""
STARTERS: tuple[Template, ...] = (
    Template(id="cleaner", name="Cleaner", length=Length.CUSTOM, span=timedelta(hours=4), reason="Cleaning"),
    Template(id="contractor", name="Contractor", length=Length.ONE_DAY, reason="Contractor"),
    Template(id="viewing", name="Viewing", length=Length.TWO_HOURS, reason="Viewing"),
    Template(id="move-in", name="Move-in", length=Length.TODAY, reason="Move-in"),
)
"""Offered where a building has none of that name: their doors are still to be chosen."""


def span_of(template: Template) -> timedelta | None:
    """How long its grants last; None where that depends on when they start."""
    return template.span or QUICK.get(template.length)


def gone_doors(template: Template, entrances: Iterable[Entrance]) -> tuple[str, ...]:
    """The names of its doors that the building no longer has."""
    there = {entrance.id for entrance in entrances if not entrance.removed}
    return tuple(name for id_, name in template.doors.items() if id_ not in there)


def faults(template: Template, building: Building, entrances: Iterable[Entrance]) -> tuple[BadField, ...]:
    """Why no grant can be made with it as it stands; hours are not among it, they depend on when a grant starts."""
    there = [entrance for entrance in entrances if not entrance.removed and entrance.id in template.doors]
    return tuple(_faults(template, building, there))


def _faults(template: Template, building: Building, there: list[Entrance]) -> Iterator[BadField]:
    if gone := gone_doors(template, there):
        yield BadField("doors", "template_door_gone", doors=", ".join(gone))
    if unable := [entrance.name for entrance in there if not entrance.can(template.method)]:
        yield BadField("doors", "door_cannot", door=", ".join(unable))
    policy = policy_for(building, template.doors)
    yield from _bad_method(template.method, building, policy)
    span = span_of(template)
    if span is not None and span > policy.max_length:
        yield BadField("length", "template_too_long", length=span, maximum=policy.max_length)
    if template.reason:
        yield from bad_reason(template.reason, policy)


def _bad_method(method: Method, building: Building, policy: Policy) -> Iterator[BadField]:
    if not building.offers(method):
        yield BadField("method", "method_not_offered")
    elif method not in policy.methods:
        yield BadField("method", f"{method.name.casefold()}_not_allowed")
