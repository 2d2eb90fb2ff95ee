"""A desk with one smart lock beside the Latch building, and a channel that watches it."""

from datetime import timedelta
from typing import Any

from bot.domain.command import Command
from bot.domain.feed import FeedKind, Watch
from bot.services.kept import Post, PostKind
from bot.services.systems.events import Event
from tests.services.desk import TEAM, Desk

CASA, CHANNEL = "account-1", "C0WATCH"
NOTHING: frozenset[FeedKind] = frozenset()


async def with_lock(**what: Any) -> tuple[Desk, str]:
    """The lock's building is set up like the other one."""
    desk = Desk()
    lock = desk.seam.add_lock(account=CASA, **what)
    await desk.open()
    await watched(desk)
    return desk, lock


async def watched(desk: Desk, quiet: frozenset[FeedKind] = NOTHING, channel: str | None = CHANNEL) -> None:
    await desk.set_up(CASA, watch=Watch(channel=channel, quiet=quiet).model_dump())


async def command(desk: Desk, asked: Command) -> Command:
    """As it is by now."""
    return await desk.commanding.command(TEAM, asked.id)


def told(desk: Desk) -> list[Post]:
    """The news that went out, in order."""
    return desk.poster.of(PostKind.FEED)


async def hear(desk: Desk, kind: str, lock: str, *, ago: timedelta = timedelta(0), **what: object) -> bool:
    """An event of Seam's comes in; its id is new unless it is given."""
    id_ = str(what.pop("id", None) or desk.seam.new_id("event"))
    event = Event.model_validate(
        {"id": id_, "type": kind, "occurred_at": desk.clock.now() - ago, "entrance_id": lock, **what}
    )
    return await desk.webhooks.receive(event)
