"""What has happened before the page opens: people did it on their screens, in a time that was then passed to now."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.demo.clocks import DemoClock
from bot.demo.page.cast import ADA, FRONT_DESK, HARBOR_HOUSE, MAINTENANCE, MO, RITA, SAM, furnish
from bot.demo.page.live import Live
from bot.demo.page.marks import Marks
from bot.demo.page.roof import ASKED_BEFORE_NOW, HARBOR, ask_for_the_roof, guard_the_roof
from bot.demo.page.switches import DELAYS
from bot.demo.running import Running, running
from bot.demo.slack import Message

LENGTH = timedelta(hours=5)
"""How long before now the demo begins."""
_UNREAD = timedelta(minutes=30)
"""People have seen what is older."""
_RESULT = timedelta(seconds=5)
"""How long people look before they press Done."""
_MIN = timedelta(minutes=1)


@dataclass(frozen=True)
class Visit:
    """Access that somebody gave, and ended where `ended_after` is given."""

    by: str
    channel: str
    guest: str
    building: str
    doors: tuple[str, ...]
    length: str = "2 hours"
    email: str = ""
    ended_after: timedelta | None = None


MILL = "Mill Lane Lofts"
CASA = "Casa Sol"
VISITS = (
    (
        10 * _MIN,
        Visit(SAM, FRONT_DESK, "Petra Plumber", HARBOR, ("Garage", "Roof Deck")),
        Visit(RITA, HARBOR_HOUSE, "Erin Example", HARBOR, ("Lobby", "Gym"), "1 week", "erin@example.com"),
    ),
    (
        150 * _MIN,
        Visit(SAM, MAINTENANCE, "Lena Lodger", MILL, ("Main Entrance", "Loft 101"), "1 day"),
        Visit(RITA, FRONT_DESK, "Carl Courier", HARBOR, ("Package Room",), ended_after=20 * _MIN),
    ),
    (235 * _MIN, Visit(RITA, FRONT_DESK, "Dora Dogwalker", HARBOR, ("Lobby", "Unit 12B"))),
)
"""By how long after the beginning; those of one time are given side by side."""
GUEST_TEXTS = {
    HARBOR: "The entrance is on Pier Street, left of the bakery. Visitors park on level -1.",
    CASA: "The gate is at the end of Calle Luna. La piscina cierra a las 22:00.",
}
COLOURS = {HARBOR: "#1f5d4c", CASA: "#a8431f"}
SAID = (
    (RITA, FRONT_DESK, "Petra the plumber comes for the garage today, Sam has the details."),
    (SAM, FRONT_DESK, "On it. I give her the roof deck too, she wants to see the drain."),
)


@asynccontextmanager
async def live_demo(folder: Path, *, past: bool = True) -> AsyncIterator[Live]:
    """The demo as pages show it, its database in `folder`; with a `past` it waits for `begin` before people may act.

    Raises:
        NotADemo: the environment holds real secrets.
    """
    clock = DemoClock(-LENGTH if past else timedelta(0))
    async with running(folder, clock, furnish, (ADA,)) as here:
        here.seam.knobs.delete_delay = here.seam.knobs.pin_delay = DELAYS["prompt"]
        live = Live(here)
        live.is_beginning = past
        async with live.watching():
            yield live


async def begin(live: Live) -> None:
    """Set up the buildings and give access, then let time pass until now; on the pages one sees it happen."""
    now = live.running.clock.now() + LENGTH
    with live.panel.skipping.under_way("Setting the scene", now):
        await _play(live.running, now)
    _read_what_is_old(live.running, live.marks)
    live.is_beginning = False
    live.changes.note()


async def _play(here: Running, now: datetime) -> None:
    for user, channel, text in SAID:
        here.person(user).say(channel, text)
    for building in (HARBOR, MILL, CASA):
        await set_up(here, building)
        await here.wait(_MIN)
    for at, *visits in VISITS:
        await here.wait(now - LENGTH + at - here.clock.now())
        await _side_by_side(here, visits)
    await _go_there(here, "Main Entrance")
    await guard_the_roof(here)
    await here.wait(now - ASKED_BEFORE_NOW - here.clock.now())
    await ask_for_the_roof(here)
    await here.wait(now - here.clock.now())


async def set_up(here: Running, building: str) -> None:
    """As Ada does it, on the screen that admins have."""
    await here.command(ADA, "setup", FRONT_DESK)
    await here.choose(ADA, "building", building)
    ada = here.person(ADA)
    await ada.submit(here.view(ADA))
    await here.choose(ADA, "issuer_people", [RITA, SAM])
    if building != CASA:
        await here.choose(ADA, "hub", "Yes" if building == HARBOR else "No")
    if building == HARBOR:
        await here.choose(ADA, "mobile_keys", "Instant Key")
    if building == MILL:
        await _is_told(here)
        await _may_do_tasks(here, MO)
    else:
        await _has_web_passes(here, building)
    await ada.submit(here.view(ADA))
    await here.bot.idle()


async def _has_web_passes(here: Running, building: str) -> None:
    """Guests may have a page of their own."""
    await here.click(ADA, here.view(ADA), "setup_message")
    await here.person(ADA).type_text(here.view(ADA), "guest_text", GUEST_TEXTS[building])
    await here.choose(ADA, "web_passes", ["Guests may have a web pass"])
    await here.person(ADA).type_text(here.view(ADA), "colour", COLOURS[building])
    await here.person(ADA).submit(here.view(ADA))
    await here.bot.idle()


async def _is_told(here: Running) -> None:
    """Each morning, and at the beginning of the week."""
    await here.click(ADA, here.view(ADA), "setup_notices")
    await here.choose(ADA, "notice_channel", MAINTENANCE)
    await here.person(ADA).type_text(here.view(ADA), "digest_at", "08:00")
    await here.person(ADA).type_text(here.view(ADA), "review_at", "Mon 09:00")
    await here.person(ADA).submit(here.view(ADA))
    await here.bot.idle()


async def _may_do_tasks(here: Running, user: str) -> None:
    """Viewers look after the doors."""
    await here.click(ADA, here.view(ADA), "setup_roles")
    await here.choose(ADA, "viewer_people", [user])
    await here.person(ADA).submit(here.view(ADA))
    await here.bot.idle()


async def _side_by_side(here: Running, visits: Sequence[Visit]) -> None:
    for visit in visits:
        await _give(here, visit)
    await here.wait(_RESULT)
    for visit in visits:
        await here.person(visit.by).submit(here.view(visit.by))
    for visit in visits:
        if visit.ended_after:
            await here.wait(visit.ended_after)
            await _end(here, visit)


async def _give(here: Running, visit: Visit) -> None:
    await here.command(visit.by, "", visit.channel)
    person = here.person(visit.by)
    await person.type_text(here.view(visit.by), "name", visit.guest)
    await _choose(here, visit.by, "building", visit.building)
    if visit.email:
        await here.choose(visit.by, "method", "Mobile key")
        await person.type_text(here.view(visit.by), "email", visit.email)
    await _choose(here, visit.by, "length", visit.length)
    await here.choose(visit.by, "doors", list(visit.doors))
    await person.submit(here.view(visit.by))


async def _go_there(here: Running, door: str) -> None:
    """Mo updates a door of Mill Lane with the Latch Manager App, and says so where the tasks are told."""
    board = next(m for m in here.slack.messages(MAINTENANCE) if m.thread_ts is None and "door task" in m.text)
    here.seam.update_door(next(one.id for one in here.seam.world.entrances.values() if one.name == door))
    with here.hand():
        await here.person(MO).click(board, "task_done", _task_of(board, door))
        await here.bot.idle()
    await here.settle()


def _task_of(board: Message, door: str) -> str:
    """What the buttons of the door's task carry."""
    blocks = iter(board.blocks)
    next(block for block in blocks if block["type"] == "section" and f"*{door}*" in block["text"]["text"])
    value: str = next(block for block in blocks if block["type"] == "actions")["elements"][0]["value"]
    return value


async def _choose(here: Running, user: str, field: str, text: str) -> None:
    """Unless it is chosen already, as for most people."""
    stands = here.view(user).state[field][field]["selected_option"]
    if stands["text"]["text"] != text:
        await here.choose(user, field, text)


async def _end(here: Running, visit: Visit) -> None:
    """On the card, as the one who gave it."""
    cards = [message for message in here.slack.messages(visit.channel) if visit.guest in str(message.blocks)]
    await here.click(visit.by, cards[0], "end")


def _read_what_is_old(here: Running, marks: Marks) -> None:
    line = f"{int((here.clock.now() - _UNREAD).timestamp())}"
    for user in here.slack.world.users:
        for channel in here.slack.world.channels:
            marks.read(user, channel, line)
