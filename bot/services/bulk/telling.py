"""A list has one message, which is changed in place while its rows are given: it stands for the cards of its grants.

It holds ids only, and is drawn when it goes out; each grant that changes has it drawn anew.
"""

from collections.abc import Sequence
from datetime import datetime

from pydantic import JsonValue

from bot.services.bulk.batch import Batch
from bot.services.kept import Post, PostKind
from bot.services.store import Work
from bot.services.trail.audit import Entry

BATCH = "batch"
"""Where a post's data names its list."""


async def tell_progress(work: Work, batch: Batch, grant_ids: Sequence[str], now: datetime) -> None:
    """Have the message drawn anew; these grants of the list have just come to be."""
    post = Post(
        key=f"{PostKind.BULK}:{batch.id}",
        team_id=batch.team_id,
        kind=PostKind.BULK,
        channel=batch.channel or batch.requester,
        data={BATCH: batch.id},
        due_at=now,
    )
    await work.posts.put(post, tells_of=grant_ids)


async def remember_list(
    work: Work, batch: Batch, what: str, actor: str | None, now: datetime, **data: JsonValue
) -> None:
    """Write a line about the whole list into the audit trail."""
    about: dict[str, JsonValue] = {"list": batch.id, **data}
    entry = Entry(team_id=batch.team_id, at=now, actor=actor, what=what, building_id=batch.building_id, data=about)
    await work.audit.add(entry)


async def stands_at(work: Work, post: Post, channel: str, ts: str) -> None:
    """The message was sent: its grants are told of there, and in its thread."""
    batch = await work.bulk.get(post.team_id, str(post.data[BATCH]))
    if batch is not None:
        await work.bulk.stands(batch.model_copy(update={"card_channel": channel, "card_ts": ts}))
