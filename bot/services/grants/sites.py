"""Where a person may give access, and what stands there."""

from collections.abc import Iterable

from bot.domain.approvers import Approvers
from bot.domain.building import Building, Entrance
from bot.domain.device import Device
from bot.domain.roles import Role
from bot.domain.value import Value


class Site(Value):
    """A building with its entrances that are still there, as one person sees it who may give access there."""

    building: Building
    entrances: tuple[Entrance, ...] = ()
    roles: frozenset[Role] = frozenset()
    already_open: int = 0
    """The person's open grants here; counted only where a policy sets a most."""
    approvers: tuple[Approvers, ...] = ()
    """Whom the person's requests would have to wait for, where they would."""
    locks: tuple[Device, ...] = ()
    """The doors that are smart locks, with what they can do."""

    def chosen(self, entrance_ids: Iterable[str]) -> list[Device]:
        """Those of the doors that are smart locks."""
        wanted = set(entrance_ids)
        return [lock for lock in self.locks if lock.id in wanted]


class Offer(Value):
    """What a person can choose from; empty when they may give access nowhere."""

    sites: tuple[Site, ...]
    preselected: str | None = None
    """The person's only building, or the one they used last."""
