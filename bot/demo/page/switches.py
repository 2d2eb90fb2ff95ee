"""What time, people and the weather may do to Keydesk from the side panel; each says in one line what happened."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from bot.demo.page.asked import Asked
from bot.demo.page.lock_switches import Battery, Flaky, Online, RemoveLock, Tamper, WrongCode, place_name
from bot.demo.page.panel import Mode, Panel, Pins
from bot.demo.seam.errors import SeamError
from bot.demo.slack.records import refuse

MOVED = timedelta(hours=3)
SLOWNESS = 2.0
"""Real seconds that each call takes longer."""
DELAYS: dict[Pins, timedelta | None] = {"prompt": timedelta(seconds=2), "late": timedelta(seconds=40), "never": None}
_MODES: dict[Mode, str] = {"up": "Seam answers again.", "slow": "Seam answers slowly.", "down": "Seam is down."}


class Skip(Asked):
    """By so many seconds, or to what comes next."""

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
        return f"Skipped {words(until - now)}."


class SeamMode(Asked):
    """What is due to be told while Seam is down is told when it is up again."""

    kind: Literal["seam"]
    mode: Mode

    async def by(self, panel: Panel) -> str:
        seam, panel.mode = panel.running.seam, self.mode
        seam.set_outage(self.mode == "down")
        seam.set_slow(SLOWNESS if self.mode == "slow" else 0)
        seam.post.is_on = self.mode != "down"
        return _MODES[self.mode]


class PinsMode(Asked):
    kind: Literal["pins"]
    mode: Pins

    async def by(self, panel: Panel) -> str:
        panel.pins, delay = self.mode, DELAYS[self.mode]
        panel.running.seam.set_pin_delay(delay)
        return f"Latch makes a PIN in {delay.total_seconds():.0f} s." if delay else "Latch makes no PINs."


class Hub(Asked):
    """Without a hub the doors go on with what they know until somebody is there with the Latch Manager App."""

    kind: Literal["hub"]
    building: str
    connected: bool

    async def by(self, panel: Panel) -> str:
        seam = panel.running.seam
        system = seam.world.system(self.building)
        seam.set_hub(system.id, self.connected)
        return f"The hub of {system.name} is {'online' if self.connected else 'offline'}."


class Line(Asked):
    """Seam's own line to the building, or to the account of a set of smart locks."""

    kind: Literal["line"]
    building: str
    connected: bool

    async def by(self, panel: Panel) -> str:
        seam = panel.running.seam
        account = seam.world.accounts.get(self.building)
        one = account or seam.world.system(self.building)
        if self.connected and one.errors:
            (seam.reconnect_account if account else seam.reconnect)(one.id)
        elif not self.connected and not one.errors:
            (seam.disconnect_account if account else seam.disconnect)(one.id)
        return f"Seam {'reaches' if self.connected else 'cannot reach'} {one.name}."


class UpdateDoor(Asked):
    kind: Literal["update_door"]
    door: str

    async def by(self, panel: Panel) -> str:
        door = panel.running.seam.world.entrance(self.door)
        panel.running.seam.update_door(door.id)
        return f"Somebody updated {door.name} with the Latch Manager App."


class OpenDoor(Asked):
    """With a credential, or by hand from inside."""

    kind: Literal["open_door"]
    door: str
    credential: str | None = None

    async def by(self, panel: Panel) -> str:
        seam = panel.running.seam
        opened = seam.open_door(self.door, self.credential)
        name = place_name(panel, self.door)
        if self.credential is None:
            return f"Somebody opened {name} from inside."
        return f"{name} opened." if opened else f"{name} stayed shut: {seam.openings[-1].refusal}."


class DeleteCredential(Asked):
    """Somebody deletes it in Latch's own console, past Keydesk."""

    kind: Literal["delete_credential"]
    id: str

    async def by(self, panel: Panel) -> str:
        world = panel.running.seam.world
        user = world.users.get(world.credential(self.id).user_id)
        panel.running.seam.delete_outside(self.id)
        return f"Somebody deleted access of {user.full_name if user else 'a guest'} in Latch's console."


class MoveEnd(Asked):
    """Somebody gives it a later end in Latch's own console, past Keydesk, whose books then differ."""

    kind: Literal["move_end"]
    id: str

    async def by(self, panel: Panel) -> str:
        world = panel.running.seam.world
        credential = world.credential(self.id)
        user = world.users.get(credential.user_id)
        panel.running.seam.move_end_outside(self.id, (credential.ends_at or world.now()) + MOVED)
        name = user.full_name if user else "a guest"
        return f"Somebody made access of {name} {words(MOVED)} longer in Latch's console."


class RemoveDoor(Asked):
    kind: Literal["remove_door"]
    door: str

    async def by(self, panel: Panel) -> str:
        door = panel.running.seam.world.entrance(self.door)
        panel.running.seam.remove_entrance(door.id)
        return f"{door.name} is gone from Latch."


Switch = Annotated[
    Skip
    | SeamMode
    | PinsMode
    | Hub
    | Line
    | UpdateDoor
    | OpenDoor
    | Battery
    | Online
    | Flaky
    | Tamper
    | WrongCode
    | RemoveLock
    | DeleteCredential
    | MoveEnd
    | RemoveDoor,
    Field(discriminator="kind"),
]


async def switch(panel: Panel, wanted: Switch) -> str:
    """Do it, and say what happened. Raises Refused."""
    try:
        said = await wanted.by(panel)
    except (SeamError, LookupError):
        refuse("Seam does not have this any more.")
    panel.note(said)
    return said


def words(span: timedelta) -> str:
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "a moment"
