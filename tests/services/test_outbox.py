"""In one place messages come in the order in which they were to be told, whatever Slack says in between."""

from datetime import timedelta

from bot.services.kept import Post, PostKind
from bot.services.messages.outbox import PACE, Outbox, PostLater, Sent
from tests.contracts.store_samples import TEAM, grant, seed
from tests.fakes import FakeClock
from tests.fakes_store import MemoryStore

SECOND = timedelta(seconds=1)


class Slack:
    """Takes what comes, unless it was told to refuse the next ones."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.refusals: list[PostLater] = []

    async def deliver(self, post: Post) -> Sent:
        if self.refusals:
            raise self.refusals.pop(0)
        self.taken.append(post.key)
        return Sent(channel=post.channel or "C1", ts=f"{len(self.taken)}.0")


class Line:
    """Notes for one channel, and the outbox that sends them."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.store = MemoryStore()
        self.slack = Slack()
        self.outbox = Outbox(self.store, self.clock, self.slack)

    async def put(self, *keys: str) -> None:
        async with self.store.write() as work:
            for key in keys:
                now = self.clock.now()
                note = Post(key=key, team_id=TEAM, kind=PostKind.NOTE, grant_id="g1", channel="C1", due_at=now)
                await work.posts.put(note)

    async def tick(self) -> None:
        for post in await self.outbox.claim():
            await self.outbox.send(post)

    async def run(self, span: timedelta) -> None:
        for _ in range(span // (SECOND / 4)):
            await self.tick()
            self.clock.advance(SECOND / 4)
        await self.tick()


async def line() -> Line:
    made = Line()
    await seed(made.store, grant("g1"))
    return made


async def test_what_comes_while_others_wait_for_the_channels_pace_comes_after_them() -> None:
    here = await line()
    for moment, key in enumerate("zyxwv"):
        await here.put(key)
        await here.run(moment * PACE / 4)
    await here.run(5 * PACE)

    assert "".join(here.slack.taken) == "zyxwv"


async def test_nothing_overtakes_what_slack_put_off() -> None:
    here = await line()
    await here.put("z")
    here.slack.refusals = [PostLater(5 * SECOND, nothing_else=True)]
    await here.run(2 * SECOND)
    await here.put("a")
    await here.run(2 * SECOND)
    assert here.slack.taken == []

    await here.run(4 * SECOND)
    assert here.slack.taken == ["z", "a"]


async def test_what_waits_for_something_of_its_own_holds_nobody_up() -> None:
    here = await line()
    await here.put("z")
    here.slack.refusals = [PostLater(5 * SECOND)]
    await here.run(PACE)
    await here.put("a")
    await here.run(PACE)

    assert here.slack.taken == ["a"]


async def test_a_clock_that_was_set_back_silences_no_channel_for_long() -> None:
    here = await line()
    await here.put("z")
    here.slack.refusals = [PostLater(5 * SECOND, nothing_else=True)]
    await here.tick()
    here.clock.advance(timedelta(hours=-1))
    await here.put("a")
    await here.tick()

    assert here.slack.taken == ["a"]
