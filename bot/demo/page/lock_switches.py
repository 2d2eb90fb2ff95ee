"""What may happen to a smart lock from the side panel; each says in one line what happened."""

from typing import Literal

from pydantic import Field

from bot.demo.page.asked import Asked
from bot.demo.page.panel import Panel

NOBODYS = "000000"
"""Digits that are no code of anybody's."""


class Battery(Asked):
    """Of a smart lock; `level` is between 0 and 1."""

    kind: Literal["battery"]
    door: str
    level: float = Field(ge=0, le=1)

    async def by(self, panel: Panel) -> str:
        panel.running.seam.set_battery(self.door, self.level)
        return f"The battery of {place_name(panel, self.door)} is at {self.level:.0%}."


class Online(Asked):
    """A smart lock's own connection."""

    kind: Literal["offline"]
    door: str
    online: bool

    async def by(self, panel: Panel) -> str:
        panel.running.seam.set_online(self.door, self.online)
        return f"{place_name(panel, self.door)} is {'online' if self.online else 'offline'}."


class Flaky(Asked):
    """Its connection comes and goes; commands still work."""

    kind: Literal["flaky"]
    door: str

    async def by(self, panel: Panel) -> str:
        panel.running.seam.set_flaky(self.door, True)  # noqa: FBT003  a switch
        return f"The connection of {place_name(panel, self.door)} comes and goes."


class Tamper(Asked):
    kind: Literal["tamper"]
    door: str

    async def by(self, panel: Panel) -> str:
        panel.running.seam.tamper(self.door)
        return f"Somebody tampered with {place_name(panel, self.door)}."


class WrongCode(Asked):
    """Somebody types digits that the lock does not know."""

    kind: Literal["wrong_code"]
    door: str

    async def by(self, panel: Panel) -> str:
        panel.running.seam.enter_code(self.door, NOBODYS)
        return f"Somebody typed a wrong code at {place_name(panel, self.door)}."


class RemoveLock(Asked):
    """It is taken off its account, with all its codes."""

    kind: Literal["remove_lock"]
    door: str

    async def by(self, panel: Panel) -> str:
        name = place_name(panel, self.door)
        panel.running.seam.remove_device(self.door)
        return f"{name} was taken off its account."


def place_name(panel: Panel, place: str) -> str:
    """Of a door or a lock. Raises LookupError."""
    world = panel.running.seam.world
    found = world.entrances.get(place) or world.locks.devices[place]
    return found.name
