"""Somebody has a lock move: written down first, sent once, followed to its end, and told as what is really known."""

from datetime import timedelta

from bot.domain.building import Building, Source
from bot.domain.command import (
    MOST_AT_DOOR,
    MOST_BY_ONE,
    PER_MINUTE,
    REASON_LENGTH,
    Action,
    Command,
)
from bot.domain.device import Device
from bot.domain.errors import BadField, NoSuchGrant, NotAllowed, Refused
from bot.domain.opening import opens
from bot.domain.people import Person, may, require
from bot.domain.roles import Verb
from bot.domain.value import Value
from bot.services.access import Wake
from bot.services.ids import new_id
from bot.services.ports import Clock
from bot.services.store import Store, Work
from bot.services.trail.audit import Entry

CANNOT = {Action.LOCK: "lock_cannot_lock", Action.UNLOCK: "lock_cannot_unlock"}


class DoorSeen(Value):
    """A door as somebody sees it who has a role at its building."""

    building: Building
    entrance_id: str
    name: str
    device: Device | None
    """None for a door of an access system, which tells nothing of itself."""
    may_command: bool

    def can(self, action: Action) -> bool:
        """Whether this lock takes the command at all."""
        return self.device is not None and can(self.device, action)


def can(device: Device, action: Action) -> bool:
    """What the lock's own flags say; an absent one means no."""
    return device.can_remotely_unlock if action is Action.UNLOCK else device.can_remotely_lock


class Commanding:
    """Takes commands; `CarryingOut` sends them."""

    def __init__(self, store: Store, clock: Clock, admins: frozenset[str], wake: Wake) -> None:
        self._store = store
        self._clock = clock
        self._admins = admins
        self._wake = wake

    async def doors(self, person: Person) -> list[DoorSeen]:
        """All doors of the buildings where the person has a role, as our tables know them.

        Raises:
            NotAllowed: they have none.
        """
        async with self._store.read() as work:
            buildings = await work.buildings.all(person.team_id)
            mine = [one for one in buildings if may(person, Verb.VIEW, one, self._admins)]
            if not mine:
                require(person, Verb.VIEW, None, self._admins)
            entrances = await work.buildings.all_entrances(person.team_id)
            devices = {device.id: device for device in await work.devices.all(person.team_id)}
        return [
            DoorSeen(
                building=building,
                entrance_id=one.id,
                name=one.name,
                device=devices.get(one.id) if one.source is Source.DEVICE else None,
                may_command=may(person, Verb.OPERATE, building, self._admins),
            )
            for building in mine
            for one in entrances.get(building.id, ())
            if not one.removed
        ]

    async def ask(self, person: Person, entrance_id: str, action: Action, reason: str, submit_key: str) -> Command:
        """Take the command of somebody of the staff; the same form sent twice is one command.

        Raises:
            NotAllowed: they may not have doors of this building moved.
            BadField: there is no reason.
            Refused: the door cannot do it, or too much was asked of it just now.
        """
        async with self._store.write() as work:
            if (known := await work.commands.by_submit_key(person.team_id, submit_key)) is not None:
                return known
            building, device = await self._door(work, person, entrance_id)
            wanted = self._new(building, device, action).model_copy(update={"by": person.user_id})
            command = wanted.model_copy(update={"reason": _reason(reason)})
            await self._take(work, command, device, submit_key)
        self._wake()
        return command

    async def ask_for_guest(
        self, team_id: str, grant_id: str, entrance_id: str, submit_key: str, action: Action = Action.UNLOCK
    ) -> Command:
        """Take the command of a grant's guest, who has shown that they are it; inside their window alone.

        Raises:
            NoSuchGrant: the team has no such grant.
            NotAllowed: this door is not theirs, or not now.
            Refused: as for `ask`.
        """
        async with self._store.write() as work:
            if (known := await work.commands.by_submit_key(team_id, submit_key)) is not None:
                return known
            record = await work.grants.record(team_id, grant_id)
            if record is None:
                raise NoSuchGrant
            device = await work.devices.get(team_id, entrance_id)
            if device is None or not opens(record, entrance_id, self._clock.now()):
                raise NotAllowed("not_your_door", building_id=record.building.id, grant_id=grant_id)
            command = self._new(record.building, device, action).model_copy(update={"grant_id": grant_id})
            await self._take(work, command, device, submit_key)
        self._wake()
        return command

    async def command(self, team_id: str, command_id: str) -> Command:
        """How far a command is, for whoever asked for it.

        Raises:
            Refused: there is none, or it is forgotten by now.
        """
        async with self._store.read() as work:
            command = await work.commands.get(team_id, command_id)
        if command is None:
            raise Refused("no_such_command")
        return command

    async def seen(self, person: Person, command_id: str) -> tuple[Command, DoorSeen]:
        """The same for somebody of the staff, with the door as it is by now.

        Raises:
            NotAllowed, Refused.
        """
        command = await self.command(person.team_id, command_id)
        if command.by != person.user_id:
            raise NotAllowed("no_such_command")
        async with self._store.read() as work:
            building, device = await self._door(work, person, command.entrance_id)
        door = DoorSeen(building=building, entrance_id=device.id, name=device.name, device=device, may_command=True)
        return command, door

    async def _door(self, work: Work, person: Person, entrance_id: str) -> tuple[Building, Device]:
        """The lock and its building, for somebody who may have it moved."""
        device = await work.devices.get(person.team_id, entrance_id)
        home = device.building_id if device else await _home(work, person.team_id, entrance_id)
        building = await work.buildings.get(person.team_id, home) if home else None
        require(person, Verb.OPERATE, building, self._admins)
        if building is None:
            raise Refused("door_unknown")
        if device is None:
            latch = building.facts.external_type == "latch_building"
            raise Refused("no_remote_unlock_at_latch" if latch else "no_remote_unlock", system=building.facts.name)
        return building, device

    def _new(self, building: Building, device: Device, action: Action) -> Command:
        now = self._clock.now()
        return Command(
            id=new_id(),
            team_id=building.team_id,
            building_id=building.id,
            entrance_id=device.id,
            action=action,
            asked_at=now,
            due_at=now,
        )

    async def _take(self, work: Work, command: Command, device: Device, submit_key: str) -> None:
        if device.removed:
            raise Refused("door_unknown")
        if not can(device, command.action):
            raise Refused(CANNOT[command.action], maker=device.facts.name)
        lately = await work.commands.since(command.team_id, command.asked_at - PER_MINUTE)
        at_door = [one for one in lately if one.entrance_id == command.entrance_id]
        if any(one.state.is_open and one.action is command.action for one in at_door):
            raise Refused("command_under_way")
        if len(at_door) >= MOST_AT_DOOR or sum(one.actor == command.actor for one in lately) >= MOST_BY_ONE:
            raise Refused("commands_too_many")
        await work.commands.add(command, submit_key)
        await work.audit.add(entry_of(command, "asked"))


def entry_of(command: Command, what: str, at: timedelta = timedelta(0)) -> Entry:
    """A line of the trail; the reason is free text, so it stays out."""
    data = {"door": command.entrance_id, "command": command.id, "outcome": str(command.state)}
    return Entry(
        team_id=command.team_id,
        at=(command.settled_at or command.asked_at) + at,
        actor=command.by,
        what=f"{command.action}_{what}",
        building_id=command.building_id,
        grant_id=command.grant_id,
        data=data | ({"problem": command.problem} if command.problem else {}),
    )


async def _home(work: Work, team_id: str, entrance_id: str) -> str | None:
    """The building of a door that is no smart lock."""
    everywhere = await work.buildings.all_entrances(team_id)
    return next((home for home, doors in everywhere.items() if any(door.id == entrance_id for door in doors)), None)


def _reason(typed: str) -> str:
    reason = " ".join(typed.split())
    if not reason:
        raise BadField("door_reason", "command_reason_missing")
    return reason[:REASON_LENGTH]
