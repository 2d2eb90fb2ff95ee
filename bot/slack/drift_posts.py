"""An alarm about Seam and our books is of a building, not of a grant: it is drawn from what was found there."""

from datetime import datetime

from bot.domain.building import Building
from bot.services.drift.drift_telling import ALARM, BACK
from bot.services.kept import Post
from bot.services.lists.kinds import Kind, Scope, slices
from bot.services.lists.list_rows import Order
from bot.services.messages.outbox import PostRefused
from bot.services.store import Work
from bot.slack.blocks.drift.drift import back_message, drift_message
from bot.slack.blocks.message import Message


async def drift_post(work: Work, post: Post, now: datetime) -> Message:
    """The message as it is now.

    Raises:
        PostRefused: what it tells of is not known here any more.
    """
    building = await work.buildings.get(post.team_id, str(post.data.get("building")))
    if building is None:
        raise PostRefused("building_unknown")
    if BACK in post.data:
        drift = await work.drift.get(post.team_id, str(post.data[BACK]))
        if drift is None:
            raise PostRefused("nothing_to_say")
        return back_message(building, drift)
    drifts = await work.drift.of_alarm(post.team_id, str(post.data.get(ALARM)))
    if not drifts:
        raise PostRefused("nothing_to_say")
    return drift_message(building, drifts, await _open_grants(work, building, now))


async def _open_grants(work: Work, building: Building, now: datetime) -> int:
    """How many stand and fall with the building."""
    slices_ = slices(Kind.OPEN, Scope(buildings=(building,)), now)
    return (await work.lists.find(building.team_id, slices_, Order.END, 1)).total


def people_instead(post: Post) -> list[str]:
    """Who is told where the channel refuses us."""
    people = post.data.get("else")
    return [str(one) for one in people] if isinstance(people, list) else []
