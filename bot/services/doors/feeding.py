"""What happened at a door goes into the building's watch channel: queued where it is heard, drawn when it is sent."""

from datetime import datetime

from bot.domain.building import Building
from bot.domain.command import Command
from bot.domain.feed import OVER, TOO_OLD, FeedKind, Happening, batch_for, lane
from bot.services.ids import new_id
from bot.services.kept import Post, PostKind
from bot.services.store import Work

BATCH = "batch"


async def tell(work: Work, building: Building, news: Happening, now: datetime) -> bool:
    """Put it into the message that its lane sends next, where the building wants to hear of it.

    `news` comes without its message; False where it is not told, or was told before.
    """
    channel = building.settings.watch.channel
    if channel is None or not building.settings.watch.wants(news.kind) or now - news.at > TOO_OLD:
        return False
    if not await _is_news(work, news):
        return False
    newest = await work.feed.newest_batch(building.team_id, building.id, lane(news.kind))
    batch = batch_for(newest, now, new_id())
    if not await work.feed.add(news.model_copy(update={"batch": batch.id, "tell_at": batch.at})):
        return False
    await _post(work, building, channel, batch.id, batch.at, [news.grant_id] if news.grant_id else [])
    return True


def happening(building: Building, id_: str, kind: FeedKind, entrance_id: str, at: datetime) -> Happening:
    """Something that happened, before it is known which message tells of it."""
    return Happening(
        id=id_,
        team_id=building.team_id,
        building_id=building.id,
        entrance_id=entrance_id,
        kind=kind,
        at=at,
        batch="",
        tell_at=at,
    )


async def tell_command(work: Work, command: Command, now: datetime) -> None:
    """Whoever watches hears who had a door moved, and what came of it; a later outcome is drawn into the message."""
    building = await work.buildings.get(command.team_id, command.building_id)
    channel = building.settings.watch.channel if building else None
    if building is None or channel is None:
        return
    id_ = f"command:{command.id}"
    news = happening(building, id_, FeedKind.COMMANDED, command.entrance_id, command.asked_at)
    news = news.model_copy(update={"command_id": command.id, "grant_id": command.grant_id})
    if await tell(work, building, news, now):
        return
    told = await work.feed.get(command.team_id, id_)
    if told is not None:
        await _post(work, building, channel, told.batch, max(told.tell_at, now), [])


async def _is_news(work: Work, news: Happening) -> bool:
    """Who was never told that a lock is offline need not hear that it is online."""
    trouble = OVER.get(news.kind)
    if trouble is None:
        return True
    last = await work.feed.last(news.team_id, news.entrance_id, {trouble, news.kind})
    return last is not None and last.kind is trouble and last.at <= news.at


async def _post(work: Work, building: Building, channel: str, batch: str, at: datetime, grants: list[str]) -> None:
    post = Post(
        key=f"{PostKind.FEED}:{batch}",
        team_id=building.team_id,
        kind=PostKind.FEED,
        channel=channel,
        data={"building": building.id, BATCH: batch},
        due_at=at,
    )
    await work.posts.put(post, tells_of=grants)
