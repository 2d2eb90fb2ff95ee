"""An end is told before all that waits for its turn in the same channel, however much that is."""

from datetime import timedelta

from bot.services.kept import PostKind
from tests.services.desk import MANY, SAM, Desk

SECOND = timedelta(seconds=1)


async def test_a_card_that_says_that_it_is_being_ended_waits_for_no_other_card() -> None:
    desk = await Desk().open()
    old = await desk.give(name="Olly Old")
    await desk.run(timedelta(minutes=2))
    for number in range(MANY - 1):
        await desk.give(name=f"Guest {number}", view=None, submit_key=f"V{number}")
    await desk.run(5 * SECOND)
    assert len([row for row in desk.store._tables.posts.values() if row.state == "due"]) >= MANY // 2
    desk.poster.posts.clear()

    await desk.access.end(SAM, old)
    await desk.run(3 * SECOND)

    first = [post for post in desk.poster.posts if post.channel == "C0DESK"][:2]
    assert (PostKind.CARD, old) in [(post.kind, post.grant_id) for post in first]
