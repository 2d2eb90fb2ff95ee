"""What is counted for whoever watches over the bot."""

from datetime import timedelta

from bot.domain.grant import CredentialState, GrantState
from bot.services.figures import Figures
from bot.services.grants.ending import ALARM_AFTER
from bot.services.kept import Post, PostKind
from bot.services.store import Store
from tests.contracts.store_samples import HOUR, MINUTE, T0, TEAM, credential, grant, seed

NOTHING = Figures(grants={}, under_way_since=None, posts=0, revokes_late=0)


async def counted(store: Store, at: timedelta = HOUR) -> Figures:
    async with store.read() as work:
        return await work.figures.count(T0 + at)


async def test_an_empty_store_has_none_of_anything(store: Store) -> None:
    assert await counted(store) == NOTHING


async def test_what_is_over_is_not_counted_and_the_oldest_wait_is(store: Store) -> None:
    states = (GrantState.ISSUED, GrantState.ISSUED, GrantState.ENDED, GrantState.FAILED, GrantState.DECLINED)
    rows = [grant(f"g{number}", state=state) for number, state in enumerate(states)]
    issuing = grant("i1", state=GrantState.ISSUING, created_at=T0 + MINUTE)
    ending = grant("e1", state=GrantState.ENDING, created_at=T0 - HOUR, ending_at=T0 + 2 * MINUTE)
    await seed(store, *rows, issuing, ending)

    found = await counted(store)

    assert found.grants == {GrantState.ISSUED: 2, GrantState.ISSUING: 1, GrantState.ENDING: 1}
    assert found.under_way_since == T0 + MINUTE


async def test_an_end_that_seam_does_not_confirm_is_late(store: Store) -> None:
    await seed(store, grant("g1", state=GrantState.ENDING, ending_at=T0))
    async with store.write() as work:
        for number, since in enumerate((T0, T0 + MINUTE, None)):
            row = credential(
                f"c{number}", "g1", seam_id=f"s{number}", state=CredentialState.REVOKING, revoking_at=since
            )
            await work.credentials.add([row])

    assert (await counted(store, ALARM_AFTER)).revokes_late == 1
    assert (await counted(store, ALARM_AFTER + MINUTE)).revokes_late == 2


async def test_messages_that_are_still_to_go_out(store: Store) -> None:
    await seed(store, grant("g1"))
    async with store.write() as work:
        for key in ("a", "b"):
            await work.posts.put(Post(team_id=TEAM, key=key, kind=PostKind.CARD, grant_id="g1", due_at=T0))
        [first, _] = await work.posts.claim(T0, MINUTE, 2)
        await work.posts.delivered(first, "C1", "1.0")

    assert (await counted(store)).posts == 1
