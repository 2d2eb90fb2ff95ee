"""A building without a hub, and what people press there."""

from datetime import timedelta

from bot.demo.slack.records import BOT_USER, Message, View
from bot.domain.roles import Holder, HolderKind, Role
from tests.journeys.world import World

MAX, NOTICES = "U0MAX", "C0DOORS"
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
MAINTENANCE = Holder(kind=HolderKind.PERSON, slack_id=MAX, role=Role.VIEWER)


def board(here: World) -> Message:
    return [m for m in here.slack.messages(NOTICES) if m.thread_ts is None and m.user == BOT_USER][-1]


def opens(here: World, door: str = "Lobby") -> bool:
    """What a guest at the door sees, with the newest PIN that was made."""
    newest = [c for c in here.seam.credentials_created() if c.code][-1]
    return here.seam.open_door(here.doors[door], newest.id)


async def press(here: World, user: str, where: Message | View | None, action: str, door: str = "") -> None:
    """The first button of this kind, or the one of this door."""
    assert where is not None
    text, values = "", []
    for block in where.blocks:
        text = block["text"]["text"] if block["type"] == "section" else text
        buttons = block["elements"] if block["type"] == "actions" else []
        values += [one["value"] for one in buttons if one["action_id"] == action and door in text]
    value = values[0]
    await here.click(user, where, action, value)
    await here.run(5 * SECOND)


async def update(here: World, user: str = MAX, door: str = "Lobby") -> None:
    """Go to the door with the app, then press Done."""
    here.seam.update_door(here.doors[door])
    await press(here, user, board(here), "task_done", f"*{door}*")
