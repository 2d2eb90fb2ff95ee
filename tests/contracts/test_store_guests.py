"""Who is the same guest, whose data is due to go, and how far the messages about them are, on every store."""

from datetime import timedelta

from pydantic import SecretStr

from bot.domain.grant import REMOVED, Door, GrantState, Guest
from bot.domain.window import Window
from bot.services.kept import FORGET_SENT, Post, PostKind, PostProgress
from bot.services.store import Store
from tests.contracts.store_samples import HOUR, LEASE, MINUTE, T0, TEAM, credential, entrance, grant, listing, seed

ZOE, PLAIN = Guest(name="Zo\u00eb Guest", email="zoe@example.com"), Guest(name="Zo\u00eb Guest")


async def test_the_same_guest_is_the_same_mail_else_the_same_name(store: Store) -> None:
    await seed(
        store,
        grant("g1", guest=ZOE),
        grant("g2", guest=Guest(name="Z. Guest", email="ZOE@example.com"), created_at=T0 + HOUR),
        grant("g3", guest=PLAIN),
        grant("g4", guest=Guest(name="zo\u00eb  GUEST", phone="+12125550100"), created_at=T0 + HOUR),
        grant("g5", guest=ZOE, team_id="T2"),
        grant("g6", guest=REMOVED, forgotten_at=T0),
    )
    async with store.read() as work:
        by_mail = await work.guests.grants(TEAM, ZOE)
        by_name = await work.guests.grants(TEAM, PLAIN)

        assert [record.grant.id for record in by_mail] == ["g2", "g1"]
        assert [record.grant.id for record in by_name] == ["g4", "g3"]
        assert not await work.guests.grants(TEAM, REMOVED)


async def test_guests_are_searched_by_part_of_the_name_or_the_whole_mail(store: Store) -> None:
    async with store.write() as work:
        await work.buildings.sync(TEAM, listing("b2"), [entrance("e2", "Back door")], T0)
    await seed(
        store,
        grant("g1", guest=ZOE),
        grant("g2", guest=Guest(name="100% Zoo_keeper"), created_at=T0 + HOUR),
        grant("g3", guest=ZOE, building_id="b2", created_at=T0 + 2 * HOUR),
        grant("g4", guest=REMOVED, forgotten_at=T0),
    )
    async with store.read() as work:

        async def found(text: str, *buildings: str, limit: int = 10) -> list[str]:
            return [one.id for one in await work.guests.search(TEAM, buildings, text, limit)]

        assert await found("zo", "b1", "b2") == ["g3", "g2", "g1"]
        assert await found("ZO\u00cb g", "b1") == ["g1"]
        assert await found("%", "b1") == ["g2"]
        assert await found("o_k", "b1") == ["g2"]
        assert await found(" Zoe@Example.com", "b1", "b2") == ["g3", "g1"]
        assert await found("zoe@", "b1") == []
        assert await found("removed", "b1") == []
        assert await found("", "b1", "b2", limit=2) == ["g3", "g2"]
        assert await found("zo") == []


async def test_what_has_long_been_over_is_found_the_longest_first(store: Store) -> None:
    ended = {"state": GrantState.ENDED}
    await seed(
        store,
        grant("g1", **ended, ending_at=T0 + 2 * HOUR),
        grant("g2", **ended, ending_at=T0 + HOUR),
        grant("g3", state=GrantState.DECLINED),
        grant("g4", state=GrantState.ENDING, ending_at=T0),
        grant("g5", **ended, ending_at=T0, forgotten_at=T0, guest=REMOVED),
        grant("g6", **ended, ending_at=T0, team_id="T2"),
    )
    async with store.read() as work:

        async def found(before: timedelta, limit: int = 10) -> list[str]:
            return [r.grant.id for r in await work.guests.over_since(TEAM, "b1", T0 + before, limit)]

        assert await found(2 * HOUR + MINUTE) == ["g3", "g2", "g1"]
        assert await found(2 * HOUR) == ["g3", "g2"]
        assert await found(3 * HOUR, limit=1) == ["g3"]


async def test_what_has_long_been_over_is_found_by_its_doors(store: Store) -> None:
    ended = {"state": GrantState.ENDED, "ending_at": T0}
    await seed(store, grant("g1", **ended), grant("g2", **ended), grant("g3", **ended))
    lobby, roof = Door(entrance_id="e1", name="Lobby"), Door(entrance_id="e2", name="Roof e1")
    async with store.write() as work:
        await work.credentials.add([credential("c1", "g1", doors=(lobby, roof)), credential("c2", "g2", doors=(roof,))])
        await work.credentials.add([credential("c3", "g3", doors=(lobby,)), credential("c4", "g3", doors=(lobby,))])

        async def found(*doors: str, limit: int = 9) -> list[str]:
            return [r.grant.id for r in await work.guests.over_since(TEAM, "b1", T0 + HOUR, limit, doors)]

        assert await found("e1") == ["g1", "g3"]
        assert await found("e1", "e2", limit=2) == ["g1", "g2"]
        assert await found("e2") == ["g1", "g2"]
        assert not await found()


async def test_a_forgotten_guest_is_nowhere_in_the_grant(store: Store) -> None:
    await seed(store, grant())
    async with store.write() as work:
        await work.grants.save(grant(guest=REMOVED, reason=None, forgotten_at=T0 + HOUR))
        found = await work.grants.record(TEAM, "g1")

    assert found is not None
    assert (found.grant.guest, found.grant.reason, found.grant.forgotten_at) == (REMOVED, None, T0 + HOUR)


async def test_pins_whose_time_is_long_over_are_wiped(store: Store) -> None:
    later = Window(starts_at=T0, ends_at=T0 + 9 * HOUR)
    await seed(
        store,
        grant("g1"),
        grant("g2", window=later),
        grant("g3", requested_ends_at=T0 + 9 * HOUR),
        grant("g4", team_id="T2"),
    )
    async with store.write() as work:
        for number in range(1, 5):
            await work.credentials.add([credential(f"c{number}", f"g{number}", seam_id=f"s{number}")])
            await work.credentials.keep_pin(f"c{number}", SecretStr("123456"))

        assert await work.credentials.wipe_overdue(TEAM, T0 + 2 * HOUR) == 0
        assert await work.credentials.wipe_overdue(TEAM, T0 + 2 * HOUR + MINUTE) == 1
        assert not await work.credentials.pins(TEAM, "g1")
        assert await work.credentials.pins(TEAM, "g2")
        assert await work.credentials.pins(TEAM, "g3")
        assert await work.credentials.pins("T2", "g4")


async def test_a_guest_who_is_being_forgotten_at_seam_is_leaving(store: Store) -> None:
    await seed(store, grant("g1", guest_key="k", state=GrantState.ENDED), grant("g2", guest_key="k"))
    async with store.write() as work:
        new = grant("g2", guest_key="k")
        assert not await work.grants.guest_is_leaving(new)
        await work.steps.intend("g1", [FORGET_SENT], T0)
        assert await work.grants.guest_is_leaving(new)
        assert not await work.grants.guest_is_leaving(grant("g3", guest_key="other"))
        await work.steps.done("g1", FORGET_SENT, {})
        assert not await work.grants.guest_is_leaving(new)


async def test_messages_are_counted_by_how_far_they_are(store: Store) -> None:
    await seed(store, grant("g1"), grant("g2"), grant("g3"))

    def post(key: str, grant_id: str | None = "g1") -> Post:
        return Post(key=key, team_id=TEAM, kind=PostKind.NOTE, grant_id=grant_id, channel="C1", due_at=T0)

    async with store.write() as work:
        for key in ("sent", "gone", "waits", "never"):
            await work.posts.put(post(key))
        await work.posts.put(post("joint", None), tells_of=["g1", "g2"])
        await work.posts.put(post("other", "g3"))
        first = {one.key: one for one in await work.posts.claim(T0, LEASE, 10)}
        for key in ("sent", "gone", "joint"):
            await work.posts.delivered(first[key], "C1", "1.0")
        await work.posts.give_up(first["never"], "no_card")
        await work.posts.redraw("g1", frozenset(PostKind), T0 + HOUR)
        again = {one.key: one for one in await work.posts.claim(T0 + HOUR, LEASE, 10)}
        await work.posts.give_up(again["gone"], "cant_update_message")
        await work.posts.delivered(again["sent"], "C1", "1.0")

        assert await work.posts.progress(TEAM, ["g1"]) == PostProgress(done=1, due=2, unreachable=1)
        assert await work.posts.progress(TEAM, ["g2"]) == PostProgress(due=1)
        assert await work.posts.progress("T2", ["g1", "g2"]) == PostProgress()
