"""Whom a building's own messages go to: they belong to no single grant, so they have no card to stand under."""

from typing import NamedTuple

from bot.domain.building import Building
from bot.services.door_tasks.visiting import managers


class Addressees(NamedTuple):
    places: tuple[str, ...]
    instead: tuple[str, ...]
    """Who is told where the channel refuses us."""


def in_charge(building: Building, admins: frozenset[str]) -> tuple[str, ...]:
    """The managers who are named; the admins where there are only groups, or none."""
    return tuple(dict.fromkeys(managers(building.settings))) or tuple(sorted(admins))


def addressees(building: Building, admins: frozenset[str]) -> Addressees:
    """The notice channel; without one each who is in charge."""
    channel, people = building.settings.notice_channel, in_charge(building, admins)
    return Addressees((channel,), people) if channel else Addressees(people, ())
