"""Posts: which may be sent, which message each became, and what is drawn anew."""

from collections.abc import Sequence
from datetime import datetime

from bot.services.kept import Post, PostKind
from bot.services.store import Store, Work
from tests.contracts.store_samples import HOUR, LEASE, MINUTE, T0, TEAM, grant, seed

REMINDERS = frozenset({PostKind.REMINDER, PostKind.REMINDER_DM})


def post(key: str = "card:g1", **changes: object) -> Post:
    sample = Post(key=key, team_id=TEAM, kind=PostKind.CARD, grant_id="g1", channel="C1", data={"n": 1}, due_at=T0)
    return sample.model_copy(update=changes)


class TestPosts:
    async def test_are_claimed_once_oldest_first(self, store: Store) -> None:
        async with store.write() as work:
            for key, minutes in (("c", 2), ("a", 1), ("later", 99), ("b", 1)):
                await work.posts.put(post(key, due_at=T0 + minutes * MINUTE))

            claimed = await work.posts.claim(T0 + HOUR, LEASE, 2)
            rest = await work.posts.claim(T0 + HOUR, LEASE, 9)

            assert [p.key for p in [*claimed, *rest]] == ["a", "b", "c"]
            assert claimed[0] == post("a", due_at=T0 + MINUTE, attempts=1)
            assert (await work.next_times()).posts == T0 + HOUR + LEASE
            assert [p.attempts for p in await work.posts.claim(T0 + HOUR + 2 * LEASE, LEASE, 1)] == [2]

    async def test_delivered_is_done(self, store: Store) -> None:
        async with store.write() as work:
            await work.posts.put(post())
            [claimed] = await work.posts.claim(T0, LEASE, 9)
            await work.posts.delivered(claimed, "C7", "1.2")

            assert (await work.next_times()).posts is None

    async def test_put_again_changes_the_same_message(self, store: Store) -> None:
        async with store.write() as work:
            await work.posts.put(post())
            [claimed] = await work.posts.claim(T0, LEASE, 9)
            await work.posts.delivered(claimed, "C7", "1.2")
            await work.posts.put(post(data={"n": 2}, due_at=T0 + MINUTE))

            assert await work.posts.claim(T0, LEASE, 9) == []
            [again] = await work.posts.claim(T0 + MINUTE, LEASE, 9)

        assert (again.sent_channel, again.ts, again.data, again.generation) == ("C7", "1.2", {"n": 2}, 1)
        assert again.attempts == 1

    async def test_put_again_while_it_is_sent_is_sent_again_after(self, store: Store) -> None:
        async with store.write() as work:
            await work.posts.put(post())
            [claimed] = await work.posts.claim(T0, LEASE, 9)
            await work.posts.put(post(data={"n": 2}))
            assert await work.posts.claim(T0, LEASE, 9) == []

            await work.posts.delivered(claimed, "C7", "1.2")
            [again] = await work.posts.claim(T0, LEASE, 9)
            assert (again.ts, again.data) == ("1.2", {"n": 2})

            await work.posts.delivered(again, "C7", "1.2")
            assert (await work.next_times()).posts is None

    async def test_postponed_waits_and_given_up_ends(self, store: Store) -> None:
        async with store.write() as work:
            await work.posts.put(post())
            [claimed] = await work.posts.claim(T0, LEASE, 9)
            await work.posts.postpone(claimed, T0 + MINUTE)
            assert (await work.next_times()).posts == T0 + MINUTE

            [claimed] = await work.posts.claim(T0 + MINUTE, LEASE, 9)
            assert claimed.attempts == 2
            await work.posts.give_up(claimed, "channel_not_found")
            assert (await work.next_times()).posts is None

            await work.posts.put(post())
            assert (await work.next_times()).posts == T0

    async def test_what_waits_its_turn_is_not_overtaken(self, store: Store) -> None:
        async with store.write() as work:
            await work.posts.put(post("z first"))
            [claimed] = await work.posts.claim(T0, LEASE, 9)
            await work.posts.postpone(claimed, T0 + MINUTE, in_turn=True)
            await work.posts.put(post("a second", due_at=T0 + MINUTE / 2))

            assert await work.posts.claim(T0 + MINUTE / 4, LEASE, 9) == []
            assert [p.key for p in await work.posts.claim(T0 + MINUTE, LEASE, 9)] == ["z first", "a second"]


async def put_and_send(work: Work, *wanted: Post, tells_of: Sequence[str] = ()) -> None:
    for one in wanted:
        await work.posts.put(one, tells_of)
    for claimed in await work.posts.claim(T0, LEASE, 99):
        await work.posts.delivered(claimed, "C7", f"ts of {claimed.key}")


async def due_keys(work: Work, at: datetime = T0 + HOUR) -> list[str]:
    return [claimed.key for claimed in await work.posts.claim(at, LEASE, 99)]


def reminder(key: str, **changes: object) -> Post:
    return post(key, **{"kind": PostKind.REMINDER, **changes})


class TestRedraw:
    async def test_arms_what_was_sent_of_these_kinds_about_this_grant(self, store: Store) -> None:
        async with store.write() as work:
            note, other = post("a note", kind=PostKind.NOTE), reminder("of another", grant_id="g2")
            await put_and_send(work, reminder("a"), note, other, reminder("b", kind=PostKind.LATE_PIN))

            await work.posts.redraw("g1", REMINDERS, T0 + MINUTE)

            assert (await work.next_times()).posts == T0 + MINUTE
            [again] = await work.posts.claim(T0 + MINUTE, LEASE, 99)
            assert again == reminder("a", ts="ts of a", sent_channel="C7", generation=1, attempts=1, due_at=T0 + MINUTE)

    async def test_catches_what_is_being_sent(self, store: Store) -> None:
        async with store.write() as work:
            await work.posts.put(reminder("a"))
            [claimed] = await work.posts.claim(T0, LEASE, 9)
            await work.posts.redraw("g1", REMINDERS, T0)
            assert await due_keys(work, T0) == []

            await work.posts.delivered(claimed, "C7", "1.2")

            [again] = await work.posts.claim(T0, LEASE, 9)
            assert again.ts == "1.2"
            await work.posts.delivered(again, "C7", "1.2")
            assert (await work.next_times()).posts is None

    async def test_what_waits_to_be_sent_keeps_its_time(self, store: Store) -> None:
        async with store.write() as work:
            await work.posts.put(reminder("a"))
            [claimed] = await work.posts.claim(T0, LEASE, 9)
            await work.posts.postpone(claimed, T0 + HOUR)

            await work.posts.redraw("g1", REMINDERS, T0)

            assert (await work.next_times()).posts == T0 + HOUR
            assert [p.attempts for p in await work.posts.claim(T0 + HOUR, LEASE, 9)] == [2]

    async def test_what_was_given_up_is_tried_again_only_where_it_stands_in_slack(self, store: Store) -> None:
        async with store.write() as work:
            await put_and_send(work, reminder("stands"))
            await work.posts.put(reminder("stands"))
            await work.posts.put(reminder("never sent"))
            for claimed in await work.posts.claim(T0, LEASE, 9):
                await work.posts.give_up(claimed, "is_archived")
            assert (await work.next_times()).posts is None

            await work.posts.redraw("g1", REMINDERS, T0)

            assert await due_keys(work) == ["stands"]

    async def test_a_post_that_tells_of_several_is_found_by_each(self, store: Store) -> None:
        await seed(store, grant("g1"), grant("g2"), grant("g3"))
        digest = post("digest", kind=PostKind.DIGEST, grant_id=None)
        async with store.write() as work:
            await put_and_send(work, digest, tells_of=["g1", "g2"])
            for told, found in (("g3", []), ("g2", ["digest"]), ("g1", ["digest"])):
                await work.posts.redraw(told, REMINDERS, T0)
                claimed = await work.posts.claim(T0, LEASE, 9)
                assert [one.key for one in claimed] == found
                for one in claimed:
                    await work.posts.delivered(one, "C7", "1.2")

    async def test_what_tells_of_a_series_is_found_by_it(self, store: Store) -> None:
        news = PostKind.SERIES_NEWS
        async with store.write() as work:
            for key, kind, series in (
                (f"{news}:1", news, "s1"),
                (f"{news}:2", news, "s2"),
                ("series:1", "series", "s1"),
            ):
                about = {"kind": PostKind(kind), "grant_id": None, "data": {"series": series}}
                await put_and_send(work, post(key, **about))
            await work.posts.put(post(f"{news}:4", kind=news, data={"series": "s1"}))
            for claimed in await work.posts.claim(T0, LEASE, 9):
                await work.posts.give_up(claimed, "is_archived")

            await work.posts.redraw_of_series("T2", "s1", news, T0)
            assert await due_keys(work) == []
            await work.posts.redraw_of_series(TEAM, "s1", news, T0)

            assert await due_keys(work) == [f"{news}:1"]

    async def test_putting_such_a_post_again_keeps_what_it_tells_of(self, store: Store) -> None:
        await seed(store, grant("g1"))
        digest = post("digest", kind=PostKind.DIGEST, grant_id=None)
        async with store.write() as work:
            for _ in range(2):
                await put_and_send(work, digest, tells_of=["g1"])

            await work.posts.redraw("g1", REMINDERS, T0)

            assert await due_keys(work) == ["digest"]
