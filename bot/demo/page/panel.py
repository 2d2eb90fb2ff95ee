"""The side panel shows what is so at Seam and at the doors, beside what Keydesk says of it in Slack."""

from collections import deque
from datetime import datetime, timedelta
from typing import Literal

from bot.demo.page.cast import HUB_WIRED
from bot.demo.page.skipping import Skipping
from bot.demo.running import Running
from bot.demo.seam import Credential
from bot.demo.seam.records import Entrance, Event, System
from bot.demo.slack.rules import Json

Mode = Literal["up", "slow", "down"]
Pins = Literal["prompt", "late", "never"]
MOST_EVENTS = 30
_FORESIGHT = timedelta(days=400)


class Panel:
    """Draws the world as JSON; what was done to it from here is kept in `log`."""

    def __init__(self, running: Running, skipping: Skipping) -> None:
        self.running = running
        self.skipping = skipping
        self.mode: Mode = "up"
        self.pins: Pins = "prompt"
        self._log: deque[Json] = deque(maxlen=MOST_EVENTS)

    def note(self, said: str) -> None:
        """What somebody did here."""
        self._log.appendleft({"at": self.running.clock.now().timestamp(), "text": said})

    async def next_reminder(self) -> datetime | None:
        return await self.running.bot.next_reminder(self.running.clock.now() + _FORESIGHT)

    async def draw(self) -> Json:
        seam = self.running.seam
        seam.world.settle()
        skip = {
            "next_reminder_at": _stamp(await self.next_reminder()),
            "next_due_at": _stamp(await self.running.next_due()),
        }
        return {
            "now": self.running.clock.now().timestamp(),
            "skip": skip,
            "busy": self.skipping.busy,
            "seam": {"mode": self.mode},
            "pins": self.pins,
            "buildings": [self._building(system) for system in seam.world.systems.values()],
            "credentials": [self._credential(one) for one in seam.world.present()],
            "events": [self._event(event) for event in reversed(seam.world.events[-MOST_EVENTS:])],
            "bot": {"connected": self.running.bot.engine.alive, "problems": self.running.slack.violations},
            "log": list(self._log),
        }

    def _building(self, system: System) -> Json:
        doors = [one for one in self.running.seam.world.entrances.values() if one.system_id == system.id]
        return {
            "id": system.id,
            "name": system.name,
            "zone": system.time_zone,
            "kind": "latch",
            "hub_wired": system.name in HUB_WIRED,
            "connected": not system.errors,
            "doors": [_door(door, system) for door in doors],
        }

    def _credential(self, credential: Credential) -> Json:
        world = self.running.seam.world
        user = world.users.get(credential.user_id)
        return {
            "id": credential.id,
            "guest": user.full_name if user else "",
            "method": credential.method,
            "doors": [world.entrances[id_].name for id_ in credential.entrance_ids if id_ in world.entrances],
            "building": world.systems[credential.system_id].name,
            "starts_at": credential.starts_at.timestamp(),
            "ends_at": _stamp(credential.ends_at),
            "state": _state(credential),
            "code_shown": credential.code is not None,
            "code": credential.code,
        }

    def _event(self, event: Event) -> Json:
        return {"at": event.occurred_at.timestamp(), "type": event.type, "about": self._about(event.ids)}

    def _about(self, ids: dict[str, str]) -> str:
        """The guest, else the door, else the building."""
        world = self.running.seam.world
        credential = world.credentials.get(ids.get("acs_credential_id", ""))
        user = world.users.get(credential.user_id if credential else ids.get("acs_user_id", ""))
        door = world.entrances.get(ids.get("acs_entrance_id", ""))
        system = world.systems.get(ids.get("acs_system_id", ""))
        names = [user.full_name if user else None, door.name if door else None, system.name if system else None]
        return next((name for name in names if name), "")


def _door(door: Entrance, system: System) -> Json:
    online = door.is_connected and not system.errors
    return {
        "id": door.id,
        "name": door.name,
        "connected": door.is_connected,
        "online": online,
        "locked": None,
        "battery": None,
    }


def _state(credential: Credential) -> str:
    if not credential.is_live:
        return "being deleted"
    if credential.errors:
        return "failed"
    return "issued" if credential.issued_at else "being made"


def _stamp(at: datetime | None) -> float | None:
    return at.timestamp() if at else None
