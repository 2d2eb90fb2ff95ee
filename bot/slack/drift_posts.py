"""An alarm about Seam and our books is of a building, not of a grant: it is drawn from what was found there."""

from bot.services.drift.drift_telling import ALARM, BACK
from bot.services.kept import Post
from bot.services.messages.outbox import PostRefused
from bot.services.store import Work
from bot.slack.blocks.drift.drift import back_message, drift_message
from bot.slack.blocks.message import Message


async def drift_post(work: Work, post: Post) -> Message:
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
    return drift_message(building, drifts)


def people_instead(post: Post) -> list[str]:
    """Who is told where the channel refuses us."""
    people = post.data.get("else")
    return [str(one) for one in people] if isinstance(people, list) else []
