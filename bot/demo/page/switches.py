"""What the world may do to Keydesk from the side panel; each answers with one line on what happened."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from bot.demo.page.asked import Asked
from bot.demo.page.panel import Mode, Panel, Pins
from bot.demo.seam import Fault
from bot.demo.seam.errors import SeamError
from bot.demo.slack.records import refuse

SLOWNESS = (1.5, 3.0)
"""Seconds of each call's delay, before its effect and again after it."""
DELAYS: dict[Pins, timedelta | None] = {"prompt": timedelta(seconds=2), "late": timedelta(seconds=40), "never": None}


class Skip(Asked):
    kind: Literal["skip"]
    seconds: float | None = Field(None, gt=0)
    to: Literal["next_reminder", "next_due"] | None = None

    async def by(self, panel: Panel) -> str:
        now = panel.running.clock.now()
        if self.seconds is not None:
            until = now + timedelta(seconds=self.seconds)
        elif self.to == "next_reminder":
            until = await panel.next_reminder() or refuse("No reminder is to come. Give somebody access first.")
        else:
            until = await panel.running.next_due() or refuse("Nothing is due. Give somebody access first.")
        await panel.skipping.to(until)
        return f"Skipped {_words(until - now)}."


class SeamMode(Asked):
    kind: Literal["seam"]
    mode: Mode

    async def by(self, panel: Panel) -> str:
        seam, panel.mode = panel.running.seam, self.mode
        seam.faults.clear()
        seam.faults.outage = self.mode == "down"
        seam.post.is_on = self.mode != "down"
        if self.mode == "slow":
            least, most = SLOWNESS
            seam.fault(Fault("*", "slow", times=None, at_least=least, at_most=most))
        return {"up": "Seam answers again.", "slow": "Seam answers slowly.", "down": "Seam is down."}[self.mode]


class PinsMode(Asked):
    kind: Literal["pins"]
    mode: Pins

    async def by(self, panel: Panel) -> str:
        panel.pins = self.mode
        panel.running.seam.set_pin_delay(delay := DELAYS[self.mode])
        return f"Latch makes PINs within {delay.total_seconds():.0f} s." if delay else "Latch makes no PINs any more."


class Hub(Asked):
    """The building's line to Latch."""

    kind: Literal["hub"]
    building: str
    connected: bool

    async def by(self, panel: Panel) -> str:
        seam = panel.running.seam
        system = seam.world.system(self.building)
        if self.connected and system.errors:
            seam.reconnect(system.id)
        elif not self.connected and not system.errors:
            seam.disconnect(system.id)
        return f"{system.name} is {'connected' if self.connected else 'cut off'}."


class DeleteCredential(Asked):
    """Somebody deletes it in Latch's own console, past Keydesk."""

    kind: Literal["delete_credential"]
    id: str

    async def by(self, panel: Panel) -> str:
        world = panel.running.seam.world
        credential = world.credential(self.id)
        world.ask_delete([credential])
        user = world.users.get(credential.user_id)
        return f"Somebody deleted access of {user.full_name if user else 'a guest'} in Latch's console."


class RemoveDoor(Asked):
    kind: Literal["remove_door"]
    door: str

    async def by(self, panel: Panel) -> str:
        door = panel.running.seam.world.entrance(self.door)
        panel.running.seam.remove_entrance(door.id)
        return f"{door.name} is gone from Latch."


Switch = Annotated[
    Skip | SeamMode | PinsMode | Hub | DeleteCredential | RemoveDoor,
    Field(discriminator="kind"),
]


async def switch(panel: Panel, wanted: Switch) -> str:
    """Do it, and say what happened. Raises Refused."""
    try:
        said = await wanted.by(panel)
    except SeamError:
        refuse("Seam does not have this any more.")
    panel.note(said)
    return said


def _words(span: timedelta) -> str:
    hours, seconds = divmod(round(span.total_seconds()), 3600)
    days, hours = divmod(hours, 24)
    minutes, seconds = divmod(seconds, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "nothing"
