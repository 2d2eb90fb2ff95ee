"""Draws a message of a building's news from what is stored when it is sent."""

from dataclasses import dataclass

from bot.domain.command import Command
from bot.services.doors.feeding import BATCH
from bot.services.kept import Post, PostKind
from bot.services.messages.outbox import PostRefused
from bot.services.ports import Clock
from bot.services.store import Store, Work
from bot.slack.blocks.doors.feed_words import News, feed_message
from bot.slack.blocks.message import Message

FEED_POSTS = frozenset({PostKind.FEED})


@dataclass(frozen=True)
class FeedPost:
    """A message, and whether a guest named in it is forgotten: then the name has to go wherever it stands."""

    message: Message
    is_forgotten: bool


async def feed_post(store: Store, clock: Clock, post: Post) -> FeedPost:
    """The post as it is now.

    Raises:
        PostRefused: what it tells of is not kept any more, or nobody watches there by now.
    """
    async with store.read() as work:
        news = await _news(work, clock, post)
    return FeedPost(feed_message(news), any(one.grant.forgotten_at for one in news.records.values()))


async def _news(work: Work, clock: Clock, post: Post) -> News:
    building = await work.buildings.get(post.team_id, str(post.data.get("building")))
    told = await work.feed.of_batch(post.team_id, str(post.data.get(BATCH)))
    if building is None or not told:
        raise PostRefused("nothing_to_say")
    if post.ts is None and building.settings.watch.channel != post.channel:
        raise PostRefused("not_watched_any_more")
    grants = sorted({one.grant_id for one in told if one.grant_id})
    records = await work.grants.records(post.team_id, grants)
    entrances = await work.buildings.entrances(post.team_id, building.id)
    return News(
        building=building,
        told=tuple(told),
        doors={one.id: one.name for one in entrances},
        records={record.grant.id: record for record in records},
        commands=await _commands(work, post.team_id, [one.command_id for one in told if one.command_id]),
        now=clock.now(),
    )


async def _commands(work: Work, team_id: str, ids: list[str]) -> dict[str, Command]:
    found = [await work.commands.get(team_id, id_) for id_ in ids]
    return {command.id: command for command in found if command is not None}
