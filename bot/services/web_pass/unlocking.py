"""A guest has a lock of theirs moved from their page: a command like any other, inside the window and written down.

Whoever may unlock has just been shown the PIN, so a limit of looks holds here too. That is remembered in memory alone:
after a restart they press Show once more. Locking needs no look.
"""

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.command import Action, Command
from bot.domain.device import Device
from bot.domain.errors import Refused
from bot.domain.grant import Credential, CredentialState, Door, GrantRecord
from bot.domain.opening import opens
from bot.domain.web_pass import NoPass
from bot.services.doors.commanding import Commanding, can
from bot.services.ports import Clock
from bot.services.store import Store
from bot.services.web_pass.guest_page import GuestPage, Sight

LASTS = timedelta(minutes=30)
MOST_REMEMBERED = 1000


class LookFirst(Refused):
    """They have not been shown the page just now."""


@dataclass(frozen=True)
class Movable:
    """A lock that the guest may have moved now."""

    door: Door
    number: int
    """Of the grant's doors: it stands in the address."""
    can_lock: bool


@dataclass(frozen=True)
class Moved:
    """A command of the guest's, and what can be done next."""

    sight: Sight
    command: Command
    door: str
    lockable: Movable | None
    """The same door, where it may be locked again."""


class Unlocking:
    """Takes the guest's commands."""

    def __init__(self, store: Store, clock: Clock, page: GuestPage, commanding: Commanding) -> None:
        self._store = store
        self._clock = clock
        self._page = page
        self._commanding = commanding
        self._tickets: OrderedDict[str, tuple[str, datetime]] = OrderedDict()

    async def movable(self, sight: Sight) -> list[Movable]:
        """The locks of this access that can be unlocked from afar, while its window is open."""
        doors = enumerate(sight.record.doors)
        mine = [number for number, door in doors if opens(sight.record, door.entrance_id, sight.now)]
        found = [await self._movable(sight.record, number) for number in mine]
        return [one for one in found if one is not None]

    def ticket(self, sight: Sight) -> str:
        """That whoever holds this was shown the page just now."""
        made = secrets.token_urlsafe(16)
        self._tickets[made] = (sight.web_pass.id, sight.now + LASTS)
        if len(self._tickets) > MOST_REMEMBERED:
            self._tickets.popitem(last=False)
        return made

    async def move(self, token: str, number: int, action: Action, ticket: str, once: str) -> Command:
        """Ask for it; the same `once` of the same link is one command.

        Raises:
            NoPass, PassOver; NotAllowed, Refused as `Commanding.ask_for_guest`.
            LookFirst: to unlock they have to press Show.
        """
        sight = await self._page.look(token)
        doors = sight.record.doors
        if number >= len(doors):
            raise NoPass
        if action is Action.UNLOCK and not self._was_shown(sight, ticket):
            raise LookFirst("look_first")
        grant, key = sight.record.grant, f"pass:{sight.web_pass.id}:{once}"
        return await self._commanding.ask_for_guest(grant.team_id, grant.id, doors[number].entrance_id, key, action)

    async def moved(self, token: str, command_id: str) -> Moved:
        """How far a command is.

        Raises:
            NoPass: of the link, or the command is not of this access; PassOver.
        """
        sight = await self._page.look(token)
        grant = sight.record.grant
        try:
            command = await self._commanding.command(grant.team_id, command_id)
        except Refused:
            raise NoPass from None
        if command.grant_id != grant.id:
            raise NoPass
        numbers = {door.entrance_id: number for number, door in enumerate(sight.record.doors)}
        number = numbers.get(command.entrance_id)
        if number is None:
            raise NoPass
        movable = await self._movable(sight.record, number)
        return Moved(sight, command, sight.record.doors[number].name, movable if movable and movable.can_lock else None)

    async def _movable(self, record: GrantRecord, number: int) -> Movable | None:
        door = record.doors[number]
        if not any(_opens(credential, door) for credential in record.credentials):
            return None
        async with self._store.read() as work:
            device = await work.devices.get(record.grant.team_id, door.entrance_id)
        if device is None or not _can_unlock(device):
            return None
        return Movable(door, number, can(device, Action.LOCK))

    def _was_shown(self, sight: Sight, ticket: str) -> bool:
        pass_id, until = self._tickets.get(ticket, ("", sight.now))
        return pass_id == sight.web_pass.id and sight.now < until


def _opens(credential: Credential, door: Door) -> bool:
    return credential.state is CredentialState.ISSUED and door in credential.doors


def _can_unlock(device: Device) -> bool:
    return not device.removed and can(device, Action.UNLOCK)
